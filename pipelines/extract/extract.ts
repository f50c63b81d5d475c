import type { Effects } from '../run/effects.ts';
import { exitCodes, UserError } from '../run/user-error.ts';
import { type Database, identifier } from '../warehouse/database.ts';
import { loadCdrSource } from './cdr/load-source.ts';
import { findMisfits, misfitError } from './column-check.ts';
import type { Contract } from './contracts.ts';
import { removeOldPipes } from './fifo.ts';
import { type LoadOptions, loadIncoming } from './load.ts';
import { checkFileMappings, readFileMapping, requireFolder } from './mapped-files.ts';
import type { Mapping } from './mappings.ts';
import { type PostgresSnapshot, withSnapshot } from './postgres.ts';
import { type PostgresColumn, postgresRules } from './postgres-types.ts';
import { createPrivateMacros } from './private.ts';
import { recordEntities, recordSources } from './registry.ts';
import {
  type ExtractedUnit,
  type FilesSource,
  formatUnit,
  type PostgresSource,
  type Source,
} from './sources.ts';

export interface ExtractInput {
  readonly runId: string;
  readonly sources: readonly Source[];
  readonly contracts: readonly Contract[];
  readonly mappings: readonly Mapping[];
  /** Reads these entities only; what is recorded about the others stays. Absent: all of them. */
  readonly onlyEntities?: readonly string[];
  /** Key of the hash that stands for outside numbers. */
  readonly hashKey: string;
  /** Folder inside the workspace for pipes. */
  readonly tempFolder: string;
  /** Share of rejected rows, 0 to 1, above which an entity or an export is refused. */
  readonly maxRejectedShare: number;
  /** Told of each entity and file as it is done; absent: a line goes to the log. */
  readonly onUnit?: (unit: ExtractedUnit) => void;
}

export interface ExtractResult {
  readonly units: readonly ExtractedUnit[];
  /** False when raw is byte for byte what it was. */
  readonly hasChanges: boolean;
}

/**
 * Brings everything new from all sources into raw. What is loaded before an error stays loaded; an
 * entity or a batch of files is written whole or not at all. Throws UserErrors: exit 2 for what the
 * configuration has wrong, exit 3 for a source that cannot be read or does not fit.
 */
export async function extract(
  raw: Database,
  input: ExtractInput,
  effects: Effects,
): Promise<ExtractResult> {
  const units: ExtractedUnit[] = [];
  const tell = (unit: ExtractedUnit) => {
    units.push(unit);
    if (input.onUnit === undefined) effects.log.info(formatUnit(unit));
    else input.onUnit(unit);
  };
  await removeOldPipes(input.tempFolder);
  await createPrivateMacros(raw, input.hashKey);
  try {
    const before = await countLoads(raw);
    for (const source of input.sources) await extractSource(raw, source, input, effects, tell);
    // Last, so that a source which was refused leaves no trace.
    const isNewSource = await recordSources(raw, input.sources);
    const isNewEntity = await recordEntities(raw, input);
    const hasNewRows = (await countLoads(raw)) > before;
    return { units, hasChanges: isNewSource || isNewEntity || hasNewRows };
  } finally {
    await dropTemporaries(raw);
  }
}

async function countLoads(raw: Database): Promise<number> {
  const { loads } = await raw.one<{ loads: number }>('select count(*) as loads from raw.loads');
  return loads;
}

/** Frees what the reads left in memory, and takes the key of the hash from the connection. */
async function dropTemporaries(raw: Database): Promise<void> {
  const found = await raw.rows<{ kind: string; name: string }>(
    `select 'table' as kind, table_name as name from duckdb_tables()
     where database_name = 'temp'
     union all select 'view', view_name from duckdb_views()
     where database_name = 'temp' and not internal
     union all select distinct 'macro', function_name from duckdb_functions()
     where database_name = 'temp' and not internal`,
  );
  for (const { kind, name } of found) await raw.run(`drop ${kind} temp.${identifier(name)}`);
}

type Tell = (unit: ExtractedUnit) => void;

/** A mapping and the contract that it must fit. */
interface Pair {
  readonly mapping: Mapping;
  readonly contract: Contract;
}

async function extractSource(
  raw: Database,
  source: Source,
  input: ExtractInput,
  effects: Effects,
  tell: Tell,
): Promise<void> {
  const isWanted = (entity: string) => input.onlyEntities?.includes(entity) ?? true;
  if (source.kind === 'cdr') {
    if (!isWanted('call_lines')) return;
    const contract = contractOf(input, 'call_lines');
    await loadCdrSource(raw, source, { ...input, contract }, effects, tell);
    return;
  }
  const pairs = input.mappings
    .filter((mapping) => mapping.sourceName === source.name && isWanted(mapping.entity))
    .map((mapping) => ({ mapping, contract: contractOf(input, mapping.entity) }));
  if (source.kind === 'files') await extractFiles(raw, source, pairs, input, effects, tell);
  else if (pairs.length > 0) await extractPostgres(raw, source, pairs, input, effects, tell);
}

async function extractPostgres(
  raw: Database,
  source: PostgresSource,
  pairs: readonly Pair[],
  input: ExtractInput,
  effects: Effects,
  tell: Tell,
): Promise<void> {
  await withSnapshot(source, async (snapshot) => {
    const columns = await checkPostgresMappings(snapshot, pairs);
    for (const [index, { mapping, contract }] of pairs.entries()) {
      const { tempFolder } = input;
      await snapshot.copy(raw, { mapping, contract, columns: columns[index] ?? [], tempFolder });
      tell(await loadIncoming(raw, contract, mapping, loadOptions(input), effects));
    }
  });
}

/** The columns of each mapping. Throws before any row moves when one does not fit its contract. */
async function checkPostgresMappings(
  snapshot: PostgresSnapshot,
  pairs: readonly Pair[],
): Promise<PostgresColumn[][]> {
  const columns: PostgresColumn[][] = [];
  for (const { mapping } of pairs) columns.push(await snapshot.describe(mapping));
  const misfits = pairs.map(({ mapping, contract }, index) => ({
    mapping,
    problems: findMisfits(contract, columns[index] ?? [], postgresRules),
  }));
  const error = misfitError(misfits);
  if (error !== undefined) throw error;
  return columns;
}

async function extractFiles(
  raw: Database,
  source: FilesSource,
  pairs: readonly Pair[],
  input: ExtractInput,
  effects: Effects,
  tell: Tell,
): Promise<void> {
  if (pairs.length === 0) return;
  await requireFolder(raw, source);
  await checkFileMappings(raw, source, pairs);
  for (const { mapping, contract } of pairs) {
    await readFileMapping(raw, source, mapping, contract);
    tell(await loadIncoming(raw, contract, mapping, loadOptions(input), effects));
  }
}

function loadOptions(input: ExtractInput): LoadOptions {
  return { runId: input.runId, maxRejectedShare: input.maxRejectedShare };
}

function contractOf(input: ExtractInput, entity: string): Contract {
  const contract = input.contracts.find((candidate) => candidate.entity === entity);
  if (contract !== undefined) return contract;
  throw new UserError({
    what: `there is no contract for the entity "${entity}"`,
    where: `sql/contracts/${entity}.sql`,
    advice: 'Restore the file. Nothing was read.',
    exitCode: exitCodes.usage,
  });
}
