import { type Database, identifier } from '../warehouse/database.ts';
import type { Contract } from './contracts.ts';
import { keyText } from './screen.ts';

/** What would change in raw, before anything is written. */
export interface Difference {
  /** Temporary table with the rows to write. */
  readonly changedTable: 'incoming' | 'changed';
  /** Rows whose key raw does not hold, and rows that differ from what it holds. */
  readonly changedCount: number;
  readonly hasUpdates: boolean;
  /** Keys that raw holds and the source has no more. */
  readonly deletedCount: number;
}

export interface MergeOptions {
  /** True when all keys of the source were read, so that a key that is not among them is gone. */
  readonly isFullRead: boolean;
  /** Temporary table of these keys; absent: they are those of `incoming`. */
  readonly keysTable?: string;
  /** Columns that say where a row was read; a difference in these alone is none. */
  readonly ignoredColumns: readonly string[];
  /** Condition that holds for the rows that the read could give; absent: for all of the entity. */
  readonly ownRows?: string;
}

/**
 * Compares the temporary table `incoming`, whose keys are unique, with an entity's current rows, and
 * leaves what differs in the temporary tables `changed` and `missing`. Keys in `rejected` are not
 * missing: the source has them, only not in a form that can be used.
 */
export async function findDifference(
  raw: Database,
  contract: Contract,
  options: MergeOptions,
): Promise<Difference> {
  const { held, count } = await raw.one<{ held: number; count: number }>(
    `select (select count(*) from (select 1 from raw.${contract.entity} limit 1)) as held,
       (select count(*) from incoming) as count`,
  );
  // Into an empty table all is new; of nothing, nothing is, and the rows held need not be looked at.
  if (held === 0 || (count === 0 && !options.isFullRead)) {
    return { changedTable: 'incoming', changedCount: count, hasUpdates: false, deletedCount: 0 };
  }
  await raw.run(changedSql(contract, options));
  const { changed, updates } = await raw.one<{ changed: number; updates: number }>(
    'select count(*) as changed, count(*) filter (where is_known) as updates from changed',
  );
  return {
    changedTable: 'changed',
    changedCount: changed,
    hasUpdates: updates > 0,
    deletedCount: await findMissing(raw, contract, options),
  };
}

/** Writes a difference; to be called in the transaction that also records the load. */
export async function applyDifference(
  raw: Database,
  contract: Contract,
  difference: Difference,
  runId: string,
): Promise<void> {
  if (contract.keep === 'versions') await applyVersions(raw, contract, difference, runId);
  else await applyEvents(raw, contract, difference);
  if (difference.changedTable === 'changed') await proveKeysUnique(raw, contract);
}

/** Raw has no index on its keys: this looks at those just written, before they are committed. */
async function proveKeysUnique(raw: Database, contract: Contract): Promise<void> {
  const keys = contract.keyColumns.map((name) => `held.${identifier(name)}`).join(', ');
  const { count } = await raw.one<{ count: number }>(
    `select count(*) as count from (
       select ${keys} from ${currentRows(contract)} as held
       semi join changed on ${sameKey(contract, 'held', 'changed')}
       group by ${keys} having count(*) > 1)`,
  );
  if (count > 0) throw new Error(`${count} keys of ${contract.entity} would stand twice in raw`);
}

function changedSql(contract: Contract, options: MergeOptions): string {
  const isVersions = contract.keep === 'versions';
  const compared = contract.columns.filter(
    ({ name }) => !contract.keyColumns.includes(name) && !options.ignoredColumns.includes(name),
  );
  const differs = compared.map(
    ({ name }) => `incoming.${identifier(name)} is distinct from held.${identifier(name)}`,
  );
  const conditions = [`held.${identifier(contract.keyColumns[0] ?? '')} is null`, ...differs];
  if (isVersions) conditions.push('held.is_deleted');
  return `create or replace temp table changed as
    select incoming.*, held.${identifier(contract.keyColumns[0] ?? '')} is not null as is_known
    from incoming left join ${currentRows(contract)} as held on ${sameKey(contract, 'incoming', 'held')}
    where ${conditions.join(' or ')}`;
}

async function findMissing(
  raw: Database,
  contract: Contract,
  options: MergeOptions,
): Promise<number> {
  if (!options.isFullRead) return 0;
  const given = options.keysTable ?? 'incoming';
  const isThere = contract.keep === 'versions' ? 'not is_deleted' : 'true';
  await raw.run(
    `create or replace temp table missing as
     select * from ${currentRows(contract)} as held
     where ${isThere} and (${options.ownRows ?? 'true'})
       and not exists (select 1 from ${given} where ${sameKey(contract, given, 'held')})
       and ${keyText(contract)} not in (
         select entity_key from rejected where entity_key is not null)`,
  );
  const { count } = await raw.one<{ count: number }>('select count(*) as count from missing');
  return count;
}

async function applyVersions(
  raw: Database,
  contract: Contract,
  difference: Difference,
  runId: string,
): Promise<void> {
  const table = `raw.${contract.entity}`;
  const columns = contract.columns.map(({ name }) => identifier(name)).join(', ');
  const target = `${table} (${columns}, seen_from_run_id, seen_until_run_id, is_deleted)`;
  const closing = [
    ...(difference.hasUpdates ? [difference.changedTable] : []),
    ...(difference.deletedCount > 0 ? ['missing'] : []),
  ];
  for (const reason of closing) {
    await raw.run(
      `update ${table} as held set seen_until_run_id = $run_id from ${reason} as reason
       where held.seen_until_run_id is null and ${sameKey(contract, 'held', 'reason')}`,
      { run_id: runId },
    );
  }
  if (difference.changedCount > 0) {
    await raw.run(
      `insert into ${target} select ${columns}, $run_id, null, false from ${difference.changedTable}`,
      { run_id: runId },
    );
  }
  if (difference.deletedCount > 0) {
    // The tombstone keeps the last known values: what was deleted can still be named.
    await raw.run(`insert into ${target} select ${columns}, $run_id, null, true from missing`, {
      run_id: runId,
    });
  }
}

async function applyEvents(
  raw: Database,
  contract: Contract,
  difference: Difference,
): Promise<void> {
  const table = `raw.${contract.entity}`;
  const names = contract.columns.map(({ name }) => identifier(name));
  const columns = names.join(', ');
  if (difference.deletedCount > 0) {
    await raw.run(
      `delete from ${table} as held using missing where ${sameKey(contract, 'held', 'missing')}`,
    );
  }
  if (difference.changedCount === 0) return;
  if (!difference.hasUpdates) {
    await raw.run(
      `insert into ${table} (${columns}) select ${columns} from ${difference.changedTable}`,
    );
    return;
  }
  const values = names.map((name) => `changed.${name}`).join(', ');
  const sets = names.map((name) => `${name} = changed.${name}`).join(', ');
  await raw.run(
    `merge into ${table} as held using changed on (${sameKey(contract, 'held', 'changed')})
     when matched then update set ${sets}
     when not matched then insert (${columns}) values (${values})`,
  );
}

/** The rows of an entity that hold now, as something to select from; tombstones are among them. */
export function currentRows(contract: Contract): string {
  const table = `raw.${contract.entity}`;
  return contract.keep === 'versions'
    ? `(select * from ${table} where seen_until_run_id is null)`
    : table;
}

/** The condition that two tables' rows are about the same thing. */
export function sameKey(contract: Contract, left: string, right: string): string {
  return contract.keyColumns
    .map((name) => `${left}.${identifier(name)} = ${right}.${identifier(name)}`)
    .join(' and ');
}
