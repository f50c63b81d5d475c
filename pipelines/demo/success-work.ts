import { accountStories } from './account-stories.ts';
import { BusinessClock } from './business-clock.ts';
import type { CopyValue, TableContent, TableRows } from './copy-text.ts';
import { isoDate, type LocalDay, mondayOf } from './local-day.ts';
import type { Random } from './random.ts';
import { firstDay, type Tenant } from './tenant.ts';
import { instantText } from './utc-text.ts';
import { isCustomerOn, streamOf, type WorkPlan } from './work-plan.ts';

const taskTypes = ['follow_up', 'renewal', 'onboarding', 'support', 'risk', 'other'] as const;
const priorities = ['urgent', 'high', 'normal', 'low'] as const;

/** What success managers have to do for their tenants; one task in seven is late, some never get done. */
export function taskRows(plan: WorkPlan): TableRows {
  const columns = [
    ...['id', 'customer_id', 'assignee_id', 'task_type', 'title', 'status', 'priority'],
    ...['due_date', 'created_at', 'completed_at'],
  ];
  return { table: 'tasks', columns, rows: allTasks(plan) };
}

function* allTasks(plan: WorkPlan): Generator<CopyValue[]> {
  const clock = new BusinessClock(plan.horizon.timeZone);
  for (const tenant of plan.tenants) {
    const from = mondayOf(Math.max(plan.firstDay, firstDay(tenant) + 6));
    for (let monday = from; monday < plan.horizon.asOfDay; monday += 7) {
      if (!isCustomerOn(tenant, monday)) continue;
      const random = streamOf(plan, 'tasks', tenant.index, isoDate(monday));
      if (random.chance(0.4)) yield task(plan, clock, random, tenant, monday);
    }
  }
}

function task(
  plan: WorkPlan,
  clock: BusinessClock,
  random: Random,
  tenant: Tenant,
  monday: LocalDay,
): CopyValue[] {
  const { asOfMs } = plan.horizon;
  const createdMs = clock.at(monday + random.integer(0, 5), random.between(9, 16) * 3600);
  const dueDay = monday + random.integer(4, 21);
  const isLate = random.chance(0.14);
  const doneDay = isLate ? dueDay + random.integer(1, 15) : dueDay - random.integer(0, 3);
  const doneMs = Math.max(createdMs + 3_600_000, clock.at(doneDay, random.between(9, 17) * 3600));
  const isLost = random.chance(0.04);
  const isCancelled = random.chance(0.05);
  const isDone = !isLost && doneMs < asOfMs;
  const running = random.chance(0.3) ? 'in_progress' : 'open';
  const type = taskTypes[random.weighted([40, 15, 12, 20, 8, 5])] ?? 'other';
  return [
    random.uuid(),
    tenant.id,
    plan.ownerOf(tenant, monday)?.id ?? null,
    type,
    `${type.replace('_', ' ')} for ${tenant.name}`,
    isDone ? (isCancelled ? 'cancelled' : 'done') : running,
    priorities[random.weighted([4, 18, 60, 18])] ?? 'normal',
    isoDate(dueDay),
    instantText(Math.min(createdMs, asOfMs - 1000)),
    isDone ? instantText(doneMs) : null,
  ];
}

const riskCategories = ['usage', 'competitor', 'payment', 'support'] as const;
const chanceCategories = ['growth', 'new_location', 'referral'] as const;

/** What was noted about tenants: some of it planted, the rest two in a year for each. */
export function riskSignalRows(plan: WorkPlan): TableContent {
  const columns = [
    ...['id', 'customer_id', 'type', 'category', 'severity', 'status', 'description', 'created_by'],
    ...['detected_at', 'resolved_at'],
  ];
  const clock = new BusinessClock(plan.horizon.timeZone);
  const rows = plan.tenants.flatMap((tenant) => [
    ...plantedSignals(plan, clock, tenant),
    ...ordinarySignals(plan, clock, tenant),
  ]);
  return { table: 'risk_signals', columns, rows };
}

function plantedSignals(plan: WorkPlan, clock: BusinessClock, tenant: Tenant): CopyValue[][] {
  const story = accountStories(plan.tenants, plan.horizon).get(tenant);
  const planted = new Map<string | undefined, readonly [string, string, string, number]>([
    ['slides', ['risk', 'usage', 'high', 20]],
    ['lost its sponsor', ['risk', 'sponsor', 'critical', 22]],
    ['grows', ['opportunity', 'growth', 'medium', 15]],
  ]).get(story);
  if (planted === undefined) return [];
  const [type, category, severity, daysAgo] = planted;
  const random = streamOf(plan, 'planted-signal', tenant.index);
  const at = instantText(clock.at(plan.horizon.asOfDay - daysAgo, 11 * 3600));
  const author = plan.ownerOf(tenant, plan.horizon.asOfDay)?.id ?? null;
  const words = `${category} at ${tenant.name}`;
  return [[random.uuid(), tenant.id, type, category, severity, 'open', words, author, at, null]];
}

function ordinarySignals(plan: WorkPlan, clock: BusinessClock, tenant: Tenant): CopyValue[][] {
  const rows: CopyValue[][] = [];
  for (let monday = mondayOf(plan.firstDay); monday < plan.horizon.asOfDay; monday += 7) {
    if (!isCustomerOn(tenant, monday)) continue;
    const random = streamOf(plan, 'signals', tenant.index, isoDate(monday));
    if (!random.chance(0.04)) continue;
    const isRisk = random.chance(0.6);
    const category = random.pick<string>(isRisk ? riskCategories : chanceCategories);
    const resolvedDay = monday + random.integer(7, 60);
    const isResolved = resolvedDay < plan.horizon.asOfDay;
    const author = random.chance(0.6) ? (plan.ownerOf(tenant, monday)?.id ?? null) : null;
    rows.push([
      random.uuid(),
      tenant.id,
      isRisk ? 'risk' : 'opportunity',
      category,
      random.pick(['low', 'medium', 'high']),
      isResolved ? (random.chance(0.2) ? 'dismissed' : 'resolved') : 'open',
      `${category} at ${tenant.name}`,
      author,
      instantText(clock.at(monday, random.between(9, 17) * 3600)),
      isResolved ? instantText(clock.at(resolvedDay, 15 * 3600)) : null,
    ]);
  }
  return rows;
}
