import { existsSync, readdirSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readContracts } from '../../pipelines/extract/contracts.ts';
import { readMappings } from '../../pipelines/extract/mappings.ts';
import { withSnapshot } from '../../pipelines/extract/postgres.ts';
import { openRaw } from '../../pipelines/extract/raw-store.ts';
import type { PostgresSource } from '../../pipelines/extract/sources.ts';
import { freePort, startServer, type TestServer } from '../demo/postgres-server.ts';
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

const entity = (name: string, select: string) => ({
  [`sql/contracts/${name}.sql`]: `-- Entity:  ${name}\n-- Key:     id\n-- Keep:    events\n-- Answers: what?\n
create table raw.${name} (id integer not null, note varchar);`,
  [`sql/sources/${name}.sql`]: `-- Entity:  ${name}\n-- Answers: what?\n\n${select}\n`,
});

const rows = (count: string) =>
  `select i as id, repeat('x', 900) as note from generate_series(1, ${count}) as i`;
// Sends 2,000 rows, far more than any buffer holds back, and then waits in mid-stream.
const slowRows = `select i as id, repeat('x', 900) as note from generate_series(1, 4000) as i
where i < 2000 or pg_sleep(0.01) is not null`;

const source = (options: Partial<PostgresSource> = {}): PostgresSource => ({
  kind: 'postgres',
  name: 'app',
  url,
  statementTimeoutSeconds: 30,
  ...options,
});

beforeEach(async () => {
  workspace = await makeWorkspace({
    ...entity('alphas', rows('10')),
    ...entity('betas', slowRows),
  });
});
afterEach(async () => {
  // A connection that was cut leaves its server process behind for a while.
  await client.query(
    "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'muster'",
  );
  await workspace.remove();
});

async function listen(listener: Server): Promise<number> {
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  const address = listener.address();
  return typeof address === 'object' ? (address?.port ?? 0) : 0;
}

const unchanged = 'Nothing of this source was read.';

describe('a source that cannot be reached', () => {
  const connectTo = (address: string) => refusal(workspace.extract([source({ url: address })]));
  const at = (options: { host?: string; port?: number; login?: string; database?: string }) =>
    `postgres://${options.login ?? 'sample:sample'}@${options.host ?? '127.0.0.1'}:${options.port ?? server.port}/${options.database ?? 'app'}`;

  it('is told apart by its reason, without the password', async () => {
    const nobody = await freePort();
    const answers = [
      await connectTo(at({ port: nobody, login: 'ann:pa55word' })),
      await connectTo(at({ login: 'sample:wr0ng-pa55' })),
      await connectTo(at({ database: 'nothing_here' })),
      await connectTo(at({ host: 'no-such-host.invalid' })),
      await connectTo('postgres://ann:pa55word@[bad/app'),
    ];
    const advice = `Check sources.app.url in muster.yaml and that the server runs. ${unchanged}`;
    expect(answers.map(({ text }) => text)).toEqual([
      `sources.app: cannot connect to 127.0.0.1:${nobody}: nothing listens there\n${advice}`,
      `sources.app: 127.0.0.1:${server.port} refuses the user "sample" or its password\n${advice}`,
      `sources.app: 127.0.0.1:${server.port} has no database "nothing_here"\n${advice}`,
      `sources.app: cannot connect to no-such-host.invalid:${server.port}: the host name is not known\n${advice}`,
      `sources.app: cannot connect to the server: it is not an address as postgres://user:password@host:5432/database\n${advice}`,
    ]);
    expect(answers.map(({ exitCode }) => exitCode)).toEqual([3, 3, 3, 3, 3]);
    expect(JSON.stringify(answers)).not.toContain('pa55');
  });

  it('is told when it takes the connection and hangs up', async () => {
    const rude = createServer((socket) => void socket.destroy());
    const { text } = await connectTo(at({ port: await listen(rude) }));
    expect(text).toMatch(/^sources\.app: cannot connect to 127\.0\.0\.1:\d+: /);
    await new Promise((resolve) => rude.close(resolve));
  });
});

