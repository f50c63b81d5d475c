import { quote } from '../../../warehouse/database.ts';
import type { CallLogProfile } from './profile.ts';

/** SQL for the number of a party: what is in brackets at the end, `Priya Nair (121)`, else all of it. */
export function numberSql(party: string): string {
  return `case when regexp_matches(${party}, '\\([^()]*\\)$')
    then regexp_extract(${party}, '\\(([^()]*)\\)$', 1) else ${party} end`;
}

/** SQL for the number of a side where it is one that could be dialled: `Route 66` is none. */
export function dialledSql(side: 'caller' | 'destination'): string {
  return `case when regexp_full_match(${side}_number, '[+0-9 ()./*#-]{3,40}') then ${side}_number end`;
}

/** SQL for the name before the brackets. */
function nameSql(party: string): string {
  return `trim(regexp_replace(${party}, '\\([^()]*\\)$', ''))`;
}

/**
 * SQL for whether a party is one's own. A short number without a name is one's own too, but not when
 * the call went over a trunk and the other side is one's own: 911 is no extension.
 */
export function isOwnSql(side: 'caller' | 'destination', extensions: string): string {
  const other = side === 'caller' ? 'destination' : 'caller';
  const isShort = (party: string) => `regexp_full_match(${party}_number, ${quote(extensions)})`;
  const isNamed = (party: string) => `(${party}_number <> ${party})`;
  return `(${isShort(side)} and (${isNamed(side)} or coalesce(trunk, '') = ''
    or not (${isShort(other)} and ${isNamed(other)})))`;
}

/** SQL for what a destination of one's own is where the profile says so; null: the model decides. */
export function destinationTypeSql(profile: CallLogProfile): string {
  const kinds: readonly (readonly [string, readonly string[]])[] = [
    ['Queue', profile.queues],
    ['RingGroup', profile.ringGroups],
    ['Menu', profile.menus],
    ['VoiceMail', profile.voicemail],
  ];
  const branches = kinds.flatMap(([kind, entries]) =>
    entries.map((entry) => `when ${matchesSql(entry)} then ${quote(kind)}`),
  );
  return branches.length === 0 ? 'null::varchar' : `case ${branches.join('\n')} end`;
}

function matchesSql(entry: string): string {
  const [, first, last] = /^([0-9]{1,9})(?:-([0-9]{1,9}))?$/.exec(entry) ?? [];
  if (first !== undefined && last !== undefined) {
    return `try_cast(destination_number as integer) between ${Number(first)} and ${Number(last)}`;
  }
  if (first !== undefined) return `destination_number = ${quote(first)}`;
  const pattern = entry
    .split('*')
    .map((text) => text.replaceAll(/[^A-Za-z0-9 ]/g, (character) => `\\${character}`))
    .join('.*');
  return `regexp_full_match(${nameSql('destination')}, ${quote(pattern)}, 'i')`;
}
