import { Agenda } from './agenda.ts';
import { Attendance } from './attendance.ts';
import type { Call, Desk } from './call.ts';
import { type DaySpan, daySpan, type Horizon } from './horizon.ts';
import { isoDate, type LocalDay } from './local-day.ts';
import { OutsideParties } from './outside-parties.ts';
import { Random } from './random.ts';
import { extensionOn, membershipOn, type Person } from './roster.ts';
import { type DayKind, dayKind, openingSeconds } from './working-days.ts';

/** What the calls of all days are made from. */
export interface CallPlan {
  readonly seed: number;
  readonly horizon: Horizon;
  /** Factor on the number of all calls. */
  readonly scale: number;
  readonly people: readonly Person[];
  readonly attendance: Attendance;
  readonly outside: OutsideParties;
  /** The tenants whom a person looks after on a day. */
  tenantsOf(person: Person, day: LocalDay): readonly number[];
}

/** The plan of a company's calls, with its own memory of absences and outside people. */
export function makeCallPlan(
  parts: Pick<CallPlan, 'seed' | 'horizon' | 'scale' | 'people' | 'tenantsOf'>,
): CallPlan {
  return {
    ...parts,
    attendance: new Attendance(parts.seed, parts.horizon),
    outside: new OutsideParties(parts.seed),
  };
}

/** One local day on which calls are made: who is there, who is busy, and the calls so far. */
export interface Workday {
  readonly plan: CallPlan;
  readonly day: LocalDay;
  readonly kind: DayKind;
  readonly span: DaySpan;
  /** The desks of everybody employed and in a team, at work or not. */
  readonly desks: readonly Desk[];
  readonly presentDesks: readonly Desk[];
  readonly agenda: Agenda;
  readonly calls: Call[];
}

/** A day before its first call. */
export function startWorkday(plan: CallPlan, day: LocalDay): Workday {
  const desks = plan.people.flatMap((person) => deskOn(person, day) ?? []);
  return {
    plan,
    day,
    kind: dayKind(day),
    span: daySpan(day, plan.horizon.timeZone),
    desks,
    presentDesks: presentDesks(plan, desks, day),
    agenda: new Agenda(),
    calls: [],
  };
}

/** Everybody who is not away; on a Saturday a third of each team in turn, and at least one. */
function presentDesks(plan: CallPlan, desks: readonly Desk[], day: LocalDay): Desk[] {
  const kind = dayKind(day);
  if (kind === 'closed') return [];
  const present = desks.filter(({ person }) => person && plan.attendance.isPresent(person, day));
  if (kind === 'full') return present;
  const turn = Math.floor((day + 3) / 7);
  return [...Map.groupBy(present, ({ teamId }) => teamId).values()].flatMap((team) => {
    const onDuty = team.filter((_, index) => (index + turn) % 3 === 0);
    return onDuty.length > 0 ? onDuty : team.slice(0, 1);
  });
}

/** The random stream of one story on one day. */
export function dayRandom(workday: Workday, story: string): Random {
  return new Random(workday.plan.seed, `${story}/${isoDate(workday.day)}`);
}

/** The instant that lies a number of seconds after the start of the local day. */
export function msAt(workday: Workday, seconds: number): number {
  return workday.span.startMs + Math.floor(seconds * 1000);
}

/** Whole milliseconds of a number of seconds. */
export function msOf(seconds: number): number {
  return Math.floor(seconds * 1000);
}

// How calls spread over the hours from 8 to 18: a rush in the morning, a dip at noon.
const hourWeights = [0.9, 1.35, 1.45, 1.2, 0.8, 1, 1.2, 1.15, 0.95, 0.6];

/** Random instants within the opening hours, in order, more of them in busy hours. */
export function openingTimes(workday: Workday, random: Random, count: number): number[] {
  if (workday.kind === 'closed') return [];
  const { from, to } = openingSeconds[workday.kind];
  const hours = hourWeights.slice(from / 3600 - 8, to / 3600 - 8);
  const seconds = Array.from(
    { length: count },
    () => from + 3600 * (random.weighted(hours) + random.unit()),
  );
  return seconds.sort((a, b) => a - b).map((second) => msAt(workday, second));
}

function deskOn(person: Person, day: LocalDay): Desk | undefined {
  const membership = membershipOn(person, day);
  const extension = extensionOn(person, day);
  if (membership === undefined || extension === undefined) return undefined;
  // A newcomer takes eight weeks to carry a full load; a lead always carries less than half of one.
  const experience = Math.min(1, 0.4 + (0.6 * (day - person.hiredDay)) / 56);
  const load = membership.role === 'lead' ? 0.4 : 1;
  return {
    extension,
    name: person.fullName,
    teamId: membership.teamId,
    person,
    weight: load * experience * person.skill.pace,
  };
}
