import { readdirSync } from 'node:fs';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { PostgresSource } from '../../pipelines/extract/sources.ts';
import { startServer, type TestServer } from '../demo/postgres-server.ts';
import { makeWorkspace, refusal, type TestWorkspace } from './workspace.ts';

let server: TestServer;
let url: string;
let client: pg.Client;
let workspace: TestWorkspace;

beforeAll(async () => {
  server = await startServer();
  url = await server.createDatabase('app');
  client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
});
afterAll(async () => {
  await client.end();
  await server.stop();
});
afterEach(() => workspace.remove());

const source = (): PostgresSource => ({
  kind: 'postgres',
  name: 'app',
  url,
  statementTimeoutSeconds: 30,
});

/** A workspace with the entity `things`, of the given columns, mapped by the given select. */
async function given(columns: string, select: string, keep = 'events') {
  workspace = await makeWorkspace({
    'sql/contracts/things.sql': `-- Entity:  things\n-- Key:     id\n-- Keep:    ${keep}\n-- Answers: what?\n
create table raw.things (id integer not null${columns === '' ? '' : `, ${columns}`});`,
    'sql/sources/things.sql': `-- Entity:  things\n-- Answers: what?\n\n${select}\n`,
  });
}

const things = () => workspace.rows('select * from raw.things order by id');

