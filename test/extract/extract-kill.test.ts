import { spawn } from 'node:child_process';
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import fc from 'fast-check';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tries } from '../counts.ts';
import { startServer, type TestServer } from '../demo/postgres-server.ts';
import { muster } from '../end-to-end/muster.ts';
import { ordersContract } from './orders.ts';
import { makeWorkspace, type TestWorkspace } from './workspace.ts';

let server: TestServer;
let client: pg.Client;
let workspace: TestWorkspace;

const endings: (number | null)[] = [];
const program = join(import.meta.dirname, '../../bin/muster.ts');
const rowCount = 20_000;

const entity = (name: string, keep: string, head: string) => ({
  [`sql/contracts/${name}.sql`]: ordersContract(keep).replaceAll('orders', name),
  [`sql/sources/${name}.sql`]: `-- Entity:  ${name}\n-- Answers: what?\n${head}
select order_id, name, changed_at from ${name}\n`,
});

beforeAll(async () => {
  server = await startServer();
  const url = await server.createDatabase('app');
  client = new pg.Client({ connectionString: url });
  await client.connect();
  for (const table of ['orders', 'visits']) {
    await client.query(`create table ${table} as select i as order_id, 'first' as name,
        timestamptz '2026-01-01' + i * interval '1 minute' as changed_at
      from generate_series(1, ${rowCount}) as i`);
  }
  workspace = await makeWorkspace({
    'muster.yaml': `company: Test
time_zone: America/Detroit
currency: USD
sources:
  app: { kind: postgres, url: "${url}" }
`,
    ...disabled(),
    ...entity('orders', 'versions', ''),
    ...entity('visits', 'events', '-- Cursor:  changed_at\n'),
  });
});
afterAll(async () => {
  await client.end();
  await server.stop();
  await workspace.remove();
});

/** The program's own mappings, switched off. */
function disabled(): Record<string, string> {
  const folder = join(import.meta.dirname, '../../sql/sources');
  const names = readdirSync(folder).filter((name) => name.endsWith('.sql'));
  const text = (name: string) =>
    `-- Entity:   ${name.slice(0, -'.sql'.length)}\n-- Answers:  nothing\n-- Disabled: true\n\nselect 1\n`;
  return Object.fromEntries(names.map((name) => [`sql/sources/${name}`, text(name)]));
}

/** Ends `muster extract` with SIGKILL after a while, unless it has ended by itself. */
async function extractKilledAfter(pauseMs: number): Promise<number | null> {
  const argv = [program, 'extract', '--workspace', workspace.folder];
  const child = spawn(process.execPath, argv, { stdio: 'ignore' });
  const timer = setTimeout(() => child.kill('SIGKILL'), pauseMs);
  const exitCode = await new Promise<number | null>((resolve) => child.on('close', resolve));
  clearTimeout(timer);
  return exitCode;
}

/** Changes some rows of both tables; deletes and late rows too, in the one that is read in full. */
async function changeTables(round: number): Promise<void> {
  await client.query(`
    update orders set name = 'round ${round}' where order_id % 50 = ${round % 50};
    delete from orders where order_id = ${round + 1};
    update visits set name = 'round ${round}', changed_at = now() where order_id % 50 = ${round % 50};
    insert into visits values (${rowCount + round + 1}, 'new', now())`);
}

async function held(table: string, condition: string): Promise<unknown> {
  const [row] = await workspace.rows(
    `select count(*) as row_count, count(distinct order_id) as key_count,
       md5(string_agg(order_id || name, ',' order by order_id)) as content
     from raw.${table} where ${condition}`,
  );
  return row;
}

async function given(table: string): Promise<unknown> {
  const { rows } = await client.query(
    `select count(*)::int as row_count, count(distinct order_id)::int as key_count,
       md5(string_agg(order_id || name, ',' order by order_id)) as content from ${table}`,
  );
  return rows[0];
}

const current = 'seen_until_run_id is null and not is_deleted';
const history = () =>
  workspace.rows(
    `select count(*) as version_count, md5(string_agg(orders::varchar, ',' order by order_id,
       seen_from_run_id, is_deleted)) as content from raw.orders`,
  );
const files = (ending: string) =>
  (readdirSync(join(workspace.folder, 'raw'), { recursive: true }) as string[]).filter((name) =>
    name.endsWith(ending),
  );

describe('kill -9 at any moment of an extraction, and an extraction after it (CC-1)', () => {
  const pauses = fc.sample(fc.integer({ min: 200, max: 1_200 }), {
    numRuns: tries(5, 100),
    seed: 20261123,
  });

  it.each(pauses.map((pauseMs, round) => ({ pauseMs, round })))(
    'leaves raw equal to the source: $pauseMs ms, round $round',
    async ({ pauseMs, round }) => {
      await changeTables(round);
      endings.push(await extractKilledAfter(pauseMs));
      const after = await muster(['extract', '--workspace', workspace.folder]);
      expect({
        exitCode: after.exitCode,
        stderr: after.exitCode === 0 ? '' : after.stderr,
      }).toEqual({ exitCode: 0, stderr: '' });
      expect(await held('orders', current)).toEqual(await given('orders'));
      expect(await held('visits', 'true')).toEqual(await given('visits'));
      expect(files('.pending')).toEqual([]);
      expect(files('.part')).toEqual([]);
      expect(readdirSync(workspace.tempFolder)).toEqual([]);
    },
  );

  it('leaves change files from which raw is made anew with the same history', async () => {
    // Some were ended in mid-work; a run that was not ended came to its end.
    expect(endings.filter((code) => code === null).length).toBeGreaterThan(0);
    expect(endings.filter((code) => code !== null && code !== 0)).toEqual([]);
    const before = await history();
    rmSync(workspace.rawPath);
    const made = await muster(['extract', '--rebuild-raw', '--workspace', workspace.folder]);
    expect(made.exitCode).toBe(0);
    expect(await history()).toEqual(before);
    expect(await held('visits', 'true')).toEqual(await given('visits'));
  });
});
