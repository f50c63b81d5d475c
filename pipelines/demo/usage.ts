import { accountFacts, plans } from './account-facts.ts';
import { accountStories, engagement, type SlideSize, usualSlide } from './account-stories.ts';
import { BusinessClock } from './business-clock.ts';
import type { CopyValue, TableRows } from './copy-text.ts';
import { isoDate, type LocalDay, weekday } from './local-day.ts';
import type { Random } from './random.ts';
import { firstDay, type Tenant } from './tenant.ts';
import { instantText } from './utc-text.ts';
import { isCustomerOn, streamOf, type WorkPlan } from './work-plan.ts';
import { isHoliday } from './working-days.ts';

/** How likely a user is to use the product, from Monday to Sunday. */
const weekdayShares = [1, 1, 1, 0.98, 0.9, 0.16, 0.04];
const featureShares: Readonly<Record<string, number>> = {
  booking: 0.95,
  reminders: 0.45,
  reports: 0.12,
  intake_forms: 0.3,
  waitlist: 0.15,
  payments: 0.25,
  referrals: 0.1,
  capacity: 0.08,
};

/** A user of a tenant, by number: some come every day, some hardly ever. */
interface User {
  readonly number: number;
  readonly kind: 'human' | 'staff' | 'service';
  readonly sinceDay: LocalDay;
  /** Probability of a use on an ordinary weekday. */
  readonly share: number;
  /** From 0 to 1: who stops first where fewer use it, and comes last where more do. */
  readonly place: number;
}

/** Who used the product on which day: one row for each user and day, of every tenant in turn. */
export function usageRows(plan: WorkPlan, slide = usualSlide): TableRows {
  const columns = [
    ...['customer_id', 'user_ref', 'usage_date', 'user_kind', 'event_count', 'session_count'],
    ...['features', 'last_event_at', 'updated_at'],
  ];
  return { table: 'usage_daily', columns, rows: allRows(plan, slide) };
}

function* allRows(plan: WorkPlan, slide: SlideSize): Generator<CopyValue[]> {
  const stories = accountStories(plan.tenants, plan.horizon);
  const clock = new BusinessClock(plan.horizon.timeZone);
  for (const tenant of plan.tenants) {
    const users = makeUsers(plan, tenant);
    const features = adoptedFeatures(plan, tenant);
    const from = Math.max(plan.firstDay, firstDay(tenant));
    for (let day = from; day <= plan.horizon.asOfDay; day += 1) {
      if (!isCustomerOn(tenant, day)) continue;
      const random = streamOf(plan, 'usage', tenant.index, isoDate(day));
      const using = engagement(tenant, stories.get(tenant), day, plan.horizon, slide);
      const factor = dayFactor(plan, day);
      for (const user of users) {
        const isUsing = random.unit() < user.share * (user.kind === 'human' ? factor : 1);
        if (!isUsing || day < user.sinceDay || user.place >= using) continue;
        yield usage(plan, clock, random, tenant, user, day, features);
      }
    }
  }
}

function dayFactor(plan: WorkPlan, day: LocalDay): number {
  const share = isHoliday(day) ? 0.04 : (weekdayShares[weekday(day)] ?? 0);
  // The as-of lies in the early morning: few have begun.
  return day === plan.horizon.asOfDay ? share * 0.08 : share;
}

function makeUsers(plan: WorkPlan, tenant: Tenant): User[] {
  const random = streamOf(plan, 'users', tenant.index);
  const { userCount } = accountFacts(plan.seed, tenant, plan.horizon);
  const start = firstDay(tenant);
  const people = Array.from({ length: userCount }, (_, index): User => {
    // Most begin in the first month; the last third joins in the course of two years.
    const isLate = random.chance(0.33);
    const sinceDay = start + random.integer(0, isLate ? 700 : 30);
    const share = Math.min(0.95, 0.12 + 0.85 * random.unit() ** 1.2);
    return { number: index + 1, kind: 'human', sinceDay, share, place: random.unit() };
  });
  const support: User = { number: 9001, kind: 'staff', sinceDay: start, share: 0.03, place: 0 };
  const robot: User = { number: 9101, kind: 'service', sinceDay: start, share: 1, place: 0 };
  return [...people, support, ...(tenant.segment === 'enterprise' ? [robot] : [])];
}

/** The key features that a tenant has taken up: the first two always, others for the most part. */
function adoptedFeatures(plan: WorkPlan, tenant: Tenant): readonly string[] {
  const random = streamOf(plan, 'features', tenant.index);
  return plans[tenant.segment].features.filter((_, index) => random.chance(0.75) || index < 2);
}

function usage(
  plan: WorkPlan,
  clock: BusinessClock,
  random: Random,
  tenant: Tenant,
  user: User,
  day: LocalDay,
  adopted: readonly string[],
): CopyValue[] {
  const eventCount = 1 + Math.floor(random.logNormal(user.kind === 'service' ? 240 : 18, 0.45));
  const sessionCount = 1 + Math.floor(eventCount / 25);
  const features = adopted.filter((feature) => random.unit() < (featureShares[feature] ?? 0));
  const isToday = day === plan.horizon.asOfDay;
  const second = isToday ? random.between(300, 390) * 60 : random.between(9, 18) * 3600;
  const lastMs = clock.at(day, second);
  const writtenMs = Math.min(plan.horizon.asOfMs, lastMs + random.integer(60, 1800) * 1000);
  return [
    tenant.id,
    user.number,
    isoDate(day),
    user.kind,
    eventCount,
    sessionCount,
    `{${features.join(',')}}`,
    instantText(lastMs),
    instantText(writtenMs),
  ];
}
