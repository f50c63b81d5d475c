import { rm } from 'node:fs/promises';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Mapping } from '../../pipelines/extract/mappings.ts';
import { narrowMapping } from '../../pipelines/extract/read-plan.ts';
import { Database } from '../../pipelines/warehouse/database.ts';
import { startServer, type TestServer } from '../demo/postgres-server.ts';
import { makeOrders, type Orders, ordersContract, ordersMapping } from './orders.ts';
import { refusal } from './workspace.ts';

let server: TestServer;
let url: string;
let client: pg.Client;
let orders: Orders;

beforeAll(async () => {
  server = await startServer();
  url = await server.createDatabase('app');
  client = new pg.Client({ connectionString: url });
  await client.connect();
});
afterAll(async () => {
  await client.end();
  await server.stop();
});
afterEach(() => orders.workspace.remove());

const byCursor = ['Cursor:  changed_at'];
const given = async (keep = 'events', head: readonly string[] = byCursor) => {
  orders = await makeOrders(client, url, { keep, head });
};
const insert = (id: number, changedAt: string | null, name = `order ${id}`) =>
  client.query('insert into orders values ($1, $2, $3)', [id, name, changedAt]);
const ids = async () => (await orders.held()).map(([id]) => id);
const watermark = async () => {
  const [row] = await orders.workspace.rows('select * from raw.watermarks');
  return row?.watermark_at;
};
/** Sets back the day on which the keys were compared. */
async function lastReconciled(daysAgo: number) {
  const raw = await Database.open(orders.workspace.rawPath);
  await raw.run(`update watermarks set reconciled_at = reconciled_at - interval (${daysAgo}) days`);
  raw.close();
}
const moment = (at: string) => ({ at, date: at.slice(0, 10) });

// Days apart, so that the look-back of 48 hours reaches back over one row and no more.
async function threeOrders() {
  await insert(1, '2026-03-01T12:00Z');
  await insert(2, '2026-03-04T12:00Z');
  await insert(3, '2026-03-05T12:00Z');
}

describe('an entity with a cursor', () => {
  it('is read in full at first, then from its watermark less the look-back', async () => {
    await given();
    await threeOrders();
    expect(await orders.run()).toEqual([3, 3, 0, 0]);
    expect(await watermark()).toBe('2026-03-05 12:00:00');
    await insert(4, '2026-03-06T12:00Z');
    expect(await orders.run()).toEqual([3, 1, 0, 0]);
    expect(await watermark()).toBe('2026-03-06 12:00:00');
    expect(await orders.held()).toEqual(await orders.given());
  });

  it('leaves the bytes of raw as they are when nothing is new', async () => {
    await given();
    await threeOrders();
    await orders.run();
    const before = orders.workspace.rawHash();
    expect(await orders.run()).toEqual([2, 0, 0, 0]);
    expect(orders.workspace.rawHash()).toBe(before);
  });

  it('takes the look-back of its header', async () => {
    await given('events', [...byCursor, 'Lookback: 90 minutes']);
    await insert(1, '2026-03-05T10:29Z');
    await insert(2, '2026-03-05T10:30Z');
    await insert(3, '2026-03-05T12:00Z');
    await orders.run();
    expect(await orders.run()).toEqual([2, 0, 0, 0]);
  });

  it('gets a row that was committed late, inside the look-back', async () => {
    await given();
    await threeOrders();
    await orders.run();
    await insert(4, '2026-03-03T12:00Z');
    expect(await orders.run()).toEqual([3, 1, 0, 0]);
  });

  it('is not pushed past the clock of the source by a cursor in the future', async () => {
    await given('events', [...byCursor, 'Lookback: 1 hour']);
    await insert(1, '2999-01-01T00:00Z');
    await orders.run();
    const { rows } = await client.query<{ now: string }>(
      "select to_char(now() at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS.US') as now",
    );
    expect(String(await watermark()) < String(rows[0]?.now)).toBe(true);
    await client.query("insert into orders values (2, 'later', now())");
    expect(await orders.run()).toEqual([2, 1, 0, 0]);
    await client.query("update orders set name = 'again' where order_id = 1");
    expect(await orders.run()).toEqual([2, 1, 0, 0]);
  });

  it('reads rows without a cursor each time', async () => {
    await given();
    await threeOrders();
    await insert(4, null);
    await orders.run();
    await client.query("update orders set name = 'named' where order_id = 4");
    expect(await orders.run()).toEqual([3, 1, 0, 0]);
  });

  it('is read in full when its mapping has changed', async () => {
    await given();
    await threeOrders();
    await orders.run();
    const upper = ordersMapping(...byCursor).replace('name,', 'upper(name) as name,');
    await orders.workspace.write('sql/sources/orders.sql', upper);
    expect(await orders.run()).toEqual([3, 3, 0, 0]);
  });

  it('counts all its rows as loaded, also those of earlier reads', async () => {
    await given();
    await threeOrders();
    await orders.run();
    await insert(4, '2026-03-06T12:00Z');
    await orders.run();
    expect(
      await orders.workspace.rows(
        'select read_count, loaded_count, changed_count from raw.loads order by load_id',
      ),
    ).toEqual([
      { read_count: 3, loaded_count: 3, changed_count: 3 },
      { read_count: 3, loaded_count: 4, changed_count: 1 },
    ]);
  });

  it('finds its new rows by an index', async () => {
    await given();
    await client.query(`insert into orders select i, 'n', timestamptz '2026-01-01' + i * interval '1 minute'
      from generate_series(1, 20000) as i; analyze orders`);
    const mapping = {
      sql: ordersMapping(...byCursor),
      cursor: 'changed_at',
    } as Mapping;
    const plan = { kind: 'window', from: '2026-01-14 20:00:00', isReconciling: false } as const;
    const { rows } = await client.query<{ 'QUERY PLAN': string }>(
      `explain select * from (${narrowMapping(mapping, plan).sql}\n) as m`,
    );
    const text = rows.map((row) => row['QUERY PLAN']).join('\n');
    expect(text).toContain('Index');
    expect(text).not.toContain('Seq Scan');
  });
});

