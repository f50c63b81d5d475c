import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { PostgresSource } from '../../pipelines/extract/sources.ts';
import { startServer, type TestServer } from '../demo/postgres-server.ts';
import { makeWorkspace, refusal, type TestWorkspace } from './workspace.ts';

let server: TestServer;
let client: pg.Client;
let source: PostgresSource;
let workspace: TestWorkspace;

beforeAll(async () => {
  server = await startServer();
  const url = await server.createDatabase('app');
  source = { kind: 'postgres', name: 'app', url, statementTimeoutSeconds: 30 };
  client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
});
afterAll(async () => {
  await client.end();
  await server.stop();
});

const entity = (name: string, select: string, keep = 'versions') => ({
  [`sql/contracts/${name}.sql`]: `-- Entity:  ${name}\n-- Key:     id\n-- Keep:    ${keep}\n-- Answers: what?\n
create table raw.${name} (id integer not null, note varchar);`,
  [`sql/sources/${name}.sql`]: `-- Entity:  ${name}\n-- Answers: what?\n\n${select}\n`,
});

beforeEach(async () => {
  await client.query(`drop table if exists things;
    create table things as select i as id, 'note ' || i as note from generate_series(1, 3000) as i`);
});
afterEach(() => workspace.remove());

const run = (runId: string) => workspace.extract([source], { runId });

describe('a table that changes its columns', () => {
  it('may get a new one, which is left out and told once', async () => {
    workspace = await makeWorkspace(entity('things', 'select * from things'));
    await run('run-1');
    await client.query("alter table things add column fax text default '734-555-0199'");
    await run('run-2');
    const told =
      'sql/sources/things.sql: new column "fax" (text), which the entity things does not have; it is left out';
    expect(workspace.warnings).toEqual([told]);
    const { units, hasChanges } = await run('run-3');
    expect(units).toMatchObject([{ readCount: 3000, changedCount: 0 }]);
    expect(hasChanges).toBe(false);
    expect(workspace.warnings).toEqual([told]);
    await client.query('alter table things add column pager integer');
    await run('run-4');
    expect(workspace.warnings).toEqual([told, told.replace('"fax" (text)', '"pager" (integer)')]);
    expect(await workspace.rows('select * from raw.ignored_columns order by column_name')).toEqual([
      { entity: 'things', source: 'app', column_name: 'fax', column_type: 'text', run_id: 'run-2' },
      {
        entity: 'things',
        source: 'app',
        column_name: 'pager',
        column_type: 'integer',
        run_id: 'run-4',
      },
    ]);
    expect(await workspace.rows('select max(note) as note from raw.things')).toEqual([
      { note: 'note 999' },
    ]);
  });
});

describe('a hot standby that ends a long read for its recovery', () => {
  // Stands for the standby: a transaction that carried more than 400 rows is ended.
  const conflict = `create or replace function carried(note text) returns text stable language plpgsql as $$
    declare
      count int := coalesce(nullif(current_setting('test.carried', true), ''), '0')::int + 1;
    begin
      perform set_config('test.carried', count::text, true);
      if count > 400 then
        raise exception 'canceling statement due to conflict with recovery' using errcode = '40001';
      end if;
      return note;
    end $$`;

  it.each(['events', 'versions'])('is read by ranges of the key, with %s', async (keep) => {
    await client.query(conflict);
    workspace = await makeWorkspace({
      ...entity('things', 'select id, carried(note) as note from things', keep),
      ...entity('zeals', 'select id, note from things where id < 6', keep),
    });
    const { units } = await run('run-1');
    expect(units).toMatchObject([
      { entity: 'things', readCount: 3000, changedCount: 3000, rejectedCount: 0 },
      { entity: 'zeals', readCount: 5 },
    ]);
    expect(workspace.warnings).toEqual([
      'things: the standby ended the read for its recovery; it is read again in 16 ranges of id, each in a snapshot of its own',
    ]);
    expect(
      await workspace.rows(
        "select count(*) as count, count(distinct id) as ids, min(id) as least, max(id) as most, count(*) filter (where note <> 'note ' || id) as wrong from raw.things",
      ),
    ).toEqual([{ count: 3000, ids: 3000, least: 1, most: 3000, wrong: 0 }]);
    await client.query('delete from things where id in (1, 1500)');
    expect((await run('run-2')).units[0]).toMatchObject({ changedCount: 0, deletedCount: 2 });
  });

  it('keeps apart what does not fit in a range, and rows without a key', async () => {
    await client.query(conflict);
    await client.query("insert into things values (null, 'nobody')");
    workspace = await makeWorkspace({
      ...entity(
        'things',
        'select id, carried(note) as note from (select case when id = 7 then 3000000000 else id end as id, note from things) as t',
      ),
    });
    const { units } = await run('run-1');
    expect(units).toMatchObject([{ readCount: 3001, loadedCount: 2999, rejectedCount: 2 }]);
    expect(
      await workspace.rows('select column_name, reason from raw.rejects order by reason'),
    ).toEqual(
      [
        { column_name: 'id', reason: 'a required value is missing' },
        { column_name: 'id', reason: 'a value does not fit INTEGER' },
      ].sort((a, b) => (a.reason < b.reason ? -1 : 1)),
    );
  });

  it('is told and leaves raw as it was when it ends the ranges too', async () => {
    await client.query(conflict.replace('> 400', '> 4'));
    workspace = await makeWorkspace(
      entity('things', 'select id, carried(note) as note from things'),
    );
    expect(await refusal(run('run-1'))).toEqual({
      text: 'sql/sources/things.sql: the read of things from sources.app broke off: canceling statement due to conflict with recovery\nNothing of things was written; entities that were read before it are in raw.duckdb. Run it again when the server is well.',
      exitCode: 3,
    });
    expect(await workspace.rows('select count(*) as count from raw.things')).toEqual([
      { count: 0 },
    ]);
    expect(await workspace.rows('select * from raw.loads')).toEqual([]);
  });
});
