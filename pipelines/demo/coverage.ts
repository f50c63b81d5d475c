import type { Assignment } from './assignments.ts';
import type { Horizon } from './horizon.ts';
import type { LocalDay } from './local-day.ts';
import { membershipOn, type Person } from './roster.ts';

/** A time in which somebody looks after another one's tenant, who stays its owner. */
export interface Coverage extends Assignment {
  readonly handoffKind: 'temporary' | 'coverage';
}

// Two weeks of vacation cover, and ten weeks in which somebody was on leave.
const planted = [
  { teamId: 'success-huron', handoffKind: 'coverage', weeksAgo: 9, weekCount: 2, tenantCount: 4 },
  { teamId: 'success-erie', handoffKind: 'temporary', weeksAgo: 30, weekCount: 10, tenantCount: 3 },
] as const;

/** The handoffs that were never meant to last: the first owner of each team, helped by the next. */
export function makeCoverage(
  assignments: readonly Assignment[],
  people: readonly Person[],
  horizon: Horizon,
): Coverage[] {
  return planted.flatMap(({ teamId, handoffKind, weeksAgo, weekCount, tenantCount }) => {
    const fromDay = horizon.thisWeekDay - 7 * weeksAgo;
    const toDay = fromDay + 7 * weekCount;
    const [owner, helper] = people.filter((person) => isThere(person, teamId, fromDay, toDay));
    const own = assignments.filter(
      ({ person, role, share, fromDay: since, toDay: until }) =>
        person === owner &&
        role === 'csm' &&
        share === 1 &&
        since < fromDay &&
        (until === null || until > toDay),
    );
    if (helper === undefined) return [];
    return own
      .slice(0, tenantCount)
      .map((assignment) => ({ ...assignment, person: helper, fromDay, toDay, handoffKind }));
  });
}

function isThere(person: Person, teamId: string, fromDay: LocalDay, toDay: LocalDay): boolean {
  return [fromDay, toDay].every((day) => {
    const membership = membershipOn(person, day);
    return membership?.teamId === teamId && membership.role === 'member';
  });
}