describe('the comparison of keys', () => {
  it('takes out of events what the source deleted, and keeps it as a tombstone of versions', async () => {
    for (const keep of ['events', 'versions']) {
      await given(keep);
      await threeOrders();
      await orders.run();
      await client.query('delete from orders where order_id in (1, 3)');
      expect(await orders.run()).toEqual([1, 0, 0, 0]);
      expect(await orders.run({ reading: { isReconciling: true } })).toEqual([1, 0, 2, 0]);
      expect(await ids()).toEqual([2]);
    }
    expect(
      await orders.workspace.rows(
        'select order_id, seen_from_run_id as run from raw.orders where is_deleted order by 1',
      ),
    ).toEqual([
      { order_id: 1, run: 'run-3' },
      { order_id: 3, run: 'run-3' },
    ]);
  });

  it('finds rows that were committed too late, and rows that changed with an old cursor', async () => {
    await given();
    await threeOrders();
    await orders.run();
    await insert(4, '2026-01-15T12:00Z');
    await client.query(
      "update orders set name = 'restored', changed_at = '2026-02-01T00:00Z' where order_id = 3",
    );
    expect(await orders.run()).toEqual([1, 0, 0, 0]);
    expect(await orders.run({ reading: { isReconciling: true } })).toEqual([3, 2, 0, 0]);
    expect(await orders.held()).toEqual(await orders.given());
  });

  it('reads everything when very many rows differ', async () => {
    await given();
    await threeOrders();
    await orders.run();
    await client.query(`insert into orders select 10 + i, 'n', timestamptz '2026-01-01'
      from generate_series(1, 5001) as i`);
    expect(await orders.run({ reading: { isReconciling: true } })).toEqual([5004, 5001, 0, 0]);
  });

  it('is made once a week, and as the header says', async () => {
    await given();
    await threeOrders();
    await orders.run();
    await client.query('delete from orders where order_id = 1');
    await lastReconciled(6);
    expect(await orders.run()).toEqual([2, 0, 0, 0]);
    await lastReconciled(1);
    expect(await orders.run()).toEqual([2, 0, 1, 0]);
    await client.query('delete from orders where order_id = 3');
    await lastReconciled(6);
    expect(await orders.run()).toEqual([1, 0, 0, 0]);
    await orders.workspace.write(
      'sql/sources/orders.sql',
      ordersMapping(...byCursor, 'Reconcile: never'),
    );
    await lastReconciled(400);
    expect(await orders.run()).toEqual([1, 0, 0, 0]);
    expect(await ids()).toEqual([2, 3]);
  });

  it('is part of every full read, unless the header says never', async () => {
    await given('events', []);
    await threeOrders();
    await orders.run();
    await client.query('delete from orders where order_id = 1');
    expect(await orders.run()).toEqual([2, 0, 1, 0]);
    await orders.workspace.write('sql/sources/orders.sql', ordersMapping('Reconcile: never'));
    await client.query('delete from orders where order_id = 2');
    expect(await orders.run()).toEqual([1, 0, 0, 0]);
    expect(await ids()).toEqual([2, 3]);
  });
});

