import { hashText } from '../run/files.ts';
import { type Header, parseHeader } from '../run/header.ts';
import { type ProgramFile, readProgramFiles } from '../run/overlay.ts';
import { exitCodes, UserError } from '../run/user-error.ts';
import type { Contract } from './contracts.ts';
import { type CursorHeader, readCursorHeader } from './cursor-header.ts';
import {
  isPerSource,
  type MappingPlace,
  mappingFolder,
  placeOf,
  shareRows,
  sourcesAt,
} from './mapping-sources.ts';
import type { Source } from './sources.ts';

export type MappingKind = 'postgres' | 'files';

/** A `select` that turns a user's tables or files into an entity, and the source it runs on. */
export interface Mapping extends CursorHeader {
  readonly entity: string;
  readonly kind: MappingKind;
  readonly sourceName: string;
  /** The source's profile, whose folder the mapping lies in; absent: none. */
  readonly profile?: string;
  readonly path: string;
  /** The select, header included, without a closing semicolon. */
  readonly sql: string;
  readonly hash: string;
  /**
   * DuckDB condition on the entity's column `source` that holds for the rows of this mapping, where
   * the entity has several; absent: all rows are its own.
   */
  readonly ownRows?: string;
}

/**
 * Reads the mappings that are active: not disabled, and of a kind and profile for which a source is
 * configured; a mapping with a profile stands once for each of its sources. An entity whose key
 * contains `source` may be mapped from several. Throws a UserError (exit 2) for an entity without a
 * contract or mapped twice, and for a source that cannot be told.
 */
export async function readMappings(
  workspaceFolder: string | undefined,
  contracts: readonly Contract[],
  sources: readonly Source[],
): Promise<Mapping[]> {
  const files = await readProgramFiles(workspaceFolder, 'sql/sources', '.sql');
  const mappings: Mapping[] = [];
  for (const file of files) {
    for (const mapping of readMapping(file, contracts, sources)) {
      refuseTwin(file, mapping, mappings, contracts);
      mappings.push(mapping);
    }
  }
  refuseEmptyProfiles(sources, mappings);
  refuseUnmapped(sources, mappings);
  return shareRows(mappings);
}

/** Two mappings of one entity are two truths about the same rows, unless each source has its own. */
function refuseTwin(
  file: ProgramFile,
  mapping: Mapping,
  before: readonly Mapping[],
  contracts: readonly Contract[],
): void {
  const { entity, sourceName } = mapping;
  const contract = contracts.find((candidate) => candidate.entity === entity);
  const mayRepeat = contract !== undefined && isPerSource(contract);
  const twin = before.find(
    (other) => other.entity === entity && (!mayRepeat || other.sourceName === sourceName),
  );
  if (twin === undefined) return;
  const isOneFile = twin.path === mapping.path;
  throw refuse(
    file,
    `the entity "${entity}" is mapped twice, ${isOneFile ? `for ${twin.sourceName} and ${sourceName}` : `here and in ${twin.path}`}`,
    isOneFile
      ? 'Its key has no `source`: add the header line `-- From: <source>`.'
      : 'Add the header line `-- Disabled: true` to the one that is not wanted.',
  );
}

/** A profile that has no mapping is misspelt, or its files were never written. */
function refuseEmptyProfiles(sources: readonly Source[], mappings: readonly Mapping[]): void {
  for (const source of sources) {
    if (source.kind === 'cdr' || source.profile === undefined) continue;
    if (mappings.some((mapping) => mapping.sourceName === source.name)) continue;
    const folder = mappingFolder(source);
    throw new UserError({
      what: `the profile "${source.profile}" has no mapping in ${folder}/`,
      where: `sources.${source.name}.profile`,
      advice: `Mend the name, or write ${folder}/<entity>.sql in the workspace. Nothing was run.`,
      exitCode: exitCodes.usage,
    });
  }
}

/** An entity that a source is asked for and that no mapping gives is misspelt, or not written yet. */
function refuseUnmapped(sources: readonly Source[], mappings: readonly Mapping[]): void {
  for (const source of sources) {
    if (source.kind === 'cdr') continue;
    const given = mappings.filter((mapping) => mapping.sourceName === source.name);
    const missing = source.entities?.find((entity) => !given.some((one) => one.entity === entity));
    if (missing === undefined) continue;
    const folder = mappingFolder(source);
    throw new UserError({
      what: `the entity "${missing}" has no mapping in ${folder}/ that is read from ${source.name}`,
      where: `sources.${source.name}.entities`,
      advice: `Mend the name, or write ${folder}/${missing}.sql in the workspace. Nothing was run.`,
      exitCode: exitCodes.usage,
    });
  }
}

function readMapping(
  file: ProgramFile,
  contracts: readonly Contract[],
  sources: readonly Source[],
): Mapping[] {
  const place = placeOf(file.path);
  if (place === undefined) {
    const advice = 'Move it to sql/sources/ or one folder below, the one of its profile.';
    throw refuse(file, 'a mapping lies too deep', advice);
  }
  const header = parseHeader(file.text, file.path, {
    required: ['Entity', 'Answers'],
    optional: ['Source', 'From', 'Cursor', 'Lookback', 'Reconcile', 'Disabled'],
  });
  const entity = header.get('Entity') ?? '';
  const names = sourcesAt(place, sources)
    .filter((source) => source.entities?.includes(entity) ?? true)
    .map((source) => source.name);
  if (isDisabled(file, header) || names.length === 0) return [];
  const fileName = file.path.split('/').at(-1);
  if (fileName !== `${entity}.sql`) {
    const what = `the header names the entity "${entity}", the file is ${fileName}`;
    throw refuse(file, what, 'Give both the same name.');
  }
  const contract = contracts.find((candidate) => candidate.entity === entity);
  if (contract === undefined) {
    const known = contracts.map((candidate) => candidate.entity).join(', ');
    throw refuse(file, `there is no entity "${entity}"`, `Known entities: ${known}.`);
  }
  const cursor = readCursorHeader(header, contract, place.kind, (what, advice) =>
    refuse(file, what, advice),
  );
  return chooseSources(file, header.get('From'), place, names).map((sourceName) => ({
    entity,
    kind: place.kind,
    sourceName,
    ...(place.profile === undefined ? {} : { profile: place.profile }),
    path: file.path,
    sql: file.text.trimEnd().replace(/;\s*$/, ''),
    hash: hashText(file.text),
    ...cursor,
  }));
}

function isDisabled(file: ProgramFile, header: Header): boolean {
  const value = header.get('Disabled') ?? 'false';
  if (value === 'true' || value === 'false') return value === 'true';
  throw refuse(file, `Disabled is "${value}"`, 'Write true or false.');
}

function chooseSources(
  file: ProgramFile,
  from: string | undefined,
  place: MappingPlace,
  names: readonly string[],
): readonly string[] {
  const known = names.join(', ');
  const ofPlace = `of kind ${place.kind}${place.profile === undefined ? '' : ` and profile ${place.profile}`}`;
  if (from === undefined) {
    if (place.profile !== undefined || names.length === 1) return names;
    const what = `muster.yaml names ${names.length} sources ${ofPlace} (${known})`;
    throw refuse(file, what, 'Add the header line `-- From: <source>`.');
  }
  if (names.includes(from)) return [from];
  const what = `From names "${from}", which is no source ${ofPlace} in muster.yaml`;
  throw refuse(file, what, `Known: ${known}.`);
}

function refuse(file: ProgramFile, what: string, advice: string): UserError {
  return new UserError({
    what,
    where: file.path,
    advice: `${advice} Nothing was run.`,
    exitCode: exitCodes.usage,
  });
}
