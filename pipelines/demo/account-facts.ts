import type { Horizon } from './horizon.ts';
import { type LocalDay, yearsLater } from './local-day.ts';
import { plantedIndex } from './planted-tenants.ts';
import { Random } from './random.ts';
import type { Segment, Tenant, Term } from './tenant.ts';

/** What a plan is made of: its key features, from the smallest plan to the largest. */
export const plans: Readonly<Record<Segment, { name: string; features: readonly string[] }>> = {
  small_business: { name: 'essential', features: ['booking', 'reminders', 'reports'] },
  mid_market: {
    name: 'professional',
    features: ['booking', 'reminders', 'reports', 'intake_forms', 'waitlist', 'payments'],
  },
  enterprise: {
    name: 'complete',
    features: [
      ...['booking', 'reminders', 'reports', 'intake_forms', 'waitlist', 'payments'],
      ...['referrals', 'capacity'],
    ],
  },
};

const dollarsPerSeat = 2400;

/** The tenant whose latest invoice is 75 days overdue, more than any other's. */
const neverPays = 16;

/** What customer success knows of a tenant beside its subscriptions. */
export interface AccountFacts {
  /** Contracted seats, whether or not somebody wrote them down. */
  readonly seats: number;
  /** Users with an account. */
  readonly userCount: number;
  /** The day on which it gave notice; null: it has not. */
  readonly noticeDay: LocalDay | null;
  /** The day on which its oldest unpaid invoice was due. */
  readonly unpaidSinceDay: LocalDay | null;
}

/** The facts of a tenant. */
export function accountFacts(seed: number, tenant: Tenant, horizon: Horizon): AccountFacts {
  const random = new Random(seed, `account-facts/${tenant.index}`);
  const latest = latestTerm(tenant);
  const size = (latest.annualAmount / dollarsPerSeat) * random.between(0.8, 1.2);
  const seats = Math.max(3, Math.round(size));
  const userCount = Math.max(2, Math.round(seats * random.between(0.72, 1.02)));
  const noticeDays = random.integer(50, 90);
  const endDay = leavingDay(tenant);
  const overdueDays = random.chance(0.08) ? random.integer(4, 40) : 0;
  const isRunning = endDay === null || endDay > horizon.asOfDay;
  const unpaidDays = tenant.index === neverPays ? 75 : overdueDays;
  return {
    seats,
    userCount,
    noticeDay: endDay === null ? null : Math.max(latest.startDay, endDay - noticeDays),
    unpaidSinceDay: isRunning && unpaidDays > 0 ? horizon.asOfDay - unpaidDays : null,
  };
}

/** The first day after the agreed term of a subscription. */
export function termEndDay(tenant: Tenant, term: Term, horizon: Horizon): LocalDay {
  if (term.status === 'trial') return term.startDay + 30;
  // Signed for the rest of its parent's fiscal year; nobody has signed what comes next.
  if (tenant.index === plantedIndex.pendingRenewal && term.endDay === null) {
    return horizon.asOfDay - 12;
  }
  let years = 1;
  while (yearsLater(term.startDay, years) < (term.endDay ?? horizon.asOfDay + 1)) years += 1;
  return term.endDay ?? yearsLater(term.startDay, years);
}

/** The term that began last. */
export function latestTerm(tenant: Tenant): Term {
  return tenant.terms.reduce((last, term) => (term.startDay > last.startDay ? term : last));
}

/** The first day without the tenant, where its end is known. */
export function leavingDay(tenant: Tenant): LocalDay | null {
  const days = tenant.terms.map(({ endDay }) => endDay ?? Number.POSITIVE_INFINITY);
  const last = Math.max(...days);
  return Number.isFinite(last) ? last : null;
}
