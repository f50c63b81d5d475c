import { rm } from 'node:fs/promises';
import fc from 'fast-check';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ExtractInput } from '../../pipelines/extract/extract.ts';
import { tries } from '../counts.ts';
import { startServer, type TestServer } from '../demo/postgres-server.ts';
import { makeWorkspace, type TestWorkspace } from './workspace.ts';

let server: TestServer;
let url: string;
let client: pg.Client;
let workspace: TestWorkspace;

const columns = [
  ['id', 'integer', 'integer not null'],
  ['small', 'smallint', 'smallint'],
  ['narrow', 'bigint', 'integer'],
  ['wide', 'bigint', 'bigint'],
  ['is_set', 'boolean', 'boolean'],
  ['born_date', 'date', 'date'],
  ['seen_at', 'timestamptz', 'timestamp'],
  ['ratio', 'double precision', 'double'],
  ['single', 'real', 'double'],
  ['share', 'numeric', 'double'],
  ['price', 'numeric(8, 2)', 'decimal(8, 2)'],
  ['amount', 'numeric(18, 4)', 'decimal(18, 4)'],
  ['large', 'numeric(38, 10)', 'decimal(38, 10)'],
  ['whole', 'integer', 'decimal(12, 2)'],
  ['note', 'text', 'varchar'],
  ['short_note', 'varchar', 'varchar'],
  ['code', 'char(6)', 'varchar'],
  ['number', 'bigint', 'varchar'],
  ['uid', 'uuid', 'varchar'],
  ['mood', 'mood', 'varchar'],
  ['body', 'jsonb', 'json'],
  ['plain_body', 'json', 'json'],
  ['tags', 'text[]', 'varchar[]'],
  ['counts', 'integer[]', 'integer[]'],
] as const;

/** No pipe can be made below a file, so a read that needs one fails. */
const quickly = { tempFolder: `${import.meta.filename}/none` };

const contract = `-- Entity:  things\n-- Key:     id\n-- Keep:    events\n-- Answers: what?\n
create table raw.things (${columns.map(([name, , type]) => `${name} ${type}`).join(', ')});`;

beforeAll(async () => {
  server = await startServer();
  url = await server.createDatabase('app');
  client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query("create type mood as enum ('calm', 'cross, \"very\"')");
  const list = columns.map(([name, type]) => `${name} ${type}`).join(', ');
  await client.query(`create table given (${list})`);
  workspace = await makeWorkspace({ 'sql/contracts/things.sql': contract });
});
afterAll(async () => {
  await workspace.remove();
  await client.end();
  await server.stop();
});

/** The rows in raw of a first load of what a select gives; a careful read needs a folder for its pipe. */
async function load(select: string, options: Partial<ExtractInput> = {}) {
  await rm(workspace.rawPath, { force: true });
  await workspace.write(
    'sql/sources/things.sql',
    `-- Entity:  things\n-- Answers: what?\n\n${select}\n`,
  );
  const source = { kind: 'postgres', name: 'app', url, statementTimeoutSeconds: 60 } as const;
  const { units } = await workspace.extract([source], options);
  const rows = await workspace.rows(
    'select things::varchar as told from raw.things as things order by id',
  );
  return { units, told: rows.map(({ told }) => told) };
}

const text = (arbitrary: fc.Arbitrary<bigint | number>) => arbitrary.map(String);
const decimal = (digits: number, scale: number) =>
  fc
    .bigInt({ min: -(10n ** BigInt(digits)) + 1n, max: 10n ** BigInt(digits) - 1n })
    .map((value) => {
      const all = String(value < 0n ? -value : value).padStart(scale + 1, '0');
      return `${value < 0n ? '-' : ''}${all.slice(0, -scale)}.${all.slice(-scale)}`;
    });
const clean = fc
  .oneof(
    fc.string({ unit: 'grapheme', maxLength: 20 }),
    fc.constantFrom(
      '',
      '"',
      'a"b',
      ',',
      '\\N',
      '\\.',
      ' x ',
      'line\nend\r\n',
      'twelve bytes',
      'thirteen byte',
    ),
    fc.string({ maxLength: 200 }),
  )
  .filter((value) => !value.includes('\0') && value.isWellFormed());
const year = fc.constantFrom(
  '0001',
  '0099',
  '1582',
  '1969',
  '1970',
  '2000',
  '2026',
  '2038',
  '9999',
);
const day = fc
  .tuple(year, fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 28 }))
  .map(([y, m, d]) => `${y}-${String(m).padStart(2, '0')}-${String(d).padStart(2, '0')}`);
