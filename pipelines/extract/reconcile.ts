import { type Database, identifier, quote } from '../warehouse/database.ts';
import type { Contract } from './contracts.ts';
import { currentRows, sameKey } from './merge.ts';
import type { ReadPlan } from './read-plan.ts';

/** Keys and cursors of all rows that the source has. */
export const keysTable = 'source_keys';

// More rows than this are read faster in one full read than named one by one.
const namedKeysLimit = 5_000;

/** A contract of the key and the cursor alone, for reading no more than these. */
export function keyContract(contract: Contract, cursor: string): Contract {
  const wanted = [...contract.keyColumns, cursor];
  const columns = contract.columns.filter(({ name }) => wanted.includes(name));
  return { ...contract, columns };
}

/** Keeps what was read with `keyContract` as the table of the source's keys. */
export async function keepKeys(raw: Database): Promise<void> {
  await raw.run(`create or replace temp table ${keysTable} as from incoming`);
}

/**
 * A condition that names the rows which raw lacks or holds with another cursor, and which the plan's
 * window does not give anyhow; undefined when there is none, `all` when there are too many to name.
 * Parts of a longer key are named one by one, which may name some rows more: they are merged too.
 */
export async function nameDiffering(
  raw: Database,
  contract: Contract,
  cursor: string,
  plan: ReadPlan,
): Promise<string | undefined> {
  const column = identifier(cursor);
  const isOutside = plan.from === undefined ? 'true' : `given.${column} < ${quote(plan.from)}`;
  const isHeld = contract.keep === 'versions' ? 'not held.is_deleted' : 'true';
  await raw.run(
    `create or replace temp table differing as
     select distinct ${contract.keyColumns.map((name) => `given.${identifier(name)}`).join(', ')}
     from ${keysTable} as given
     left join ${currentRows(contract)} as held on ${sameKey(contract, 'given', 'held')} and ${isHeld}
     where ${isOutside} and ${hasKey(contract, 'given')}
       and (held.${identifier(contract.keyColumns[0] ?? '')} is null
         or held.${column} is distinct from given.${column})`,
  );
  const { count } = await raw.one<{ count: number }>('select count(*) as count from differing');
  if (count === 0) return undefined;
  if (count > namedKeysLimit) return 'all';
  const conditions: string[] = [];
  for (const name of contract.keyColumns) {
    const values = await raw.rows<{ value: string }>(
      `select distinct ${identifier(name)}::varchar as value from differing order by value`,
    );
    const list = values.map(({ value }) => quote(value)).join(', ');
    conditions.push(`part.${identifier(name)} in (${list})`);
  }
  return conditions.join(' and ');
}

function hasKey(contract: Contract, table: string): string {
  return contract.keyColumns
    .map((name) => `${table}.${identifier(name)} is not null`)
    .join(' and ');
}
