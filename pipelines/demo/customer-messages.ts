import { accountStories } from './account-stories.ts';
import { BusinessClock } from './business-clock.ts';
import type { CopyValue, TableRows } from './copy-text.ts';
import { leadThreads } from './lead-messages.ts';
import type { Lead } from './leads.ts';
import { isoDate, type LocalDay, weekday } from './local-day.ts';
import type { Random } from './random.ts';
import type { Person } from './roster.ts';
import { stakeholdersOf } from './stakeholders.ts';
import type { Segment, Tenant } from './tenant.ts';
import { messageColumns, type ThreadPlan, threadRows } from './threads.ts';
import { isCustomerOn, streamOf, type WorkPlan } from './work-plan.ts';

const threadsPerDay: Readonly<Record<Segment, number>> = {
  enterprise: 0.22,
  mid_market: 0.12,
  small_business: 0.06,
};

// Customers write on weekends, too, and at night.
const weekdayShares = [1.1, 1.1, 1, 1, 0.9, 0.25, 0.15];
const unansweredDaysAgo = 9;

/** All messages: the tenants' threads with their success managers, and the leads' with sales. */
export function messageRows(plan: WorkPlan, leads: readonly Lead[]): TableRows {
  return { table: 'messages', columns: messageColumns, rows: allRows(plan, leads) };
}

function* allRows(plan: WorkPlan, leads: readonly Lead[]): Generator<CopyValue[]> {
  const clock = new BusinessClock(plan.horizon.timeZone);
  yield* customerThreads(plan, clock);
  yield* leadThreads(plan, leads, clock);
}

function* customerThreads(plan: WorkPlan, clock: BusinessClock): Generator<CopyValue[]> {
  const stories = accountStories(plan.tenants, plan.horizon);
  for (const tenant of plan.tenants) {
    const waits = stories.get(tenant) === 'waits for an answer';
    for (let day = plan.firstDay; day < plan.horizon.asOfDay; day += 1) {
      const owner = plan.ownerOf(tenant, day);
      if (owner === undefined || !isCustomerOn(tenant, day)) continue;
      const random = streamOf(plan, 'messages', tenant.index, isoDate(day));
      const share = threadsPerDay[tenant.segment] * (weekdayShares[weekday(day)] ?? 0);
      const isPlanted = waits && day === plan.horizon.asOfDay - unansweredDaysAgo;
      const count = random.poisson(share) + (isPlanted ? 1 : 0);
      for (let index = 0; index < count; index += 1) {
        const thread = customerThread(plan, clock, random, tenant, owner, day);
        const forgottenShare = isPlanted ? 1 : thread.forgottenShare;
        yield* threadRows({ ...thread, forgottenShare }, random, clock, plan.horizon);
      }
    }
  }
}

function customerThread(
  plan: WorkPlan,
  clock: BusinessClock,
  random: Random,
  tenant: Tenant,
  owner: Person,
  day: LocalDay,
): ThreadPlan {
  const isAtNight = random.chance(0.12);
  const hour = isAtNight ? random.between(18, 23.5) : random.between(8, 18);
  return {
    channel: random.chance(0.3) ? 'support' : 'email',
    customerId: tenant.id,
    leadId: null,
    stakeholderId: random.pick(stakeholdersOf(plan, tenant)).id,
    userId: owner.id,
    startMs: clock.at(day, hour * 3600),
    medianSeconds: 5400 / owner.skill.pace ** 4,
    forgottenShare: 0.02,
    question: 'Our bookings of yesterday do not show. Can you look?',
    closer: 'Thank you!',
  };
}
