import { locationOfTeam, teamById } from './company.ts';
import type { Horizon } from './horizon.ts';
import { type LocalDay, mondayOf } from './local-day.ts';
import { drawUnique, emailOf, personName } from './names.ts';
import { Random } from './random.ts';
import { allSeats, officeSeats, type Seat, type TeamRole } from './seats.ts';

/** A time in a team; `toDay` is the first day outside it, null when it goes on. */
export interface Membership {
  readonly teamId: string;
  readonly role: TeamRole;
  readonly fromDay: LocalDay;
  readonly toDay: LocalDay | null;
}

/** A time with a telephone extension. */
export interface ExtensionUse {
  readonly extension: string;
  readonly fromDay: LocalDay;
  readonly toDay: LocalDay | null;
}

/** What a person is like at work, each as a factor or an offset around the ordinary. */
export interface Skill {
  /** Factor on the number of calls. */
  readonly pace: number;
  /** Factor on the length of talks. */
  readonly talk: number;
  /** Points on the satisfaction score. */
  readonly satisfaction: number;
  /** Added to the probability that an outbound call reaches somebody. */
  readonly reach: number;
}

/** Somebody who works in the company, or has worked there. */
export interface Person {
  readonly key: string;
  readonly id: string;
  readonly fullName: string;
  readonly email: string;
  readonly hiredDay: LocalDay;
  /** The first day on which the person is gone. */
  readonly leftDay: LocalDay | null;
  readonly memberships: readonly Membership[];
  readonly extensions: readonly ExtensionUse[];
  readonly skill: Skill;
}

/** Everybody who works or has worked in the company, those in no team last. */
export function makeRoster(seed: number, horizon: Horizon): Person[] {
  const takenNames = new Set<string>();
  const takenExtensions = new Map<string, number>();
  const extensionBySeat = new Map<string, string>();
  const people: Person[] = [];
  for (const seat of allSeats()) {
    const memberships = membershipsOf(seed, seat, horizon);
    const leftDay = memberships.at(-1)?.toDay ?? null;
    const extensions = extensionsOf(memberships, (teamId) => {
      const inherited = extensionBySeat.get(seat.extensionOf ?? '');
      if (inherited !== undefined) return inherited;
      const used = takenExtensions.get(teamId) ?? 0;
      takenExtensions.set(teamId, used + 1);
      return String(teamById(teamId).firstExtension + used);
    });
    extensionBySeat.set(seat.key, extensions[0]?.extension ?? '');
    const hiredDay = memberships[0]?.fromDay ?? horizon.asOfDay;
    people.push({
      ...drawPerson(seed, seat.key, takenNames),
      hiredDay,
      leftDay,
      memberships,
      extensions,
    });
  }
  for (const key of officeSeats) {
    const hiredDay = mondayOf(horizon.asOfDay - 1400);
    const drawn = drawPerson(seed, key, takenNames);
    people.push({ ...drawn, hiredDay, leftDay: null, memberships: [], extensions: [] });
  }
  return people;
}

/** The membership that holds on a day; undefined when the person is in no team then. */
export function membershipOn(person: Person, day: LocalDay): Membership | undefined {
  return person.memberships.find((membership) => isWithin(membership, day));
}

/** The extension that a person has on a day. */
export function extensionOn(person: Person, day: LocalDay): string | undefined {
  return person.extensions.find((use) => isWithin(use, day))?.extension;
}

/** True when a day lies in a half-open range of days. */
export function isWithin(
  range: { readonly fromDay: LocalDay; readonly toDay: LocalDay | null },
  day: LocalDay,
): boolean {
  return day >= range.fromDay && (range.toDay === null || day < range.toDay);
}

function drawPerson(seed: number, key: string, takenNames: Set<string>) {
  const random = new Random(seed, `person/${key}`);
  const id = random.uuid();
  const { name } = drawUnique(takenNames, () => ({ name: personName(random) }));
  const skill: Skill = {
    pace: random.between(0.85, 1.15),
    talk: random.between(0.85, 1.2),
    satisfaction: random.between(-0.3, 0.3),
    reach: random.between(-0.08, 0.08),
  };
  return { key, id, fullName: name, email: emailOf(name), skill };
}

function membershipsOf(seed: number, seat: Seat, horizon: Horizon): Membership[] {
  const random = new Random(seed, `hired/${seat.key}`);
  const isLead = seat.stints[0].role === 'lead';
  const daysAgo = isLead ? random.integer(1700, 2600) : random.integer(800, 1600);
  const hiredDay =
    seat.hiredWeeksAgo === undefined
      ? mondayOf(horizon.asOfDay - daysAgo)
      : weeksAgo(seat.hiredWeeksAgo);
  // The last working day is a Friday; the Saturday after it is the first day on which one is gone.
  const leftDay = seat.leftWeeksAgo === undefined ? null : weeksAgo(seat.leftWeeksAgo) - 2;
  return seat.stints.map((stint, index) => {
    const next = seat.stints[index + 1]?.sinceWeeksAgo;
    return {
      teamId: stint.teamId,
      role: stint.role,
      fromDay: stint.sinceWeeksAgo === undefined ? hiredDay : weeksAgo(stint.sinceWeeksAgo),
      toDay: next === undefined ? leftDay : weeksAgo(next),
    };
  });

  function weeksAgo(count: number): LocalDay {
    return horizon.thisWeekDay - 7 * count;
  }
}

/** A person keeps the telephone until a move to another location. */
function extensionsOf(
  memberships: readonly Membership[],
  allot: (teamId: string) => string,
): ExtensionUse[] {
  const uses: ExtensionUse[] = [];
  for (const [index, { teamId, fromDay, toDay }] of memberships.entries()) {
    const before = memberships[index - 1];
    const last = uses.at(-1);
    const stays = before !== undefined && locationOfTeam(before.teamId) === locationOfTeam(teamId);
    if (stays && last !== undefined) uses[uses.length - 1] = { ...last, toDay };
    else uses.push({ extension: allot(teamId), fromDay, toDay });
  }
  return uses;
}