describe('a backfill', () => {
  const october = { since: moment('2026-03-01 00:00:00'), until: moment('2026-03-04 12:00:00') };

  it('reads a part, half-open, merges it, and leaves the watermark', async () => {
    await given();
    await threeOrders();
    await orders.run();
    await client.query("update orders set name = 'corrected'");
    const before = await orders.workspace.rows('select * from raw.watermarks');
    expect(await orders.run({ reading: october })).toEqual([1, 1, 0, 0]);
    expect((await orders.held()).map(([, name]) => name)).toEqual([
      'corrected',
      'order 2',
      'order 3',
    ]);
    expect(await orders.workspace.rows('select * from raw.watermarks')).toEqual(before);
  });

  it('is refused for an entity without a cursor that is named, before anything is read', async () => {
    await given('events', []);
    await threeOrders();
    const asked = orders.run({ reading: october, onlyEntities: ['orders'] });
    expect(await refusal(asked)).toEqual({
      text: 'sql/sources/orders.sql: the entity orders has no cursor, so a part of it cannot be read\nAdd the header line `-- Cursor: <column>` to the mapping, or read all of it with --full. Nothing was read.',
      exitCode: 2,
    });
    expect(await orders.run({ reading: october })).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('does not stand for the first read', async () => {
    await given();
    await threeOrders();
    await orders.run({ reading: october });
    expect(await ids()).toEqual([1]);
    expect(await orders.run()).toEqual([3, 2, 0, 0]);
  });
});

describe('rows of a part that break their contract', () => {
  it('stay rejects until they are mended or gone', async () => {
    await given();
    await threeOrders();
    await client.query("insert into orders values (4, null, '2026-03-01T00:00Z')");
    await client.query("insert into orders values (5, null, '2026-03-05T00:00Z')");
    const rejects = async () =>
      (await orders.workspace.rows('select entity_key from raw.rejects order by 1')).map(
        ({ entity_key }) => entity_key,
      );
    expect(await orders.run({ maxRejectedShare: 0.5 })).toEqual([5, 3, 0, 2]);
    expect(await rejects()).toEqual(['4', '5']);
    await client.query("update orders set name = 'mended' where order_id = 5");
    await insert(6, '2026-03-05T13:00Z');
    expect(await orders.run()).toEqual([4, 2, 0, 0]);
    expect(await rejects()).toEqual(['4']);
    await client.query('delete from orders where order_id = 4');
    await orders.run({ reading: { isReconciling: true } });
    expect(await rejects()).toEqual([]);
  });
});

describe('entities of one run', () => {
  const things = (name: string, select: string) =>
    Promise.all([
      orders.workspace.write(
        `sql/contracts/${name}.sql`,
        ordersContract('events').replaceAll('orders', name),
      ),
      orders.workspace.write(
        `sql/sources/${name}.sql`,
        `-- Entity:  ${name}\n-- Answers: what?\n\n${select}\n`,
      ),
    ]);

  it('are stopped one by one: a column that is gone, SQL that fails, a table that is gone', async () => {
    await given();
    await threeOrders();
    await things('amounts', "select 1 as order_id, 'a' as name");
    await things(
      'bills',
      'select order_id, name, changed_at from orders where 1 / (order_id - 2) = 0',
    );
    await things('costs', 'select * from no_such_table');
    const stopped = await refusal(orders.run());
    expect(stopped).toEqual({
      text: [
        '3 reads were stopped',
        '- sql/sources/amounts.sql: 1 column does not fit the contract',
        '  - "changed_at" is missing; the entity amounts has it as TIMESTAMP. Select it, or write null::timestamptz as changed_at if the source has none.',
        '  Mend the mapping. Nothing of amounts was written.',
        '- sql/sources/bills.sql: the read of bills from sources.app broke off: division by zero',
        '  Nothing of bills was written; entities that were read before it are in raw.duckdb. Run it again when the server is well.',
        '- sql/sources/costs.sql:4: the entity costs cannot be read from sources.app: relation "no_such_table" does not exist',
        '  Lay a file of your own over the mapping, or add the header line `-- Disabled: true` to it if you have no such table. Nothing of costs was written.',
        'What the others gave is in raw.duckdb. Nothing is built or published before these are mended.',
      ].join('\n'),
      exitCode: 3,
    });
    expect(await ids()).toEqual([1, 2, 3]);
  });

  it('are read also when another source cannot be reached', async () => {
    await given();
    await things('amounts', 'select * from orders');
    await rm(`${orders.workspace.folder}/sql/sources/amounts.sql`);
    await orders.workspace.write(
      'sql/sources/files/amounts.sql',
      "-- Entity:  amounts\n-- Answers: what?\n\nselect 7 as order_id, 'a' as name, null as changed_at",
    );
    await orders.workspace.write('files/here.txt', 'something');
    const asked = orders.workspace.extract([
      {
        kind: 'postgres',
        name: 'app',
        url: 'postgres://sample@127.0.0.1:1/app',
        statementTimeoutSeconds: 5,
      },
      { kind: 'files', name: 'shop', folder: `${orders.workspace.folder}/files` },
    ]);
    expect(await refusal(asked)).toEqual({
      text: 'sources.app: cannot connect to 127.0.0.1:1: nothing listens there\nCheck sources.app.url in muster.yaml and that the server runs. Nothing of this source was read.',
      exitCode: 3,
    });
    expect(await orders.workspace.rows('select order_id from raw.amounts')).toEqual([
      { order_id: 7 },
    ]);
  });
});
