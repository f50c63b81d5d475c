import { type Assignment, makeAssignments } from './assignments.ts';
import { type CallWeek, callWeeks, type Horizon, makeHorizon } from './horizon.ts';
import type { LocalDay } from './local-day.ts';
import type { SampleCompanyOptions } from './options.ts';
import { isWithin, makeRoster, type Person } from './roster.ts';
import type { Tenant } from './tenant.ts';
import { makeTenants } from './tenants.ts';
import { type CallPlan, makeCallPlan } from './workday.ts';

/** Everything of the sample company but its calls, which are made week by week from the plan. */
export interface Blueprint {
  readonly horizon: Horizon;
  readonly weeks: readonly CallWeek[];
  readonly people: readonly Person[];
  readonly tenants: readonly Tenant[];
  readonly assignments: readonly Assignment[];
  readonly callPlan: CallPlan;
}

/** What the blueprint is a function of. */
export type BlueprintOptions = Omit<
  SampleCompanyOptions,
  'databaseUrl' | 'telephoneUrl' | 'inboxFolder'
>;

/** Draws the company; nothing is read or written. */
export function makeBlueprint(options: BlueprintOptions): Blueprint {
  const { seed, tenantCount, asOf, timeZone, monthCount = 24, callScale = 1 } = options;
  const horizon = makeHorizon(asOf, timeZone, monthCount);
  const people = makeRoster(seed, horizon);
  const tenants = makeTenants(seed, tenantCount, horizon);
  const assignments = makeAssignments(seed, tenants, people, horizon);
  const tenantsOf = tenantLookup(assignments);
  const callPlan = makeCallPlan({ seed, horizon, scale: callScale, people, tenantsOf });
  return { horizon, weeks: callWeeks(horizon), people, tenants, assignments, callPlan };
}

/** Finds the tenants that a person looks after on a day. */
function tenantLookup(assignments: readonly Assignment[]) {
  const own = Map.groupBy(
    assignments.filter(({ role }) => role === 'csm'),
    ({ person }) => person,
  );
  return (person: Person, day: LocalDay): number[] =>
    (own.get(person) ?? [])
      .filter((assignment) => isWithin(assignment, day))
      .map(({ tenant }) => tenant.index);
}
