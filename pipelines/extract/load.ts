import type { Effects } from '../run/effects.ts';
import { type Database, identifier } from '../warehouse/database.ts';
import {
  changeFileOf,
  dropChangeFile,
  keepChangeFile,
  type LoadRow,
  needsChangeFile,
  writeChangeFile,
} from './change-files.ts';
import type { Contract } from './contracts.ts';
import type { Mapping } from './mappings.ts';
import { applyDifference, currentRows, type Difference, findDifference } from './merge.ts';
import type { ReadPlan } from './read-plan.ts';
import { planRejects, refuseTooManyRejects, replaceRejects } from './rejects.ts';
import { screenIncoming } from './screen.ts';
import type { ExtractedUnit } from './sources.ts';
import { moveWatermark, writeWatermark } from './watermarks.ts';

export interface LoadOptions {
  readonly runId: string;
  readonly maxRejectedShare: number;
  /** Folder of the change files. */
  readonly changesFolder: string;
  readonly plan: ReadPlan;
  /** The source's clock when the rows were read, as text in UTC. */
  readonly takenAt: string;
  /** Temporary table of all keys, where they were read apart from the rows. */
  readonly keysTable?: string;
}

/**
 * Brings the rows of the temporary table `incoming`, what a mapping gave, into raw in one transaction
 * with the record of the load and the watermark; writes nothing when nothing is new. What cannot be
 * read again is in a change file before the commit. Throws a UserError (exit 3) when too many rows are
 * rejected.
 */
export async function loadIncoming(
  raw: Database,
  contract: Contract,
  mapping: Mapping,
  options: LoadOptions,
  effects: Effects,
): Promise<ExtractedUnit> {
  const isPart = options.plan.kind !== 'full';
  const counts = await screenIncoming(raw, contract, mapping.path, mapping.ownRows);
  await refuseTooManyRejects(raw, { mapping, ...counts, isPart }, options.maxRejectedShare);
  const difference = await findDifference(raw, contract, mergeOptions(mapping, options));
  const unit: ExtractedUnit = {
    source: mapping.sourceName,
    entity: contract.entity,
    state: 'read',
    readCount: counts.readCount,
    loadedCount: counts.readCount - counts.rejectedCount,
    rejectedCount: counts.rejectedCount,
    changedCount: difference.changedCount,
    deletedCount: difference.deletedCount,
    newestAt: await newestInstant(raw, contract, mapping.cursor),
  };
  const rejectsDiffer = await planRejects(raw, contract, mapping, { ...options, isPart });
  const mark = await moveWatermark(raw, mapping, contract, options);
  const hasRows = unit.changedCount + unit.deletedCount > 0;
  const loadId = hasRows || rejectsDiffer ? await nextLoadId(raw) : undefined;
  const write = () =>
    raw.transaction(async () => {
      await applyDifference(raw, contract, difference, options.runId);
      if (rejectsDiffer) await replaceRejects(raw, mapping);
      if (mark !== undefined) await writeWatermark(raw, mapping, mark);
      if (loadId === undefined) return;
      const standing = isPart ? await standingCounts(raw, contract, mapping) : unit;
      await recordLoad(raw, loadRow({ ...unit, ...standing }, loadId, options.runId, effects));
    });
  if (loadId !== undefined && hasRows && needsChangeFile(contract, mapping)) {
    const load = loadRow(unit, loadId, options.runId, effects);
    await writeKept(raw, contract, { difference, load, write }, options.changesFolder);
  } else if (loadId !== undefined || mark !== undefined) {
    await write();
  }
  return unit;
}

/** Writes the change file, then the rows; the file counts when the rows are committed. */
async function writeKept(
  raw: Database,
  contract: Contract,
  change: {
    readonly difference: Difference;
    readonly load: LoadRow;
    readonly write: () => Promise<void>;
  },
  folder: string,
): Promise<void> {
  const { load } = change;
  const runId = String(load.run_id);
  const file = changeFileOf(folder, {
    runId,
    loadId: Number(load.load_id),
    entity: contract.entity,
  });
  await writeChangeFile(raw, contract, change.difference, file, load);
  try {
    await change.write();
  } catch (error) {
    await dropChangeFile(file);
    throw error;
  }
  await keepChangeFile(file);
}

function mergeOptions(mapping: Mapping, options: LoadOptions) {
  // Telephone exports fill the same table; what came from a file is not the mapping's to take out.
  const isShared = mapping.entity === 'call_lines' && mapping.ownRows === undefined;
  const ownRows = isShared ? 'file_hash is null' : mapping.ownRows;
  return {
    isFullRead: options.plan.isReconciling,
    ignoredColumns: [],
    ...(options.keysTable === undefined ? {} : { keysTable: options.keysTable }),
    ...(ownRows === undefined ? {} : { ownRows }),
  };
}

/** The number of the next load. */
export async function nextLoadId(raw: Database): Promise<number> {
  const { next } = await raw.one<{ next: number }>(
    'select coalesce(max(load_id), 0) + 1 as next from raw.loads',
  );
  return next;
}

/** What is recorded of a load. */
export function loadRow(
  unit: ExtractedUnit,
  loadId: number,
  runId: string,
  effects: Effects,
): LoadRow {
  return {
    load_id: loadId,
    run_id: runId,
    entity: unit.entity,
    source: unit.source,
    file_hash: unit.fileHash ?? null,
    read_count: unit.readCount,
    loaded_count: unit.loadedCount,
    rejected_count: unit.rejectedCount,
    changed_count: unit.changedCount,
    deleted_count: unit.deletedCount,
    newest_at: unit.newestAt,
    loaded_at: effects.now().toString(),
  };
}

/** Writes what a load came to; in the transaction of its rows, and only when something changed. */
export async function recordLoad(raw: Database, load: LoadRow): Promise<void> {
  const instants = ['newest_at', 'loaded_at'];
  const values = Object.keys(load).map((name) =>
    instants.includes(name) ? `$${name}::timestamp` : `$${name}`,
  );
  await raw.run(
    `insert into raw.loads (${Object.keys(load).join(', ')}) values (${values.join(', ')})`,
    load,
  );
}

/** After the read of a part, all rows and rejects that stand are what came in from the source. */
async function standingCounts(raw: Database, contract: Contract, mapping: Mapping) {
  const isThere = contract.keep === 'versions' ? 'not is_deleted' : 'true';
  return raw.one<{ loadedCount: number; rejectedCount: number }>(
    `select
       (select count(*) from ${currentRows(contract)}
        where ${isThere} and (${mapping.ownRows ?? 'true'})) as "loadedCount",
       (select count(*) from raw.rejects where entity = $entity and source = $source
        and file_hash is null) as "rejectedCount"`,
    { entity: contract.entity, source: mapping.sourceName },
  );
}

/** The newest value of the cursor, or else of an event's first instant. */
export async function newestInstant(
  raw: Database,
  contract: Contract,
  cursor: string | undefined,
): Promise<string | null> {
  const instants = contract.columns.filter(({ type }) => type === 'TIMESTAMP');
  const named = instants.find(({ name }) => name === cursor);
  const column = named ?? (contract.keep === 'events' ? instants[0] : undefined);
  if (column === undefined) return null;
  const { newest } = await raw.one<{ newest: string | null }>(
    `select max(${identifier(column.name)}) as newest from incoming`,
  );
  return newest;
}
