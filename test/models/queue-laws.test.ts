import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Database } from '../../pipelines/warehouse/database.ts';
import { tries } from '../counts.ts';
import { type Call, company, legsHeader, linesOf } from './any-legs.ts';
import { buildFrom, emptyRaw, fillRaw } from './model-case.ts';
import { mappedMetrics } from './pruned-program.ts';

const raw = join(import.meta.dirname, '../cases/calls-legs/raw');

async function build(calls: readonly Call[]) {
  const { raw: database, folder } = await emptyRaw();
  await fillRaw(database, raw);
  const path = join(folder, 'legs.csv');
  await writeFile(path, `${[legsHeader, ...calls.flatMap(linesOf)].join('\n')}\n`);
  return buildFrom(
    database,
    folder,
    { asOf: '2026-11-09T12:00:00Z' },
    { legsPath: path, wanted: mappedMetrics },
  );
}

/** For how many seconds each person was connected with anybody, two lines at once counted once. */
async function busySeconds(made: Database): Promise<Map<string, number>> {
  const rows = await made.rows<{ person_id: string; from: number; to: number }>(
    `select person_id, epoch(answered_at)::bigint as "from", epoch(ended_at)::bigint as "to"
    from handles where talk_seconds is not null order by person_id, answered_at`,
  );
  const busy = new Map<string, number>();
  let reach = { person: '', to: 0 };
  for (const { person_id: person, from, to } of rows) {
    if (reach.person !== person) reach = { person, to: 0 };
    const seconds = Math.max(0, to - Math.max(from, reach.to));
    busy.set(person, (busy.get(person) ?? 0) + seconds);
    reach = { person, to: Math.max(reach.to, to) };
  }
  return busy;
}

// Every scope of a visit or a handle, as a table beside the rows themselves.
const scopesOf = `unnest([{kind: 'organization', id: 'all'}, {kind: 'location', id: location_id},
  {kind: 'team', id: team_id}, {kind: 'member', id: person_id},
  {kind: 'team_member', id: team_id || '/' || person_id}]) as scope`;

/** What a metric would be if it were counted from the rows of each scope and period, one by one. */
const counted = (rows: string, value: string) => `
  select scope.kind as scope_kind, scope.id as scope_id, grain, period_start_date,
    (${value})::double as value
  from (select *, ${scopesOf} from (${rows})) as facts
  inner join periods on local_date >= period_start_date and local_date < period_end_date
  where scope.id is not null group by all`;

const visits = 'select *, null::varchar as person_id from queue_visits';

async function differences(made: Database, metric: string, rows: string, value: string) {
  const columns = 'scope_kind, scope_id, grain, period_start_date, value';
  const direct = `select ${columns} from (${counted(rows, value)}) where value is not null`;
  const told = `select ${columns} from metric_values
    where metric_id = '${metric}' and value is not null`;
  return made.rows(`(${direct}) except all (${told}) union all (${told}) except all (${direct})`);
}

describe('numbers of calls, on any legs (CC-2, CC-9)', () => {
  it("keep a person's talk within the clock, and count different calls and waits as the rows do", async () => {
    await fc.assert(
      fc.asyncProperty(company, async (calls) => {
        const { build: made, close } = await build(calls);
        try {
          const busy = await busySeconds(made);
          const talk = await made.rows<{ person_id: string; talk: number; longer: number }>(
            `select person_id, sum(talk_time_seconds)::bigint as talk,
              count(*) filter (where talk_time_seconds > talk_seconds or talk_time_seconds < 0)
                as longer
            from handles where person_id not like 'unassigned:%' and talk_seconds is not null
            group by person_id`,
          );
          for (const row of talk) {
            expect(row.talk).toBeLessThanOrEqual(busy.get(row.person_id) ?? 0);
            expect(row.longer).toBe(0);
          }
          const different = 'count(distinct (source, call_id))';
          const timed = `select * from handles
            where direction = 'inbound' and handle_seconds is not null`;
          const waits = `${visits} where wait_seconds is not null`;
          const checks = [
            ['unique_calls_count', visits, different],
            ['unique_handled_calls_count', 'select * from handles', different],
            ['handle_seconds_per_call', timed, `sum(handle_seconds) / ${different}`],
            ['longest_wait_seconds', waits, 'max(wait_seconds)'],
            [
              'answer_wait_p90_seconds',
              `${waits} and is_answered`,
              'quantile_disc(wait_seconds, 0.9)',
            ],
          ] as const;
          for (const [metric, rows, value] of checks) {
            expect({ metric, rows: await differences(made, metric, rows, value) }).toEqual({
              metric,
              rows: [],
            });
          }
        } finally {
          await close();
        }
      }),
      { numRuns: tries(1, 60), seed: 34, endOnFailure: true },
    );
  });

  it('add up: hours to the day of the week, days to the week, queues to the whole', async () => {
    await fc.assert(
      fc.asyncProperty(company, async (calls) => {
        const { build: made, close } = await build(calls);
        try {
          const wrong = await made.rows(`
            with sums as (
              select metric_id, dimension, scope_kind, scope_id, grain, period_start_date,
                sum(numerator) as numerator, sum(denominator) as denominator
              from metric_splits
              where grain = 'week' and metric_id in ('offered_count', 'service_level',
                'abandonment_rate', 'missed_count', 'talk_seconds', 'average_handle_seconds')
              group by all
            )
            select sums.*, whole.numerator, whole.denominator, whole.value
            from sums
            inner join metric_values as whole
              using (metric_id, scope_kind, scope_id, grain, period_start_date)
            inner join metric_rows on metric_rows.metric_id = sums.metric_id
              and not is_of_person and list_contains(splits, dimension)
            where whole.scope_kind in ('organization', 'location', 'team') and value is not null
              and (sums.numerator != coalesce(whole.numerator, value)
                or sums.denominator is distinct from whole.denominator)`);
          expect(wrong).toEqual([]);
          const days = await made.rows(`
            select week.metric_id, week.scope_id, week.value, sum(day.value) as days
            from metric_values as week
            inner join metric_values as day on week.metric_id = day.metric_id
              and week.scope_kind = day.scope_kind and week.scope_id = day.scope_id
              and day.grain = 'day'
              and day.period_start_date between week.period_start_date
                and week.period_start_date + 6
            where week.grain = 'week' and week.metric_id in ('offered_count', 'abandoned_count',
              'short_abandoned_count', 'flow_out_count', 'queue_missed_count', 'missed_count',
              'handled_count', 'talk_seconds', 'connected_seconds')
            group by week.metric_id, week.scope_kind, week.scope_id, week.period_start_date,
              week.value
            having sum(day.value) is distinct from week.value`);
          expect(days).toEqual([]);
        } finally {
          await close();
        }
      }),
      { numRuns: tries(1, 60), seed: 35, endOnFailure: true },
    );
  });
});