describe('a read from Postgres', () => {
  it('keeps null and empty text apart, and quotes, newlines and Unicode whole', async () => {
    const values = [
      '',
      null,
      ' padded ',
      'a,b',
      '"',
      '""',
      'line\nbreak\r\nend',
      '\\N',
      '\\.',
      'NULL',
    ];
    values.push('t\tab', "O'Neil", '日本語 🎉 é', '\u0001\u001f', ',', '\n', 'x"\n"y');
    await client.query('create table texts (id serial, value text)');
    for (const value of values) {
      await client.query('insert into texts (value) values ($1)', [value]);
    }
    await given('value varchar, tail varchar', 'select id, value, value as tail from texts');
    const { units } = await workspace.extract([source()]);
    expect(units).toMatchObject([{ readCount: values.length, changedCount: values.length }]);
    const rows = await things();
    expect(rows.map(({ value }) => value)).toEqual(values);
    expect(rows.map(({ tail }) => tail)).toEqual(values);
  });

  it('keeps numbers, dates and instants exact', async () => {
    await client.query(`create table figures (id int, big bigint, money numeric(18, 2),
        ratio double precision, flag boolean, day date, made_at timestamptz);
      insert into figures values
        (1, 9007199254740993, 1234567890123456.78, 0.1, true, '0001-01-01',
          '2026-11-01 01:30:00.123456-05'),
        (2, -9223372036854775808, -0.01, 1e-300, false, '9999-12-31',
          '1999-12-31 23:59:59-10'),
        (3, null, null, null, null, null, null)`);
    await given(
      'big bigint, money decimal(18, 2), ratio double, flag boolean, day date, made_at timestamp',
      'select * from figures',
    );
    await workspace.extract([source()]);
    expect(
      await workspace.rows(
        'select id, big::varchar as big, money::varchar as money, ratio, flag, day, made_at from raw.things order by id',
      ),
    ).toEqual([
      {
        id: 1,
        big: '9007199254740993',
        money: '1234567890123456.78',
        ratio: 0.1,
        flag: true,
        day: '0001-01-01',
        made_at: '2026-11-01 06:30:00.123456',
      },
      {
        id: 2,
        big: '-9223372036854775808',
        money: '-0.01',
        ratio: 1e-300,
        flag: false,
        day: '9999-12-31',
        made_at: '2000-01-01 09:59:59',
      },
      { id: 3, big: null, money: null, ratio: null, flag: null, day: null, made_at: null },
    ]);
  });

  it('carries arrays, JSON, ids, enums and padded text', async () => {
    await client.query(`create type mood as enum ('calm', 'cross');
      create table shapes as select 1 as id, array['a,b', '"q"', null, ''] as tags,
        '{"k": ["v", 1]}'::jsonb as body, 'cross'::mood as mood, 'ab'::char(5) as code,
        'b2c7ad1e-6c3f-4f0e-9a51-0d8f3c1e7a01'::uuid as uid, 42::bigint as number
      union all select 2, null, null, null, null, null, null
      union all select 3, '{}', '[]', 'calm', '', null, 0`);
    await given(
      'tags varchar[], body json, mood varchar, code varchar, uid varchar, number varchar',
      'select * from shapes',
    );
    await workspace.extract([source()]);
    expect(await things()).toEqual([
      {
        id: 1,
        tags: ['a,b', '"q"', null, ''],
        body: '{"k": ["v", 1]}',
        mood: 'cross',
        code: 'ab',
        uid: 'b2c7ad1e-6c3f-4f0e-9a51-0d8f3c1e7a01',
        number: '42',
      },
      { id: 2, tags: null, body: null, mood: null, code: null, uid: null, number: null },
      { id: 3, tags: [], body: '[]', mood: 'calm', code: '', uid: null, number: '0' },
    ]);
  });

  it('is one snapshot for all entities of a run', async () => {
    await client.query('create table left_side (id int); create table right_side (id int)');
    await client.query('insert into left_side values (1); insert into right_side values (1)');
    // The first entity's read lasts long enough for a row to be committed into both tables.
    const slow = 'select id from left_side, (select pg_sleep(1)) as wait';
    await given('', slow);
    await workspace.write(
      'sql/contracts/ends.sql',
      '-- Entity:  ends\n-- Key:     id\n-- Keep:    events\n-- Answers: what?\n\ncreate table raw.ends (id integer not null);',
    );
    await workspace.write('sql/sources/ends.sql', `-- Entity:  ends\n-- Answers: what?\n\n${slow}`);
    await workspace.write(
      'sql/sources/things.sql',
      '-- Entity:  things\n-- Answers: what?\n\nselect id from right_side',
    );
    const extracting = workspace.extract([source()]);
    const readsNow = async () => {
      const { rows } = await client.query(
        "select 1 from pg_stat_activity where state = 'active' and query like 'copy%pg_sleep%'",
      );
      return rows.length;
    };
    await expect.poll(readsNow, { interval: 20, timeout: 20_000 }).toBe(1);
    await client.query('insert into left_side values (2); insert into right_side values (2)');
    const { units } = await extracting;
    expect(units.map(({ entity, readCount }) => [entity, readCount])).toEqual([
      ['ends', 1],
      ['things', 1],
    ]);
  });

  it('leaves the bytes of raw as they are when nothing is new, and no pipe', async () => {
    await client.query(
      "create table stable as select i as id, 'v' || i as v from generate_series(1, 3000) i",
    );
    await given('v varchar', 'select * from stable order by id desc', 'versions');
    await workspace.extract([source()]);
    const before = workspace.rawHash();
    const { units, hasChanges } = await workspace.extract([source()], { runId: 'run-2' });
    expect(units).toMatchObject([{ readCount: 3000, changedCount: 0, deletedCount: 0 }]);
    expect(hasChanges).toBe(false);
    expect(workspace.rawHash()).toBe(before);
    expect(readdirSync(workspace.tempFolder)).toEqual([]);
  });

  it('takes an empty table for a full read without rows', async () => {
    await client.query('create table hollow (id int)');
    await given('', 'select id from hollow');
    const { units } = await workspace.extract([source()]);
    expect(units).toMatchObject([{ readCount: 0, changedCount: 0 }]);
    expect(
      await workspace.rows("select state, source from raw.entities where entity = 'things'"),
    ).toEqual([{ state: 'mapped', source: 'app' }]);
  });

  it('carries rows of several megabytes', async () => {
    await given('v varchar', "select 1 as id, repeat('long ', 600000) as v");
    await workspace.extract([source()]);
    expect(await workspace.rows('select length(v) as length from raw.things')).toEqual([
      { length: 3_000_000 },
    ]);
  });
});

