import type { Place } from '../models/parts-sql.ts';
import type { Database } from '../warehouse/database.ts';

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
  if (!['member', 'team', 'location', 'tenant'].includes(split)) return new Map();
  const isOfTeam = place.scope_kind === 'team' && split === 'member';
  const rows = await database.rows<{ part_id: string; reason: string }>(
    `select ${isOfTeam ? 'substr(scope_id, length($id) + 2)' : 'scope_id'} as part_id, reason
    from metric_values
    where metric_id = $metricId and scope_kind = $kind and grain = $grain
      and period_start_date = $start::date and value is null and reason is not null
      ${isOfTeam ? "and starts_with(scope_id, $id || '/')" : ''}`,
    {
      metricId,
      kind: isOfTeam ? 'team_member' : split,
      grain: place.grain,
      start: place.period_start_date,
      ...(isOfTeam ? { id: place.scope_id } : {}),
    },
  );
  return new Map(rows.map(({ part_id: part, reason }) => [part, reason]));
}
