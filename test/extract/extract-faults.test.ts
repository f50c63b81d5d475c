import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import pg from 'pg';
import { afterEach, describe, expect, it } from 'vitest';
import type { PostgresSource } from '../../pipelines/extract/sources.ts';
import { startWorkspaceServer } from '../../pipelines/record/server.ts';
import { realEffects } from '../../pipelines/run/effects.ts';
import { Database } from '../../pipelines/warehouse/database.ts';
import { holdRaw } from '../end-to-end/muster.ts';
import { ordersContract } from './orders.ts';
import { makeWorkspace, refusal, type TestWorkspace } from './workspace.ts';

let workspace: TestWorkspace;
afterEach(() => workspace.remove());

const program = join(import.meta.dirname, '../../bin/muster.ts');

const config = `company: Test
time_zone: America/Detroit
currency: USD
sources:
  shop: { kind: files, folder: files }
`;

const people = (count: number) => `-- Entity:  people
-- Answers: who?

select 'p' || i as person_id, sha256(i::varchar) as name, null as email, null as joined_date,
  null as left_date
from generate_series(1, ${count}) as numbers (i)`;

/** Calls `muster extract` in a process whose files cannot grow beyond a size. */
function extractWith(maxFileKilobytes: number | 'unlimited') {
  const script = `trap '' XFSZ; ulimit -f ${maxFileKilobytes}; exec "$@"`;
  const argv = [process.execPath, program, 'extract', '--workspace', workspace.folder];
  const called = spawnSync('bash', ['-c', script, 'bash', ...argv], { encoding: 'utf8' });
  return { exitCode: called.status, stderr: called.stderr };
}

async function namesHeld(): Promise<unknown> {
  const raw = await Database.open(workspace.rawPath, { readOnly: true });
  const held = await raw.rows(
    'select count(*) as row_count, count(distinct person_id) as key_count from people where not is_deleted',
  );
  raw.close();
  return held[0];
}

const changes = () =>
  (readdirSync(join(workspace.folder, 'raw/changes'), { recursive: true }) as string[]).filter(
    (name) => name.includes('.'),
  );

describe('a disk that is full', () => {
  // The log of 60,000 rows is larger than the limit, of 200,000 the change file is too.
  it.each([60_000, 200_000])('leaves raw as it was, and no change file: %i rows', async (count) => {
    workspace = await makeWorkspace({
      'muster.yaml': config,
      'files/here.txt': 'something',
      'sql/sources/files/people.sql': people(10),
    });
    expect(extractWith('unlimited').exitCode).toBe(0);
    await workspace.write('sql/sources/files/people.sql', people(count));
    const failed = extractWith(3_100);
    expect(failed.stderr).toContain(
      'the disk is full: File too large\nFree some space and run it again. What was read before is in raw.duckdb, and nothing of what was being written.',
    );
    expect(failed.exitCode).toBe(2);
    expect(await namesHeld()).toEqual({ row_count: 10, key_count: 10 });
    expect(changes()).toHaveLength(1);
    expect(extractWith('unlimited').exitCode).toBe(0);
    expect(await namesHeld()).toEqual({ row_count: count, key_count: count });
    expect(changes()).toHaveLength(2);
  });
});

describe('two extractions at once', () => {
  it('are one: the second ends with 2 and names the process of the first', async () => {
    workspace = await makeWorkspace({
      'muster.yaml': config,
      'files/here.txt': 'something',
      'sql/sources/files/people.sql': people(10),
    });
    expect(extractWith('unlimited').exitCode).toBe(0);
    const holder = await holdRaw(workspace.rawPath);
    const refused = [extractWith('unlimited')];
    const argv = ['extract', '--rebuild-raw', '--workspace', workspace.folder];
    const rebuild = spawnSync(process.execPath, [program, ...argv], { encoding: 'utf8' });
    refused.push({ exitCode: rebuild.status, stderr: rebuild.stderr });
    holder.end();
    for (const { exitCode, stderr } of refused) {
      expect(exitCode).toBe(2);
      expect(stderr).toContain(`the process ${holder.pid} has it open`);
      expect(stderr).toContain('Nothing was changed.');
    }
  });
});

describe('a server that is restarted during a read', () => {
  it('ends the run with 3, and the next run has all rows', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'muster-restart-'));
    await chmod(folder, 0o755);
    const start = () => startWorkspaceServer(join(folder, 'postgres'), realEffects());
    const server = await start();
    await server.ensureDatabase('app');
    const url = server.url('app');
    const client = new pg.Client({ connectionString: url });
    client.on('error', () => undefined);
    await client.connect();
    await client.query(
      `create table orders as select i as order_id, repeat('x', 900) as name, now() as changed_at
       from generate_series(1, 4000) as i`,
    );
    workspace = await makeWorkspace({
      'sql/contracts/orders.sql': ordersContract('events'),
      'sql/sources/orders.sql': `-- Entity:  orders\n-- Answers: what?\n
select * from orders where order_id < 2000 or pg_sleep(0.01) is not null`,
    });
    const source = (address: string): PostgresSource => ({
      kind: 'postgres',
      name: 'app',
      url: address,
      statementTimeoutSeconds: 60,
    });
    const extracting = refusal(workspace.extract([source(url)]));
    await isReading(client);
    // A fast shutdown, which ends all connections; stopping the server in the program's way waits for them.
    const [pid] = readFileSync(join(folder, 'postgres/data/postmaster.pid'), 'utf8').split('\n');
    process.kill(Number(pid), 'SIGINT');
    const { text, exitCode } = await extracting;
    await server.stop();
    expect(exitCode).toBe(3);
    expect(text).toContain('the read of orders from sources.app broke off');
    expect(await workspace.rows('select count(*) as count from raw.orders')).toEqual([
      { count: 0 },
    ]);
    const again = await start();
    try {
      await workspace.write(
        'sql/sources/orders.sql',
        '-- Entity:  orders\n-- Answers: what?\n\nselect * from orders',
      );
      await workspace.extract([source(again.url('app'))], { runId: 'run-2' });
      const counted = 'select count(*) as count, count(distinct order_id) as keys from raw.orders';
      expect(await workspace.rows(counted)).toEqual([{ count: 4000, keys: 4000 }]);
    } finally {
      await again.stop();
      await rm(folder, { recursive: true, force: true });
    }
  });
});

async function isReading(client: pg.Client): Promise<void> {
  for (;;) {
    const { rows } = await client.query(
      `select 1 from pg_stat_activity where application_name = 'muster'
       and query like 'copy%' and state = 'active'`,
    );
    if (rows.length > 0) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
