import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { migrations } from '../../pipelines/record/migrate.ts';
import { openRecord, type Record } from '../../pipelines/record/record.ts';
import { heldEffects, startTestServer, type TestServer } from './test-record.ts';

const effects = heldEffects('2026-11-16T12:00:00Z');
let postgres: TestServer;
let record: Record;
let url: string;

beforeAll(async () => {
  postgres = await startTestServer();
  ({ record, url } = await postgres.openFreshRecord());
});

afterAll(async () => {
  await postgres.stop();
});

const shapeOfSchema = `
  select table_name, column_name, data_type, is_nullable, column_default
  from information_schema.columns where table_schema = 'muster' order by 1, 2`;

describe('migrate', () => {
  test('makes schema muster, and a second time changes nothing', async () => {
    const before = await postgres.query<{ table_name: string }>(url, shapeOfSchema);
    const tables = [...new Set(before.map((column) => column.table_name))];
    expect(tables).toEqual([
      'audit_log',
      'deliveries',
      'digest_activations',
      'held_notices',
      'leases',
      'migrations',
      'run_steps',
      'runs',
    ]);
    const again = await openRecord(url, heldEffects('2026-12-01T12:00:00Z'));
    await again.close();
    expect(await postgres.query(url, shapeOfSchema)).toEqual(before);
    const applied = await postgres.query(
      url,
      "select number, name, to_char(applied_at at time zone 'UTC', 'YYYY-MM-DD') as day from muster.migrations order by 1",
    );
    expect(applied).toEqual([
      { number: 1, name: 'runs', day: '2026-11-16' },
      { number: 2, name: 'deliveries', day: '2026-11-16' },
      { number: 3, name: 'audit_log', day: '2026-11-16' },
      { number: 4, name: 'leases', day: '2026-11-16' },
    ]);
  });

  test('numbers its steps from 1 without a gap', () => {
    const numbers = migrations.map((migration) => migration.number);
    expect(numbers).toEqual(migrations.map((_migration, index) => index + 1));
  });

  test('migrates once when several processes open a new database together', async () => {
    await postgres.server.ensureDatabase('together');
    const opened = await Promise.all(
      [1, 2, 3].map(() => openRecord(postgres.server.url('together'), effects)),
    );
    await Promise.all(opened.map((one) => one.close()));
    const applied = await postgres.query(
      postgres.server.url('together'),
      'select count(*)::int as step_count from muster.migrations',
    );
    expect(applied).toEqual([{ step_count: 4 }]);
  });

  test('refuses a schema that is newer than the program', async () => {
    await postgres.server.ensureDatabase('newer');
    const newer = postgres.server.url('newer');
    await (await openRecord(newer, effects)).close();
    await postgres.query(newer, "insert into muster.migrations values (5, 'goals', now())");
    const { port } = new URL(newer);
    await expect(openRecord(newer, effects)).rejects.toMatchObject({
      text: `127.0.0.1:${port}/newer: schema muster is at version 5, and this program knows versions up to 4\nUpdate muster on this machine, or name another database in record.url. Nothing was read or written.`,
      exitCode: 2,
    });
  });
});

describe('openRecord', () => {
  test('says that the server cannot be reached', async () => {
    await expect(
      openRecord('postgres://ana:hunter2@127.0.0.1:1/muster', effects),
    ).rejects.toMatchObject({
      text: '127.0.0.1:1: the PostgreSQL of the record cannot be reached (ECONNREFUSED)\nStart it, or correct host and port in record.url. Nothing was written to the record.',
      exitCode: 3,
    });
  });

  test('says that the host has no address', async () => {
    await expect(
      openRecord('postgres://ana:hunter2@no-such-host.invalid/muster', effects),
    ).rejects.toMatchObject({
      text: expect.stringMatching(
        /^no-such-host\.invalid:5432: the PostgreSQL of the record cannot be reached \((ENOTFOUND|EAI_AGAIN)\)\nStart it, or correct host and port in record\.url\. Nothing was written to the record\.$/,
      ),
      exitCode: 3,
    });
  });

  test('says that the password is wrong, and repeats none', async () => {
    const wrong = url.replace(/:[^:@]*@/, ':hunter2@');
    const { port } = new URL(url);
    await expect(openRecord(wrong, effects)).rejects.toMatchObject({
      text: `127.0.0.1:${port}: the PostgreSQL of the record does not let user "muster" in\nCorrect user and password in record.url. Nothing was written to the record.`,
      exitCode: 3,
    });
  });

  test('says that the database does not exist', async () => {
    const { port } = new URL(url);
    await expect(openRecord(postgres.server.url('absent'), effects)).rejects.toMatchObject({
      text: `127.0.0.1:${port}: database "absent" does not exist\nCreate it with \`createdb absent\`, or correct the name in record.url. Nothing was written to the record.`,
      exitCode: 3,
    });
  });

  test('says that the user may not make the schema', async () => {
    await postgres.server.ensureDatabase('guarded');
    await postgres.query(
      postgres.server.url('guarded'),
      "create role guest login password 'guest-word'",
    );
    const { port } = new URL(url);
    const guest = `postgres://guest:guest-word@127.0.0.1:${port}/guarded`;
    await expect(openRecord(guest, effects)).rejects.toMatchObject({
      text: `127.0.0.1:${port}: user "guest" may not do this in the database of the record: permission denied for database guarded\nRun \`grant create on database "guarded" to "guest"\` once. Nothing was written to the record.`,
      exitCode: 3,
    });
  });

  test('refuses what is no URL of PostgreSQL without repeating it', async () => {
    await expect(openRecord('mysql://ana:hunter2@db/muster', effects)).rejects.toMatchObject({
      text: 'record.url: this is not a URL of PostgreSQL\nWrite postgres://user:password@host:5432/database. Nothing was read or written.',
      exitCode: 2,
    });
  });

  test('says that a connection was lost in the middle of work', async () => {
    const { port } = new URL(url);
    await expect(
      record.transaction(async (tables) => {
        await postgres.query(
          url,
          "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'muster' and datname = current_database()",
        );
        await tables.selectFrom('runs').selectAll().execute();
      }),
    ).rejects.toMatchObject({
      text: `127.0.0.1:${port}: the connection to the PostgreSQL of the record was lost\nWhat was written before is kept. Run it again when the server is back.`,
      exitCode: 3,
    });
    expect(await record.use((tables) => tables.selectFrom('runs').selectAll().execute())).toEqual(
      [],
    );
  });
});
