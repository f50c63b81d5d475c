import { exitCodes, UserError } from '../run/user-error.ts';
import { type Database, identifier } from '../warehouse/database.ts';
import type { Contract } from './contracts.ts';

const rejectedTable = `create or replace temp table rejected (
  entity_key varchar, column_name varchar, reason varchar)`;

/** Rows that could not be read with their types, for the screening that follows the read. */
export const unfitTable = `create temp table if not exists unfit (
  entity_key varchar, column_name varchar, reason varchar)`;

/**
 * Moves the rows of the temporary table `incoming` that break their contract to `rejected`: those
 * without a required value, those that another source's mapping owns, and different rows with one key.
 * Equal rows with one key become one. Gives the number of rows that were read and rejected. Throws a UserError (exit 3) for an infinite
 * date: it stands for "no end" as a rule, so leaving such rows out would silently lose current ones.
 */
export async function screenIncoming(
  raw: Database,
  contract: Contract,
  place: string,
  ownRows?: string,
): Promise<{ readCount: number; rejectedCount: number }> {
  await raw.run(rejectedTable);
  const counts = await countFaults(raw, contract);
  const infinite = contract.columns.find(({ name }) => (counts.get(`infinite ${name}`) ?? 0) > 0);
  if (infinite !== undefined) {
    throw new UserError({
      what: `"${infinite.name}" is infinite in ${counts.get(`infinite ${infinite.name}`)} rows of ${contract.entity}`,
      where: place,
      advice: `Write nullif(${infinite.name}, 'infinity') in the mapping if it stands for no end. Nothing of ${contract.entity} was written.`,
      exitCode: exitCodes.source,
    });
  }
  const hasNulls = contract.columns.some(({ name }) => (counts.get(`empty ${name}`) ?? 0) > 0);
  if (hasNulls) await rejectNulls(raw, contract);
  if (ownRows !== undefined) await rejectForeignRows(raw, contract, ownRows);
  await rejectRepeatedKeys(raw, contract);
  const unfitCount = await rejectUnfit(raw);
  const { count } = await raw.one<{ count: number }>('select count(*) as count from rejected');
  return { readCount: (counts.get('rows') ?? 0) + unfitCount, rejectedCount: count };
}

/** Whether any row of `incoming` breaks its contract, so that it must be screened. */
export async function hasFaults(raw: Database, contract: Contract): Promise<boolean> {
  const counts = await countFaults(raw, contract);
  counts.delete('rows');
  return [...counts.values()].some((count) => count > 0) || (await hasRepeatedKeys(raw, contract));
}

/** Takes over the rows that the read itself could not bring into `incoming`. */
async function rejectUnfit(raw: Database): Promise<number> {
  await raw.run(unfitTable);
  const { count } = await raw.one<{ count: number }>('select count(*) as count from unfit');
  if (count > 0) await raw.run('insert into rejected select * from unfit');
  await raw.run('drop table temp.unfit');
  return count;
}

async function countFaults(raw: Database, contract: Contract): Promise<Map<string, number>> {
  const measures = contract.columns.flatMap(({ name, type, isRequired }) => {
    const column = identifier(name);
    return [
      ...(isRequired ? [[`empty ${name}`, `count(*) - count(${column})`]] : []),
      ...(type === 'DATE' || type === 'TIMESTAMP'
        ? [[`infinite ${name}`, `count(*) filter (where isinf(${column}))`]]
        : []),
    ];
  });
  const list = [['rows', 'count(*)'], ...measures].map(
    ([name = '', expression]) => `${expression} as ${identifier(name)}`,
  );
  const row = await raw.one<Record<string, number>>(`select ${list.join(', ')} from incoming`);
  return new Map(Object.entries(row));
}

async function rejectNulls(raw: Database, contract: Contract): Promise<void> {
  const required = contract.columns.filter((column) => column.isRequired);
  const isEmpty = required.map(({ name }) => `${identifier(name)} is null`).join(' or ');
  const names = required.map(
    ({ name }) => `case when ${identifier(name)} is null then '${name}' end`,
  );
  await raw.run(
    `insert into rejected (entity_key, column_name, reason)
     select ${keyText(contract)}, concat_ws(', ', ${names.join(', ')}), 'a required value is missing'
     from incoming where ${isEmpty}`,
  );
  await raw.run(`delete from incoming where ${isEmpty}`);
}

async function rejectForeignRows(raw: Database, contract: Contract, ownRows: string) {
  await raw.run(
    `insert into rejected (entity_key, column_name, reason)
     select ${keyText(contract)}, 'source', 'the row belongs to another source'
     from incoming where not (${ownRows})`,
  );
  await raw.run(`delete from incoming where not (${ownRows})`);
}

function repeatedKeys(contract: Contract): string {
  const keys = contract.keyColumns.map(identifier).join(', ');
  return `select ${keys} from incoming group by ${keys} having count(*) > 1`;
}

async function hasRepeatedKeys(raw: Database, contract: Contract): Promise<boolean> {
  const keys = contract.keyColumns.map(identifier).join(', ');
  // Different hashes are different keys, and cost half of comparing the keys themselves.
  const { equal } = await raw.one<{ equal: number }>(
    `select count(*) - count(distinct hash(${keys})) as equal from incoming`,
  );
  if (equal === 0) return false;
  const { count } = await raw.one<{ count: number }>(
    `select count(*) as count from (${repeatedKeys(contract)} limit 1)`,
  );
  return count > 0;
}

async function rejectRepeatedKeys(raw: Database, contract: Contract): Promise<void> {
  const keys = contract.keyColumns.map(identifier).join(', ');
  const all = contract.columns.map(({ name }) => identifier(name)).join(', ');
  if (!(await hasRepeatedKeys(raw, contract))) return;
  // One pass over the few rows concerned tells copies from contradictions.
  await raw.run(
    `create or replace temp table repeated as
     select incoming.rowid as row_number, ${keyText(contract)} as entity_key,
       count(*) over (partition by ${keys}) as row_count,
       count(*) over (partition by ${all}) as copy_count,
       row_number() over (partition by ${keys} order by incoming.rowid) as place
     from incoming where (${keys}) in (${repeatedKeys(contract)})`,
  );
  await raw.run(
    `insert into rejected (entity_key, reason)
     select entity_key, row_count || ' rows have this key and are not equal'
     from repeated where copy_count < row_count`,
  );
  await raw.run(
    `delete from incoming where rowid in
     (select row_number from repeated where copy_count < row_count or place > 1)`,
  );
  await raw.run('drop table repeated');
}

/** The key of a row as one text, the parts of a longer key with commas between. */
export function keyText(contract: Contract): string {
  const parts = contract.keyColumns.map((name) => `${identifier(name)}::varchar`);
  return parts.length === 1 ? (parts[0] ?? '') : `concat_ws(', ', ${parts.join(', ')})`;
}
