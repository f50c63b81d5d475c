import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decodeInteger, decodeText, UnfitValue } from '../../pipelines/extract/binary-columns.ts';
import { readBinary } from '../../pipelines/extract/binary-read.ts';
import { BinaryRows } from '../../pipelines/extract/binary-rows.ts';
import { Database } from '../../pipelines/warehouse/database.ts';

// The messages of a server, made by hand: a code, a length that counts itself, a body.
const message = (code: string, body: Buffer) => {
  const head = Buffer.from(`${code}....`);
  head.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
};
const int16 = (value: number) => {
  const bytes = Buffer.alloc(2);
  bytes.writeInt16BE(value);
  return bytes;
};
const int32 = (value: number) => {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
};
const field = (bytes: Buffer) => Buffer.concat([int32(bytes.length), bytes]);
const row = (id: number, note: string) =>
  Buffer.concat([int16(2), field(int32(id)), field(Buffer.from(note))]);

const head = Buffer.concat([Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1'), int32(0), int32(0)]);
const end = message('d', int16(-1));
const notice = message('N', Buffer.from('SNOTICE\0\0'));
const text = (id: number) => `row ${'x'.repeat(id % 23)}`;

const columns = [
  { name: 'id', expression: '', type: 'INTEGER', decode: decodeInteger },
  { name: 'note', expression: '', type: 'VARCHAR', decode: decodeText },
] as const;

/** What is in a table after the bytes have come in these pieces, on so many threads. */
async function load(pieces: readonly Buffer[], threads = 2) {
  const database = await Database.open(':memory:');
  try {
    await database.run(`set threads = ${threads}; create table things (id integer, note varchar)`);
    database.prepareFeed();
    const rows = new BinaryRows(columns);
    await database.withFeed(rows, () =>
      readBinary(database, rows, 'insert into things from fed_rows()', async (sink) => {
        await pipeline(Readable.from(pieces), sink);
        return 0;
      }),
    );
    return await database.one(
      `select count(*) as count, count(distinct id) as ids, count(*) filter (
         note <> 'row ' || repeat('x', id % 23)) as wrong from things`,
    );
  } finally {
    database.close();
  }
}

/** The bytes in pieces of so many. */
const cut = (bytes: Buffer, size: number) =>
  Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
    bytes.subarray(index * size, (index + 1) * size),
  );

it('takes rows out of messages wherever the bytes are cut, and passes over notices', async () => {
  const first = message('d', Buffer.concat([head, row(0, text(0))]));
  const two = message('d', Buffer.concat([row(1, text(1)), row(2, text(2))]));
  const rows = [3, 4, 5, 6].map((id) => message('d', row(id, text(id))));
  const bytes = Buffer.concat([notice, first, two, notice, ...rows, end]);
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: bytes.length }), async (size) => {
      expect(await load(cut(bytes, size))).toEqual({ count: 7, ids: 7, wrong: 0 });
    }),
    { numRuns: 25, seed: 20261128 },
  );
});

it.each([1, 2])('gives all rows of many batches to %i threads', async (threads) => {
  const rowCount = 300_000;
  const ids = Array.from({ length: rowCount }, (_, id) => id);
  const begin = message('d', head);
  const rows = Buffer.concat([begin, ...ids.map((id) => message('d', row(id, text(id)))), end]);
  const told = { count: rowCount, ids: rowCount, wrong: 0 };
  expect(await load(cut(rows, 65_536), threads)).toEqual(told);
});

it.each([
  ['a row in two messages', [message('d', row(1, 'a').subarray(0, 8))], UnfitValue],
  ['a row of another width', [message('d', Buffer.concat([int16(3), int32(-1)]))], Error],
  ['rows that break off', [], Error],
  ['a length that is none', [Buffer.from([0x64, 0xff, 0xff, 0xff, 0xff])], Error],
])('refuses %s', async (_name, messages, error) => {
  await expect(load([message('d', head), ...messages])).rejects.toThrow(error);
});

it('refuses what is not in binary form', async () => {
  await expect(load([message('d', Buffer.from('1,a\n')), end])).rejects.toThrow(
    'no rows in binary',
  );
});
