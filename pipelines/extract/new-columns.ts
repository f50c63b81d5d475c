import type { Database } from '../warehouse/database.ts';
import type { FoundColumn } from './column-check.ts';
import type { Contract } from './contracts.ts';
import type { Mapping } from './mappings.ts';
import { readColumns } from './number-columns.ts';

/** Columns that a mapping gives and the contract does not have; no row of them is read. */
export function unknownColumns<Found extends FoundColumn>(
  contract: Contract,
  found: readonly Found[],
): Found[] {
  const names = found.map((column) => column.name);
  const wanted = readColumns(contract, names).map((column) => column.name);
  return found.filter(({ name }) => !wanted.includes(name));
}

/**
 * Tells of each column that a mapping gives beyond its contract, as `select *` does when a table got
 * one more. It is told once: `raw.ignored_columns` remembers it.
 */
export async function tellNewColumns(
  raw: Database,
  read: {
    readonly mapping: Mapping;
    readonly contract: Contract;
    readonly found: readonly FoundColumn[];
    readonly runId: string;
  },
  story: (line: string) => void,
): Promise<void> {
  const { mapping, contract, found, runId } = read;
  const { entity, sourceName: source } = mapping;
  for (const { name, type } of unknownColumns(contract, found)) {
    const known = await raw.rows(
      `select 1 from raw.ignored_columns
       where entity = $entity and source = $source and column_name = $name`,
      { entity, source, name },
    );
    if (known.length > 0) continue;
    await raw.run(
      'insert into raw.ignored_columns values ($entity, $source, $name, $type, $run_id)',
      {
        entity,
        source,
        name,
        type,
        run_id: runId,
      },
    );
    story(
      `${mapping.path}: new column "${name}" (${type}), which the entity ${entity} does not have; it is left out`,
    );
  }
}
