import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Database } from '../../pipelines/warehouse/database.ts';
import { tries } from '../counts.ts';
import { buildFrom, emptyRaw, fillRaw } from './model-case.ts';
import { metricsCalled } from './pruned-program.ts';

const activityCase = join(import.meta.dirname, '../cases/activity/raw');

/** A local time of Detroit in April and May 2026. */
const moment = fc.record({
  day: fc.integer({ min: 0, max: 60 }),
  hour: fc.integer({ min: 0, max: 23 }),
  minute: fc.integer({ min: 0, max: 59 }),
});
// What E pays for ends on May 9; u and v share C; E had no touch of its own before.
const tenant = fc.constantFrom('A', 'B', 'C', 'E');
const touch = fc.record({
  moment,
  tenant,
  person: fc.constantFrom('u', 'v'),
  kind: fc.constantFrom('call', 'email', 'note'),
});
const message = fc.record({ moment, tenant, isOurs: fc.boolean() });
const use = fc.record({
  tenant,
  user: fc.constantFrom('x', 'y'),
  day: fc.integer({ min: 0, max: 60 }),
  events: fc.integer({ min: 0, max: 9 }),
  sessions: fc.integer({ min: 0, max: 3 }),
});
type Of<T> = T extends fc.Arbitrary<infer Value> ? Value : never;

const dayOf = (day: number) => Temporal.PlainDate.from('2026-04-01').add({ days: day });

function inUtc({ day, hour, minute }: Of<typeof moment>): string {
  const local = dayOf(day).toZonedDateTime({
    timeZone: 'America/Detroit',
    plainTime: { hour, minute },
  });
  return local.toInstant().toString().slice(0, 19);
}

/** Counts of days: a ratio's sums, else the value. */
const additive = [
  ...(['touch_count', 'responses_pending', 'sessions_count'] as const),
  ...(['response_within_target', 'usage_depth'] as const),
];

async function buildOf(
  touches: readonly Of<typeof touch>[],
  messages: readonly Of<typeof message>[],
  uses: readonly Of<typeof use>[],
) {
  const { raw, folder } = await emptyRaw();
  await fillRaw(raw, activityCase, ['activities', 'messages']);
  await raw.run(`insert into raw.entities (entity, state)
    values ('activities', 'mapped'), ('messages', 'mapped'), ('usage_daily', 'mapped')`);
  const insert = async (table: string, columns: string, rows: readonly string[]) => {
    if (rows.length > 0) {
      await raw.run(`insert into raw.${table} (${columns}) values ${rows.join(', ')}`);
    }
  };
  await insert(
    'activities',
    'activity_id, tenant_id, person_id, kind, actor_kind, occurred_at',
    touches.map(
      (each, at) => `('${at}', '${each.tenant}', '${each.person}', '${each.kind}', 'human',
        '${inUtc(each.moment)}')`,
    ),
  );
  await insert(
    'messages',
    'message_id, thread_id, channel, direction, tenant_id, is_automatic, sent_at',
    messages.map(
      (each, at) => `('${at}', '${each.tenant}', 'email', '${each.isOurs ? 'outbound' : 'inbound'}',
        '${each.tenant}', false, '${inUtc(each.moment)}')`,
    ),
  );
  await insert(
    'usage_daily',
    'tenant_id, user_id, usage_date, event_count, session_count',
    uses.map(
      (each) => `('${each.tenant}', '${each.user}', '${dayOf(each.day)}', ${each.events},
        ${each.sessions})`,
    ),
  );
  return buildFrom(
    raw,
    folder,
    { asOf: '2026-06-02T13:00:00Z' },
    { wanted: (program) => metricsCalled(program, additive) },
  );
}

/** Closed weeks and months whose days give something else, for every scope; and how many there are. */
async function findWrong(build: Database) {
  const wrong = await build.rows(`
    with counted as (
      select metric_id, scope_kind, scope_id, grain, period_start_date, period_end_date, value,
        coalesce(numerator, value) as numerator, coalesce(denominator, 0) as denominator
      from metric_values inner join periods using (grain, period_start_date)
      where is_closed and whole_grain is null
    ),
    sums as (
      select whole.metric_id, whole.scope_kind, whole.scope_id, whole.grain, whole.period_start_date,
        whole.numerator, whole.denominator, coalesce(sum(days.numerator), 0) as of_days,
        coalesce(sum(days.denominator), 0) as denominator_of_days
      from counted as whole left join counted as days
        on days.grain = 'day' and whole.metric_id = days.metric_id
        and whole.scope_kind = days.scope_kind and whole.scope_id = days.scope_id
        and days.period_start_date >= whole.period_start_date
        and days.period_start_date < whole.period_end_date
      where whole.grain in ('week', 'month') and whole.numerator is not null
        and whole.period_start_date >= '2026-04-01'
      group by all
    )
    select *, count(*) over () as all_count from sums
    qualify abs(numerator - of_days) > 1e-6 or abs(denominator - denominator_of_days) > 1e-6`);
  const [all] = await build.rows<{ found: number }>(
    `select count(*) as found from metric_values where grain = 'day' and value != 0`,
  );
  return { wrong, found: all?.found ?? 0 };
}

describe('what is counted of customers (CS-1, CS-3, TN-1; KPI.md G11)', () => {
  it('adds up from days to weeks and months, for every scope and every count', async () => {
    const some = <T>(each: fc.Arbitrary<T>) => fc.array(each, { minLength: 1, maxLength: 25 });
    const ofOneDay = fc.uniqueArray(use, {
      maxLength: 25,
      selector: (each) => `${each.tenant} ${each.user} ${each.day}`,
    });
    await fc.assert(
      fc.asyncProperty(some(touch), some(message), ofOneDay, async (touches, messages, uses) => {
        const { build, close } = await buildOf(touches, messages, uses);
        try {
          const { wrong, found } = await findWrong(build);
          expect(wrong).toEqual([]);
          if (touches.some(({ kind }) => kind !== 'note')) expect(found).toBeGreaterThan(0);
          // Counted by hand: the same kind by the same person for the same account in one hour is one.
          for (const [month, from, to] of [
            ['2026-04-01', 0, 30],
            ['2026-05-01', 30, 61],
          ] as const) {
            const own = touches.filter(
              ({ kind, moment: { day } }) => kind !== 'note' && day >= from && day < to,
            );
            const once = new Set(
              own.map(({ tenant, person, kind, moment: { day, hour } }) =>
                [tenant, person, kind, day, hour].join(),
              ),
            );
            const [told] = await build.rows<{ value: number | null }>(
              `select value from metric_values where metric_id = 'touch_count'
              and scope_kind = 'organization' and grain = 'month' and period_start_date = '${month}'`,
            );
            if (told?.value !== null) expect(told?.value ?? 0).toBe(once.size);
          }
        } finally {
          await close();
        }
      }),
      { numRuns: tries(3, 40), seed: 31 },
    );
  });
});
