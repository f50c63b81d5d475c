import { sql } from 'kysely';
import type { Effects } from '../run/effects.ts';
import { isKnownDead, markThisProcess } from './process-mark.ts';
import type { Record } from './record.ts';
import type { RunState } from './tables.ts';

/** A run as its command starts it; `runId` sorts by time. */
export interface RunStart {
  readonly runId: string;
  readonly command: string;
  readonly periodLabel: string | null;
  readonly asOf: Temporal.Instant;
}

/** How a run ended. */
export interface RunEnd {
  readonly state: 'done' | 'failed';
  readonly exitCode: number;
  readonly buildId?: string;
  /** One line for `muster status`: what failed, or what was held. */
  readonly message?: string;
}

/** A run as `muster status` shows it. */
export interface Run extends RunStart {
  readonly startedAt: Temporal.Instant;
  readonly finishedAt: Temporal.Instant | null;
  readonly state: RunState;
  readonly exitCode: number | null;
  readonly buildId: string | null;
  readonly message: string | null;
}

/** Writes the start of a run, and first marks the runs that ended without a word as interrupted. */
export async function startRun(record: Record, start: RunStart, effects: Effects): Promise<void> {
  await markInterruptedRuns(record, effects);
  const mark = markThisProcess();
  const row = {
    run_id: start.runId,
    command: start.command,
    period_label: start.periodLabel,
    as_of: start.asOf.toString(),
    started_at: effects.now().toString(),
    finished_at: null,
    state: 'running' as const,
    exit_code: null,
    process_host: mark.host,
    process_id: mark.processId,
    process_start_mark: mark.startMark,
  };
  await record.use((tables) => tables.insertInto('runs').values(row).execute());
}

/** Writes how a run ended. */
export async function finishRun(
  record: Record,
  runId: string,
  end: RunEnd,
  effects: Effects,
): Promise<void> {
  const changes = {
    state: end.state,
    exit_code: end.exitCode,
    build_id: end.buildId ?? null,
    message: end.message ?? null,
    finished_at: effects.now().toString(),
  };
  await record.use((tables) =>
    tables.updateTable('runs').set(changes).where('run_id', '=', runId).execute(),
  );
}

/**
 * Marks runs as interrupted whose process is gone; of a run on another machine that is assumed after
 * an hour without a step. Gives their ids.
 */
export async function markInterruptedRuns(record: Record, effects: Effects): Promise<string[]> {
  const running = await record.use((tables) =>
    tables
      .selectFrom('runs')
      .select(['run_id', 'process_host', 'process_id', 'process_start_mark'])
      .select(sql<boolean>`seen_at < clock_timestamp() - interval '1 hour'`.as('is_silent'))
      .where('state', '=', 'running')
      .execute(),
  );
  const here = markThisProcess().host;
  const dead = running.filter((run) => {
    const mark = { host: run.process_host, processId: run.process_id };
    const isDead = isKnownDead({ ...mark, startMark: run.process_start_mark });
    return isDead || (run.process_host !== here && run.is_silent);
  });
  const ids = dead.map((run) => run.run_id);
  if (ids.length === 0) return ids;
  const changes = { state: 'interrupted' as const, finished_at: effects.now().toString() };
  await record.use((tables) =>
    tables
      .updateTable('runs')
      .set(changes)
      .where('run_id', 'in', ids)
      .where('state', '=', 'running')
      .execute(),
  );
  return ids;
}

/** The latest runs, newest first. */
export async function listRuns(record: Record, limit: number): Promise<Run[]> {
  const rows = await record.use((tables) =>
    tables.selectFrom('runs').selectAll().orderBy('run_id', 'desc').limit(limit).execute(),
  );
  return rows.map((row) => ({
    runId: row.run_id,
    command: row.command,
    periodLabel: row.period_label,
    asOf: row.as_of,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
    state: row.state,
    exitCode: row.exit_code,
    buildId: row.build_id,
    message: row.message,
  }));
}
