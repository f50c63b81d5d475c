import { type AccountStory, accountStories, engagement } from './account-stories.ts';
import type { CopyValue, TableRows } from './copy-text.ts';
import { isoDate, type LocalDay, mondayOf } from './local-day.ts';
import { firstDay, type Tenant } from './tenant.ts';
import { isCustomerOn, streamOf, type WorkPlan } from './work-plan.ts';

const unscoredShare = 0.05;
const secondModelWeeks = 52;
/** One quiet tenant in nine has no score of the latest four weeks: it is too old to count. */
const staleEvery = 9;

/** The application's own health scores: one a week for most tenants, on Monday morning. */
export function healthRows(plan: WorkPlan): TableRows {
  const columns = ['customer_id', 'calculated_at', 'score', 'band', 'model_version'];
  return { table: 'health_score_history', columns, rows: allRows(plan) };
}

function* allRows(plan: WorkPlan): Generator<CopyValue[]> {
  const stories = accountStories(plan.tenants, plan.horizon);
  for (const tenant of plan.tenants) {
    const random = streamOf(plan, 'health', tenant.index);
    const isUnscored = random.chance(unscoredShare) && !stories.has(tenant);
    const usual = random.between(62, 90);
    const from = mondayOf(Math.max(plan.firstDay, firstDay(tenant) + 6));
    for (let day = from; day <= plan.horizon.asOfDay; day += 7) {
      if (isUnscored || !isCustomerOn(tenant, day) || isStale(plan, tenant, stories, day)) continue;
      yield scoreRow(plan, tenant, stories.get(tenant), day, usual);
    }
  }
}

function scoreRow(
  plan: WorkPlan,
  tenant: Tenant,
  story: AccountStory | undefined,
  day: LocalDay,
  usual: number,
): CopyValue[] {
  const random = streamOf(plan, 'health', tenant.index, isoDate(day));
  const factor = engagement(tenant, story, day, plan.horizon);
  const drop = story === 'lost its sponsor' && day > plan.horizon.asOfDay - 23 ? 18 : 0;
  const score = usual * (0.45 + 0.55 * factor) - drop + 2 * random.normal();
  const rounded = Math.round(Math.min(100, Math.max(0, score)) * 10) / 10;
  const isNewModel = day >= plan.horizon.thisWeekDay - 7 * secondModelWeeks;
  const seconds = String(tenant.index % 60).padStart(2, '0');
  return [
    tenant.id,
    `${isoDate(day)} 09:10:${seconds}+00`,
    rounded.toFixed(2),
    rounded > 75 ? 'green' : rounded > 50 ? 'yellow' : 'red',
    isNewModel ? 'v2' : 'v1',
  ];
}

function isStale(
  plan: WorkPlan,
  tenant: Tenant,
  stories: ReadonlyMap<Tenant, AccountStory>,
  day: LocalDay,
): boolean {
  const isOld = tenant.index % staleEvery === staleEvery - 1 && !stories.has(tenant);
  return isOld && day > plan.horizon.asOfDay - 28;
}