const moment = fc.tuple(day, fc.integer({ min: 0, max: 86_399_999_999 })).map(([date, micros]) => {
  const part = (value: number) => String(Math.floor(value)).padStart(2, '0');
  const seconds = micros / 1_000_000;
  const time = `${part(seconds / 3600)}:${part((seconds / 60) % 60)}:${part(seconds % 60)}`;
  return `${date} ${time}.${String(micros % 1_000_000).padStart(6, '0')}+00`;
});
const real = fc.oneof(
  fc.double().map((value) => String(Object.is(value, -0) ? '-0' : value)),
  fc.constantFrom('0.1', '1e-300', '123456.789'),
);
const json = fc.json().filter((value) => !value.includes('\\u0000') && value.isWellFormed());

const values: Record<string, fc.Arbitrary<unknown>> = {
  small: fc.integer({ min: -32_768, max: 32_767 }),
  narrow: text(fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })),
  wide: text(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })),
  is_set: fc.boolean(),
  born_date: day,
  seen_at: moment,
  ratio: real,
  single: fc.float().map(String),
  share: decimal(30, 12),
  price: decimal(8, 2),
  amount: decimal(15, 4),
  large: decimal(38, 10),
  whole: fc.integer(),
  note: clean,
  short_note: clean,
  code: fc.constantFrom('', 'a', 'ab cd', 'sixsix'),
  number: text(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })),
  uid: fc.uuid(),
  mood: fc.constantFrom('calm', 'cross, "very"'),
  body: json.map((value) => JSON.parse(value)),
  plain_body: json.map((value) => JSON.parse(value)),
  tags: fc.array(fc.option(clean), { maxLength: 3 }),
  counts: fc.array(fc.option(fc.integer()), { maxLength: 3 }),
};
const row = fc.record(
  Object.fromEntries(Object.entries(values).map(([name, one]) => [name, fc.option(one)])),
);

describe('rows that are read in binary form', () => {
  it('are what the same rows are when each value is read as text with care', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 12 }), async (rows) => {
        const numbered = rows.map((one, id) => ({ id, ...one }));
        await client.query('truncate given');
        await client.query(
          'insert into given select * from json_populate_recordset(null::given, $1)',
          [JSON.stringify(numbered)],
        );
        const quick = await load('select * from given', quickly);
        const unfit = `select (json_populate_record(null::given,
          '{"id": -1, "narrow": 3000000000}')).*`;
        const careful = await load(`select * from given union all ${unfit}`, {
          maxRejectedShare: 1,
        });
        expect(careful.units).toMatchObject([{ loadedCount: rows.length, rejectedCount: 1 }]);
        expect(quick.told).toHaveLength(rows.length);
        expect(quick.told).toEqual(careful.told);
      }),
      { numRuns: tries(6, 200), seed: 20261123 },
    );
  });

  it('come whole through any cut of the stream and any number of blocks', async () => {
    const note =
      "repeat(chr(97 + i % 26), i % 30) || case when i % 997 = 0 then repeat('é', 60000) else '' end";
    await client.query('truncate given');
    await client.query(
      `insert into given (id, narrow, note, price)
       select i, nullif(i % 7, 0), nullif(${note}, ''), i * 0.01 from generate_series(1, 300000) as i`,
    );
    const sum = "md5(string_agg(concat_ws('|', id, narrow, note, price), ',' order by id)) as sum";
    const { rows } = await client.query(`select ${sum} from given`);
    const { units } = await load('select * from given', quickly);
    expect(units).toMatchObject([{ loadedCount: 300_000, rejectedCount: 0 }]);
    expect(await workspace.rows(`select ${sum} from raw.things`)).toEqual(rows);
  });

  it('are read with care where a number has more digits than a double', async () => {
    await client.query('truncate given');
    await client.query(
      "insert into given (id, amount) values (1, '-12345678901234.5678'), (2, 0.1)",
    );
    await expect(load('select * from given', quickly)).rejects.toThrow('ENOTDIR');
    await load('select * from given');
    expect(
      await workspace.rows('select id, amount::varchar as amount from raw.things order by id'),
    ).toEqual([
      { id: 1, amount: '-12345678901234.5678' },
      { id: 2, amount: '0.1000' },
    ]);
  });
});
