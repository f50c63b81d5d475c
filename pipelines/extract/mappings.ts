import { hashText } from '../run/files.ts';
import { type Header, parseHeader } from '../run/header.ts';
import { type ProgramFile, readProgramFiles } from '../run/overlay.ts';
import { exitCodes, UserError } from '../run/user-error.ts';
import type { Contract } from './contracts.ts';
import type { Source } from './sources.ts';

export type MappingKind = 'postgres' | 'files';

/** A `select` that turns a user's tables or files into an entity, and the source it runs on. */
export interface Mapping {
  readonly entity: string;
  readonly kind: MappingKind;
  readonly sourceName: string;
  readonly path: string;
  /** The select, header included, without a closing semicolon. */
  readonly sql: string;
  readonly hash: string;
  /** Contract column whose newest value is the watermark; absent: every read is a full one. */
  readonly cursor?: string;
  readonly lookback?: string;
}

const folders: Readonly<Record<MappingKind, string>> = {
  postgres: 'sql/sources',
  files: 'sql/sources/files',
};

/**
 * Reads the mappings that are active: not disabled, and of a kind for which a source is configured.
 * Throws a UserError (exit 2) for an entity without a contract or mapped twice, and for a source that
 * cannot be told.
 */
export async function readMappings(
  workspaceFolder: string | undefined,
  contracts: readonly Contract[],
  sources: readonly Source[],
): Promise<Mapping[]> {
  const files = await readProgramFiles(workspaceFolder, folders.postgres, '.sql');
  const mappings: Mapping[] = [];
  for (const file of files) {
    const kind = file.path.startsWith(`${folders.files}/`) ? 'files' : 'postgres';
    const mapping = readMapping(file, kind, contracts, sources);
    if (mapping === undefined) continue;
    const twin = mappings.find((other) => other.entity === mapping.entity);
    if (twin !== undefined) {
      throw refuse(
        file,
        `the entity "${mapping.entity}" is mapped twice, here and in ${twin.path}`,
        'Add the header line `-- Disabled: true` to the one that is not wanted.',
      );
    }
    mappings.push(mapping);
  }
  return mappings;
}

function readMapping(
  file: ProgramFile,
  kind: MappingKind,
  contracts: readonly Contract[],
  sources: readonly Source[],
): Mapping | undefined {
  const header = parseHeader(file.text, file.path, {
    required: ['Entity', 'Answers'],
    optional: ['Source', 'From', 'Cursor', 'Lookback', 'Disabled'],
  });
  const ofKind = sources.filter((source) => source.kind === kind).map((source) => source.name);
  if (isDisabled(file, header) || ofKind.length === 0) return undefined;
  const entity = header.get('Entity') ?? '';
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
  const cursor = readCursor(file, header, contract);
  const lookback = header.get('Lookback');
  return {
    entity,
    kind,
    sourceName: chooseSource(file, header.get('From'), kind, ofKind),
    path: file.path,
    sql: file.text.trimEnd().replace(/;\s*$/, ''),
    hash: hashText(file.text),
    ...(cursor === undefined ? {} : { cursor }),
    ...(lookback === undefined ? {} : { lookback }),
  };
}

function isDisabled(file: ProgramFile, header: Header): boolean {
  const value = header.get('Disabled') ?? 'false';
  if (value === 'true' || value === 'false') return value === 'true';
  throw refuse(file, `Disabled is "${value}"`, 'Write true or false.');
}

function readCursor(file: ProgramFile, header: Header, contract: Contract): string | undefined {
  const cursor = header.get('Cursor');
  if (cursor === undefined || contract.columns.some((column) => column.name === cursor)) {
    return cursor;
  }
  const known = contract.columns.map((column) => column.name).join(', ');
  throw refuse(file, `Cursor names "${cursor}"`, `Columns of ${contract.entity}: ${known}.`);
}

function chooseSource(
  file: ProgramFile,
  from: string | undefined,
  kind: MappingKind,
  ofKind: readonly string[],
): string {
  const known = ofKind.join(', ');
  const [only] = ofKind;
  if (from === undefined && ofKind.length === 1 && only !== undefined) return only;
  if (from === undefined) {
    const what = `muster.yaml names ${ofKind.length} sources of kind ${kind} (${known})`;
    throw refuse(file, what, 'Add the header line `-- From: <source>`.');
  }
  if (ofKind.includes(from)) return from;
  const what = `From names "${from}", which is no source of kind ${kind} in muster.yaml`;
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
