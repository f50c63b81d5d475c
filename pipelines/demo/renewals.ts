import type { Horizon } from './horizon.ts';
import { type LocalDay, yearsLater } from './local-day.ts';
import type { Random } from './random.ts';
import { billable, type Segment, type Term } from './tenant.ts';

/** How the renewals of a success team end, as shares of all of them. */
interface RenewalShares {
  readonly churn: number;
  readonly contraction: number;
  readonly expansion: number;
}

/** Huron gets better, Erie worse, Superior stays good: before the latest year, and in it. */
const sharesByTeam = new Map<
  string,
  { readonly before: RenewalShares; readonly now: RenewalShares }
>([
  [
    'success-huron',
    {
      before: { churn: 0.13, contraction: 0.14, expansion: 0.12 },
      now: { churn: 0.05, contraction: 0.08, expansion: 0.34 },
    },
  ],
  [
    'success-superior',
    {
      before: { churn: 0.06, contraction: 0.08, expansion: 0.3 },
      now: { churn: 0.06, contraction: 0.08, expansion: 0.3 },
    },
  ],
  [
    'success-erie',
    {
      before: { churn: 0.05, contraction: 0.08, expansion: 0.26 },
      now: { churn: 0.1, contraction: 0.12, expansion: 0.14 },
    },
  ],
]);

const upliftShare = 0.35;
const addOnShare = 0.12;

/** What a tenant's terms are drawn from. */
export interface RenewalPlan {
  readonly teamId: string;
  readonly segment: Segment;
  readonly startDay: LocalDay;
  readonly annualAmount: number;
  /** The tenant's place among those of its team, which spreads the outcomes evenly over them. */
  readonly rank: number;
}

/**
 * The yearly terms of a tenant up to the as-of: at each anniversary it churns, shrinks, grows, takes a
 * price rise or stays as it is. Now and then it buys something more in the middle of a term.
 */
export function drawTerms(random: Random, plan: RenewalPlan, horizon: Horizon): Term[] {
  const terms: Term[] = [];
  const phase = random.unit() * 0.15;
  let annualAmount = billable(plan.annualAmount);
  let startDay = plan.startDay;
  for (let year = 1; ; year += 1) {
    const renewalDay = yearsLater(plan.startDay, year);
    const endDay = renewalDay > horizon.asOfDay ? null : renewalDay;
    terms.push({ annualAmount, startDay, endDay, status: 'active' });
    const addOn = drawAddOn(random, annualAmount, startDay, horizon);
    if (addOn !== undefined) terms.push({ ...addOn, endDay, status: 'active' });
    if (endDay === null) return terms;
    const shares = sharesOn(plan.teamId, renewalDay, horizon);
    // Multiples of the golden ratio fall evenly on [0, 1): few tenants still get fair shares.
    const draw = (plan.rank * 0.618034 + year * 0.381966 + phase) % 1;
    const factor = renewalFactor(random, plan.segment, draw, shares);
    if (factor === 0) return terms;
    annualAmount = billable((annualAmount + (addOn?.annualAmount ?? 0)) * factor);
    startDay = renewalDay;
  }
}

function sharesOn(teamId: string, day: LocalDay, horizon: Horizon): RenewalShares {
  const shares = sharesByTeam.get(teamId);
  if (shares === undefined) throw new Error(`no renewal shares for team ${teamId}`);
  return day < horizon.asOfDay - 365 ? shares.before : shares.now;
}

/** What the yearly amount is multiplied by; 0 when the tenant leaves. */
function renewalFactor(
  random: Random,
  segment: Segment,
  draw: number,
  { churn, contraction, expansion }: RenewalShares,
): number {
  const growth = random.between(1.15, 1.45);
  const cut = random.between(0.72, 0.92);
  const uplift = random.between(1.03, 1.07);
  // A large customer does not leave at once; it takes less.
  if (draw < churn) return segment === 'enterprise' ? cut : 0;
  if (draw < churn + contraction) return cut;
  if (draw < churn + contraction + expansion) return growth;
  return draw < churn + contraction + expansion + upliftShare ? uplift : 1;
}

function drawAddOn(random: Random, annualAmount: number, startDay: LocalDay, horizon: Horizon) {
  const isBought = random.chance(addOnShare);
  const share = random.between(0.08, 0.2);
  const day = startDay + random.integer(60, 300);
  if (!isBought || day > horizon.asOfDay) return undefined;
  return { annualAmount: billable(annualAmount * share), startDay: day };
}
