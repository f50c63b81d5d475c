import { execFile } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { readdir, readFile, readlink, realpath, stat, truncate } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { exitCodes, UserError } from '../run/user-error.ts';
import { isProcessAlive } from './process-mark.ts';
import type { ServerAccount } from './server-account.ts';

const execute = promisify(execFile);

/** The programs of a PostgreSQL installation, by path. */
export interface PostgresPrograms {
  readonly initdb: string;
  readonly control: string;
  readonly folder: string;
}

/** Where a server lies and who runs it. */
export interface DataFolder {
  readonly folder: string;
  readonly path: string;
  readonly passwordFile: string;
  readonly logFile: string;
  readonly account: ServerAccount | undefined;
}

/** A live server process, as its own `postmaster.pid` describes it. */
export interface RunningServer {
  readonly port: number;
  /** False while it starts, recovers or stops. */
  readonly isReady: boolean;
}

/** The name of the server's only role. */
export const serverUser = 'muster';

/** Makes an empty database cluster: UTF-8, sorted by code point on every machine, password required. */
export async function initialisePostgres(
  data: DataFolder,
  programs: PostgresPrograms,
): Promise<void> {
  const settings = ['--encoding=UTF8', '--locale=C', '--auth=scram-sha-256', '--no-instructions'];
  const locale = ['--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
  const who = [`--username=${serverUser}`, `--pwfile=${data.passwordFile}`];
  const failure = await runAs(data, programs.initdb, [
    ...[`--pgdata=${data.path}`, ...who, ...settings, ...locale],
  ]);
  if (failure === undefined) return;
  throw new UserError({
    what: `the workspace's PostgreSQL cannot be set up: ${failure}`,
    where: data.folder,
    advice:
      'Check that the disk has room and that `npm ci` was allowed to run install scripts. What was begun was removed.',
    exitCode: exitCodes.source,
  });
}

/**
 * Starts the server on a free port, in a session of its own, so that neither Ctrl-C nor the end of
 * muster takes it along. Gives the reason when it does not start.
 */
export async function startPostgres(
  data: DataFolder,
  programs: PostgresPrograms,
): Promise<string | undefined> {
  const settings = {
    port: await findFreePort(),
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    log_checkpoints: 'off',
  };
  const options = Object.entries(settings).map(([name, value]) => `-c ${name}='${value}'`);
  const logStart = await beginLog(data.logFile);
  const mode = ['start', '--wait', '--timeout=60', '--silent', `--log=${data.logFile}`];
  const failure = await runAs(data, programs.control, [
    ...[...mode, `--pgdata=${data.path}`, `--options=${options.join(' ')}`],
  ]);
  if (failure === undefined) return undefined;
  return (await readComplaint(data.logFile, logStart)) ?? failure;
}

/** Stops the server at once, rolling back what is under way; gives the reason when that fails. */
export async function stopPostgres(
  data: DataFolder,
  programs: PostgresPrograms,
): Promise<string | undefined> {
  const mode = ['stop', '--wait', '--silent', '--mode=fast', `--pgdata=${data.path}`];
  return await runAs(data, programs.control, mode);
}

/** The live server of a data folder, whoever started it; undefined when there is none. */
export async function findRunningServer(data: DataFolder): Promise<RunningServer | undefined> {
  const lines = await readPidFile(data);
  const processId = Number(lines[0]);
  if (!Number.isInteger(processId) || !(await isServing(processId, data))) return undefined;
  return { port: Number(lines[3]), isReady: lines[7]?.trim() === 'ready' };
}

/** True when a start failed because another server has the folder, or seems to. */
export function isRefusedByAnother(failure: string): boolean {
  return /lock file|shared memory block/.test(failure);
}

/**
 * Removes a `postmaster.pid` that PostgreSQL wrongly respects, because its number now belongs to some
 * other process. Only for a file that made several starts fail: between a look and a removal another
 * muster could otherwise have put its own there.
 */
export async function removeStalePidFile(data: DataFolder): Promise<void> {
  const path = join(data.path, 'postmaster.pid');
  const processId = Number((await readPidFile(data))[0]);
  if (!Number.isInteger(processId) || processId === 0) return;
  const candidates = existsSync('/proc/self/stat') ? await listProcesses() : [processId];
  for (const candidate of candidates) {
    if (await isServing(candidate, data)) return;
  }
  // Nothing is awaited from here on, so that no start fits between the two lines.
  const isUnchanged = existsSync(path) && readFileSync(path, 'utf8').startsWith(`${processId}\n`);
  if (isUnchanged) rmSync(path);
}

async function listProcesses(): Promise<number[]> {
  return (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
}

async function readPidFile(data: DataFolder): Promise<string[]> {
  return (await readFile(join(data.path, 'postmaster.pid'), 'utf8').catch(() => '')).split('\n');
}

/** True when the process is a server that works in this very folder (or seems to, without /proc). */
async function isServing(processId: number, data: DataFolder): Promise<boolean> {
  if (!isProcessAlive(processId)) return false;
  if (!existsSync('/proc/self/stat')) {
    const ps = await execute('/bin/ps', ['-o', 'comm=', '-p', `${processId}`]).catch(() => null);
    return ps?.stdout.includes('postgres') ?? false;
  }
  try {
    return (await readlink(`/proc/${processId}/cwd`)) === (await realpath(data.path));
  } catch {
    const name = await readFile(`/proc/${processId}/comm`, 'utf8').catch(() => '');
    return name.trim() === 'postgres' && !(await isZombie(processId));
  }
}

async function isZombie(processId: number): Promise<boolean> {
  const status = await readFile(`/proc/${processId}/stat`, 'utf8').catch(() => '');
  return status.slice(status.lastIndexOf(')') + 2).startsWith('Z');
}

/** Runs a program as the server's user, silently; gives the last line of its complaint if it fails. */
async function runAs(
  data: DataFolder,
  program: string,
  parameters: readonly string[],
): Promise<string | undefined> {
  const env = { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' };
  try {
    await execute(program, [...parameters], { env, cwd: '/', ...data.account });
    return undefined;
  } catch (error) {
    const { stderr = '', message } = error as { stderr?: string; message: string };
    const lines = stderr.trim().split('\n');
    return lines.find((line) => line.includes('error:')) ?? (lines.at(-1) || message);
  }
}

async function findFreePort(): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const listener = createServer().once('error', reject);
  listener.listen(0, '127.0.0.1', () => {
    const address = listener.address();
    listener.close(() => resolve(typeof address === 'object' ? (address?.port ?? 0) : 0));
  });
  return await promise;
}

const longLogBytes = 1_000_000;

/** Empties a log that has grown long; gives the size from which the new start's lines follow. */
async function beginLog(path: string): Promise<number> {
  const size = (await stat(path).catch(() => undefined))?.size ?? 0;
  if (size <= longLogBytes) return size;
  await truncate(path);
  return 0;
}

/** Why the server gave up, in its own words: the fatal line with its detail, or the last one. */
async function readComplaint(path: string, logStart: number): Promise<string | undefined> {
  const log = await readFile(path).catch(() => Buffer.alloc(0));
  const lines = log.subarray(logStart).toString('utf8').trim().split('\n');
  const index = lines.findLastIndex((line) => /(FATAL|PANIC):/.test(line));
  const line = index === -1 ? lines.at(-1) : lines[index];
  const detail = index === -1 ? undefined : lines[index + 1];
  if (!line) return undefined;
  const parts = [line, detail?.includes('DETAIL:') ? detail : ''];
  return parts
    .map((part) => part.replace(/^.*?[A-Z]+:\s+/, ''))
    .filter(Boolean)
    .join('. ');
}
