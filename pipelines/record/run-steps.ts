import { sql } from 'kysely';
import type { Effects } from '../run/effects.ts';
import type { Record } from './record.ts';
import type { StepState } from './tables.ts';

/** One step of a run, such as `extract app` or `build`. */
export interface RunStep {
  readonly step: string;
  readonly state: StepState;
  readonly detail: string | null;
  readonly startedAt: Temporal.Instant;
  readonly finishedAt: Temporal.Instant | null;
}

/** Writes that a step of a run begins; a step that is begun again starts over. */
export async function startStep(
  record: Record,
  runId: string,
  step: string,
  effects: Effects,
): Promise<void> {
  const started = { state: 'running' as const, detail: null, finished_at: null };
  const values = { ...started, started_at: effects.now().toString() };
  await record.transaction(async (tables) => {
    await tables
      .insertInto('run_steps')
      .values({ run_id: runId, step, ...values })
      .onConflict((conflict) => conflict.columns(['run_id', 'step']).doUpdateSet(values))
      .execute();
    await tables
      .updateTable('runs')
      .set({ seen_at: sql<Temporal.Instant>`clock_timestamp()` })
      .where('run_id', '=', runId)
      .execute();
  });
}

/** Writes how a step ended, with a line about its result. */
export async function finishStep(
  record: Record,
  runId: string,
  step: string,
  end: { readonly state: 'done' | 'failed' | 'skipped'; readonly detail?: string },
  effects: Effects,
): Promise<void> {
  const finished = { state: end.state, detail: end.detail ?? null };
  await record.use((tables) =>
    tables
      .updateTable('run_steps')
      .set({ ...finished, finished_at: effects.now().toString() })
      .where('run_id', '=', runId)
      .where('step', '=', step)
      .execute(),
  );
}

/** The steps of a run in the order in which they began. */
export async function listSteps(record: Record, runId: string): Promise<RunStep[]> {
  const rows = await record.use((tables) =>
    tables
      .selectFrom('run_steps')
      .selectAll()
      .where('run_id', '=', runId)
      .orderBy('started_at')
      .orderBy('step')
      .execute(),
  );
  return rows.map((row) => ({
    step: row.step,
    state: row.state,
    detail: row.detail,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
  }));
}
