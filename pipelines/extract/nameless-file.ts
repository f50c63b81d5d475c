import { existsSync } from 'node:fs';
import { type FileHandle, mkdtemp, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { makeFolder } from '../run/files.ts';
import type { Database } from '../warehouse/database.ts';
import { pipeFolderPrefix } from './fifo.ts';

const descriptors = '/proc/self/fd';
const keptBytes = 4_000_000;

/**
 * Lets `write` fill a file, then runs the statement of DuckDB that reads it. The file has no name any more when
 * the first byte is written, so that nothing of it outlives the process, however that ends; where the system
 * gives no way to open such a file, it has one in a new 0700 folder below `tempFolder` until it was read.
 *
 * A pipe would do without the disk, but holds 64 kB: while DuckDB works on a block nothing is written, and the other way
 * round (1 M lines of 3CX: 1.4 s by a pipe, 0.9 s so).
 */
export async function readThroughFile(
  raw: Database,
  tempFolder: string,
  readSql: (path: string) => string,
  write: (sink: Writable) => Promise<void>,
): Promise<void> {
  await makeFolder(tempFolder);
  const folder = await mkdtemp(join(tempFolder, pipeFolderPrefix));
  const path = join(folder, 'rows');
  const handle = await open(path, 'wx+', 0o600);
  try {
    const isNameless = existsSync(descriptors);
    if (isNameless) await rm(folder, { recursive: true });
    await write(sinkOf(handle));
    await raw.run(readSql(isNameless ? `${descriptors}/${handle.fd}` : path));
  } finally {
    await handle.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** A stream into a file that is still open when it ends, for it could not be opened again. */
function sinkOf(handle: FileHandle): Writable {
  return new Writable({
    highWaterMark: keptBytes,
    write: (chunk: Buffer, _encoding, done) => {
      handle.appendFile(chunk).then(() => done(), done);
    },
  });
}
