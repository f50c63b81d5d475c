import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SampleCompanyOptions } from '../../pipelines/demo/options.ts';
import { replaceTables } from '../../pipelines/demo/postgres.ts';
import { createSampleCompany } from '../../pipelines/demo/sample-company.ts';
import { segmentTables } from '../../pipelines/demo/segment-rows.ts';
import { stories } from '../../pipelines/demo/stories.ts';
import { sampleTables } from '../../pipelines/demo/tables.ts';
import { hashFile } from '../../pipelines/run/files.ts';
import { UserError } from '../../pipelines/run/user-error.ts';
import { smallCompany } from './export-lines.ts';
import { freePort, startServer, type TestServer } from './postgres-server.ts';

let server: TestServer;
let folder: string;
let count = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'muster-inbox-'));
  server = await startServer();
});

afterAll(async () => {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

async function newOptions(changes: Partial<SampleCompanyOptions> = {}) {
  count += 1;
  const databaseUrl = await server.createDatabase(`company_${count}`);
  const inboxFolder = join(folder, `inbox-${count}`);
  return { ...smallCompany, callScale: 0.05, databaseUrl, inboxFolder, ...changes };
}

async function query<T extends pg.QueryResultRow>(databaseUrl: string, sql: string): Promise<T[]> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    return (await client.query<T>(sql)).rows;
  } finally {
    await client.end();
  }
}

/** One hash for each table and each file of a company. */
async function hashesOf({ databaseUrl, inboxFolder }: SampleCompanyOptions) {
  const tables: Record<string, string> = {};
  for (const { name } of [...sampleTables, ...segmentTables]) {
    const [row] = await query<{ hash: string }>(
      databaseUrl,
      `select md5(string_agg(t::text, e'\\n' order by t::text)) as hash
      from ${name} as t`,
    );
    tables[name] = row?.hash ?? '';
  }
  const files: Record<string, string> = {};
  for (const name of await readdir(inboxFolder)) {
    files[name] = await hashFile(join(inboxFolder, name));
  }
  return { tables, files };
}

async function make(changes: Partial<SampleCompanyOptions> = {}) {
  const options = await newOptions(changes);
  const company = await createSampleCompany(options, () => undefined);
  return { options, company, ...(await hashesOf(options)) };
}

let firstCompany: ReturnType<typeof make> | undefined;

/** The company of the options as they are, made once for all tests that only look at it. */
function theCompany() {
  firstCompany ??= make();
  return firstCompany;
}

async function errorOf(work: Promise<unknown>): Promise<UserError> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof UserError)) throw new Error('no UserError was thrown', { cause: error });
  return error;
}

