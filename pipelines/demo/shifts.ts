import { shiftId } from './annotations.ts';
import { locationOfTeam, teamById } from './company.ts';
import { isoDate, type LocalDay, weekday } from './local-day.ts';
import type { Random } from './random.ts';
import { membershipOn, type Person } from './roster.ts';
import type { TimeOff } from './time-off.ts';
import { streamOf, type WorkPlan } from './work-plan.ts';
import { dayKind } from './working-days.ts';

/** A shift of a call-centre agent; minutes are counted from the start of its local day. */
export interface Shift {
  readonly id: string;
  readonly person: Person;
  readonly location: string;
  readonly day: LocalDay;
  readonly startMinute: number;
  readonly endMinute: number;
  /** Null: did not come. */
  readonly actual: { readonly startMinute: number; readonly endMinute: number } | null;
  readonly status: 'completed' | 'partial' | 'absent' | 'scheduled';
  readonly breakMinutes: number;
  readonly lunchMinutes: number;
  readonly trainingMinutes: number;
  readonly meetingMinutes: number;
}

/** Who comes late a third of the time. */
const latecomer = 'call-center-wixom/3';
const daysPlanned = 14;

/** All shifts of the call centres: those worked, those missed, and the next two weeks' plan. */
export function makeShifts(plan: WorkPlan, timeOff: readonly TimeOff[]): Shift[] {
  const away = Map.groupBy(timeOff, ({ person }) => person);
  return plan.people.flatMap((person) => {
    const shifts: Shift[] = [];
    for (let day = plan.firstDay; day < plan.horizon.asOfDay + daysPlanned; day += 1) {
      const membership = membershipOn(person, day);
      if (membership === undefined || teamById(membership.teamId).kind !== 'call_center') continue;
      const absence = away.get(person)?.find((one) => one.firstDay <= day && day <= one.lastDay);
      // Vacation is planned around; who is ill was to come.
      if (absence?.kind === 'vacation' || !isRostered(plan, person, day)) continue;
      shifts.push(makeShift(plan, person, membership.teamId, day, absence !== undefined));
    }
    return shifts;
  });
}

/** Every full day, and one Saturday in three. */
function isRostered(plan: WorkPlan, person: Person, day: LocalDay): boolean {
  const kind = dayKind(day);
  if (kind !== 'short') return kind === 'full';
  const place = plan.people.indexOf(person);
  return (Math.floor((day + 3) / 7) + place) % 3 === 0;
}

function makeShift(
  plan: WorkPlan,
  person: Person,
  teamId: string,
  day: LocalDay,
  isIll: boolean,
): Shift {
  const random = streamOf(plan, 'shift-times', person.key, isoDate(day));
  const isShort = weekday(day) === 5;
  const isLateTurn = (Math.floor((day + 3) / 7) + person.key.length) % 2 === 0;
  const startMinute = isShort ? 9 * 60 : isLateTurn ? 9 * 60 + 30 : 8 * 60;
  const endMinute = isShort ? 13 * 60 : startMinute + 510;
  const worked = drawWork(random, person, { startMinute, endMinute }, isIll);
  const isAhead = day >= plan.horizon.asOfDay;
  const isWhole = !isShort && worked.status !== 'partial';
  const hasTraining = random.chance(0.05) && isWhole;
  return {
    id: shiftId(plan.seed, person.key, day),
    person,
    location: locationOfTeam(teamId).name,
    day,
    startMinute,
    endMinute,
    ...(isAhead ? { actual: null, status: 'scheduled' } : worked),
    breakMinutes: isWhole ? 30 : 15,
    lunchMinutes: isWhole ? 30 : 0,
    trainingMinutes: hasTraining ? 60 : 0,
    meetingMinutes: weekday(day) === 0 && isWhole ? 30 : 0,
  };
}

/** When somebody came and went: mostly about on time; some leave in the middle, some do not come. */
function drawWork(
  random: Random,
  person: Person,
  { startMinute, endMinute }: { startMinute: number; endMinute: number },
  isIll: boolean,
): Pick<Shift, 'actual' | 'status'> {
  const isTardy = random.chance(person.key === latecomer ? 0.33 : 0.05);
  const tardyMinutes = isTardy ? random.integer(6, 36) : random.integer(-6, 4);
  const isEarly = random.chance(0.04);
  const earlyMinutes = isEarly ? random.integer(8, 60) : random.integer(-9, 2);
  const isPartial = random.chance(0.01);
  const isMissing = random.chance(0.006) || isIll;
  if (isMissing) return { actual: null, status: 'absent' };
  const leftMinute = isPartial ? startMinute + 150 : endMinute - earlyMinutes;
  const actual = { startMinute: startMinute + tardyMinutes, endMinute: leftMinute };
  return { actual, status: isPartial ? 'partial' : 'completed' };
}
