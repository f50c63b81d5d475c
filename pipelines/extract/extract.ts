import type { Effects } from '../run/effects.ts';
import { exitCodes, UserError } from '../run/user-error.ts';
import { type Database, identifier } from '../warehouse/database.ts';
import { loadCdrSource } from './cdr/load-source.ts';
import { listChangeFiles, settleChangeFiles } from './change-files.ts';
import type { Contract } from './contracts.ts';
import { diskFullError } from './disk-full.ts';
import { extractPostgres, type Pair } from './extract-postgres.ts';
import { removeOldPipes } from './fifo.ts';
import { loadIncoming } from './load.ts';
import { checkFileMapping, readFileMapping, requireFolder } from './mapped-files.ts';
import type { Mapping } from './mappings.ts';
import { tellNewColumns } from './new-columns.ts';
import { createPrivateMacros, privateMacros } from './private.ts';
import {
  isBackfill,
  narrowMapping,
  planRead,
  type ReadRequest,
  requireCursor,
} from './read-plan.ts';
import { recordEntities, recordSources } from './registry.ts';
import { type ExtractedUnit, type FilesSource, formatUnit, type Source } from './sources.ts';
import { StoppedReads } from './stopped.ts';
import { fitThreads, useAllThreads } from './threads.ts';

export interface ExtractInput {
  readonly runId: string;
  readonly sources: readonly Source[];
  readonly contracts: readonly Contract[];
  readonly mappings: readonly Mapping[];
  /** Reads these entities only; what is recorded about the others stays. Absent: all of them. */
  readonly onlyEntities?: readonly string[];
  /** Key of the hash that stands for outside numbers. */
  readonly hashKey: string;
  /** Reads these sources only. */
  readonly onlySources?: readonly string[];
  /** What a person asked of this read; absent: as in every run. */
  readonly reading?: ReadRequest;
  /** Folder of the files from which raw can be made again. */
  readonly changesFolder: string;
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
 * entity or a batch of files is written whole or not at all. An entity or a source that cannot be read does
 * not stop the others. Throws UserErrors: exit 2 for what the configuration has wrong, exit 3, at the end, for
 * what could not be read or does not fit.
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
  if (isBackfill(input.reading ?? {})) requireCursors(input);
  await removeOldPipes(input.tempFolder);
  await settleChangeFiles(raw, input.changesFolder);
  await requireHistory(raw, input.changesFolder);
  await createPrivateMacros(raw, input.hashKey);
  try {
    await fitThreads(raw);
    const before = await countLoads(raw);
    const stopped = new StoppedReads();
    const run = { input, effects, stopped, tell };
    for (const source of input.sources) {
      await extractSource(raw, source, run).catch((error) => stopped.add(error));
    }
    if (stopped.error !== undefined) throw stopped.error;
    // Last, so that a source which was refused leaves no trace.
    const isNewSource = await recordSources(raw, input.sources);
    const isNewEntity = await recordEntities(raw, input);
    const hasNewRows = (await countLoads(raw)) > before;
    return { units, hasChanges: isNewSource || isNewEntity || hasNewRows };
  } catch (error) {
    throw diskFullError(error, raw.path);
  } finally {
    // A database that could not write answers nothing any more; what went wrong is told already.
    await dropTemporaries(raw).catch(() => undefined);
    await useAllThreads(raw).catch(() => undefined);
  }
}

/** Entities that are named must have a cursor; of all entities, those without one are passed over. */
function requireCursors(input: ExtractInput): void {
  for (const mapping of input.mappings) {
    if (input.onlyEntities?.includes(mapping.entity) === true) requireCursor(mapping);
  }
}

/** A new raw beside the files of an old one would lose every version that the old one kept. */
async function requireHistory(raw: Database, folder: string): Promise<void> {
  if ((await countLoads(raw)) > 0) return;
  const files = await listChangeFiles(folder);
  if (files.length === 0) return;
  throw new UserError({
    what: `raw.duckdb is new, and ${folder} holds what ${files.length} loads wrote into an earlier one`,
    where: raw.path,
    advice:
      'Run `muster extract --rebuild-raw` to make raw.duckdb from them, or move that folder aside to begin without history. Nothing was read.',
    exitCode: exitCodes.usage,
  });
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
     where database_name = 'temp' and not internal`,
  );
  // To ask for the macros would list all functions of DuckDB's, which takes as long as a small file.
  const macros = privateMacros.map((name) => ({ kind: 'macro if exists', name }));
  for (const { kind, name } of [...found, ...macros]) {
    await raw.run(`drop ${kind} temp.${identifier(name)}`);
  }
}

/** What the parts of one extraction share. */
interface Run {
  readonly input: ExtractInput;
  readonly effects: Effects;
  readonly stopped: StoppedReads;
  readonly tell: (unit: ExtractedUnit) => void;
}

async function extractSource(raw: Database, source: Source, run: Run): Promise<void> {
  const { input } = run;
  const isWanted = (entity: string) => input.onlyEntities?.includes(entity) ?? true;
  if (input.onlySources?.includes(source.name) === false) return;
  if (source.kind === 'cdr') {
    if (!isWanted('call_lines')) return;
    // A file is known by its content: there is no part of it to read again.
    if (isBackfill(input.reading ?? {})) return;
    const contract = contractOf(input, 'call_lines');
    await loadCdrSource(raw, source, { ...input, contract }, run.effects, run.tell);
    return;
  }
  const pairs = input.mappings
    .filter((mapping) => mapping.sourceName === source.name && isWanted(mapping.entity))
    .filter(({ cursor }) => cursor !== undefined || !isBackfill(input.reading ?? {}))
    .map((mapping) => ({ mapping, contract: contractOf(input, mapping.entity) }));
  if (pairs.length === 0) return;
  if (source.kind === 'files') {
    await useAllThreads(raw);
    await extractFiles(raw, source, pairs, run);
  } else {
    await fitThreads(raw);
    await extractPostgres(raw, source, pairs, run);
  }
}

async function extractFiles(
  raw: Database,
  source: FilesSource,
  pairs: readonly Pair[],
  run: Run,
): Promise<void> {
  await requireFolder(raw, source);
  for (const { mapping, contract } of pairs) {
    try {
      run.tell(await extractFile(raw, source, { mapping, contract }, run));
    } catch (error) {
      run.stopped.add(error);
    }
  }
}

async function extractFile(
  raw: Database,
  source: FilesSource,
  { mapping, contract }: Pair,
  { input, effects }: Run,
): Promise<ExtractedUnit> {
  const found = await checkFileMapping(raw, source, mapping, contract);
  const story = (line: string) => effects.log.warn(line);
  await tellNewColumns(raw, { mapping, contract, found, runId: input.runId }, story);
  const takenAt = effects.now().toString();
  const plan = await planRead(raw, mapping, contract, input.reading ?? {}, takenAt);
  await readFileMapping(raw, source, narrowMapping(mapping, plan), contract);
  return loadIncoming(raw, contract, mapping, { ...input, plan, takenAt }, effects);
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
