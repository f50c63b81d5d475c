import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tries } from '../counts.ts';
import { type Call, company, isOpen, legsHeader, linesOf, outcomeOf, seen } from './any-legs.ts';
import { buildFrom, emptyRaw, fillRaw } from './model-case.ts';
import { metricsOver } from './pruned-program.ts';

const raw = join(import.meta.dirname, '../cases/calls-legs/raw');
/** The tables at which these laws look. */
const derivedFromLegs = [
  ...['calls', 'queue_visits', 'offers', 'handles', 'internal_handles', 'outbound_calls'],
];

async function build(lines: readonly string[]) {
  const { raw: database, folder } = await emptyRaw();
  await fillRaw(database, raw);
  const path = join(folder, 'legs.csv');
  await writeFile(path, `${[legsHeader, ...lines].join('\n')}\n`);
  return buildFrom(
    database,
    folder,
    { asOf: '2026-11-09T12:00:00Z' },
    {
      legsPath: path,
      wanted: (program) => new Set([...metricsOver(program, ['rollup_calls']), ...derivedFromLegs]),
    },
  );
}

describe('calls derived from legs (CC-9)', () => {
  it('keep their laws on any legs: one outcome, visits add up, no handle without an answer', async () => {
    await fc.assert(
      fc.asyncProperty(company, async (calls) => {
        const lines = calls.flatMap(linesOf);
        const { build: made, made: result, close } = await build(lines);
        try {
          const outcomes = await made.rows<{ call_id: string; outcome: string }>(
            'select call_id, outcome from calls',
          );
          const expected = calls.flatMap((each, index) =>
            seen(each).length === 0 ? [] : [{ call_id: `c${index}`, outcome: outcomeOf(each) }],
          );
          const byId = (rows: readonly { call_id: string }[]) =>
            [...rows].sort((a, b) => a.call_id.localeCompare(b.call_id));
          expect(byId(outcomes)).toEqual(byId(expected));

          const counted = calls.filter((each) => each.direction === 'inbound' && !isOpen(each));
          const sums = await made.one<Record<string, number>>(`select
            (select count(*) from queue_visits) as visits,
            (select count(*) filter (where is_answered) from queue_visits) as answered,
            (select count(*) from offers) as offers,
            (select count(*) from handles) + (select count(*) from internal_handles) as handles`);
          const legsOf = (from: readonly Call[], kind: string, results?: readonly string[]) =>
            from
              .flatMap(seen)
              .filter((each) => each.kind === kind)
              .filter(({ result: leftBy }) => results === undefined || results.includes(leftBy))
              .length;
          const closed = calls.filter((each) => !isOpen(each));
          expect(sums).toMatchObject({
            visits: legsOf(counted, 'queue'),
            answered: legsOf(counted, 'queue', ['answered']),
            offers: legsOf(counted, 'agent', ['answered', 'no_answer', 'rejected', 'cancelled']),
          });
          expect(sums.handles).toBeLessThanOrEqual(legsOf(closed, 'agent', ['answered']));

          const beyond = await made.rows(`select handles.call_id from handles
            inner join calls on handles.call_id = calls.call_id
            where handles.talk_seconds > date_diff('second', calls.started_at, calls.ended_at)
              or calls.is_open`);
          expect(beyond).toEqual([]);
          const failed = result.audits.filter((audit) => audit.failedRowCount > 0);
          expect(failed.filter((audit) => audit.severity === 'stop')).toEqual([]);
        } finally {
          await close();
        }
      }),
      { numRuns: tries(4, 100), seed: 31 },
    );
  });

  it('do not depend on the order of the legs', async () => {
    await fc.assert(
      fc.asyncProperty(company, async (calls) => {
        const lines = calls.flatMap(linesOf);
        const results = [];
        for (const ordered of [lines, [...lines].reverse()]) {
          const { build: made, close } = await build(ordered);
          const tables = ['calls', 'queue_visits', 'offers', 'handles', 'outbound_calls'];
          for (const table of [...tables, 'metric_values']) {
            results.push(await made.rows(`select * from ${table} order by all`));
          }
          await close();
        }
        const half = results.length / 2;
        expect(results.slice(0, half)).toEqual(results.slice(half));
      }),
      { numRuns: tries(2, 50), seed: 32 },
    );
  });

  it('count work on the local day on which the call or the queue visit began', async () => {
    await fc.assert(
      fc.asyncProperty(company, async (calls) => {
        const { build: made, close } = await build(calls.flatMap(linesOf));
        try {
          const rows = await made.rows<Record<string, string>>(`
            select handles.local_date, coalesce(locations.time_zone, 'America/Detroit') as zone,
              coalesce(visits.started_at, calls.started_at) as began_at
            from (select * from handles union by name select * from internal_handles) as handles
            inner join calls on handles.call_id = calls.call_id
            inner join call_legs as legs on handles.call_id = legs.call_id
              and handles.leg_number = legs.leg_number
            left join call_legs as visits on legs.call_id = visits.call_id
              and legs.visit_number = visits.visit_number and visits.leg_kind = 'queue'
              and not visits.is_monitoring
            left join (values ('aa', 'America/Detroit'), ('la', 'America/Los_Angeles'))
              as locations (location_id, time_zone) on handles.location_id = locations.location_id`);
          for (const row of rows) {
            const began = Temporal.Instant.from(`${String(row.began_at).replace(' ', 'T')}Z`);
            const day = began.toZonedDateTimeISO(String(row.zone)).toPlainDate().toString();
            expect({ ...row, local_date: day }).toEqual(row);
          }
        } finally {
          await close();
        }
      }),
      { numRuns: tries(3, 60), seed: 33 },
    );
  });
});
