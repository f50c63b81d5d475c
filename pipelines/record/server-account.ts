import { execFile } from 'node:child_process';
import { chmod, chown, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import type { Effects } from '../run/effects.ts';
import { exitCodes, messageOf, UserError } from '../run/user-error.ts';

const run = promisify(execFile);
const environment = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C' };

/** The system user that the server runs as, where that is not the user who runs muster. */
export interface ServerAccount {
  readonly uid: number;
  readonly gid: number;
}

/**
 * Who the server runs as: PostgreSQL refuses root, so root runs it as the owner of its data or, for
 * new data, as the system user `postgres`, which is created once where it is missing. Undefined: the
 * user who runs muster.
 */
export async function findServerAccount(
  dataFolder: string,
  effects: Effects,
): Promise<ServerAccount | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const owner = await stat(dataFolder).catch(() => undefined);
  if (owner !== undefined && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  const found = await lookUpAccount();
  if (found !== undefined) return found;
  try {
    await run('groupadd', ['--system', 'postgres'], { env: environment }).catch(() => undefined);
    const who = ['--system', '--no-create-home', '--shell', '/usr/sbin/nologin'];
    await run('useradd', [...who, '-g', 'postgres', 'postgres'], { env: environment });
    effects.log.info('created the system user postgres, because PostgreSQL refuses to run as root');
  } catch (cause) {
    throw noAccount(cause);
  }
  const created = await lookUpAccount();
  if (created === undefined) throw noAccount('it is not there after useradd');
  return created;
}

async function lookUpAccount(): Promise<ServerAccount | undefined> {
  try {
    const user = await run('id', ['-u', 'postgres'], { env: environment });
    const group = await run('id', ['-g', 'postgres'], { env: environment });
    return { uid: Number(user.stdout.trim()), gid: Number(group.stdout.trim()) };
  } catch {
    return undefined;
  }
}

function noAccount(cause: unknown): UserError {
  return new UserError({
    what: `PostgreSQL refuses to run as root, and the user postgres cannot be created: ${messageOf(cause)}`,
    advice:
      'Run muster as another user, create the user postgres, or name a PostgreSQL of yours in record.url. Nothing was started.',
    exitCode: exitCodes.usage,
    cause,
  });
}

/**
 * Sees to it that the server's user can pass through to its folder. The folder directly above the
 * server's, where it is private to root, is opened for that user's group to pass (0710); nothing above
 * it is touched. Throws a UserError (exit 2) that names the closed folders.
 */
export async function requireReachable(
  account: ServerAccount | undefined,
  folder: string,
): Promise<void> {
  if (account === undefined) return;
  const parent = dirname(folder);
  const closed = await findClosedFolders(await uppermostToPass(parent), account);
  if (closed.length > 0) throw notReachable(parent, closed);
  const { mode } = await stat(parent);
  if (!(await isPrivateToRoot(parent))) return;
  await chown(parent, 0, account.gid);
  await chmod(parent, (mode & 0o7777) | 0o010);
}

/** The folders because of which `requireReachable` would refuse a folder; none when it is reachable. */
export async function findObstacles(account: ServerAccount, folder: string): Promise<string[]> {
  return findClosedFolders(await uppermostToPass(dirname(folder)), account);
}

async function uppermostToPass(parent: string): Promise<string> {
  return (await isPrivateToRoot(parent)) ? dirname(parent) : parent;
}

async function isPrivateToRoot(folder: string): Promise<boolean> {
  const { mode, uid } = await stat(folder);
  return uid === 0 && (mode & 0o077) === 0;
}

function notReachable(path: string, closed: readonly string[]): UserError {
  const list = closed.join(' ');
  return new UserError({
    what: `PostgreSQL runs as the user postgres here, because it refuses root, and that user cannot pass through ${list}`,
    where: path,
    advice:
      `Let it pass with \`chmod o+x ${list}\`, keep program and workspace elsewhere (such as /srv), ` +
      'run muster as another user, or name a PostgreSQL of yours in record.url. Nothing was started.',
    exitCode: exitCodes.usage,
  });
}

/** The folders from `path` up to the root that the account cannot pass, the uppermost first. */
export async function findClosedFolders(path: string, account: ServerAccount): Promise<string[]> {
  const closed: string[] = [];
  for (let folder = path; ; folder = dirname(folder)) {
    if (!mayPass(await stat(folder), account)) closed.unshift(folder);
    if (folder === dirname(folder)) return closed;
  }
}

function mayPass(
  folder: { readonly mode: number; readonly uid: number; readonly gid: number },
  account: ServerAccount,
): boolean {
  if (folder.uid === account.uid) return (folder.mode & 0o100) !== 0;
  if (folder.gid === account.gid) return (folder.mode & 0o010) !== 0;
  return (folder.mode & 0o001) !== 0;
}
