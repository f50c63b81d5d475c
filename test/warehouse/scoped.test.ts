import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ScopeRow, visibleScopes } from '../../pipelines/access/scope.ts';
import { Database } from '../../pipelines/warehouse/database.ts';
import { openPublished, openScoped } from '../../pipelines/warehouse/scoped.ts';
import { buildCase } from '../models/model-case.ts';

const tables = ['metric_values', 'scopes', 'periods'];
let made: Awaited<ReturnType<typeof buildCase>>;
let scopes: ScopeRow[];
beforeAll(async () => {
  made = await buildCase(join(import.meta.dirname, '../cases/portfolio-shares'));
  scopes = await made.build.rows<ScopeRow>('select * from scopes');
});
afterAll(() => made.close());

async function scoped<T>(
  kind: 'team' | 'member' | 'tenant',
  id: string,
  work: (db: Database) => T,
) {
  const database = await openScoped(made.made.path, tables, visibleScopes({ kind, id }, scopes));
  try {
    return await work(database);
  } finally {
    database.close();
  }
}

const scopesWithRows = (database: Database) =>
  database.rows<{ scope: string }>(
    "select distinct scope_kind || ':' || scope_id as scope from metric_values order by scope",
  );

describe('openScoped (TN-7)', () => {
  it('holds only the rows of a team and of its people in it', async () => {
    const rows = await scoped('team', 't1', scopesWithRows);
    expect(rows.map((row) => row.scope)).toEqual([
      'team:t1',
      'team_member:t1/u',
      'team_member:t1/v',
    ]);
  });

  it('holds, of numbers, only those of the metrics that are asked for', async () => {
    const visible = visibleScopes({ kind: 'team', id: 't1' }, scopes);
    const of = async (metrics: readonly string[]) => {
      const database = await openScoped(made.made.path, tables, visible, { metrics });
      try {
        return (
          await database.rows<{ metric_id: string }>('select distinct metric_id from metric_values')
        ).map((row) => row.metric_id);
      } finally {
        database.close();
      }
    };
    expect(await of(['portfolio_arr'])).toEqual(['portfolio_arr']);
    expect((await of([])).length).toBeGreaterThan(1);
  });

  it('says that a build of another version lacks a table, and what to do', async () => {
    const old = join(dirname(made.made.path), 'old.duckdb');
    const database = await Database.open(':memory:');
    await database.run(`attach '${old}' as old; create table old.scopes (scope_kind varchar)`);
    database.close();
    const lacks = /has no metric_values, periods: another version of muster made it/;
    await expect(openScoped(old, tables, [])).rejects.toThrow(lacks);
    await expect(openPublished(old, tables)).rejects.toThrow(lacks);
    (await openPublished(old)).close();
  });

  it('holds only the rows of one person, in each team', async () => {
    const rows = await scoped('member', 'v', scopesWithRows);
    expect(rows.map((row) => row.scope)).toEqual([
      'member:v',
      'team_member:t1/v',
      'team_member:t2/v',
    ]);
  });

  it('holds only the rows of one tenant', async () => {
    const rows = await scoped('tenant', 'B', scopesWithRows);
    expect(rows.map((row) => row.scope)).toEqual(['tenant:B']);
  });

  it.each([
    ['the build', 'select * from build.metric_values'],
    ['another table of the build', 'select * from tenant_arr'],
    ['a file', "select * from read_csv('/etc/passwd')"],
    ['a new attachment', "attach '/tmp/other.duckdb'"],
    ['a setting', 'set enable_external_access = true'],
    ['a copy to a file', "copy metric_values to '/tmp/leak.csv'"],
  ])('cannot reach %s', async (_what, sql) => {
    await scoped('team', 't1', (database) => expect(database.rows(sql)).rejects.toThrow());
  });

  it('refuses a table that carries no scope', async () => {
    await expect(openScoped(made.made.path, ['tenant_arr'], [])).rejects.toThrow(
      'tables of the report: the table "tenant_arr" has no scope, so a report cannot read it',
    );
  });
});

describe('openPublished', () => {
  it('shows everything, read only and locked', async () => {
    const database = await openPublished(made.made.path);
    expect((await scopesWithRows(database)).length).toBeGreaterThan(6);
    await expect(database.run('create table x as select 1')).rejects.toThrow('read-only');
    await expect(database.run("attach '/tmp/other.duckdb'")).rejects.toThrow();
    database.close();
  });
});
