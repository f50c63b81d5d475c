/** A current membership, as it is read from the published build. */
export interface MembershipRow {
  readonly person_id: string;
  readonly name: string;
  readonly email: string | null;
  readonly team_id: string;
  readonly role: string;
  readonly team_kind: string;
}

/** A team that a recipient's mail is about. */
export interface RecipientTeam {
  readonly teamId: string;
  readonly teamKind: string;
}

/** A person who gets a digest: one mail with all the teams they lead. */
export interface Recipient {
  readonly personId: string;
  readonly name: string;
  readonly email: string | null;
  readonly teams: readonly RecipientTeam[];
}

const leadingRoles = ['lead', 'supervisor'];

/**
 * The people who lead or supervise a team, each once, by person id, with their teams by team id.
 * Other roles get no team digest.
 */
export function listRecipients(rows: readonly MembershipRow[]): Recipient[] {
  const leading = rows.filter((row) => leadingRoles.includes(row.role));
  const byPerson = Map.groupBy(leading, (row) => row.person_id);
  return [...byPerson]
    .map(([personId, own]) => ({
      personId,
      name: own[0]?.name ?? personId,
      email: own.find((row) => row.email !== null)?.email ?? null,
      teams: listTeams(own),
    }))
    .sort((a, b) => (a.personId < b.personId ? -1 : 1));
}

function listTeams(rows: readonly MembershipRow[]): RecipientTeam[] {
  const byTeam = new Map(rows.map((row) => [row.team_id, row.team_kind]));
  return [...byTeam]
    .map(([teamId, teamKind]) => ({ teamId, teamKind }))
    .sort((a, b) => (a.teamId < b.teamId ? -1 : 1));
}
