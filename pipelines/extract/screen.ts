import { exitCodes, UserError } from '../run/user-error.ts';
import { type Database, identifier } from '../warehouse/database.ts';
import type { Contract } from './contracts.ts';

const rejectedTable = `create or replace temp table rejected (
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
  const { count } = await raw.one<{ count: number }>('select count(*) as count from rejected');
  return { readCount: counts.get('rows') ?? 0, rejectedCount: count };
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

async function rejectRepeatedKeys(raw: Database, contract: Contract): Promise<void> {
  const keys = contract.keyColumns.map(identifier).join(', ');
  const all = contract.columns.map(({ name }) => identifier(name)).join(', ');
  const repeated = `select ${keys} from incoming group by ${keys} having count(*) > 1`;
  const { count } = await raw.one<{ count: number }>(`select count(*) as count from (${repeated})`);
  if (count === 0) return;
  // One pass over the few rows concerned tells copies from contradictions.
  await raw.run(
    `create or replace temp table repeated as
     select incoming.rowid as row_number, ${keyText(contract)} as entity_key,
       count(*) over (partition by ${keys}) as row_count,
       count(*) over (partition by ${all}) as copy_count,
       row_number() over (partition by ${keys} order by incoming.rowid) as place
     from incoming where (${keys}) in (${repeated})`,
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