describe('createSampleCompany(options, progress)', () => {
  it('makes eight teams, 47 members and the tenants that were asked for', async () => {
    const { company, options } = await theCompany();
    expect(company).toMatchObject({ teamCount: 8, memberCount: 47, tenantCount: 24 });
    expect(company.calls).toMatchObject({ badLineCount: 3, repeatedLineCount: 50 });
    for (const { name, rowCount } of company.tables) {
      const [row] = await query<{ n: string }>(
        options.databaseUrl,
        `select count(*) n from ${name}`,
      );
      expect([name, Number(row?.n)]).toEqual([name, rowCount]);
      expect(rowCount).toBeGreaterThan(0);
    }
    const names = await readdir(options.inboxFolder);
    expect(names).toHaveLength(company.calls.fileCount);
    const texts = await Promise.all(names.map((name) => readFile(join(options.inboxFolder, name))));
    const lineCount = texts.join('').split('\n').length - 1;
    expect(lineCount).toBe(company.calls.lineCount);
  });

  it('gives the same bytes for the same options, twice in one place or in two', async () => {
    const first = await make();
    await createSampleCompany(first.options, () => undefined);
    const again = await hashesOf(first.options);
    const elsewhere = await make();
    expect(again).toEqual({ tables: first.tables, files: first.files });
    expect(elsewhere.tables).toEqual(first.tables);
    expect(elsewhere.files).toEqual(first.files);
  });

  it('gives other people, accounts and calls for another seed', async () => {
    const [one, other] = [await theCompany(), await make({ seed: 8 })];
    const same = Object.keys(one.tables).filter((name) => one.tables[name] === other.tables[name]);
    expect(same).toEqual(['locations', 'teams', 'call_queues', 'plans', 'telephone_systems']);
    expect(Object.keys(one.files).filter((name) => one.files[name] === other.files[name])).toEqual(
      [],
    );
  });

  it('keeps people, sales and call centres when there are more tenants', async () => {
    const [few, many] = [await theCompany(), await make({ tenantCount: 40 })];
    const changed = Object.keys(few.tables).filter(
      (name) => few.tables[name] !== many.tables[name],
    );
    expect(changed).toEqual([
      ...['customers', 'customer_assignments', 'subscriptions', 'stakeholders'],
      ...['health_score_history', 'agent_activity_log', 'messages', 'usage_daily', 'tasks'],
      'risk_signals',
    ]);
  });

  it('keeps all but what is about calls when there are more calls', async () => {
    const [few, many] = [await theCompany(), await make({ callScale: 0.1 })];
    const changed = Object.keys(few.tables).filter(
      (name) => few.tables[name] !== many.tables[name],
    );
    expect(changed).toEqual([
      ...['call_center_records', 'agent_shifts', 'call_journals', 'call_follow_ups'],
      ...['call_outcome_audits', 'quality_assurance_reviews', 'coaching_sessions', 'cdroutput'],
    ]);
  });

  it('tells its progress by table and by quarter', async () => {
    const lines: string[] = [];
    await createSampleCompany(await newOptions({ monthCount: 4 }), (line) => lines.push(line));
    expect(lines.at(-1)).toMatch(/^fill training_records → \d+ rows$/);
    expect(lines.slice(0, 3)).toEqual([
      'fill users → 55 rows',
      'fill locations → 3 rows',
      'fill location_staff → 56 rows',
    ]);
    expect(lines.filter((line) => line.startsWith('write'))).toEqual([
      expect.stringMatching(/^write calls to 2026-W34 → \d+ files, \d+ lines$/),
      expect.stringMatching(/^write calls to 2026-W47 → \d+ files, \d+ lines$/),
    ]);
  });

  it('refuses a database whose tables are not a sample company\u2019s', async () => {
    const options = await newOptions();
    await query(options.databaseUrl, 'create table customers (id integer)');
    await query(options.databaseUrl, 'create table users (id integer)');
    const error = await errorOf(createSampleCompany(options, () => undefined));
    expect(error.text).toBe(
      `database company_${count}, schema public: the database has tables of its own: customers, ` +
        'users\nName an empty database for the sample company. Nothing was dropped or written.',
    );
    expect(error.exitCode).toBe(2);
    expect(await query(options.databaseUrl, 'select * from customers')).toEqual([]);
    expect(await readdir(options.inboxFolder)).toEqual([]);
  });

  it('refuses an inbox with exports of other names', async () => {
    const options = await newOptions();
    await createSampleCompany(options, () => undefined);
    await writeFile(join(options.inboxFolder, 'cdr-2020-W01.log'), '');
    const error = await errorOf(createSampleCompany(options, () => undefined));
    expect(error.text).toBe(
      `${options.inboxFolder}: the inbox holds 1 other exports, the first is "cdr-2020-W01.log"\n` +
        'Name another folder, or remove them. Nothing was written.',
    );
  });

  it('says where it found no server, without the password', async () => {
    const port = await freePort();
    const databaseUrl = `postgres://sample:secret@127.0.0.1:${port}/none`;
    const error = await errorOf(
      createSampleCompany({ ...(await newOptions()), databaseUrl }, () => undefined),
    );
    expect(error.text).toBe(
      `127.0.0.1:${port}/none: the database for the sample company cannot be reached: ` +
        `connect ECONNREFUSED 127.0.0.1:${port}\n` +
        'Check that PostgreSQL runs there and takes this user. Nothing was written.',
    );
    expect(error.exitCode).toBe(3);
  });

  it.each([
    [{ seed: 1.5 }, 'seed cannot be 1.5\nGive a whole number.'],
    [{ tenantCount: 19 }, 'tenants cannot be 19\nGive a whole number from 20 on.'],
    [{ monthCount: 0 }, 'months cannot be 0\nGive a whole number from 1 on.'],
    [{ callScale: 0 }, 'call scale cannot be 0\nGive a number above 0 and up to 10.'],
  ])('refuses %j', async (changes, text) => {
    const options = { ...smallCompany, databaseUrl: 'postgres://none', inboxFolder: '/none' };
    const error = await errorOf(createSampleCompany({ ...options, ...changes }, () => undefined));
    expect(error.text).toBe(`sample company: ${text} Nothing was written.`);
  });
});

describe('replaceTables(databaseUrl, tables, fill)', () => {
  it('leaves the tables that were there when the filling fails', async () => {
    const { options, tables } = await theCompany();
    const work = replaceTables(options.databaseUrl, sampleTables, async (store) => {
      await store.fill({ table: 'locations', columns: ['id'], rows: [['nowhere']] });
    });
    await expect(work).rejects.toThrow('null value in column "name"');
    expect((await hashesOf(options)).tables).toEqual(tables);
  });

  it('keeps tabs, line ends, backslashes, empty texts and nulls apart', async () => {
    const databaseUrl = await server.createDatabase('texts');
    const rows = [
      ['a\tb\nc\\d\re', ''],
      ['\\N', null],
    ];
    const tables = [{ name: 'texts', definition: 'a text, b text' }];
    await replaceTables(databaseUrl, tables, (store) =>
      store.fill({ table: 'texts', columns: ['a', 'b'], rows }),
    );
    expect(await query(databaseUrl, 'select a, b from texts order by a desc')).toEqual(
      expect.arrayContaining(rows.map(([a, b]) => ({ a, b }))),
    );
  });
});

describe('docs/sample-company.md', () => {
  it('tells every planted story', async () => {
    const text = (await readFile('docs/sample-company.md', 'utf8')).replace(/\s+/g, ' ');
    expect(stories.filter(({ title }) => !text.includes(title))).toEqual([]);
  });
});
