import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { computeRange } from '../../pipelines/models/range.ts';
import { Database } from '../../pipelines/warehouse/database.ts';
import { tries } from '../counts.ts';
import { buildFrom, emptyRaw, fillRaw } from './model-case.ts';
import { mappedMetrics } from './pruned-program.ts';

const root = join(import.meta.dirname, '../..');
const sql = (path: string) => readFile(join(root, 'sql', path), 'utf8');

// A merged tenant is its successor; its users are not the successor's of the same id.
const account = `if(tenant_id = 'taken', 'A', tenant_id)`;

describe('active users by merged intervals (TN-2)', () => {
  let database: Database;

  beforeAll(async () => {
    database = await Database.open(':memory:');
    await database.run(`create table usage_daily_counted (tenant_id varchar, user_id varchar,
      usage_date date, event_count integer, session_count integer, features varchar[]);
      create table usage_events_counted (tenant_id varchar, user_id varchar, usage_date date,
        feature varchar);
      create table stg_tenants (tenant_id varchar, plan_features varchar[]);
      insert into stg_tenants values ('A', ['f', 'g']), ('B', ['f']), ('taken', ['h']);
      create table tenant_successors as select 'taken' as tenant_id, 'A' as successor_id`);
    for (const name of ['user_days', 'usage_by_day', 'feature_spans']) {
      await database.run(`create view ${name} as ${await sql(`core/${name}.sql`)}`);
    }
  });

  afterAll(() => database.close());

  const use = fc.record({
    tenant: fc.constantFrom('A', 'B', 'taken'),
    user: fc.constantFrom('x', 'y', 'z'),
    day: fc.integer({ min: 0, max: 200 }),
    features: fc.subarray(['f', 'g', 'h']),
  });
  type Use = typeof use extends fc.Arbitrary<infer T> ? T : never;

  /** Uses as rows of either source; a row of daily usage is a user's only one of its day. */
  const give = async (uses: readonly Use[], isDaily: boolean): Promise<void> => {
    const values = uses.map(
      ({ tenant, user, day, features }) =>
        `('${tenant}', '${user}', date '2026-01-01' + ${day}, [${features.map((name) => `'${name}'`)}]::varchar[])`,
    );
    const given = `(values ${values.join(', ')}) as given (tenant_id, user_id, usage_date, features)`;
    await database.run(`delete from usage_daily_counted; delete from usage_events_counted`);
    await database.run(
      isDaily
        ? `insert into usage_daily_counted
          select tenant_id, user_id, usage_date, count(*)::integer, null, list_distinct(flatten(list(features)))
          from ${given} group by all`
        : `insert into usage_events_counted
          select tenant_id, user_id, usage_date, null from ${given}
          union all
          select tenant_id, user_id, usage_date, unnest(features) from ${given}`,
    );
  };

  it('are the distinct users of the 7 and 28 days until each day', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(use, { minLength: 1, maxLength: 40 }),
        fc.boolean(),
        async (uses, isDaily) => {
          await give(uses, isDaily);
          const wrong = await database.rows(`
            with used as (
              select distinct ${account} as tenant_id, tenant_id || user_id as user_id, usage_date
              from user_days
            ),
            counted as (
              select by_day.tenant_id, by_day.usage_date, by_day.active_count,
                by_day.week_active_count, by_day.month_active_count, by_day.last_active_date,
                count(distinct user_id) filter (where used.usage_date > by_day.usage_date - 7) as week,
                count(distinct user_id) filter (where used.usage_date > by_day.usage_date - 28) as month,
                count(*) filter (where used.usage_date = by_day.usage_date) as day,
                max(used.usage_date) as last_date
              from usage_by_day as by_day left join used
                on by_day.tenant_id = used.tenant_id and used.usage_date <= by_day.usage_date
              group by all
            )
            from counted where (active_count, week_active_count, month_active_count, last_active_date)
              is distinct from (day, week, month, last_date)
            union all by name
            -- Each day of use has its row.
            select tenant_id, usage_date from used
            anti join usage_by_day using (tenant_id, usage_date)`);
          expect(wrong).toEqual([]);
        },
      ),
      { numRuns: tries(60, 2000) },
    );
  });

  it('have a key feature in use from its first day to 28 days after the last, without a longer gap', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(use, { minLength: 1, maxLength: 40 }),
        fc.boolean(),
        async (uses, isDaily) => {
          await give(uses, isDaily);
          const wrong = await database.rows(`
            with days as (
              select tenant_id, unnest(plan_features) as feature, day::date as day
              from stg_tenants anti join tenant_successors using (tenant_id),
                generate_series(timestamp '2025-12-20', timestamp '2026-09-01', interval 1 day) as t(day)
            ),
            used as (
              select ${account} as tenant_id, usage_date, unnest(features) as feature
              from usage_daily_counted
              union all
              select ${account}, usage_date, feature from usage_events_counted
            )
            select days.tenant_id, days.feature, days.day,
              (select count(*) from used where used.tenant_id = days.tenant_id
                and used.feature = days.feature
                and used.usage_date between days.day - 27 and days.day) > 0 as is_used,
              (select count(*) from feature_spans as spans where spans.tenant_id = days.tenant_id
                and spans.feature = days.feature
                and spans.from_date <= days.day and spans.to_date > days.day) as span_count
            from days where is_used::integer != span_count`);
          expect(wrong).toEqual([]);
        },
      ),
      { numRuns: tries(20, 500) },
    );
  });
});

