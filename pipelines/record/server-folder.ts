import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chown, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { exitCodes, UserError } from '../run/user-error.ts';
import { isProcessAlive } from './process-mark.ts';
import type { ServerAccount } from './server-account.ts';
import { type DataFolder, initialisePostgres, type PostgresPrograms } from './server-process.ts';

/**
 * The server's folder, made on first use: `data/`, `password` and `server.log`, all 0700 and 0600 and
 * the property of the server's user. It is made aside and renamed, so that a crash half-way leaves
 * nothing behind that the next start would take for a server, and two first starts end with one.
 */
export async function prepareServerFolder(
  folder: string,
  programs: PostgresPrograms,
  account: ServerAccount | undefined,
): Promise<DataFolder> {
  const data = dataFolderOf(folder, account);
  await refuseForeignOwner(folder);
  await removeAbandoned(folder);
  if (existsSync(join(data.path, 'PG_VERSION'))) return data;
  await refuseForeignFiles(folder);
  const aside = `${folder}.new-${process.pid}-${randomBytes(4).toString('hex')}`;
  try {
    await mkdir(aside, { recursive: true, mode: 0o700 });
    const password = randomBytes(24).toString('base64url');
    await writeFile(join(aside, 'password'), `${password}\n`, { mode: 0o600 });
    if (account !== undefined) {
      await chown(join(aside, 'password'), account.uid, account.gid);
      await chown(aside, account.uid, account.gid);
    }
    await initialisePostgres(dataFolderOf(aside, account), programs);
    await rename(aside, folder);
  } catch (error) {
    await rm(aside, { recursive: true, force: true });
    if (!existsSync(join(data.path, 'PG_VERSION'))) throw error;
  }
  return data;
}

/** The password that the first start made up. */
export async function readPassword(data: DataFolder): Promise<string> {
  return (await readFile(data.passwordFile, 'utf8')).trim();
}

function dataFolderOf(folder: string, account: ServerAccount | undefined): DataFolder {
  return {
    folder,
    path: join(folder, 'data'),
    passwordFile: join(folder, 'password'),
    logFile: join(folder, 'server.log'),
    account,
  };
}

async function refuseForeignOwner(folder: string): Promise<void> {
  const owner = await stat(folder).catch(() => undefined);
  const user = process.getuid?.();
  if (owner === undefined || user === undefined || user === 0 || owner.uid === user) return;
  throw new UserError({
    what: "the folder of the workspace's PostgreSQL belongs to another user",
    where: folder,
    advice: 'Run muster as the user who made the workspace, or as root. Nothing was started.',
    exitCode: exitCodes.usage,
  });
}

async function refuseForeignFiles(folder: string): Promise<void> {
  if (!existsSync(folder) || (await readdir(folder)).length === 0) return;
  throw new UserError({
    what: "this folder is meant for the workspace's PostgreSQL, but has other files in it",
    where: folder,
    advice: 'Move them elsewhere and run it again. Nothing was started.',
    exitCode: exitCodes.usage,
  });
}

/** Removes what a first start left that was killed: asides whose process is gone. */
async function removeAbandoned(folder: string): Promise<void> {
  const parent = dirname(folder);
  const pattern = new RegExp(`^${RegExp.escape(basename(folder))}\\.new-(\\d+)-[0-9a-f]+$`);
  for (const name of await readdir(parent)) {
    const processId = pattern.exec(name)?.[1];
    if (processId === undefined || isProcessAlive(Number(processId))) continue;
    await rm(join(parent, name), { recursive: true, force: true });
  }
}
