import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Database } from '../../pipelines/warehouse/database.ts';
import { tries } from '../counts.ts';
import { buildFrom, emptyRaw, fillRaw } from './model-case.ts';
import { mappedMetrics } from './pruned-program.ts';
import { findUnexplained } from './rows-add-up.ts';

const root = join(import.meta.dirname, '../..');
const raw = join(root, 'test/cases/calls-legs/raw');
// Detroit goes back on Sunday, November 1, 2026, at 06:00 UTC: the window holds that night.
const windowStart = Temporal.Instant.from('2026-10-31T12:00:00Z');
const asOf = '2026-11-09T12:00:00Z';
const agents = ['101', '102', '103'];

const minute = fc.integer({ min: 0, max: 4 * 24 * 60 });
const span = fc.record({
  agent: fc.constantFrom(...agents),
  start: minute,
  length: fc.integer({ min: 1, max: 11 * 60 }),
});
const call = fc.record({
  agent: fc.constantFrom(...agents),
  start: minute,
  length: fc.integer({ min: 1, max: 90 }),
});
const state = fc.record({
  span,
  state: fc.constantFrom('available', 'on_call', 'break', 'lunch', 'training', 'away'),
  queue: fc.constantFrom('', '800', '810'),
});
const shift = fc.record({
  span,
  late: fc.integer({ min: -30, max: 90 }),
  early: fc.integer({ min: -30, max: 90 }),
  pauses: fc.integer({ min: 0, max: 5400 }),
  status: fc.constantFrom('completed', 'absent', 'cancelled'),
});
const floor = fc.record({
  calls: fc.array(call, { maxLength: 25 }),
  states: fc.uniqueArray(state, {
    maxLength: 12,
    selector: (each) => `${each.span.agent}/${each.span.start}`,
  }),
  shifts: fc.array(shift, { minLength: 1, maxLength: 8 }),
});
type Floor = typeof floor extends fc.Arbitrary<infer T> ? T : never;

const at = (minutes: number) => windowStart.add({ minutes }).toString().slice(0, 19);

function rowsOf({ calls, states, shifts }: Floor): Record<string, string[]> {
  return {
    calls: calls.map(
      ({ agent, start, length }, index) =>
        `('pbx', 'c${index}', 'inbound', null, 'extension', '${agent}', '${at(start)}', '${at(start)}',
        '${at(start + length)}', true, 0, ${60 * length})`,
    ),
    agent_states: states.map(
      ({ span: { agent, start, length }, state: name, queue }) =>
        `('pbx', 'extension', '${agent}', '${name}', null, nullif('${queue}', ''), '${at(start)}',
        '${at(start + length)}')`,
    ),
    shifts: shifts.map(({ span: { agent, start, length }, late, early, pauses, status }, index) => {
      const isThere = status === 'completed';
      const actual = isThere
        ? `'${at(start + late)}', '${at(Math.max(start + late, start + length - early))}'`
        : 'null, null';
      return `('s${index}', 'pbx', 'extension', '${agent}', null, '2026-11-01', '${status}',
        '${at(start)}', '${at(start + length)}', ${actual}, ${pauses}, ${pauses}, 0, 0)`;
    }),
  };
}

const columns: Readonly<Record<string, string>> = {
  calls: `source, call_id, direction, queue_id, agent_kind, agent_value, started_at, answered_at,
    ended_at, is_answered, wait_seconds, talk_seconds`,
  agent_states: 'source, agent_kind, agent_value, state, reason, queue_id, started_at, ended_at',
  shifts: `shift_id, source, agent_kind, agent_value, location_id, shift_date, status,
    scheduled_start_at, scheduled_end_at, actual_start_at, actual_end_at, break_seconds,
    lunch_seconds, training_seconds, meeting_seconds`,
};

async function build(made: Floor, isReversed = false) {
  const { raw: database, folder } = await emptyRaw();
  await fillRaw(database, raw);
  for (const [table, rows] of Object.entries(rowsOf(made))) {
    await database.run(`insert into raw.entities (entity, state) values ('${table}', 'mapped')`);
    if (rows.length === 0) continue;
    const ordered = isReversed ? [...rows].reverse() : rows;
    await database.run(`insert into raw.${table} (${columns[table]}) values ${ordered.join(', ')}`);
  }
  return buildFrom(database, folder, { asOf }, { wanted: mappedMetrics });
}