describe('sessions of single events (TN-2)', () => {
  let database: Database;

  beforeAll(async () => {
    database = await Database.open(':memory:');
    await database.run(`create table stg_tenants (tenant_id varchar, time_zone varchar, is_sandbox boolean);
      create table tenant_successors as select 'taken' as tenant_id, 'A' as successor_id;
      create table run_settings as select 'UTC' as time_zone;
      create table usage_by_day (tenant_id varchar, usage_date date, session_count bigint);
      create table day_offsets (time_zone varchar, utc_date date, first_offset_seconds integer,
        last_offset_seconds integer, change_at timestamp);
      create table stg_usage_events (event_id bigint, tenant_id varchar, user_id varchar,
        user_kind varchar, feature varchar, is_qualifying boolean, occurred_at timestamp)`);
    for (const name of ['qualifying_events', 'sessions_by_day']) {
      await database.run(`create view ${name} as ${await sql(`core/${name}.sql`)}`);
    }
  });

  afterAll(() => database.close());

  it('begin with each event that none of the same user came before within 30 minutes', async () => {
    const event = fc.record({
      tenant: fc.constantFrom('A', 'B', 'taken'),
      user: fc.constantFrom('x', 'y'),
      // Tens of minutes, so that exactly 30 of them come often; a second more or less now and then.
      tens: fc.integer({ min: 0, max: 30 }),
      seconds: fc.constantFrom(-1, 0, 0, 0, 1),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(event, { minLength: 1, maxLength: 30 }), async (events) => {
        const rows = events.map(
          ({ tenant, user, tens, seconds }, at) =>
            `(${at}, '${tenant}', '${user}', 'human', null, null,
              timestamp '2026-03-01 22:00:00' + to_seconds(${tens * 600 + seconds}))`,
        );
        await database.run(`delete from stg_usage_events;
          insert into stg_usage_events values ${rows.join(', ')}`);
        const wrong = await database.rows(`
          with instants as (select distinct tenant_id, user_id, occurred_at from stg_usage_events),
          starts as (
            from instants where not exists (
              from instants as others where others.tenant_id = instants.tenant_id
                and others.user_id = instants.user_id and others.occurred_at < instants.occurred_at
                and others.occurred_at > instants.occurred_at - interval 30 minutes)
          ),
          expected as (
            select ${account} as tenant_id, occurred_at::date as usage_date, count(*) as session_count
            from starts group by all
          )
          (from expected except from sessions_by_day) union all (from sessions_by_day except from expected)`);
        expect(wrong).toEqual([]);
      }),
      { numRuns: tries(60, 2000) },
    );
  });
});

