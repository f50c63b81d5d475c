import type { Assignment } from './assignments.ts';
import { Attendance } from './attendance.ts';
import type { Blueprint } from './blueprint.ts';
import type { LocalDay } from './local-day.ts';
import { Random } from './random.ts';
import { isWithin, type Person } from './roster.ts';
import type { Tenant } from './tenant.ts';
import { dayKind } from './working-days.ts';

/** What the records of work beside the calls are made from. */
export interface WorkPlan extends Blueprint {
  readonly seed: number;
  readonly attendance: Attendance;
  /** The day from which on work is recorded: that of the first calls. */
  readonly firstDay: LocalDay;
  /** The success manager who answers for the larger share of a tenant on a day. */
  ownerOf(tenant: Tenant, day: LocalDay): Person | undefined;
}

/** The plan of a company's work. */
export function makeWorkPlan(seed: number, blueprint: Blueprint): WorkPlan {
  const { horizon, assignments } = blueprint;
  const own = Map.groupBy(
    assignments.filter(({ role, share }: Assignment) => role === 'csm' && share > 0.5),
    ({ tenant }) => tenant,
  );
  return {
    ...blueprint,
    seed,
    attendance: new Attendance(seed, horizon),
    firstDay: horizon.firstCallDay,
    ownerOf: (tenant, day) => own.get(tenant)?.find((one) => isWithin(one, day))?.person,
  };
}

/** The random stream of one thing in one place of the company. */
export function streamOf(plan: WorkPlan, name: string, ...places: (string | number)[]): Random {
  return new Random(plan.seed, [name, ...places].join('/'));
}

/** True when the company works on a full day and the person is there. */
export function worksOn(plan: WorkPlan, person: Person, day: LocalDay): boolean {
  return dayKind(day) === 'full' && plan.attendance.isPresent(person, day);
}

/** True while a tenant has a subscription that is neither paused nor over. */
export function isCustomerOn(tenant: Tenant, day: LocalDay): boolean {
  return tenant.terms.some(
    ({ status, startDay, endDay }) =>
      status !== 'paused' && startDay <= day && (endDay === null || day < endDay),
  );
}
