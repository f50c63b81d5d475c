import { teams } from './company.ts';

/** The roles in a team that the sample company has. */
export type TeamRole = 'lead' | 'member';

/** A time in one team; without `sinceWeeksAgo` it began with the hire. */
export interface Stint {
  readonly teamId: string;
  readonly role: TeamRole;
  readonly sinceWeeksAgo?: number;
}

/** A job before anybody has a name: what happens to it is planted, who holds it is drawn. */
export interface Seat {
  /** Names the person's random streams, and the story where there is one. */
  readonly key: string;
  readonly stints: readonly [Stint, ...Stint[]];
  /** Absent: hired long before the sample begins. */
  readonly hiredWeeksAgo?: number;
  /** The last working week ended this many weeks before the week of the as-of. */
  readonly leftWeeksAgo?: number;
  /** Takes over the extension of the person in this seat, who has left. */
  readonly extensionOf?: string;
}

/** People with a story: who joined, left, moved or was promoted. docs/sample-company.md tells them. */
const plantedSeats: readonly Seat[] = [
  seat('moved-from-huron-to-superior', [
    { teamId: 'success-huron', role: 'member' },
    { teamId: 'success-superior', role: 'member', sinceWeeksAgo: 47 },
  ]),
  seat('moved-from-wixom-to-ann-arbor', [
    { teamId: 'call-center-wixom', role: 'member' },
    { teamId: 'call-center-ann-arbor', role: 'member', sinceWeeksAgo: 39 },
  ]),
  seat('promoted-in-wixom', [
    { teamId: 'call-center-wixom', role: 'member' },
    { teamId: 'call-center-wixom', role: 'lead', sinceWeeksAgo: 35 },
  ]),
  leaver('former-lead-of-wixom', 'call-center-wixom', 35, 'lead'),
  leaver('left-erie', 'success-erie', 43),
  leaver('left-sales-south', 'sales-south', 22),
  leaver('left-ann-arbor-early', 'call-center-ann-arbor', 61),
  leaver('left-ann-arbor', 'call-center-ann-arbor', 18),
  leaver('left-plymouth', 'call-center-plymouth', 27),
  joiner('joined-huron', 'success-huron', 31),
  joiner('joined-erie', 'success-erie', 40),
  joiner('joined-sales-north', 'sales-north', 8),
  joiner('joined-sales-south', 'sales-south', 13),
  joiner('joined-ann-arbor-early', 'call-center-ann-arbor', 57),
  joiner('joined-ann-arbor', 'call-center-ann-arbor', 15),
  joiner('joined-wixom', 'call-center-wixom', 6),
  { ...joiner('joined-plymouth', 'call-center-plymouth', 22), extensionOf: 'left-plymouth' },
];

/** People of the company who are in no team: they have no calls and no accounts. */
export const officeSeats = ['vice-president', 'operations-analyst'] as const;

/** All seats in teams: the planted ones, and as many quiet ones as each team's head count needs. */
export function allSeats(): Seat[] {
  const quiet = teams.flatMap(({ id, headCount }) => {
    const planted = plantedSeats.filter((candidate) => currentStint(candidate)?.teamId === id);
    const hasLead = planted.some((candidate) => currentStint(candidate)?.role === 'lead');
    return Array.from({ length: headCount - planted.length }, (_, index) =>
      seat(`${id}/${index + 1}`, [
        { teamId: id, role: index === 0 && !hasLead ? 'lead' : 'member' },
      ]),
    );
  });
  return [...quiet, ...plantedSeats];
}

function currentStint(candidate: Seat): Stint | undefined {
  return candidate.leftWeeksAgo === undefined ? candidate.stints.at(-1) : undefined;
}

function seat(key: string, stints: Seat['stints']): Seat {
  return { key, stints };
}

function leaver(
  key: string,
  teamId: string,
  leftWeeksAgo: number,
  role: TeamRole = 'member',
): Seat {
  return { key, stints: [{ teamId, role }], leftWeeksAgo };
}

function joiner(key: string, teamId: string, hiredWeeksAgo: number): Seat {
  return { key, stints: [{ teamId, role: 'member' }], hiredWeeksAgo };
}
