import type { LocalDay } from './local-day.ts';

/** How large a tenant is. */
export type Segment = 'enterprise' | 'mid_market' | 'small_business';
/** How often a tenant is billed. */
export type BillingInterval = 'month' | 'quarter' | 'year';

/** A stretch of one recurring amount; `endDay` is the first day without it. */
export interface Term {
  /** US dollars a year, a multiple of 120, so that every billing interval has whole cents. */
  readonly annualAmount: number;
  readonly startDay: LocalDay;
  readonly endDay: LocalDay | null;
  /** What the subscription is called while it runs; once it has ended it is `ended`. */
  readonly status: 'active' | 'paused' | 'trial';
}

/** A customer organisation, with everything that it ever subscribed to. */
export interface Tenant {
  readonly index: number;
  readonly id: string;
  readonly name: string;
  readonly industry: string;
  readonly segment: Segment;
  readonly billingInterval: BillingInterval;
  /** The success team that won it; its people may carry it elsewhere later. */
  readonly teamId: string;
  readonly salesTeamId: string;
  readonly parentIndex: number | null;
  readonly terms: readonly Term[];
}

/** The months of a billing interval. */
export const monthsOf: Readonly<Record<BillingInterval, number>> = {
  month: 1,
  quarter: 3,
  year: 12,
};

/** Annual recurring dollars on a day: what runs then and is neither paused nor on trial. */
export function annualAmountOn(tenant: Tenant, day: LocalDay): number {
  return tenant.terms
    .filter(({ status, startDay, endDay }) => {
      return status === 'active' && startDay <= day && (endDay === null || day < endDay);
    })
    .reduce((sum, { annualAmount }) => sum + annualAmount, 0);
}

/** The first day of the first term. */
export function firstDay(tenant: Tenant): LocalDay {
  return Math.min(...tenant.terms.map(({ startDay }) => startDay));
}

/** A yearly amount rounded so that it can be billed by the month, and never nothing. */
export function billable(annualAmount: number): number {
  return Math.max(120, Math.round(annualAmount / 120) * 120);
}
