import { readdirSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import type { Contract } from '../../pipelines/extract/contracts.ts';
import { readMappings } from '../../pipelines/extract/mappings.ts';
import type { Source } from '../../pipelines/extract/sources.ts';
import { makeWorkspace, refusal, type TestWorkspace } from './workspace.ts';

let workspace: TestWorkspace;
afterEach(() => workspace.remove());

const contract: Contract = {
  entity: 'people',
  keyColumns: ['person_id'],
  keep: 'versions',
  columns: [
    { name: 'person_id', type: 'VARCHAR', isRequired: true },
    { name: 'joined_date', type: 'DATE', isRequired: false },
  ],
  createSql: '',
  path: 'sql/contracts/people.sql',
};

const postgres = (name: string): Source => ({
  kind: 'postgres',
  name,
  url: 'postgres://localhost/app',
  statementTimeoutSeconds: 60,
});
const files: Source = { kind: 'files', name: 'exports', folder: '/exports' };

// The program's own mappings are switched off: only the file under test counts.
const own = readdirSync('sql/sources')
  .filter((name) => name.endsWith('.sql'))
  .map((name) => name.replace('.sql', ''));
const off = (entity: string) =>
  `-- Entity:   ${entity}\n-- Answers:  nothing\n-- Disabled: true\n\nselect 1\n`;

async function read(texts: Record<string, string>, sources: Source[]) {
  const disabled = own.map((entity) => [`sql/sources/${entity}.sql`, off(entity)]);
  workspace = await makeWorkspace({ ...Object.fromEntries(disabled), ...texts });
  return readMappings(workspace.folder, [contract], sources);
}

const head = '-- Entity:  people\n-- Answers: who?\n';

describe('readMappings', () => {
  it('takes the only source of the kind', async () => {
    const text = `${head}-- Source:  table users\n-- Cursor:  joined_date\n-- Lookback: 3 days\n\nselect 1;\n`;
    expect(await read({ 'sql/sources/people.sql': text }, [postgres('app')])).toMatchObject([
      {
        entity: 'people',
        kind: 'postgres',
        sourceName: 'app',
        path: 'sql/sources/people.sql',
        sql: `${head}-- Source:  table users\n-- Cursor:  joined_date\n-- Lookback: 3 days\n\nselect 1`,
        cursor: 'joined_date',
        lookbackMinutes: 4320,
        reconcile: 'weekly',
      },
    ]);
  });

  it('leaves out what a source is not asked for', async () => {
    const people = `${head}\nselect 1\n`;
    const app: Source = { ...postgres('app'), kind: 'postgres', entities: ['teams'] } as Source;
    const error = await refusal(read({ 'sql/sources/people.sql': people }, [app]));
    expect(error).toEqual({
      text: `sources.app.entities: the entity "teams" has no mapping in sql/sources/ that is read from app
Mend the name, or write sql/sources/teams.sql in the workspace. Nothing was run.`,
      exitCode: 2,
    });
    await workspace.remove();
    const asked: Source = { ...postgres('app'), kind: 'postgres', entities: ['people'] } as Source;
    const mappings = await read({ 'sql/sources/people.sql': people }, [asked]);
    expect(mappings.map(({ entity }) => entity)).toEqual(['people']);
  });

  it('takes the source that From names', async () => {
    const text = `${head}-- From:    crm\n\nselect 1\n`;
    const mappings = await read({ 'sql/sources/people.sql': text }, [
      postgres('app'),
      postgres('crm'),
    ]);
    expect(mappings.map(({ sourceName }) => sourceName)).toEqual(['crm']);
  });

  it('leaves out a mapping without a source of its kind, and a disabled one', async () => {
    const texts = {
      'sql/sources/people.sql': `${head}-- Disabled: true\n\nselect 1\n`,
      'sql/sources/files/people.sql': `${head}\nselect 1\n`,
    };
    expect(await read(texts, [postgres('app')])).toEqual([]);
  });

  it('takes the file mapping when the Postgres one is disabled', async () => {
    const texts = {
      'sql/sources/people.sql': `${head}-- Disabled: true\n\nselect 1\n`,
      'sql/sources/files/people.sql': `${head}\nselect 1\n`,
    };
    const mappings = await read(texts, [postgres('app'), files]);
    expect(mappings.map(({ kind, sourceName }) => [kind, sourceName])).toEqual([
      ['files', 'exports'],
    ]);
  });

  it('reads the folder of a profile for each of its sources, and no other', async () => {
    const texts = {
      'sql/sources/people.sql': `${head}\nselect 1\n`,
      'sql/sources/hr/people.sql': `${head}\nselect 2\n`,
      'sql/sources/files/hr/people.sql': `${head}\nselect 3\n`,
    };
    const named = (mappings: Awaited<ReturnType<typeof read>>) =>
      mappings.map(({ sourceName, path, profile }) => [sourceName, path, profile]);
    expect(named(await read(texts, [{ ...postgres('staff'), profile: 'hr' } as Source]))).toEqual([
      ['staff', 'sql/sources/hr/people.sql', 'hr'],
    ]);
    expect(named(await read(texts, [postgres('app')]))).toEqual([
      ['app', 'sql/sources/people.sql', undefined],
    ]);
    expect(named(await read(texts, [{ ...files, profile: 'hr' } as Source]))).toEqual([
      ['exports', 'sql/sources/files/hr/people.sql', 'hr'],
    ]);
  });

  it.each<[string, Record<string, string>, Source[], string]>([
    [
      'a profile without mappings',
      {},
      [{ ...postgres('pbx'), profile: '3cx-cdrouput' } as Source],
      'sources.pbx.profile: the profile "3cx-cdrouput" has no mapping in sql/sources/3cx-cdrouput/\nMend the name, or write sql/sources/3cx-cdrouput/<entity>.sql in the workspace. Nothing was run.',
    ],
    [
      'an entity whose rows are not told apart by source, for two sources of a profile',
      { 'sql/sources/hr/people.sql': `${head}\nselect 1\n` },
      [
        { ...postgres('a'), profile: 'hr' } as Source,
        { ...postgres('b'), profile: 'hr' } as Source,
      ],
      'sql/sources/hr/people.sql: the entity "people" is mapped twice, for a and b\nIts key has no `source`: add the header line `-- From: <source>`. Nothing was run.',
    ],
    [
      'a mapping in a folder of a folder',
      { 'sql/sources/hr/old/people.sql': `${head}\nselect 1\n` },
      [postgres('app')],
      'sql/sources/hr/old/people.sql: a mapping lies too deep\nMove it to sql/sources/ or one folder below, the one of its profile. Nothing was run.',
    ],
    [
      'an entity mapped in both dialects',
      {
        'sql/sources/people.sql': `${head}\nselect 1\n`,
        'sql/sources/files/people.sql': `${head}\nselect 1\n`,
      },
      [postgres('app'), files],
      'sql/sources/people.sql: the entity "people" is mapped twice, here and in sql/sources/files/people.sql\nAdd the header line `-- Disabled: true` to the one that is not wanted. Nothing was run.',
    ],
    [
      'an entity that there is not',
      { 'sql/sources/persons.sql': '-- Entity:  persons\n-- Answers: who?\n\nselect 1\n' },
      [postgres('app')],
      'sql/sources/persons.sql: there is no entity "persons"\nKnown entities: people. Nothing was run.',
    ],
    [
      'two possible sources',
      { 'sql/sources/people.sql': `${head}\nselect 1\n` },
      [postgres('app'), postgres('crm')],
      'sql/sources/people.sql: muster.yaml names 2 sources of kind postgres (app, crm)\nAdd the header line `-- From: <source>`. Nothing was run.',
    ],
    [
      'a source that there is not',
      { 'sql/sources/people.sql': `${head}-- From:    erp\n\nselect 1\n` },
      [postgres('app'), files],
      'sql/sources/people.sql: From names "erp", which is no source of kind postgres in muster.yaml\nKnown: app. Nothing was run.',
    ],
    [
      'a cursor that is no column',
      { 'sql/sources/people.sql': `${head}-- Cursor:  updated_at\n\nselect 1\n` },
      [postgres('app')],
      'sql/sources/people.sql: Cursor names "updated_at"\nColumns of people: person_id, joined_date. Nothing was run.',
    ],
  ])('refuses %s', async (_what, texts, sources, text) => {
    expect(await refusal(read(texts, sources))).toEqual({ text, exitCode: 2 });
  });
});
