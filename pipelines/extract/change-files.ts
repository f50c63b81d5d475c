import { existsSync } from 'node:fs';
import { chmod, open, readdir, rename, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder } from '../run/files.ts';
import { type Database, identifier, quote } from '../warehouse/database.ts';
import type { Contract } from './contracts.ts';
import type { Mapping } from './mappings.ts';
import type { Difference } from './merge.ts';

/** A row of `raw.loads`, by column; instants as text. */
export type LoadRow = Readonly<Record<string, string | number | null>>;

/** What a load wrote, as a file that raw can be made from again. */
export interface ChangeFile {
  readonly runId: string;
  readonly loadId: number;
  readonly entity: string;
  /** Its name once the load is committed. */
  readonly path: string;
  /** Where it lies now: until then with another ending. */
  readonly currentPath: string;
}

// A file bears this ending until its load is committed: so it is known which ones count.
const pendingEnding = '.pending';

/** Whether a load of this mapping cannot be made again from its source, and needs a change file. */
export function needsChangeFile(contract: Contract, mapping: Mapping): boolean {
  return contract.keep === 'versions' || mapping.reconcile === 'never';
}

/** Where the change file of a load lies: a folder for each run, a file for each load. */
export function changeFileOf(
  folder: string,
  load: { readonly runId: string; readonly loadId: number; readonly entity: string },
): ChangeFile {
  const path = join(folder, load.runId, `${load.loadId}-${load.entity}.parquet`);
  return { ...load, path, currentPath: path + pendingEnding };
}

/**
 * Writes what a difference will change in raw: new rows, and rows that go with `is_deleted` true. The
 * file is flushed to the disk and pending when this returns; when it throws, nothing is left.
 */
export async function writeChangeFile(
  raw: Database,
  contract: Contract,
  difference: Difference,
  file: ChangeFile,
  load: LoadRow,
): Promise<void> {
  const columns = contract.columns.map(({ name }) => identifier(name)).join(', ');
  const parts = [
    `select ${columns}, false as is_deleted from ${difference.changedTable}`,
    ...(difference.deletedCount > 0 ? [`select ${columns}, true from missing`] : []),
  ];
  const aside = `${file.path}.part`;
  await makeFolder(join(file.path, '..'));
  try {
    await raw.run(
      `copy (${parts.join(' union all ')}) to ${quote(aside)}
       (format parquet, compression zstd, kv_metadata {load: ${quote(JSON.stringify(load))}})`,
    );
    await chmod(aside, 0o600);
    await flush(aside);
    await rename(aside, file.currentPath);
  } catch (error) {
    await rm(aside, { force: true });
    await dropChangeFile(file);
    throw error;
  }
}

/** Gives a change file its name, after its load has been committed. */
export async function keepChangeFile(file: ChangeFile): Promise<void> {
  await rename(file.currentPath, file.path);
  await flush(join(file.path, '..'));
}

/** Removes the change file of a load that was not committed. */
export async function dropChangeFile(file: ChangeFile): Promise<void> {
  await rm(file.currentPath, { force: true });
  // Fails when the run has other files there, which stay.
  await rmdir(join(file.path, '..')).catch(() => undefined);
}

/** Flushes a file or a folder to the disk. */
export async function flush(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** The change files of committed loads, in the order of their loads; pending ones on request. */
export async function listChangeFiles(folder: string, isPending = false): Promise<ChangeFile[]> {
  if (!existsSync(folder)) return [];
  const ending = `.parquet${isPending ? pendingEnding : ''}`;
  const files: ChangeFile[] = [];
  for (const runId of await listFolders(folder)) {
    for (const name of await readdir(join(folder, runId))) {
      const match = /^(\d+)-([a-z0-9_]+)$/.exec(name.slice(0, -ending.length));
      if (!name.endsWith(ending) || match === null) continue;
      const load = { runId, loadId: Number(match[1]), entity: match[2] ?? '' };
      const file = changeFileOf(folder, load);
      files.push(isPending ? file : { ...file, currentPath: file.path });
    }
  }
  return files.sort(byLoad);
}

/** Orders change files as their loads followed one another. */
export function byLoad(a: ChangeFile, b: ChangeFile): number {
  if (a.runId === b.runId) return a.loadId - b.loadId;
  return a.runId < b.runId ? -1 : 1;
}

/**
 * Settles what a run that died left: a pending file whose load is in `raw.loads` was committed and gets
 * its name, any other never counted and is removed. Only the holder of raw may do so.
 */
export async function settleChangeFiles(raw: Database, folder: string): Promise<void> {
  for (const file of await listChangeFiles(folder, true)) {
    const { found } = await raw.one<{ found: number }>(
      `select count(*) as found from raw.loads
       where run_id = $run_id and load_id = $load_id and entity = $entity`,
      { run_id: file.runId, load_id: file.loadId, entity: file.entity },
    );
    if (found > 0) await keepChangeFile(file);
    else await dropChangeFile(file);
  }
  await removeParts(folder);
}

/** Moves the files that were written for a raw made aside to the others, pending until it counts. */
export async function adoptChangeFiles(from: string, to: string): Promise<void> {
  for (const file of await listChangeFiles(from)) {
    const target = changeFileOf(to, file);
    await makeFolder(join(target.path, '..'));
    await rename(file.currentPath, target.currentPath);
  }
}

async function removeParts(folder: string): Promise<void> {
  if (!existsSync(folder)) return;
  for (const runId of await listFolders(folder)) {
    const names = await readdir(join(folder, runId));
    const parts = names.filter((name) => name.endsWith('.part'));
    for (const name of parts) await rm(join(folder, runId, name));
    if (parts.length === names.length) await rm(join(folder, runId), { recursive: true });
  }
}

async function listFolders(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
}
