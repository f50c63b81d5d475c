import { identifier, quote } from '../warehouse/database.ts';
import type { Contract } from './contracts.ts';
import type { Mapping, MappingKind } from './mappings.ts';
import type { FilesSource, PostgresSource, Source } from './sources.ts';

/** What a mapping's path says: its dialect, and the profile of the sources that it is for. */
export interface MappingPlace {
  readonly kind: MappingKind;
  /** Absent: for sources without a profile. */
  readonly profile?: string;
}

/** The folder of the mappings of a dialect, and below it of a profile. */
export function mappingFolder({ kind, profile }: MappingPlace): string {
  const folder = kind === 'files' ? 'sql/sources/files' : 'sql/sources';
  return profile === undefined ? folder : `${folder}/${profile}`;
}

/** Reads `sql/sources/[files/][<profile>/]<entity>.sql`; undefined when folders lie deeper. */
export function placeOf(path: string): MappingPlace | undefined {
  const folders = path.split('/').slice(2, -1);
  const kind = folders[0] === 'files' ? 'files' : 'postgres';
  const [profile, ...deeper] = kind === 'files' ? folders.slice(1) : folders;
  if (deeper.length > 0) return undefined;
  return profile === undefined ? { kind } : { kind, profile };
}

/** The sources of a mapping's dialect and profile. */
export function sourcesAt(
  place: MappingPlace,
  sources: readonly Source[],
): (PostgresSource | FilesSource)[] {
  return sources.filter(
    (source) =>
      source.kind !== 'cdr' && source.kind === place.kind && source.profile === place.profile,
  ) as (PostgresSource | FilesSource)[];
}

/** True for an entity of which every source has rows of its own: its key contains `source`. */
export function isPerSource(contract: Contract): boolean {
  return contract.keyColumns.includes('source');
}

/**
 * Says of each mapping which rows of its entity are its own: with a profile, those whose `source` is
 * its source's name; without, all that no such mapping owns. Two mappings without a profile own what
 * bears their sources' names.
 */
export function shareRows(mappings: readonly Mapping[]): Mapping[] {
  return mappings.map((mapping) => {
    const { profile, sourceName } = mapping;
    const others = mappings.filter(
      (other) => other.entity === mapping.entity && other.sourceName !== sourceName,
    );
    const isPlain = profile === undefined && others.every((other) => other.profile !== undefined);
    const column = identifier('source');
    if (!isPlain) return { ...mapping, ownRows: `${column} = ${quote(sourceName)}` };
    if (others.length === 0) return mapping;
    const names = others.map((other) => quote(other.sourceName)).join(', ');
    return { ...mapping, ownRows: `${column} not in (${names})` };
  });
}
