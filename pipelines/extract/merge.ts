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
  /** Keys that raw holds and a full read did not give. */
  readonly deletedCount: number;
}

export interface MergeOptions {
  /** True when the read gave all rows, so that a key it did not give is gone. */
  readonly isFullRead: boolean;
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
  const { held } = await raw.one<{ held: number }>(
    `select count(*) as held from (select 1 from raw.${contract.entity} limit 1)`,
  );
  if (held === 0) {
    const { count } = await raw.one<{ count: number }>('select count(*) as count from incoming');
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
  if (contract.keep === 'events' || !options.isFullRead) return 0;
  await raw.run(
    `create or replace temp table missing as
     select * from ${currentRows(contract)} as held
     where not is_deleted and (${options.ownRows ?? 'true'})
       and not exists (select 1 from incoming where ${sameKey(contract, 'incoming', 'held')})
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

function currentRows(contract: Contract): string {
  const table = `raw.${contract.entity}`;
  return contract.keep === 'versions'
    ? `(select * from ${table} where seen_until_run_id is null)`
    : table;
}

function sameKey(contract: Contract, left: string, right: string): string {
  return contract.keyColumns
    .map((name) => `${left}.${identifier(name)} = ${right}.${identifier(name)}`)
    .join(' and ');
}
