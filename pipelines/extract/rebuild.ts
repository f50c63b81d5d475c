import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Effects } from '../run/effects.ts';
import { makeFolder } from '../run/files.ts';
import { UserError } from '../run/user-error.ts';
import type { Database } from '../warehouse/database.ts';
import {
  adoptChangeFiles,
  byLoad,
  flush,
  listChangeFiles,
  settleChangeFiles,
} from './change-files.ts';
import { type ExtractInput, type ExtractResult, extract } from './extract.ts';
import { openRaw, openRawFile } from './raw-store.ts';
import { replayChangeFile } from './replay.ts';
import type { CdrSource } from './sources.ts';

/** What a raw that was made anew came to. */
export interface RebuildResult extends ExtractResult {
  readonly replayedCount: number;
}

const asidePrefix = 'rebuild-';

/**
 * Makes `raw.duckdb` anew: from the change files what no source can give again, from the archive the
 * telephone exports, and the rest from the sources. It is made aside and takes the old one's place by
 * one rename; after any failure the old one is as it was. Throws UserErrors as `extract` does, and
 * exit 2 while another process has the old one open.
 */
export async function rebuildRaw(
  path: string,
  input: ExtractInput,
  effects: Effects,
): Promise<RebuildResult> {
  const { changesFolder, tempFolder } = input;
  const old = await lockOld(path);
  await makeFolder(tempFolder);
  await removeOldRebuilds(tempFolder);
  const aside = await mkdtemp(join(tempFolder, asidePrefix));
  try {
    if (old !== undefined) await finishOld(old, changesFolder);
    const newChanges = join(aside, 'changes');
    const result = await fill(join(aside, 'raw.duckdb'), newChanges, input, effects);
    await adoptChangeFiles(newChanges, changesFolder);
    // A log beside the file would be taken for the new one's.
    await rm(`${path}.wal`, { force: true });
    await rename(join(aside, 'raw.duckdb'), path);
    await flush(dirname(path));
    await settle(path, input);
    return result;
  } finally {
    old?.close();
    await rm(aside, { recursive: true, force: true });
  }
}

/** Holds the old raw's lock while the new one is made; undefined where there is none to open. */
async function lockOld(path: string): Promise<Database | undefined> {
  if (!existsSync(path)) return undefined;
  try {
    return await openRawFile(path);
  } catch (error) {
    if (error instanceof UserError && error.message.endsWith('has it open')) throw error;
    return undefined;
  }
}

/** Settles what a run that died left, and writes the log into the file, so that it needs none. */
async function finishOld(old: Database, changesFolder: string): Promise<void> {
  const tables = await old.rows("from duckdb_tables() where table_name = 'loads'");
  if (tables.length > 0) await settleChangeFiles(old, changesFolder);
  await old.run('checkpoint');
}

async function removeOldRebuilds(tempFolder: string): Promise<void> {
  for (const name of await readdir(tempFolder)) {
    if (name.startsWith(asidePrefix)) await rm(join(tempFolder, name), { recursive: true });
  }
}

async function fill(
  path: string,
  newChanges: string,
  input: ExtractInput,
  effects: Effects,
): Promise<RebuildResult> {
  const raw = await openRaw(path, { contracts: input.contracts });
  try {
    // Where raw is lost, nobody knows whether a pending file's load was committed. What it holds was
    // seen in the source in any case.
    const files = [
      ...(await listChangeFiles(input.changesFolder)),
      ...(await listChangeFiles(input.changesFolder, true)),
    ].sort(byLoad);
    for (const file of files) await replayChangeFile(raw, file, input.contracts);
    const aside = { ...input, changesFolder: newChanges };
    const archived = await extractArchives(raw, aside, effects);
    const { units } = await extract(raw, aside, effects);
    await raw.run('checkpoint');
    return { units: [...archived, ...units], hasChanges: true, replayedCount: files.length };
  } finally {
    raw.close();
  }
}

/** Loads the telephone exports that were moved to the archive; they stay there. */
async function extractArchives(raw: Database, input: ExtractInput, effects: Effects) {
  const archives: CdrSource[] = [];
  for (const source of input.sources) {
    if (source.kind !== 'cdr' || source.archiveFolder === undefined) continue;
    const { archiveFolder, ...rest } = source;
    if (!existsSync(archiveFolder) || (await readdir(archiveFolder)).length === 0) continue;
    archives.push({ ...rest, folder: archiveFolder });
  }
  if (archives.length === 0) return [];
  const { units } = await extract(raw, { ...input, sources: archives, mappings: [] }, effects);
  return units;
}

/** Another process that opens the new raw in this moment does the same. */
async function settle(path: string, input: ExtractInput): Promise<void> {
  const raw = await openRaw(path, { contracts: input.contracts }).catch(() => undefined);
  if (raw === undefined) return;
  try {
    await settleChangeFiles(raw, input.changesFolder);
  } finally {
    raw.close();
  }
}
