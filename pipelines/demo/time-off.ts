import { teamById } from './company.ts';
import type { CopyValue, TableContent } from './copy-text.ts';
import { isAwayLastWeek } from './last-week.ts';
import { isoDate, type LocalDay } from './local-day.ts';
import { membershipOn, type Person } from './roster.ts';
import { streamOf, type WorkPlan } from './work-plan.ts';

/** Consecutive days on which somebody is away. */
export interface TimeOff {
  readonly id: string;
  readonly person: Person;
  readonly kind: 'vacation' | 'sick' | 'other';
  readonly firstDay: LocalDay;
  readonly lastDay: LocalDay;
  /** Sick days without a note are absences without leave. */
  readonly isApproved: boolean;
}

/** When people were away, in the days from which on work is recorded. */
export function makeTimeOff(plan: WorkPlan): TimeOff[] {
  return plan.people.flatMap((person) => timeOffOf(plan, person));
}

function timeOffOf(plan: WorkPlan, person: Person): TimeOff[] {
  const spans: TimeOff[] = [];
  let firstDay: LocalDay | null = null;
  for (let day = plan.firstDay; day <= plan.horizon.asOfDay + 1; day += 1) {
    const isEmployed = membershipOn(person, day) !== undefined && day <= plan.horizon.asOfDay;
    const isAway = isEmployed && !plan.attendance.isPresent(person, day);
    if (isAway) firstDay ??= day;
    else if (firstDay !== null) {
      spans.push(makeSpan(plan, person, firstDay, day - 1));
      firstDay = null;
    }
  }
  return spans;
}

function makeSpan(plan: WorkPlan, person: Person, firstDay: LocalDay, lastDay: LocalDay): TimeOff {
  const random = streamOf(plan, 'time-off', person.key, isoDate(firstDay));
  const id = random.uuid();
  const hasNote = random.chance(0.8);
  const isPlanted = isAwayLastWeek(person.key, firstDay, plan.horizon);
  const isAtFair = isPlanted && teamById(person.memberships.at(-1)?.teamId ?? '').kind === 'sales';
  const isLong = lastDay > firstDay && !isPlanted;
  const kind = isAtFair ? 'other' : isLong ? 'vacation' : 'sick';
  return {
    id,
    person,
    kind,
    firstDay,
    lastDay,
    isApproved: kind !== 'sick' || isPlanted || hasNote,
  };
}

/** The table of absences, with reasons that nobody else is to read. */
export function timeOffRows(spans: readonly TimeOff[]): TableContent {
  const columns = ['id', 'user_id', 'kind', 'first_day', 'last_day', 'reason', 'approved_at'];
  const rows = spans.map(({ id, person, kind, firstDay, lastDay, isApproved }): CopyValue[] => [
    id,
    person.id,
    kind,
    isoDate(firstDay),
    isoDate(lastDay),
    kind === 'sick' ? 'Back pain' : null,
    isApproved ? `${isoDate(firstDay - (kind === 'sick' ? 0 : 14))} 14:00:00+00` : null,
  ]);
  return { table: 'time_off', columns, rows };
}
