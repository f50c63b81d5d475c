import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { openRaw } from '../../pipelines/extract/raw-store.ts';
import type { CdrSource } from '../../pipelines/extract/sources.ts';
import type { Row } from '../../pipelines/warehouse/database.ts';
import { inboxOf, makeWorkspace } from '../extract/workspace.ts';
import { buildFrom, emptyRaw } from './model-case.ts';

const data = join(import.meta.dirname, '../../../shared/data');
const titleOf = (file: string) =>
  existsSync(join(data, file))
    ? 'as its SOURCE.md counts them'
    : `(skipped: no ${file} in ${data})`;

let close: () => Promise<void> = async () => undefined;
afterEach(() => close());

/** Loads a file and builds all models; gives the loaded unit and a way to ask the build. */
async function buildOf(file: string, options: Partial<CdrSource>, asOf: string) {
  const workspace = await makeWorkspace();
  await workspace.write('inbox/export.csv', readFileSync(join(data, file)));
  const { units } = await workspace.extract([inboxOf(workspace, options)]);
  const lines = async (sql: string) => (await workspace.rows(sql)).map((row) => Object.values(row));
  const told = await lines(`select sum(ring_seconds)::integer, sum(talk_seconds)::integer,
    sum(duration_seconds)::integer, count(distinct party_hash), min(started_at), max(started_at)
    from raw.call_lines`);
  const statuses = await lines(
    'select status, count(*) from raw.call_lines group by all order by all',
  );
  const built = await buildFrom(
    await openRaw(workspace.rawPath),
    workspace.folder,
    { asOf },
    { wanted: () => new Set(['legs_3cx_call_log', 'legs_declared']) },
  );
  close = built.close;
  const rows = async (sql: string) =>
    (await built.build.rows<Row>(sql)).map((row) => Object.values(row));
  return { units, told, statuses, rows };
}

const callLog = '3cx-call-log/inbound_calls.csv';
describe.skipIf(!existsSync(join(data, callLog)))(
  `the rows of a real 3CX call log (CC-1) ${titleOf(callLog)}`,
  () => {
    it('are 52 segments of 36 calls, of which people answered two', async () => {
      const { units, told, statuses, rows } = await buildOf(
        callLog,
        { format: '3cx-call-log', timeZone: 'America/Detroit' },
        '2025-08-18T12:00:00Z',
      );
      expect(units).toMatchObject([
        { readCount: 53, loadedCount: 52, skippedCount: 1, rejectedCount: 0 },
      ]);
      expect(told).toEqual([[73, 555, 632, 32, '2025-08-16 04:00:30', '2025-08-16 05:37:00']]);
      expect(statuses).toEqual([
        ['Answered', 36],
        ['Redirected', 2],
        ['Unanswered', 14],
      ]);
      // Each call begins with one of the 36 rows at 801, 802 and 805.
      expect(
        await rows(`select leg_kind, result, agent_value, count(*), count(distinct call_id),
          sum(wait_seconds)::integer, sum(talk_seconds)::integer
          from legs_3cx_call_log group by all order by all`),
      ).toEqual([
        ['agent', 'answered', '105', 1, 1, null, 49],
        ['agent', 'answered', '137', 1, 1, null, 45],
        ['ivr', 'reached', null, 36, 36, null, null],
        ['queue', 'abandoned', null, 8, 8, 39, null],
        ['unknown', 'reached', null, 6, 6, null, null],
      ]);
      expect(
        await rows('select count(distinct call_id), max(leg_number) from legs_3cx_call_log'),
      ).toEqual([[36, 3]]);
    });
  },
);

const hotline = 'pwc-call-center/Call_Center_Dataset.csv';
describe.skipIf(!existsSync(join(data, hotline)))(
  `5,000 calls by declared columns (CC-2, CC-3) ${titleOf(hotline)}`,
  () => {
    it('have the answers, waits and talk that a mapping of the same file gives', async () => {
      const profile = {
        agentKind: 'display_name',
        capabilities: { wait: true, offers: true, talk_in_queue_calls: true },
        columns: {
          call_id: 'Call Id',
          started_date: 'Date',
          started_time: { column: 'Time', format: 'H:mm:ss' },
          queue: { value: 'hotline' },
          agent: 'Agent',
          status: { column: 'Answered (Y/N)', values: { Y: 'answered', N: 'no_answer' } },
          wait: 'Speed of answer in seconds',
          talk: { column: 'AvgTalkDuration', format: 'H:MM:SS' },
        },
      };
      const source = { format: 'declared', timeZone: 'Europe/Zurich', profile };
      const { units, rows } = await buildOf(hotline, source, '2021-04-01T05:00:00Z');
      expect(units).toMatchObject([{ loadedCount: 5000, rejectedCount: 0, skippedCount: 1 }]);
      expect(
        await rows(`select leg_kind, result, count(*), round(avg(wait_seconds), 2),
          round(avg(talk_seconds), 2) from legs_declared group by all order by all`),
      ).toEqual([
        ['agent', 'answered', 4054, null, 224.92],
        ['agent', 'no_answer', 946, null, null],
        ['queue', 'abandoned', 946, null, null],
        ['queue', 'answered', 4054, 67.52, null],
      ]);
      expect(
        await rows(`select agent_value, count(*) filter (where result = 'answered'), count(*)
          from legs_declared where leg_kind = 'agent' group by all order by all`),
      ).toEqual([
        ['Becky', 517, 631],
        ['Dan', 523, 633],
        ['Diane', 501, 633],
        ['Greg', 502, 624],
        ['Jim', 536, 666],
        ['Joe', 484, 593],
        ['Martha', 514, 638],
        ['Stewart', 477, 582],
      ]);
    });
  },
);

describe('a call log with as many rows as the console exports', () => {
  it.each<[number, string, string | null, number]>([
    [20_000, '3cx-call-log', null, 1],
    [19_999, '3cx-call-log', null, 0],
    [20_000, '3cx', null, 0],
    [4, '3cx-call-log', 'the Totals row counts 5 rows, and the file has 4: rows are missing', 1],
  ])('warns of a probable gap: %i rows of %s', async (count, format, reason, warnings) => {
    const { raw, folder } = await emptyRaw();
    await raw.run(`
      insert into raw.sources (source, kind, format, time_zone) values ('log', 'cdr', '${format}', 'UTC');
      insert into raw.loads (load_id, run_id, entity, source, file_hash, read_count, loaded_count,
        rejected_count, changed_count, deleted_count, loaded_at)
      values (1, 'r', 'call_lines', 'log', 'f', ${count}, ${count - 1}, 1, 0, 0, '2026-11-08 12:00:00')`);
    if (reason !== null) {
      await raw.run(`insert into raw.rejects (source, entity, reason, run_id)
        values ('log', 'call_lines', '${reason}', 'r')`);
    }
    const built = await buildFrom(
      raw,
      folder,
      { asOf: '2026-11-09T12:00:00Z' },
      { wanted: () => new Set(['stg_loads', 'stg_rejects', 'stg_sources']) },
    );
    close = built.close;
    const audit = built.made.audits.find((one) => one.audit === 'assert_call_logs_are_whole');
    expect(audit).toMatchObject({ severity: 'warn', failedRowCount: warnings });
  });
});
