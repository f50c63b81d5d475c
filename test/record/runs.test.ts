import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { markThisProcess } from '../../pipelines/record/process-mark.ts';
import type { Record } from '../../pipelines/record/record.ts';
import { finishStep, listSteps, startStep } from '../../pipelines/record/run-steps.ts';
import { finishRun, listRuns, markInterruptedRuns, startRun } from '../../pipelines/record/runs.ts';
import { heldEffects, startTestServer, type TestServer } from './test-record.ts';

const monday = heldEffects('2026-11-16T12:00:00Z');
const later = heldEffects('2026-11-16T12:01:30Z');
let postgres: TestServer;
let record: Record;
let url: string;

beforeAll(async () => {
  postgres = await startTestServer();
  ({ record, url } = await postgres.openFreshRecord());
});

afterAll(async () => {
  await postgres.stop();
});

function runNamed(runId: string) {
  const asOf = Temporal.Instant.from('2026-11-16T12:00:00Z');
  return { runId, command: 'run', periodLabel: '2026-W46', asOf };
}

describe('startRun and finishRun', () => {
  test('keep what a run was, how it ended and its steps in order', async () => {
    await startRun(record, runNamed('20261116T120000-a'), monday);
    await startStep(record, '20261116T120000-a', 'extract', monday);
    const end = { state: 'done' as const, detail: '120 rows' };
    await finishStep(record, '20261116T120000-a', 'extract', end, later);
    await startStep(record, '20261116T120000-a', 'build', later);
    const failed = { state: 'failed' as const, exitCode: 4, message: 'an audit failed' };
    await finishRun(record, '20261116T120000-a', { ...failed, buildId: 'b1' }, later);
    const [run] = await listRuns(record, 10);
    expect({ ...run, asOf: `${run?.asOf}`, startedAt: `${run?.startedAt}` }).toEqual({
      runId: '20261116T120000-a',
      command: 'run',
      periodLabel: '2026-W46',
      asOf: '2026-11-16T12:00:00Z',
      startedAt: '2026-11-16T12:00:00Z',
      finishedAt: Temporal.Instant.from('2026-11-16T12:01:30Z'),
      state: 'failed',
      exitCode: 4,
      buildId: 'b1',
      message: 'an audit failed',
    });
    const steps = await listSteps(record, '20261116T120000-a');
    expect(steps.map(({ step, state, detail }) => ({ step, state, detail }))).toEqual([
      { step: 'extract', state: 'done', detail: '120 rows' },
      { step: 'build', state: 'running', detail: null },
    ]);
  });
});

describe('markInterruptedRuns', () => {
  test('leaves a run of a living process alone', async () => {
    await startRun(record, runNamed('20261116T120000-b'), monday);
    expect(await markInterruptedRuns(record, later)).toEqual([]);
    const running = await listRuns(record, 1);
    expect(running[0]?.state).toBe('running');
  });

  test('marks a run whose process is gone when the next one starts', async () => {
    await postgres.query(
      url,
      "update muster.runs set process_id = 4194399 where run_id = '20261116T120000-b'",
    );
    await startRun(record, runNamed('20261116T120130-c'), later);
    const runs = await listRuns(record, 10);
    expect(runs.map((run) => [run.runId, run.state, run.finishedAt?.toString()])).toEqual([
      ['20261116T120130-c', 'running', undefined],
      ['20261116T120000-b', 'interrupted', '2026-11-16T12:01:30Z'],
      ['20261116T120000-a', 'failed', '2026-11-16T12:01:30Z'],
    ]);
  });

  test('knows a process number that was given to another process since', async () => {
    await postgres.query(
      url,
      "update muster.runs set process_start_mark = '1' where run_id = '20261116T120130-c'",
    );
    expect(await markInterruptedRuns(record, later)).toEqual(['20261116T120130-c']);
  });

  test('gives a run of another machine an hour without a step', async () => {
    await startRun(record, runNamed('20261116T120130-d'), later);
    const elsewhere = "set process_host = 'elsewhere' where run_id = '20261116T120130-d'";
    await postgres.query(url, `update muster.runs ${elsewhere}`);
    expect(await markInterruptedRuns(record, later)).toEqual([]);
    await postgres.query(url, "update muster.runs set seen_at = now() - interval '61 minutes'");
    expect(await markInterruptedRuns(record, later)).toEqual(['20261116T120130-d']);
  });
});

test('markThisProcess names this process on this machine', () => {
  expect(markThisProcess()).toEqual(markThisProcess());
  expect(markThisProcess().processId).toBe(process.pid);
});
