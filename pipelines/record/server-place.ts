import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, mkdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Effects } from '../run/effects.ts';
import { writeWholeFile } from '../run/files.ts';
import { findClosedFolders, findObstacles, type ServerAccount } from './server-account.ts';
import type { PostgresPrograms } from './server-process.ts';

/** Where root's servers and programs go when their own place cannot be reached by the server's user. */
const commonFolder = '/var/lib/muster';

/**
 * The folder that the server lies in: the one in the workspace, or, where root has a workspace below a
 * folder that the server's user cannot pass (such as /root), one below /var/lib/muster that a file in
 * the workspace names. A workspace that is deleted takes that name with it, so a new one in its place
 * never finds the old data.
 */
export async function findServerPlace(
  wanted: string,
  account: ServerAccount | undefined,
  effects: Effects,
): Promise<string> {
  if (account === undefined) return wanted;
  const pointer = `${wanted}.elsewhere`;
  if (existsSync(pointer)) return (await readFile(pointer, 'utf8')).trim();
  const closed = await findObstacles(account, wanted);
  if (closed.length === 0) return wanted;
  const place = join(commonFolder, 'servers', randomBytes(8).toString('hex'));
  await mkdir(dirname(place), { recursive: true, mode: 0o755 });
  await writeWholeFile(pointer, `${place}\n`);
  effects.log.info(
    `PostgreSQL refuses to run as root, and its user cannot pass through ${closed.join(' ')}: its data is in ${place}`,
  );
  return place;
}

/** The programs, or a copy below /var/lib/muster of programs that the server's user cannot reach. */
export async function findReachablePrograms(
  programs: PostgresPrograms,
  account: ServerAccount | undefined,
): Promise<PostgresPrograms> {
  if (account === undefined) return programs;
  if ((await findClosedFolders(programs.folder, account)).length === 0) return programs;
  const native = dirname(programs.folder);
  const { version } = JSON.parse(await readFile(join(native, '..', 'package.json'), 'utf8')) as {
    version: string;
  };
  const copy = join(commonFolder, 'programs', version);
  if (!existsSync(copy)) await copyWhole(native, copy);
  const inCopy = (path: string) => path.replace(native, copy);
  return {
    initdb: inCopy(programs.initdb),
    control: inCopy(programs.control),
    folder: inCopy(programs.folder),
  };
}

/** Copies a folder aside and renames it, so that a crash leaves no half; a copy made meanwhile stays. */
async function copyWhole(from: string, to: string): Promise<void> {
  const aside = `${to}.${process.pid}.part`;
  await mkdir(dirname(to), { recursive: true, mode: 0o755 });
  await cp(from, aside, { recursive: true, verbatimSymlinks: true });
  try {
    await rename(aside, to);
  } catch (error) {
    await rm(aside, { recursive: true, force: true });
    if (!existsSync(to)) throw error;
  }
}
