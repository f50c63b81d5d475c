import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { openRaw } from '../../pipelines/extract/raw-store.ts';
import { makeWorkspace, refusal, type TestWorkspace } from './workspace.ts';

let workspace: TestWorkspace;
afterEach(() => workspace.remove());

const contract = (columns: string, keep = 'versions') =>
  `-- Entity:  things\n-- Key:     id\n-- Keep:    ${keep}\n-- Answers: what?\n
create table raw.things (id integer not null${columns});`;

async function open(columns: string, work = 'select 1', keep?: string) {
  await workspace.write('sql/contracts/things.sql', contract(columns, keep));
  const raw = await openRaw(workspace.rawPath, { workspaceFolder: workspace.folder });
  try {
    return await raw.rows(work);
  } finally {
    raw.close();
  }
}

describe('openRaw', () => {
  it('makes the file for its owner only, with the tables of contracts and loads', async () => {
    workspace = await makeWorkspace();
    const path = join(workspace.folder, 'below/raw.duckdb');
    const raw = await openRaw(path);
    const names = await raw.rows<{ name: string }>(
      "select table_name as name from duckdb_tables() where database_name = 'raw' order by 1",
    );
    const columns = await raw.columns('raw.locations');
    raw.close();
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(join(workspace.folder, 'below')).mode & 0o777).toBe(0o700);
    expect(names.map(({ name }) => name)).toEqual(
      expect.arrayContaining([
        'call_lines',
        'entities',
        'files',
        'loads',
        'people',
        'rejects',
        'sources',
      ]),
    );
    expect(columns).toEqual([
      { name: 'location_id', type: 'VARCHAR' },
      { name: 'name', type: 'VARCHAR' },
      { name: 'time_zone', type: 'VARCHAR' },
      { name: 'seen_from_run_id', type: 'VARCHAR' },
      { name: 'seen_until_run_id', type: 'VARCHAR' },
      { name: 'is_deleted', type: 'BOOLEAN' },
    ]);
  });

  it('writes nothing when it finds everything in place', async () => {
    workspace = await makeWorkspace();
    await open(', name varchar');
    const before = workspace.rawHash();
    await open(', name varchar');
    expect(workspace.rawHash()).toBe(before);
  });

  it('says which process has the file open', async () => {
    workspace = await makeWorkspace();
    await open(', name varchar');
    const database = join(import.meta.dirname, '../../pipelines/warehouse/database.ts');
    const script = `import { Database } from ${JSON.stringify(database)};
      await Database.open(${JSON.stringify(workspace.rawPath)});
      process.stdout.write('open'); setInterval(() => undefined, 1000);`;
    const holder = spawn(process.execPath, ['--input-type=module', '-e', script]);
    try {
      await once(holder.stdout, 'data');
      expect(await refusal(open(', name varchar'))).toEqual({
        text: `${workspace.rawPath}: the process ${holder.pid} has it open\nAnother run is under way, or a shell has the file open: wait for it or end it, then run it again. Nothing was changed.`,
        exitCode: 2,
      });
    } finally {
      holder.kill();
      await once(holder, 'exit');
    }
  });

  it('says what to do with a file that is no database', async () => {
    workspace = await makeWorkspace();
    await workspace.write('raw.duckdb', 'this is text, not a database '.repeat(400));
    const { text, exitCode } = await refusal(open(''));
    expect(text).toContain(
      'DuckDB cannot open the file. Move it aside and run `muster extract --rebuild-raw`, which makes it anew. Nothing was changed.',
    );
    expect(exitCode).toBe(2);
  });

  it('gives the tables of an earlier muster the columns they lack', async () => {
    workspace = await makeWorkspace();
    await open(
      '',
      `alter table raw.sources drop column has_unanswered;
       alter table raw.sources drop column has_transfers;
       alter table raw.sources drop column has_call_ids;
       alter table raw.files drop column skipped_count;
       drop table raw.watermarks;
       insert into raw.sources (source, kind, has_wait) values ('3cx', 'cdr', true)`,
    );
    expect(
      await open('', 'select source, has_wait, has_transfers, has_call_ids from raw.sources'),
    ).toEqual([{ source: '3cx', has_wait: true, has_transfers: null, has_call_ids: null }]);
    expect(await open('', 'from raw.watermarks')).toEqual([]);
    const columns = await open('', 'describe raw.files');
    expect(columns.map(({ column_name }) => column_name).slice(7)).toEqual([
      'run_id',
      'loaded_at',
      'skipped_count',
      'merged_count',
      'note',
      'file_mark',
      'ended_bytes',
      'ended_lines',
    ]);
    await workspace.extract([], { runId: 'r2' });
    expect(await open('', 'from raw.sources')).toEqual([]);
  });

  it('adds an optional column that a contract has gained', async () => {
    workspace = await makeWorkspace();
    await open('', "insert into raw.things values (1, 'r', null, false)");
    expect(await open(', name varchar', 'select * from raw.things')).toEqual([
      { id: 1, seen_from_run_id: 'r', seen_until_run_id: null, is_deleted: false, name: null },
    ]);
  });

  it('makes a table anew that has no rows', async () => {
    workspace = await makeWorkspace();
    await open(', name varchar');
    await open(', name integer not null', 'select 1', 'events');
    expect(await open(', name integer not null', 'describe raw.things', 'events')).toMatchObject([
      { column_name: 'id', column_type: 'INTEGER', null: 'NO' },
      { column_name: 'name', column_type: 'INTEGER', null: 'NO' },
    ]);
  });

  it('refuses a contract that no longer fits the rows that are there', async () => {
    workspace = await makeWorkspace();
    await open(
      ', name varchar, old date',
      "insert into raw.things values (1, 'n', null, 'r', null, false)",
    );
    const before = workspace.rawHash();
    expect(await refusal(open(', name integer not null, more integer not null'))).toEqual({
      text: `${workspace.rawPath}: the table things no longer fits sql/contracts/things.sql: "name" is VARCHAR, the contract says INTEGER; the contract has the new required column "more"; the contract has no column "old" any more\nRun \`muster extract --rebuild-raw\`, which makes raw.duckdb anew, or undo the change of the contract. Nothing was changed.`,
      exitCode: 2,
    });
    expect(workspace.rawHash()).toBe(before);
  });
});
