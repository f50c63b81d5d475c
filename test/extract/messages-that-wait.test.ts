import { readFile } from 'node:fs/promises';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sampleTables } from '../../pipelines/demo/tables.ts';
import { startServer, type TestServer } from '../demo/postgres-server.ts';
import { makeWorkspace, type TestWorkspace } from './workspace.ts';

const read = (path: string) => readFile(new URL(`../../${path}`, import.meta.url), 'utf8');

let server: TestServer;
let client: pg.Client;
let workspace: TestWorkspace;

beforeAll(async () => {
  server = await startServer();
  const url = await server.createDatabase('app');
  client = new pg.Client({ connectionString: url });
  await client.connect();
  const table = sampleTables.find(({ name }) => name === 'messages');
  await client.query(`create table messages (${table?.definition})`);
  for (const [index, [body, isAutoReply, direction]] of given.entries()) {
    await client.query(
      `insert into messages select gen_random_uuid(), md5($1)::uuid, 'email', $2, md5('customer')::uuid, null,
        null, null, $3, $4, $5::timestamptz, $5::timestamptz`,
      [`${index}`, direction, isAutoReply, body, '2026-11-10T15:00:00Z'],
    );
  }
  workspace = await makeWorkspace({
    'sql/contracts/messages.sql': await read('sql/contracts/messages.sql'),
    'sql/sources/messages.sql': await read('sql/sources/messages.sql'),
  });
  const { units } = await workspace.extract([
    { kind: 'postgres', name: 'app', url, statementTimeoutSeconds: 30 },
  ]);
  expect(units).toMatchObject([{ readCount: given.length, rejectedCount: 0 }]);
});
afterAll(async () => {
  await workspace.remove();
  await client.end();
  await server.stop();
});

type Message = readonly [body: string, isAutoReply: boolean, direction: 'inbound' | 'outbound'];

/** What closes a thread, in the words that people use for it. */
const closers: readonly Message[] = [
  ['Thanks', false, 'inbound'],
  ['  thank you!\n', false, 'inbound'],
  ['THX...', false, 'inbound'],
  ['Got it.', false, 'inbound'],
  ['STOP', false, 'inbound'],
  ['unsubscribe', false, 'inbound'],
];
/** What wants an answer, a thanks before it or none. */
const questions: readonly Message[] = [
  ['Thanks, but it still fails?', false, 'inbound'],
  ['Thank you. When does the invoice come?', false, 'inbound'],
  ['Got it, and the second file?', false, 'inbound'],
  ['Stop the export, please: it sends twice', false, 'inbound'],
  ['Thanks\n\nP.S. The login is broken again', false, 'inbound'],
  ['thanksgiving hours', false, 'inbound'],
  ['?', false, 'inbound'],
  ['', false, 'inbound'],
];
/** What nobody wrote, whatever it says. */
const automatic: readonly Message[] = [
  ['I am out of office until Monday. Who can help in the meantime?', true, 'inbound'],
  ['Automatic reply: we have received your message.', true, 'inbound'],
];
const ours: Message = ['Have you tried again?', false, 'outbound'];
const given: readonly Message[] = [...closers, ...questions, ...automatic, ours];

/** Threads of one message each that wait for an answer, by the models that count responses. */
async function waiting(): Promise<string[]> {
  const settings = "select timestamp '2026-11-16 12:00:00' as as_of_at";
  const rows = await workspace.rows(`with run_settings as (${settings}),
    stg_messages as (${await read('sql/staging/stg_messages.sql')}),
    message_waits as (${await read('sql/core/message_waits.sql')})
    select thread_id from message_waits where answered_at is null`);
  const threads = new Set(rows.map(({ thread_id: thread }) => String(thread)));
  const { rows: all } = await client.query<{ thread_id: string; body: string }>(
    'select thread_id::text, body from messages',
  );
  return all.filter(({ thread_id: thread }) => threads.has(thread)).map(({ body }) => body);
}

const bodies = (messages: readonly Message[]) => messages.map(([body]) => body).sort();

describe('sql/sources/messages.sql over Postgres (CS-3, KPI.md 3.8)', () => {
  it('lets questions wait for an answer, and neither thanks nor what nobody wrote', async () => {
    expect((await waiting()).sort()).toEqual(bodies(questions));
  });

  it('keeps the text where it is, and says of each what it is', async () => {
    const rows = await workspace.rows(
      'select direction, is_automatic, needs_answer, count(*)::integer as found from raw.messages group by all',
    );
    const found = rows.map(({ direction, is_automatic, needs_answer, found: count }) =>
      [direction, is_automatic, needs_answer, count].join(' '),
    );
    expect(found.sort()).toEqual([
      `inbound false false ${closers.length}`,
      `inbound false true ${questions.length}`,
      `inbound true false ${automatic.length}`,
      'outbound false false 1',
    ]);
    const columns = await workspace.rows(
      "select column_name from duckdb_columns() where table_name = 'messages'",
    );
    expect(columns.map(({ column_name: name }) => name)).not.toContain('body');
  });
});
