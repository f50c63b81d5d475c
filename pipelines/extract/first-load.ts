import type { Effects } from '../run/effects.ts';
import type { Database } from '../warehouse/database.ts';
import { needsChangeFile } from './change-files.ts';
import type { Contract } from './contracts.ts';
import { type LoadOptions, loadRow, newestInstant, nextLoadId, recordLoad } from './load.ts';
import type { Mapping } from './mappings.ts';
import { hasFaults } from './screen.ts';
import type { ExtractedUnit } from './sources.ts';
import { moveWatermark, writeWatermark } from './watermarks.ts';

/** Thrown to roll back a first load that has to take the long way. */
class TakesLongWay extends Error {}

/**
 * Loads an entity of which raw holds nothing yet: `copy` reads the rows straight into its table, and
 * they are checked there before the commit, so that they are written once and never held in memory.
 * Undefined when that cannot be, for there are rows that must be looked at one by one, a file of
 * changes to be written, or no rows; raw is then as it was.
 */
export async function loadFirst(
  raw: Database,
  contract: Contract,
  mapping: Mapping,
  options: LoadOptions,
  copy: () => Promise<number | undefined>,
  effects: Effects,
): Promise<ExtractedUnit | undefined> {
  if (options.plan.kind !== 'full' || mapping.ownRows !== undefined) return undefined;
  if (contract.keep !== 'events' || needsChangeFile(contract, mapping)) return undefined;
  if (!(await isUntouched(raw, contract))) return undefined;
  await raw.run('drop table if exists temp.incoming');
  try {
    return await raw.transaction(async () => {
      const count = await copy();
      if (count === undefined || count === 0) throw new TakesLongWay();
      await raw.run(`create or replace temp view incoming as from raw.${contract.entity}`);
      if (await hasFaults(raw, contract)) throw new TakesLongWay();
      const unit: ExtractedUnit = {
        source: mapping.sourceName,
        entity: contract.entity,
        state: 'read',
        readCount: count,
        loadedCount: count,
        rejectedCount: 0,
        changedCount: count,
        deletedCount: 0,
        newestAt: await newestInstant(raw, contract, mapping.cursor),
      };
      const mark = await moveWatermark(raw, mapping, contract, options);
      if (mark !== undefined) await writeWatermark(raw, mapping, mark);
      await recordLoad(raw, loadRow(unit, await nextLoadId(raw), options.runId, effects));
      return unit;
    });
  } catch (error) {
    if (error instanceof TakesLongWay) return undefined;
    throw error;
  } finally {
    await raw.run('drop view if exists temp.incoming');
  }
}

async function isUntouched(raw: Database, { entity }: Contract): Promise<boolean> {
  const { held } = await raw.one<{ held: number }>(
    `select (select count(*) from (select 1 from raw.${entity} limit 1))
       + (select count(*) from raw.rejects where entity = $entity and file_hash is null) as held`,
    { entity },
  );
  return held === 0;
}