/** Only what the hours of agents are made of, so that they can be tried often. */
async function openHours(): Promise<Database> {
  const database = await Database.open(':memory:');
  const zones = `(values ('America/Detroit'), ('America/Los_Angeles')) as zones (time_zone)`;
  await database.run(`
    create table run_settings as select timestamp '2026-11-09 12:00:00' as as_of_at,
      'America/Detroit' as time_zone, 'idle' as occupancy_ring, 'staffed' as utilization_base,
      5 as punctuality_grace_minutes;
    create table hour_offsets as select time_zone, slot_at, date_diff('second', slot_at,
        timezone(time_zone, timezone('UTC', slot_at)))::integer as offset_seconds
      from ${zones}, (select unnest(generate_series(timestamp '2026-10-30',
        timestamp '2026-11-07', interval 30 minutes)) as slot_at);
    create table people as select 'p' || i as person_id from range(1, 4) as t (i);
    create table identities as select 'extension' as kind, '10' || i as value, 'pbx' as source,
        'p' || i as person_id, date '2026-01-01' as valid_from_date,
        date '9999-12-31' as valid_to_date
      from range(1, 4) as t (i);
    create table stg_locations as select * from (values ('aa', 'America/Detroit'),
      ('la', 'America/Los_Angeles')) as listed (location_id, time_zone);
    create table team_memberships as select * from (values
        ('p1', 'cc', 'aa', 'America/Detroit', date '2026-01-01', date '9999-12-31'),
        ('p2', 'west', 'la', 'America/Los_Angeles', date '2026-01-01', date '2026-11-02'),
        ('p2', 'cc', 'aa', 'America/Detroit', date '2026-11-02', date '9999-12-31'))
      as listed (person_id, team_id, location_id, time_zone, from_date, to_date);
    create table stg_absences (person_id varchar, from_date date, to_date date,
      day_share decimal(9, 6), is_approved boolean);
    insert into stg_absences values ('p1', '2026-11-02', '2026-11-03', null, true);
    create table raw_handles (person_id varchar, talk_seconds integer, answered_at timestamp,
      ended_at timestamp);
    create view handles as select person_id, talk_seconds, 0 as hold_seconds,
      null::integer as wrap_up_seconds, answered_at as started_at, answered_at, ended_at,
      answered_at::date as local_date from raw_handles;
    create view internal_handles as
      select *, talk_seconds as connected_seconds from handles where false;
    create view offers as select * from handles where false;
    create table stg_agent_states (source varchar, agent_kind varchar, agent_value varchar,
      state varchar, reason varchar, queue_id varchar, started_at timestamp, ended_at timestamp);
    create table stg_shifts (shift_id varchar, source varchar, agent_kind varchar,
      agent_value varchar, location_id varchar, shift_date date, status varchar,
      scheduled_start_at timestamp, scheduled_end_at timestamp, actual_start_at timestamp,
      actual_end_at timestamp, break_seconds integer, lunch_seconds integer,
      training_seconds integer, meeting_seconds integer)`);
  const models = ['agent_shifts', 'agent_intervals', 'agent_moments', 'hours_of_people'];
  for (const model of [...models, 'shift_pauses', 'agent_hours']) {
    const text = await readFile(join(root, `sql/core/${model}.sql`), 'utf8');
    await database.run(`create view ${model} as ${text}`);
  }
  return database;
}

async function hoursOf(database: Database, made: Floor): Promise<void> {
  const rows = rowsOf(made);
  const handles = made.calls.map(
    ({ agent, start, length }) =>
      `('p${agent.at(-1)}', ${60 * length}, '${at(start)}', '${at(start + length)}')`,
  );
  const insert = (table: string, values: readonly string[] = []) =>
    values.length === 0 ? '' : `insert into ${table} values ${values.join(', ')};`;
  await database.run(`delete from raw_handles; delete from stg_agent_states;
    delete from stg_shifts; ${insert('raw_handles', handles)}
    ${insert('stg_agent_states', rows.agent_states)} ${insert('stg_shifts', rows.shifts)}
    create or replace temp table hours as select * from agent_hours`);
}

const broken = `
  select 'an hour is no longer than the clock' as law, person_id from hours
  where greatest(staffed_seconds, present_seconds, scheduled_seconds, talk_seconds) >
    case when local_date = '2026-11-01' and local_hour = 1 then 7200 else 3600 end
  union all
  select 'calls are a part of what is staffed', person_id from hours
  where busy_seconds > staffed_seconds or busy_seconds + idle_seconds > staffed_seconds
    or talk_seconds > busy_seconds or on_queue_seconds < busy_seconds
  union all
  select 'what adheres was scheduled', person_id from hours
  where adherent_seconds > scheduled_seconds
  union all
  select 'nothing is negative', person_id from hours
  where least(staffed_seconds, idle_seconds, on_queue_seconds, present_seconds) < 0`;