// 2026-03-06 to 2026-03-20 in Detroit: the clock goes forward on Sunday the 8th; Tuesday the 10th is
// a holiday of location l alone, which has Saturdays and a lunch break; the workspace has neither.
describe('the business clock (CS-3)', () => {
  let database: Database;
  const zone = 'America/Detroit';
  const hoursOf = (location: string, weekday: number): [number, number][] => {
    if (location === '') return weekday <= 5 ? [[8, 18]] : [];
    if (weekday === 6) return [[9, 12]];
    return weekday === 7
      ? []
      : [
          [8, 12],
          [13, 17],
        ]; // prettier-ignore
  };

  beforeAll(async () => {
    database = await Database.open(':memory:');
    const hours = ['', 'l'].flatMap((location) =>
      [1, 2, 3, 4, 5, 6, 7].flatMap((weekday) =>
        hoursOf(location, weekday).map(
          ([opens, closes]) =>
            `(${location === '' ? 'null' : `'${location}'`}, ${weekday}, time '${String(opens).padStart(2, '0')}:00:00', time '${closes}:00:00')`,
        ),
      ),
    );
    await database.run(`
      create table run_settings as
        select '${zone}' as time_zone, timestamp '2026-03-20 12:00:00' as as_of_at;
      create table stg_locations as select 'l' as location_id, '${zone}' as time_zone;
      create table holidays as select date '2026-03-10' as holiday_date, 'l' as location_id;
      create table working_days as select day::date as day_date
        from generate_series(timestamp '2026-02-20', timestamp '2026-03-25', interval 1 day) as t (day);
      create table business_hours (location_id varchar, isodow integer, opens time, closes time);
      insert into business_hours values ${hours.join(', ')};
      create table response_targets as select 'email' as channel, 'business' as clock,
        14400 as target_seconds;
      create table message_runs (message_id varchar, tenant_id varchar, person_id varchar,
        team_id varchar, location_id varchar, channel varchar, local_date date,
        started_at timestamp, answered_at timestamp);
      create table lead_message_runs (message_id varchar, lead_id varchar, person_id varchar,
        team_id varchar, location_id varchar, channel varchar, local_date date,
        started_at timestamp, answered_at timestamp);
      create table tenants (tenant_id varchar, name varchar, segment varchar, industry varchar);
      create table health_bands (tenant_id varchar, from_date date, health_band varchar)`);
    await database.run(
      `create table business_openings as ${await sql('core/business_openings.sql')}`,
    );
    await database.run(`create view answer_times as ${await sql('core/answer_times.sql')}`);
    await database.run(`create view responses as ${await sql('core/responses.sql')}`);
  });

  afterAll(() => database.close());

  /** The open minutes between two instants, counted one by one. */
  function openMinutes(location: string, from: Temporal.Instant, to: Temporal.Instant): number {
    let count = 0;
    for (let at = from; Temporal.Instant.compare(at, to) < 0; at = at.add({ minutes: 1 })) {
      const local = at.toZonedDateTimeISO(zone);
      if (location === 'l' && local.toPlainDate().toString() === '2026-03-10') continue;
      const isOpen = ([opens, closes]: [number, number]) =>
        local.hour >= opens && local.hour < closes;
      if (hoursOf(location, local.dayOfWeek).some(isOpen)) count += 1;
    }
    return count;
  }

  it('counts the open minutes that a walk over every minute counts', async () => {
    const start = Temporal.Instant.from('2026-03-06T05:00:00Z');
    const wait = fc.record({
      location: fc.constantFrom('', 'l'),
      begun: fc.integer({ min: 0, max: 7 * 1440 }),
      length: fc.integer({ min: 0, max: 6 * 1440 }),
    });
    await fc.assert(
      fc.asyncProperty(wait, async ({ location, begun, length }) => {
        const from = start.add({ minutes: begun });
        const to = from.add({ minutes: length });
        await database.run(`delete from message_runs; insert into message_runs values ('m', 'A',
          null, null, ${location === '' ? 'null' : `'${location}'`}, 'email', '2026-03-06',
          '${from.toString().slice(0, 19)}', '${to.toString().slice(0, 19)}')`);
        const row = await database.one<{ seconds: number }>(
          'select waited_seconds::integer as seconds from responses',
        );
        expect(row.seconds).toBe(60 * openMinutes(location, from, to));
      }),
      { numRuns: tries(40, 1000) },
    );
  });
});

describe('a range equal to a month (TN-6)', () => {
  it('gives the values of the month for every metric of contact, usage and health', async () => {
    const { raw, folder } = await emptyRaw();
    await fillRaw(raw, join(root, 'test/cases/health/raw'));
    const { made, program, build, close } = await buildFrom(
      raw,
      folder,
      { asOf: '2026-06-05T12:00:00Z' },
      { wanted: mappedMetrics },
    );
    const columns = `metric_id, scope_kind, scope_id, round(numerator, 9) as numerator,
      round(denominator, 9) as denominator, round(value, 9) as value, sample_count, reason`;
    const monthly = await build.rows(`select ${columns} from metric_values
      where grain = 'month' and period_start_date = '2026-05-01' order by all`);
    const memory = await Database.open(':memory:');
    await computeRange(memory, made.path, program, {
      startDate: Temporal.PlainDate.from('2026-05-01'),
      endDate: Temporal.PlainDate.from('2026-06-01'),
    });
    const ranged = await memory.rows(`select ${columns} from metric_values order by all`);
    const metrics = new Set(monthly.map((row) => row.metric_id));
    for (const metric of ['activity_score', 'touch_coverage', 'stickiness', 'health_score']) {
      expect(metrics).toContain(metric);
    }
    expect(ranged).toEqual(monthly);
    memory.close();
    await close();
  });
});