describe('a COPY that breaks half-way', () => {
  /** Waits until the slow query streams, and gives its server process. */
  async function slowBackend(): Promise<number> {
    for (;;) {
      const { rows: found } = await client.query<{ pid: number }>(
        `select pid from pg_stat_activity where application_name = 'muster'
         and query like 'copy%' and query like '%pg_sleep%' and state = 'active'`,
      );
      if (found[0] !== undefined) return found[0].pid;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  it.each([
    [
      'the server process is ended',
      'pg_terminate_backend',
      'terminating connection due to administrator command',
    ],
    ['the query is cancelled', 'pg_cancel_backend', 'canceling statement due to user request'],
  ])('leaves nothing of its entity when %s', async (_what, how, reason) => {
    const extracting = refusal(workspace.extract([source()]));
    const pid = await slowBackend();
    await new Promise((resolve) => setTimeout(resolve, 300));
    await client.query(`select ${how}($1)`, [pid]);
    const { text, exitCode } = await extracting;
    expect(exitCode).toBe(3);
    expect(text).toBe(
      `sql/sources/betas.sql: the read of betas from sources.app broke off: ${reason}\nNothing of betas was written; entities that were read before it are in raw.duckdb. Run it again when the server is well.`,
    );
    expect(await workspace.rows('select count(*) as count from raw.alphas')).toEqual([
      { count: 10 },
    ]);
    expect(await workspace.rows('select count(*) as count from raw.betas')).toEqual([{ count: 0 }]);
    expect(await workspace.rows('select entity from raw.loads')).toEqual([{ entity: 'alphas' }]);
    expect(readdirSync(workspace.tempFolder)).toEqual([]);
  });

  it('leaves nothing of its entity when the connection is cut', async () => {
    const proxied: Socket[] = [];
    const proxy = createServer((near) => {
      const far = connect(server.port, '127.0.0.1');
      proxied.push(near, far);
      for (const socket of [near, far]) socket.on('error', () => undefined);
      near.pipe(far).pipe(near);
    });
    const port = await listen(proxy);
    const address = `postgres://sample:sample@127.0.0.1:${port}/app`;
    const extracting = refusal(workspace.extract([source({ url: address })]));
    await slowBackend();
    await new Promise((resolve) => setTimeout(resolve, 300));
    for (const socket of proxied) socket.destroy();
    expect(await extracting).toEqual({
      text: 'sql/sources/betas.sql: the read of betas from sources.app broke off: Connection terminated unexpectedly\nNothing of betas was written; entities that were read before it are in raw.duckdb. Run it again when the server is well.',
      exitCode: 3,
    });
    expect(await workspace.rows('select count(*) as count from raw.betas')).toEqual([{ count: 0 }]);
    await new Promise((resolve) => proxy.close(resolve));
  });

  it('is mended by the next run', async () => {
    const extracting = refusal(workspace.extract([source()]));
    const pid = await slowBackend();
    await client.query('select pg_terminate_backend($1)', [pid]);
    await extracting;
    await workspace.write(
      'sql/sources/betas.sql',
      entity('betas', rows('4000'))['sql/sources/betas.sql'] ?? '',
    );
    const { units } = await workspace.extract([source()], { runId: 'run-2' });
    expect(units.map((unit) => [unit.entity, unit.changedCount])).toEqual([
      ['alphas', 0],
      ['betas', 4000],
    ]);
  });

  it('leaves raw as it was when the server goes away between looking at a mapping and reading it', async () => {
    const contracts = await readContracts(workspace.folder);
    const contract = contracts.find((candidate) => candidate.entity === 'alphas');
    const mappings = await readMappings(workspace.folder, contracts, [source()]);
    const mapping = mappings.find((candidate) => candidate.entity === 'alphas');
    if (contract === undefined || mapping === undefined) throw new Error('no alphas');
    const raw = await openRaw(workspace.rawPath, { contracts });
    const reading = withSnapshot(source(), { story: () => undefined }, async (snapshot) => {
      const columns = await snapshot.describe(mapping);
      await client.query(
        "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'muster'",
      );
      const request = { mapping, contract, columns, tempFolder: workspace.tempFolder };
      await snapshot.copy(raw, request).finally(() => expect(snapshot.isUsable()).toBe(false));
    });
    const { text, exitCode } = await refusal(reading);
    raw.close();
    expect(exitCode).toBe(3);
    expect(text).toMatch(
      /^sql\/sources\/alphas\.sql: the read of alphas from sources\.app broke off: /,
    );
    expect(text).toContain('Nothing of alphas was written');
    expect(await workspace.rows('select * from raw.alphas')).toEqual([]);
    expect(readdirSync(workspace.tempFolder)).toEqual([]);
  });

  it('tells a statement timeout with its key', async () => {
    expect(await refusal(workspace.extract([source({ statementTimeoutSeconds: 1 })]))).toEqual({
      text: 'sql/sources/betas.sql: the read of betas from sources.app broke off: it took longer than 1 s (sources.app.statement_timeout_seconds)\nNothing of betas was written; entities that were read before it are in raw.duckdb. Raise the timeout or narrow the mapping, then run it again.',
      exitCode: 3,
    });
  });

  it('does not show the value on which the query failed', async () => {
    await workspace.write(
      'sql/sources/betas.sql',
      entity(
        'betas',
        "select i as id, ('secret-' || i)::int::text as note from generate_series(1, 3) i",
      )['sql/sources/betas.sql'] ?? '',
    );
    const { text } = await refusal(workspace.extract([source()]));
    expect(text).toContain('broke off: invalid input syntax for type integer: "…"');
    expect(text).not.toContain('secret');
  });
});

describe('raw.duckdb', () => {
  it('is not made when the source cannot be reached, beyond its empty tables', async () => {
    await refusal(workspace.extract([source({ url: 'postgres://127.0.0.1:1/app' })]));
    expect(await workspace.rows('select * from raw.sources')).toEqual([]);
    expect(existsSync(workspace.tempFolder) ? readdirSync(workspace.tempFolder) : []).toEqual([]);
  });
});
