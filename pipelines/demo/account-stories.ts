import { leavingDay } from './account-facts.ts';
import type { Horizon } from './horizon.ts';
import type { LocalDay } from './local-day.ts';
import { plantedTenants } from './planted-tenants.ts';
import { annualAmountOn, firstDay, type Tenant } from './tenant.ts';

/** What happens at a tenant that nothing in its subscriptions tells. */
export type AccountStory =
  | 'slides'
  | 'drops'
  | 'fell silent'
  | 'lost its sponsor'
  | 'grows'
  | 'waits for an answer';

// The first three need users enough for a change in them to mean something.
const storiesOfLarge: readonly AccountStory[] = ['slides', 'drops', 'fell silent'];
const storiesOfOthers: readonly AccountStory[] = [
  'lost its sponsor',
  'grows',
  'waits for an answer',
];
const largeAmount = 75_000;

/** How far the use of the sliding account falls, over how many days, and how long ago that was over. */
export interface SlideSize {
  readonly days: number;
  /** The share of users who are gone at its end. */
  readonly share: number;
  readonly endedDaysAgo: number;
}

/** The slide of the sample company: two users in three, in the eight weeks before the as-of. */
export const usualSlide: SlideSize = { days: 56, share: 0.65, endedDaysAgo: 0 };

const leavingDays = 70;

/**
 * Which tenant has which story: the first ordinary ones, in order, that have been customers for more
 * than half a year, are of some size and stay. All others are quiet: nothing about them is worth an alert.
 */
export function accountStories(
  tenants: readonly Tenant[],
  horizon: Horizon,
): ReadonlyMap<Tenant, AccountStory> {
  const planted = plantedTenants(horizon).length;
  const amount = (tenant: Tenant) => annualAmountOn(tenant, horizon.asOfDay);
  const steady = tenants.filter(
    (tenant) =>
      tenant.index >= planted &&
      amount(tenant) >= 20_000 &&
      firstDay(tenant) < horizon.asOfDay - 200 &&
      leavingDay(tenant) === null,
  );
  const large = steady.filter((tenant) => amount(tenant) >= largeAmount);
  const told = new Map<Tenant, AccountStory>();
  const tell = (candidates: readonly Tenant[], story: AccountStory) => {
    const tenant = candidates.find((candidate) => !told.has(candidate));
    if (tenant !== undefined) told.set(tenant, story);
  };
  for (const story of storiesOfLarge) tell([...large, ...steady], story);
  for (const story of storiesOfOthers) tell(steady, story);
  return told;
}

/** The share of a tenant's users who still, or already, use the product: 1 where nothing happens. */
export function engagement(
  tenant: Tenant,
  story: AccountStory | undefined,
  day: LocalDay,
  horizon: Horizon,
  slide = usualSlide,
): number {
  const daysAgo = horizon.asOfDay - day;
  const factor = leavingFactor(tenant, day);
  if (story === 'slides') {
    return factor * (1 - slide.share * within(1 - (daysAgo - slide.endedDaysAgo) / slide.days));
  }
  if (story === 'drops') return day >= horizon.lastWeekDay ? factor * 0.3 : factor;
  if (story === 'fell silent') return daysAgo < 37 ? 0 : factor;
  if (story === 'grows') return factor * (0.55 + 0.45 * within(1 - daysAgo / 180));
  return factor;
}

/** Who leaves uses less and less of it in the ten weeks before. */
function leavingFactor(tenant: Tenant, day: LocalDay): number {
  const leaving = leavingDay(tenant);
  if (leaving === null || day >= leaving) return 1;
  return 0.25 + 0.75 * within((leaving - day) / leavingDays);
}

function within(share: number): number {
  return Math.min(1, Math.max(0, share));
}