describe('a mapping that does not fit', () => {
  const refused = async (columns: string, select: string) => {
    await given(columns, select);
    const before = await refusal(workspace.extract([source()]));
    expect(await things()).toEqual([]);
    return before;
  };

  it('is refused with every column that is missing, of another type or unknown', async () => {
    await client.query(`create table odd (id text, made_at timestamp, price numeric, cents numeric(12, 4),
      blob bytea, whole numeric(8, 0), tags int[])`);
    expect(
      await refused(
        `name varchar, born_date date not null, made_at timestamp, price decimal(18, 2),
         cents decimal(18, 2), blob varchar, whole decimal(18, 2), tags varchar[]`,
        'select id, made_at, price, cents, blob, whole, tags, 1 as surplus from odd',
      ),
    ).toEqual({
      text: [
        'sql/sources/things.sql: 8 columns do not fit the contract',
        '- "id" is text, the entity things has it as INTEGER. Write id::integer as id.',
        '- "name" is missing; the entity things has it as VARCHAR. Select it, or write null::text as name if the source has none.',
        '- "born_date" is missing; the entity things has it as DATE. Select it; a row without it is rejected.',
        `- "made_at" is timestamp without time zone, the entity things has it as TIMESTAMP. Write made_at at time zone 'America/Detroit' (the zone it was written in) as made_at.`,
        '- "price" is numeric, the entity things has it as DECIMAL(18,2). Write price::numeric(18,2) as price.',
        '- "cents" is numeric(12,4), the entity things has it as DECIMAL(18,2). Write cents::numeric(18,2) as cents.',
        `- "blob" is bytea, the entity things has it as VARCHAR. Write encode(blob, 'hex') as blob.`,
        '- "surplus" (integer) is no column of the entity things. Leave it out, or name it as one of: id, name, born_date, made_at, price, cents, blob, whole, tags.',
        'Mend the mapping. Nothing of things was written.',
      ].join('\n'),
      exitCode: 3,
    });
  });

  it('is taken when an expression turned a time without a zone into UTC', async () => {
    await client.query(
      "create table local_times as select 1 as id, timestamp '2026-07-01 08:00' as made_at",
    );
    await given(
      'made_at timestamp',
      "select id, made_at at time zone 'America/Detroit' at time zone 'UTC' as made_at from local_times",
    );
    await workspace.extract([source()]);
    expect(await things()).toEqual([{ id: 1, made_at: '2026-07-01 12:00:00' }]);
  });

  it('is refused when its table is missing, with the line', async () => {
    expect(await refused('', 'select id\nfrom nowhere')).toEqual({
      text: 'sql/sources/things.sql:5: the entity things cannot be read from sources.app: relation "nowhere" does not exist\nLay a file of your own over the mapping, or add the header line `-- Disabled: true` to it if you have no such table. Nothing of things was written.',
      exitCode: 3,
    });
  });

  it('is refused when its SQL is wrong, with the line', async () => {
    expect(await refused('', 'select id\nfrom left_side\nwhere idd = 1')).toEqual({
      text: 'sql/sources/things.sql:6: the entity things cannot be read from sources.app: column "idd" does not exist\nMend the mapping. Nothing of things was written.',
      exitCode: 3,
    });
  });

  it('is refused for an infinite instant, which stands for no end', async () => {
    expect(
      await refused('made_at timestamp', "select 1 as id, 'infinity'::timestamptz as made_at"),
    ).toEqual({
      text: `sql/sources/things.sql: "made_at" is infinite in 1 rows of things\nWrite nullif(made_at, 'infinity') in the mapping if it stands for no end. Nothing of things was written.`,
      exitCode: 3,
    });
  });

  it('is refused when too many rows hold a value that is too large, which is not shown', async () => {
    expect(await refused('n integer', 'select 1 as id, 3000000000::bigint as n')).toEqual({
      text: [
        'sql/sources/things.sql: 1 of 1 rows of things cannot be used: 100.0 %, and 5.0 % are allowed',
        '- 1× "n": a value does not fit INTEGER',
        'Mend the rows in the source or the mapping, or raise extract.max_rejected_share. Nothing of things was written.',
      ].join('\n'),
      exitCode: 3,
    });
    expect(readdirSync(workspace.tempFolder)).toEqual([]);
  });

  it('cannot write to the source', async () => {
    await client.query('create sequence counter');
    const { text, exitCode } = await refused('', "select nextval('counter')::int as id");
    expect(text).toBe(
      'sql/sources/things.sql: the read of things from sources.app broke off: cannot execute nextval() in a read-only transaction\nNothing of things was written; entities that were read before it are in raw.duckdb. Run it again when the server is well.',
    );
    expect(exitCode).toBe(3);
  });
});
