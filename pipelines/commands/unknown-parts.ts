import type { Place } from '../models/parts-sql.ts';
import type { Database } from '../warehouse/database.ts';

/** Parts that are the whole of a scope of their own, by the kind of the scope that is cut and the way it is cut. */
const kindsOfParts: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  organization: { location: 'location', team: 'team', member: 'member', tenant: 'tenant' },
  location: { team: 'team' },
  team: { member: 'team_member' },
};

/**
 * The parts of a number that have no value of their own in the build, with the reason: a rate of less than one
 * tenant-year, say, is not told of a person, and is not told as a part of a team's either.
 */
export async function unknownParts(
  database: Database,
  metricId: string,
  place: Place,
  split: string,
): Promise<ReadonlyMap<string | null, string>> {
  const kind = kindsOfParts[place.scope_kind]?.[split];
  if (kind === undefined) return new Map();
  const isOfTeam = kind === 'team_member';
  const rows = await database.rows<{ part_id: string; reason: string }>(
    `select ${isOfTeam ? 'substr(scope_id, length($id) + 2)' : 'scope_id'} as part_id, reason
    from metric_values
    where metric_id = $metricId and scope_kind = $kind and grain = $grain
      and period_start_date = $start::date and value is null and reason is not null
      ${isOfTeam ? "and starts_with(scope_id, $id || '/')" : ''}`,
    {
      metricId,
      kind,
      grain: place.grain,
      start: place.period_start_date,
      ...(isOfTeam ? { id: place.scope_id } : {}),
    },
  );
  return new Map(rows.map(({ part_id: part, reason }) => [part, reason]));
}
