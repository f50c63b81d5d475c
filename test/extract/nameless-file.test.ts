import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readThroughFile } from '../../pipelines/extract/nameless-file.ts';
import { Database, quote } from '../../pipelines/warehouse/database.ts';

let parent: string;
let folder: string;
let database: Database;

beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'muster-nameless-'));
  folder = join(parent, 'tmp');
  database = await Database.open(':memory:');
});
afterEach(async () => {
  database.close();
  await rm(parent, { recursive: true, force: true });
});

const readSql = (path: string) =>
  `create table lines as select row_number() over () as number, line
  from read_csv(${quote(path)}, columns = {'line': 'varchar'}, header = false, parallel = false)`;
const left = async () => (existsSync(folder) ? await readdir(folder, { recursive: true }) : []);

describe('a file without a name (CC-12)', () => {
  it('is read with all that was written, in its order, and leaves nothing', async () => {
    const chunks = Array.from({ length: 300 }, (_, at) => Buffer.from(`${at}\n`.repeat(10_000)));
    await readThroughFile(database, folder, readSql, (sink) =>
      pipeline(Readable.from(chunks), sink),
    );
    const rows = await database.one(`select count(*) as lines,
      count(*) filter (where line::integer = (number - 1) // 10000) as in_place from lines`);
    expect(rows).toEqual({ lines: 3_000_000, in_place: 3_000_000 });
    expect(await left()).toEqual([]);
  });

  it.runIf(existsSync('/proc/self/fd'))('is in no folder while it is written', async () => {
    const seen: string[] = [];
    await readThroughFile(database, folder, readSql, async (sink) => {
      await new Promise((done) => sink.write('private\n', done));
      seen.push(...(await left()));
      await new Promise((done) => sink.end('words\n', () => done(undefined)));
    });
    expect(seen).toEqual([]);
    expect(await database.rows('select line from lines order by number')).toEqual([
      { line: 'private' },
      { line: 'words' },
    ]);
  });

  it('leaves nothing when it cannot be written or read, and the error is told', async () => {
    const unwritten = readThroughFile(database, folder, readSql, () =>
      Promise.reject(new Error('the export ended')),
    );
    await expect(unwritten).rejects.toThrow('the export ended');
    const unread = readThroughFile(
      database,
      folder,
      (path) => `select nothing from read_csv(${quote(path)})`,
      (sink) => pipeline(Readable.from([Buffer.from('a,b\n1,2\n')]), sink),
    );
    await expect(unread).rejects.toThrow('nothing');
    expect(await left()).toEqual([]);
  });
});
