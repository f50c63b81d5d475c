import { beforeAll, describe, expect, it } from 'vitest';
import { leavingDay } from '../../pipelines/demo/account-facts.ts';
import type { SlideSize } from '../../pipelines/demo/account-stories.ts';
import { plantedTenants } from '../../pipelines/demo/planted-tenants.ts';
import { Random } from '../../pipelines/demo/random.ts';
import type { Tenant } from '../../pipelines/demo/tenant.ts';
import { type Database, quote } from '../../pipelines/warehouse/database.ts';
import { tries } from '../counts.ts';
import { buildStories } from './story-build.ts';

const asOf = Temporal.PlainDate.from('2026-11-16');
/** KPI.md 11.2: 500 accounts, 5 metrics, a week: about 1.2 false alarms. */
const alarmsPerJudgedValue = 1.2 / 2500;

interface Outcome {
  /** Days from the first alert to the worsening of the health band, or to the as-of: at least so many. */
  readonly leadDays: number;
  readonly falseAlarmCount: number;
  /** Values of quiet accounts that were compared with a baseline. */
  readonly judgedCount: number;
  /** The first days on which the accounts that drop and fall silent are alerted. */
  readonly dropKnown: string | undefined;
  readonly silentKnown: string | undefined;
}

/** Of six to twelve weeks, half to nine in ten of the users, over for up to three weeks. */
function drawSlide(seed: number): SlideSize {
  const random = new Random(seed, 'slide');
  return {
    days: random.integer(42, 85),
    share: random.between(0.5, 0.9),
    endedDaysAgo: random.integer(0, 22),
  };
}

async function outcomeOf(seed: number): Promise<Outcome> {
  const slide = drawSlide(seed);
  const { build, close, plan, stories } = await buildStories(seed, 60, slide);
  try {
    const tenantOf = (story: string) => [...stories].find(([, told]) => told === story)?.[0];
    const firstAlert = async (story: string) => {
      const [row] = await alertsOf(build, tenantOf(story), ['change']);
      return row;
    };
    const plantedCount = plantedTenants(plan.horizon).length;
    // Who is leaving is not quiet: its use declines in its last ten weeks.
    const quiet = plan.tenants.filter(
      (tenant) =>
        tenant.index >= plantedCount && !stories.has(tenant) && leavingDay(tenant) === null,
    );
    const start = asOf.subtract({ days: slide.endedDaysAgo + slide.days });
    return {
      leadDays: await leadOf(build, tenantOf('slides'), start),
      ...(await alarmsOf(build, quiet)),
      dropKnown: await firstAlert('drops'),
      silentKnown: await firstAlert('fell silent'),
    };
  } finally {
    await close();
  }
}

/** The days on which alerts of an account could be known, the first one first. */
async function alertsOf(build: Database, tenant: Tenant | undefined, kinds: readonly string[]) {
  const rows = await build.rows<{ known: string }>(
    `select first_known_date as known from alerts
      where scope_kind = 'tenant' and scope_id = ${quote(tenant?.id ?? '')}
        and kind in (${kinds.map((kind) => quote(kind)).join(', ')})
      order by first_known_date`,
  );
  return rows.map(({ known }) => known);
}

/** Alerts that tell of the band itself are no early warning of it. */
async function leadOf(build: Database, tenant: Tenant | undefined, start: Temporal.PlainDate) {
  const known = await alertsOf(build, tenant, ['change', 'slide', 'points']);
  // The first whole week of the slide must be over, or the alert is about something else.
  const first = known.find((day) => day >= start.add({ days: 7 }).toString());
  if (first === undefined) return Number.NEGATIVE_INFINITY;
  const bands = await build.rows<{ day: string; rank: number }>(
    `select closing_date as day, list_position(['red', 'yellow', 'green'], band) as rank
      from tenant_health where tenant_id = ${quote(tenant?.id ?? '')}
        and isodow(closing_date) = 1 and band in ('red', 'yellow', 'green')
      order by closing_date`,
  );
  const before = bands.findLast(({ day }) => day <= start.toString());
  const turned = bands.find(
    ({ day, rank }) => day > start.toString() && rank < (before?.rank ?? 0),
  );
  const end = turned === undefined ? asOf : Temporal.PlainDate.from(turned.day);
  return Temporal.PlainDate.from(first).until(end, { largestUnit: 'day' }).days;
}

async function alarmsOf(build: Database, quiet: readonly Tenant[]) {
  const ids = quiet.map(({ id }) => quote(id)).join(', ');
  return build.one<{ falseAlarmCount: number; judgedCount: number }>(`select
      (select count(*) from alerts where kind in ('change', 'slide') and scope_id in (${ids}))
        as "falseAlarmCount",
      (select count(*) from alert_measures
        where rule = 'change' and is_judged and scope_id in (${ids})) as "judgedCount"`);
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return ((sorted[Math.ceil(middle) - 1] ?? 0) + (sorted[Math.floor(middle)] ?? 0)) / 2;
}

describe('the planted stories, their sizes drawn (TN-3)', () => {
  const outcomes: Outcome[] = [];

  beforeAll(async () => {
    for (let seed = 1; seed <= tries(2, 20); seed += 1) outcomes.push(await outcomeOf(seed));
  }, 3_000_000);

  it('alert the sliding account two weeks before its health band turns, by the median', () => {
    const leads = outcomes.map(({ leadDays }) => leadDays);
    // Two companies have no median to speak of: there an alert must not come after the band.
    const least = tries(0, 14);
    expect({ leads, isEarly: median(leads) >= least }).toEqual({ leads, isEarly: true });
  });

  it('alert nothing else by chance beyond 1.2 alarms in 2,500 judged values', () => {
    const sum = (key: 'falseAlarmCount' | 'judgedCount') =>
      outcomes.reduce((all, outcome) => all + outcome[key], 0);
    expect(sum('judgedCount')).toBeGreaterThan(500 * outcomes.length);
    // A sample too small for one alarm may have one.
    const budget = Math.max(1, alarmsPerJudgedValue * sum('judgedCount'));
    expect(sum('falseAlarmCount')).toBeLessThanOrEqual(budget);
  });

  it('alert a fall to silence in the first whole week of it, and a drop on the Monday after', () => {
    // Silent since 2026-10-10, a Saturday; the drop is in the week of 2026-11-09. Where fewer than 20
    // people used the product there is no alert on their number.
    const known = (key: 'silentKnown' | 'dropKnown') =>
      outcomes.flatMap((outcome) => outcome[key] ?? []);
    expect(new Set(known('silentKnown'))).toEqual(new Set(['2026-10-19']));
    expect(known('silentKnown').length).toBeGreaterThan(outcomes.length / 2);
    expect(known('dropKnown')).toContain('2026-11-16');
  });
});
