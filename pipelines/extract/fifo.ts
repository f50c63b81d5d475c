import { execFile } from 'node:child_process';
import { constants, existsSync, open } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { Socket, type SocketConstructorOpts } from 'node:net';
import { join } from 'node:path';
import type { Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { makeFolder } from '../run/files.ts';
import type { Database } from '../warehouse/database.ts';

const execute = promisify(execFile);
// Not the promise API: its FileHandle closes the descriptor when it is collected, while the socket
// still writes to it.
const openDescriptor = promisify(open);

// A reader that works on a block reads nothing meanwhile; what is kept here lets the writer go on
// (2 M rows from Postgres into DuckDB: 4.2 s without, 2.5 s with, a bare COPY 2.3 s).
const keptBytes = 16_000_000;

/** The reader of the rows went away before their end; it says itself why. */
export class BrokenPipe extends Error {
  constructor(cause: unknown) {
    super('the reader of the rows went away', { cause });
  }
}

/** Folders of pipes and of files that are read once begin with this, so that what a killed run left can be told. */
export const pipeFolderPrefix = 'pipe-';

/**
 * Runs a statement of DuckDB that reads a named pipe, and `write`, which gets the pipe's other end and
 * must end it. The pipe lies in a new 0700 folder below `tempFolder`, and both are removed afterwards.
 * Both sides must finish. A reader that gives up breaks the pipe for the writer, so then its error is
 * the one thrown; otherwise the writer's is.
 */
export async function readThroughPipe(
  raw: Database,
  tempFolder: string,
  readSql: (path: string) => string,
  write: (sink: Writable) => Promise<void>,
): Promise<void> {
  await makeFolder(tempFolder);
  const folder = await mkdtemp(join(tempFolder, pipeFolderPrefix));
  try {
    const path = join(folder, 'rows');
    await execute('mkfifo', ['-m', '600', path]);
    const reading = { isOver: false };
    const reader = runAlone(raw, readSql(path)).finally(() => {
      reading.isOver = true;
    });
    const writer = openWriter(path, reading).then((sink) => feed(sink, write));
    const [readResult, writeResult] = await Promise.allSettled([reader, writer]);
    if (writeResult.status === 'rejected' && !(writeResult.reason instanceof BrokenPipe)) {
      throw writeResult.reason;
    }
    if (readResult.status === 'rejected') throw readResult.reason;
    if (writeResult.status === 'rejected') throw writeResult.reason;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * A pipe is read by one thread. DuckDB's others would look for work all the while, which takes a core
 * from the server that writes (2 M rows: 4.6 s of processor time with two threads, 1.7 s with one).
 */
async function runAlone(raw: Database, sql: string): Promise<void> {
  const { threads } = await raw.one<{ threads: number }>(
    "select current_setting('threads') as threads",
  );
  // Of its own: a statement that fails in a transaction leaves no way to set anything in it.
  const settings = await raw.another();
  try {
    await settings.run('set threads = 1');
    await raw.run(sql);
  } finally {
    await settings.run(`set threads = ${threads}`);
    settings.close();
  }
}

/** An end that stays open after a failure would let the reader wait for ever. */
async function feed(sink: Writable | undefined, write: (sink: Writable) => Promise<void>) {
  if (sink === undefined) return;
  try {
    await write(sink);
  } finally {
    sink.destroy();
  }
}

/**
 * Opens the writing end without blocking: a blocking open would hold one of the few threads that
 * DuckDB and the file system share. Undefined when the reader ended without opening the pipe.
 */
async function openWriter(
  path: string,
  reading: { readonly isOver: boolean },
): Promise<Writable | undefined> {
  while (!reading.isOver) {
    try {
      const descriptor = await openDescriptor(path, constants.O_WRONLY | constants.O_NONBLOCK);
      return new Socket({
        fd: descriptor,
        readable: false,
        writable: true,
        writableHighWaterMark: keptBytes,
      } as SocketConstructorOpts);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENXIO') throw error;
      await sleep(1);
    }
  }
  return undefined;
}

/** Removes what a run that was killed left below `tempFolder`. Only the holder of raw may do so. */
export async function removeOldPipes(tempFolder: string): Promise<void> {
  if (!existsSync(tempFolder)) return;
  for (const name of await readdir(tempFolder)) {
    if (name.startsWith(pipeFolderPrefix)) {
      await rm(join(tempFolder, name), { recursive: true, force: true });
    }
  }
}