/** Numbers of a build that break a law, each with the law's name. */
const brokenNumbers = `
  select 'a share is at most the whole' as law, scope_id from metric_values
  where metric_id in ('occupancy', 'utilization', 'talk_time_ratio', 'schedule_adherence',
    'attendance', 'punctuality') and (value > 1 or value < 0)
  union all
  select 'an agent is there for no more hours than the day has', scope_id from metric_values
  where metric_id = 'staffed_hours' and scope_kind = 'member' and grain = 'day'
    and value > case when period_start_date = '2026-11-01' then 25 else 24 end
  union all
  select 'hours add up to the days', coalesce(hours.scope_id, days.scope_id)
  from (select scope_id, sum(value) as value from metric_splits
    where metric_id = 'staffed_hours' and dimension = 'hour' and scope_kind = 'team'
      and grain = 'month' group by scope_id) as hours
  full join (select scope_id, sum(value) as value from metric_values
    where metric_id = 'staffed_hours' and scope_kind = 'team' and grain = 'day'
    group by scope_id) as days using (scope_id)
  where abs(coalesce(hours.value, 0) - coalesce(days.value, 0)) > 1e-6`;

/** The minutes of one agent that a walk over every minute finds, where whole days tell of it. */
function walkedMinutes({ calls }: Floor, agent: string): number {
  const talked = new Set<number>();
  for (const { agent: who, start, length } of calls) {
    if (who !== agent) continue;
    for (let each = start; each < start + length; each += 1) talked.add(each);
  }
  return talked.size;
}

describe('the hours of agents (CC-5)', () => {
  let database: Database;
  beforeAll(async () => {
    database = await openHours();
  });
  afterAll(() => database.close());

  it('keep the laws of the clock on any calls, states and shifts', async () => {
    await fc.assert(
      fc.asyncProperty(floor, async (made) => {
        await hoursOf(database, made);
        expect(await database.rows(broken)).toEqual([]);
      }),
      { numRuns: tries(25, 1000), seed: 41 },
    );
  });

  it('have each talking minute of an agent once, as a walk over the minutes has it', async () => {
    const whole = { agent: '101', start: 0, length: 6 * 24 * 60 };
    const always = { span: whole, state: 'available', queue: '' } as const;
    await fc.assert(
      fc.asyncProperty(floor, async (made) => {
        await hoursOf(database, { ...made, states: [always] });
        const { talked, ready } = await database.one<{ talked: number; ready: number }>(
          `select sum(talk_seconds)::integer as talked,
            sum(busy_seconds + idle_seconds)::integer as ready
          from hours where person_id = 'p1'`,
        );
        expect(talked).toBe(60 * walkedMinutes(made, '101'));
        expect(ready).toBe(60 * whole.length);
      }),
      { numRuns: tries(15, 500), seed: 42 },
    );
  });

  it('do not depend on the order or on the repetition of the rows', async () => {
    await fc.assert(
      fc.asyncProperty(floor, async (made) => {
        await hoursOf(database, made);
        const first = await database.rows('select * from hours order by all');
        await hoursOf(database, {
          calls: [...made.calls, ...made.calls].reverse(),
          states: [...made.states].reverse(),
          shifts: made.shifts,
        });
        expect(await database.rows('select * from hours order by all')).toEqual(first);
      }),
      { numRuns: tries(10, 300), seed: 43 },
    );
  });
});

describe('numbers of the workforce in a whole build (CC-9)', () => {
  it('are at most the whole, add up by hour, day and person, and rest on their rows', async () => {
    await fc.assert(
      fc.asyncProperty(floor, async (made) => {
        const { build: result, made: whole, close } = await build(made);
        try {
          expect(await result.rows(brokenNumbers)).toEqual([]);
          const failed = whole.audits.filter((audit) => audit.failedRowCount > 0);
          expect(failed.filter((audit) => audit.severity === 'stop')).toEqual([]);
          expect((await findUnexplained(result, 1, 20)).wrong).toEqual([]);
        } finally {
          await close();
        }
      }),
      { numRuns: tries(1, 40), seed: 44 },
    );
  });
});

describe('calls per hour (KPI.md 12.5)', () => {
  it.each([
    { handles: 90, seconds: 27_000 },
    { handles: 6, seconds: 1800 },
  ])('is 12.0 for $handles calls in $seconds s, in exact hours', async ({ handles, seconds }) => {
    const calls = Array.from({ length: handles }, (_, index) => ({
      agent: '101',
      start: 2880 + index * 4,
      length: 3,
    }));
    // Present 600 s longer than at the queue: break 300 and lunch 300.
    const minutes = seconds / 60 + 10;
    const worked = { agent: '101', start: 2880, length: minutes };
    const made: Floor = {
      calls,
      states: [],
      shifts: [{ span: worked, late: 0, early: 0, pauses: 300, status: 'completed' }],
    };
    const { build: database, close } = await build(made);
    try {
      const value = await database.one<{ value: number; denominator: number }>(`
        select value, denominator from metric_values where metric_id = 'calls_per_hour'
          and scope_kind = 'member' and scope_id = 'p1' and grain = 'day'`);
      expect(value).toEqual({ value: 12, denominator: seconds / 3600 });
    } finally {
      await close();
    }
  });
});
