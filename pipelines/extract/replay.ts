import { type Database, identifier, quote } from '../warehouse/database.ts';
import type { ChangeFile, LoadRow } from './change-files.ts';
import type { Contract } from './contracts.ts';
import { nextLoadId, recordLoad } from './load.ts';
import { applyDifference, currentRows, findDifference, sameKey } from './merge.ts';

/**
 * Does to raw once more what a load did: merges the rows of its change file under the load's own run.
 * Rows that raw holds already change nothing, so a file may be replayed again.
 */
export async function replayChangeFile(
  raw: Database,
  file: ChangeFile,
  contracts: readonly Contract[],
): Promise<void> {
  const contract = contracts.find(({ entity }) => entity === file.entity);
  if (contract === undefined) return;
  await readRows(raw, contract, file.currentPath);
  const found = await findDifference(raw, contract, { isFullRead: false, ignoredColumns: [] });
  const difference = { ...found, deletedCount: await findDeleted(raw, contract) };
  if (difference.changedCount + difference.deletedCount === 0) return;
  const load = { ...(await readLoad(raw, file.currentPath)), load_id: await nextLoadId(raw) };
  await raw.transaction(async () => {
    await applyDifference(raw, contract, difference, file.runId);
    await recordLoad(raw, load);
  });
}

/** The rows as the contract has them today: a column that is new since then is empty. */
async function readRows(raw: Database, contract: Contract, path: string): Promise<void> {
  const written = `read_parquet(${quote(path)})`;
  const known = new Set((await raw.columns(`from ${written}`)).map(({ name }) => name));
  const columns = contract.columns.map(({ name, type }) => {
    const value = known.has(name) ? identifier(name) : 'null';
    return `${value}::${type} as ${identifier(name)}`;
  });
  const select = `select ${columns.join(', ')} from ${written}`;
  await raw.run(`create or replace temp table incoming as ${select} where not is_deleted`);
  await raw.run(`create or replace temp table gone as ${select} where is_deleted`);
}

async function findDeleted(raw: Database, contract: Contract): Promise<number> {
  const isThere = contract.keep === 'versions' ? 'not held.is_deleted' : 'true';
  await raw.run(
    `create or replace temp table missing as
     select held.* from ${currentRows(contract)} as held
     semi join gone on ${sameKey(contract, 'held', 'gone')} where ${isThere}`,
  );
  const { count } = await raw.one<{ count: number }>('select count(*) as count from missing');
  return count;
}

async function readLoad(raw: Database, path: string): Promise<LoadRow> {
  const { load } = await raw.one<{ load: string }>(
    `select decode(value) as load from parquet_kv_metadata(${quote(path)}) where decode(key) = 'load'`,
  );
  return JSON.parse(load) as LoadRow;
}
