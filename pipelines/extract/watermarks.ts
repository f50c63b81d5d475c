import { type Database, identifier } from '../warehouse/database.ts';
import type { Contract } from './contracts.ts';
import type { Mapping } from './mappings.ts';
import type { ReadPlan } from './read-plan.ts';

/** How far an entity has been read, as `raw.watermarks` holds it. */
export interface Watermark {
  /** The newest cursor that was read, never past the source's clock; null: no row had one. */
  readonly at: string | null;
  /** Hash of the mapping that gave the rows. */
  readonly mappingHash: string;
  /** When all keys were compared the last time, by the source's clock. */
  readonly reconciledAt: string | null;
}

/** The watermark of a mapping; undefined before its first read by cursor. */
export async function readWatermark(
  raw: Database,
  mapping: Mapping,
): Promise<Watermark | undefined> {
  const [row] = await raw.rows<Watermark>(
    `select watermark_at::varchar as "at", mapping_hash as "mappingHash",
       reconciled_at::varchar as "reconciledAt"
     from raw.watermarks where entity = $entity and source = $source`,
    { entity: mapping.entity, source: mapping.sourceName },
  );
  return row;
}

/**
 * The watermark after the rows in the temporary table `incoming` have been read; undefined when it
 * stays. A cursor in the future counts as the source's now, so that rows written before that moment
 * comes are not passed over.
 */
export async function moveWatermark(
  raw: Database,
  mapping: Mapping,
  contract: Contract,
  read: { readonly plan: ReadPlan; readonly takenAt: string },
): Promise<Watermark | undefined> {
  const { plan, takenAt } = read;
  const column = contract.columns.find(({ name }) => name === mapping.cursor);
  if (column === undefined || plan.kind === 'backfill' || mapping.kind === 'files')
    return undefined;
  const before = await readWatermark(raw, mapping);
  const newest = `max(${identifier(column.name)})::timestamp`;
  // `greatest` and `least` pass over nulls: no row with a cursor must not count as read until now.
  const { at } = await raw.one<{ at: string | null }>(
    `select greatest($before::timestamp, case when ${newest} is not null
       then least(${newest}, $taken_at::timestamp) end)::varchar as "at" from incoming`,
    { before: plan.kind === 'full' ? null : (before?.at ?? null), taken_at: takenAt },
  );
  const reconciledAt = plan.isReconciling ? takenAt : (before?.reconciledAt ?? takenAt);
  const isSame =
    before !== undefined &&
    before.at === at &&
    before.mappingHash === mapping.hash &&
    (before.reconciledAt === reconciledAt || mapping.reconcile === 'always');
  return isSame ? undefined : { at, mappingHash: mapping.hash, reconciledAt };
}

/** Writes a watermark; to be called in the transaction that writes the rows. */
export async function writeWatermark(
  raw: Database,
  mapping: Mapping,
  mark: Watermark,
): Promise<void> {
  const name = { entity: mapping.entity, source: mapping.sourceName };
  await raw.run('delete from raw.watermarks where entity = $entity and source = $source', name);
  await raw.run(
    `insert into raw.watermarks
       (entity, source, cursor_column, mapping_hash, watermark_at, reconciled_at)
     values ($entity, $source, $cursor, $hash, $at::timestamp, $reconciled_at::timestamp)`,
    {
      ...name,
      cursor: mapping.cursor ?? null,
      hash: mark.mappingHash,
      at: mark.at,
      reconciled_at: mark.reconciledAt,
    },
  );
}
