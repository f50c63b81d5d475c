/** The invented company: scheduling software for clinics, and the call centres that answer for them. */
export const companyName = 'Harborlight Scheduling';

/** What a team is there for. */
export type TeamKind = 'success' | 'sales' | 'call_center';

/** A place where teams work. */
export interface Location {
  readonly id: string;
  readonly name: string;
  /** The trunk line of the location, as 3CX numbers it. */
  readonly trunk: string;
  /** The public number of the location, a reserved 555-01xx one. */
  readonly publicNumber: string;
}

/** The three locations of the source documents. */
export const locations: readonly Location[] = [
  { id: 'ann-arbor', name: 'Ann Arbor', trunk: '10001', publicNumber: '+17345550100' },
  { id: 'wixom', name: 'Wixom', trunk: '10002', publicNumber: '+12485550100' },
  { id: 'plymouth', name: 'Plymouth', trunk: '10003', publicNumber: '+17345550101' },
];

/** A team, as it is meant to be at the as-of. */
export interface Team {
  readonly id: string;
  readonly name: string;
  readonly kind: TeamKind;
  readonly locationId: string;
  /** How many people are in the team at the as-of, its lead among them. */
  readonly headCount: number;
  /** The first extension of the team's range. */
  readonly firstExtension: number;
}

/** The eight teams; their heads add up to 47. */
export const teams: readonly Team[] = [
  team('success-huron', 'Success Huron', 'success', 'ann-arbor', 5, 300),
  team('success-superior', 'Success Superior', 'success', 'ann-arbor', 5, 330),
  team('success-erie', 'Success Erie', 'success', 'plymouth', 5, 360),
  team('sales-north', 'Sales North', 'sales', 'ann-arbor', 6, 200),
  team('sales-south', 'Sales South', 'sales', 'wixom', 6, 230),
  team('call-center-ann-arbor', 'Ann Arbor Call Center', 'call_center', 'ann-arbor', 8, 120),
  team('call-center-wixom', 'Wixom Call Center', 'call_center', 'wixom', 6, 150),
  team('call-center-plymouth', 'Plymouth Call Center', 'call_center', 'plymouth', 6, 170),
];

function team(
  id: string,
  name: string,
  kind: TeamKind,
  locationId: string,
  headCount: number,
  firstExtension: number,
): Team {
  return { id, name, kind, locationId, headCount, firstExtension };
}

/** A telephone queue, and the team that answers it. */
export interface Queue {
  readonly extension: string;
  readonly name: string;
  readonly teamId: string;
}

/** One telephone queue for each call centre. */
export const queues: readonly Queue[] = [
  { extension: '800', name: 'Ann Arbor Scheduling', teamId: 'call-center-ann-arbor' },
  { extension: '810', name: 'Wixom Scheduling', teamId: 'call-center-wixom' },
  { extension: '820', name: 'Plymouth Scheduling', teamId: 'call-center-plymouth' },
];

/** The voicemail of the telephone system. */
export const voicemailExtension = '999';

/** A telephone that no user has: its calls are nobody's, and must not get lost. */
export const lobbyPhone = { extension: '190', name: 'Lobby Plymouth' } as const;

/** The team with an id; throws when there is none. */
export function teamById(id: string): Team {
  const found = teams.find((candidate) => candidate.id === id);
  if (found === undefined) throw new Error(`no team ${id}`);
  return found;
}

/** The location of a team. */
export function locationOfTeam(teamId: string): Location {
  const { locationId } = teamById(teamId);
  const found = locations.find((location) => location.id === locationId);
  if (found === undefined) throw new Error(`no location ${locationId}`);
  return found;
}
