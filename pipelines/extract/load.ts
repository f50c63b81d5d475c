import type { Effects } from '../run/effects.ts';
import { exitCodes, UserError } from '../run/user-error.ts';
import { type Database, identifier, quote } from '../warehouse/database.ts';
import type { Contract } from './contracts.ts';
import type { Mapping } from './mappings.ts';
import { applyDifference, findDifference } from './merge.ts';
import { screenIncoming } from './screen.ts';
import type { ExtractedUnit } from './sources.ts';

export interface LoadOptions {
  readonly runId: string;
  readonly maxRejectedShare: number;
}

/**
 * Brings the rows of the temporary table `incoming`, all that a mapping gives, into raw in one
 * transaction with the record of the load; writes nothing when nothing is new. Throws a UserError
 * (exit 3) when too many rows are rejected.
 */
export async function loadIncoming(
  raw: Database,
  contract: Contract,
  mapping: Mapping,
  options: LoadOptions,
  effects: Effects,
): Promise<ExtractedUnit> {
  const { readCount, rejectedCount } = await screenIncoming(
    raw,
    contract,
    mapping.path,
    mapping.ownRows,
  );
  await refuseTooManyRejects(raw, { mapping, readCount, rejectedCount }, options);
  const newestAt = await newestInstant(raw, contract, mapping.cursor);
  const difference = await findDifference(raw, contract, {
    isFullRead: true,
    ignoredColumns: [],
    ...(mapping.ownRows === undefined ? {} : { ownRows: mapping.ownRows }),
  });
  const { entity } = contract;
  const unit: ExtractedUnit = {
    source: mapping.sourceName,
    entity,
    state: 'read',
    readCount,
    loadedCount: readCount - rejectedCount,
    rejectedCount,
    changedCount: difference.changedCount,
    deletedCount: difference.deletedCount,
    newestAt,
  };
  const rejectsDiffer = await rejectsHaveChanged(raw, mapping);
  if (unit.changedCount + unit.deletedCount === 0 && !rejectsDiffer) return unit;
  await raw.transaction(async () => {
    await applyDifference(raw, contract, difference, options.runId);
    if (rejectsDiffer) await replaceRejects(raw, mapping, options.runId);
    await recordLoad(raw, unit, options.runId, effects);
  });
  return unit;
}

/** Writes what a load came to; in the transaction of its rows, and only when something changed. */
export async function recordLoad(
  raw: Database,
  unit: ExtractedUnit,
  runId: string,
  effects: Effects,
): Promise<void> {
  await raw.run(
    `insert into raw.loads
     select (select coalesce(max(load_id), 0) + 1 from raw.loads), $run_id, $entity, $source,
       $file_hash, $read, $loaded, $rejected, $changed, $deleted, $newest_at::timestamp,
       $loaded_at::timestamp`,
    {
      run_id: runId,
      entity: unit.entity,
      source: unit.source,
      file_hash: unit.fileHash ?? null,
      read: unit.readCount,
      loaded: unit.loadedCount,
      rejected: unit.rejectedCount,
      changed: unit.changedCount,
      deleted: unit.deletedCount,
      newest_at: unit.newestAt,
      loaded_at: effects.now().toString(),
    },
  );
}

async function refuseTooManyRejects(
  raw: Database,
  read: { mapping: Mapping; readCount: number; rejectedCount: number },
  options: LoadOptions,
): Promise<void> {
  const { mapping, readCount, rejectedCount } = read;
  if (rejectedCount <= readCount * options.maxRejectedShare) return;
  const reasons = await raw.rows<{ text: string }>(
    `select count(*) || '× ' || case when any_value(column_name) is null then '' else
       '"' || column_name || '": ' end || reason as text
     from rejected group by column_name, reason order by count(*) desc, column_name nulls first, reason limit 3`,
  );
  const share = ((100 * rejectedCount) / readCount).toFixed(1);
  const allowed = (100 * options.maxRejectedShare).toFixed(1);
  throw new UserError({
    what: [
      `${rejectedCount} of ${readCount} rows of ${mapping.entity} cannot be used: ${share} %, and ${allowed} % are allowed`,
      ...reasons.map(({ text }) => `- ${text}`),
    ].join('\n'),
    where: mapping.path,
    advice: `Mend the rows in the source or the mapping, or raise extract.max_rejected_share. Nothing of ${mapping.entity} was written.`,
    exitCode: exitCodes.source,
  });
}

/** The newest value of the cursor, or else of an event's first instant. */
async function newestInstant(
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

/** Of an entity with one mapping, what an earlier source left goes too. */
function rejectsOf(mapping: Mapping): string {
  const ofSource = mapping.ownRows === undefined ? '' : `and source = ${quote(mapping.sourceName)}`;
  return `entity = ${quote(mapping.entity)} and file_hash is null ${ofSource}`;
}

async function rejectsHaveChanged(raw: Database, mapping: Mapping): Promise<boolean> {
  const now = 'select $source::varchar, entity_key, column_name, reason from rejected';
  const before = `select source, entity_key, column_name, reason from raw.rejects where ${rejectsOf(mapping)}`;
  const { count } = await raw.one<{ count: number }>(
    `select count(*) as count from (
       (${now} except all ${before}) union all (${before} except all ${now}))`,
    { source: mapping.sourceName },
  );
  return count > 0;
}

/** The rejects of an entity that is read in full are those of its last read. */
async function replaceRejects(raw: Database, mapping: Mapping, runId: string): Promise<void> {
  await raw.run(`delete from raw.rejects where ${rejectsOf(mapping)}`);
  await raw.run(
    `insert into raw.rejects (source, entity, entity_key, column_name, reason, run_id)
     select $source, $entity, entity_key, column_name, reason, $run_id from rejected`,
    { source: mapping.sourceName, entity: mapping.entity, run_id: runId },
  );
}
