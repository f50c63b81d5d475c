import { afterEach, describe, expect, it } from 'vitest';
import { readContracts } from '../../pipelines/extract/contracts.ts';
import { makeWorkspace, refusal, type TestWorkspace } from './workspace.ts';

let workspace: TestWorkspace;
afterEach(() => workspace.remove());

const head =
  '-- Entity:  things\n-- Key:     thing_id\n-- Keep:    versions\n-- Answers: what?\n\n';

async function readOne(text: string) {
  workspace = await makeWorkspace({ 'sql/contracts/things.sql': text });
  return (await readContracts(workspace.folder)).find(({ entity }) => entity === 'things');
}

describe('readContracts', () => {
  it('takes names, types and what is required from DuckDB, not from the text', async () => {
    const contract = await readOne(
      `${head}create table raw.things (
         thing_id varchar not null, -- a comment with, commas (and brackets) not null
         price decimal(18, 2) not null, tags text[], seen_at timestamp, "odd name" int);`,
    );
    expect(contract).toMatchObject({
      entity: 'things',
      keep: 'versions',
      keyColumns: ['thing_id'],
      path: 'sql/contracts/things.sql',
      columns: [
        { name: 'thing_id', type: 'VARCHAR', isRequired: true },
        { name: 'price', type: 'DECIMAL(18,2)', isRequired: true },
        { name: 'tags', type: 'VARCHAR[]', isRequired: false },
        { name: 'seen_at', type: 'TIMESTAMP', isRequired: false },
        { name: 'odd name', type: 'INTEGER', isRequired: false },
      ],
    });
  });

  it('reads every contract of the program', async () => {
    workspace = await makeWorkspace();
    const contracts = await readContracts(undefined);
    expect(contracts.map(({ entity, keep, keyColumns }) => [entity, keep, keyColumns])).toEqual(
      expect.arrayContaining([
        ['people', 'versions', ['person_id']],
        ['call_lines', 'events', ['source', 'leg_id']],
        ['team_members', 'versions', ['person_id', 'team_id', 'from_date']],
      ]),
    );
  });

  it.each([
    [
      'a key that is no column',
      head.replace('thing_id', 'other_id'),
      'create table raw.things (thing_id varchar not null)',
      'sql/contracts/things.sql: the key column "other_id" is not in the table',
    ],
    [
      'a key that may be null',
      head,
      'create table raw.things (thing_id varchar)',
      'sql/contracts/things.sql: the key column "thing_id" must be not null',
    ],
    [
      'an unknown way of keeping',
      head.replace('versions', 'rows'),
      'create table raw.things (thing_id varchar not null)',
      'sql/contracts/things.sql: Keep is "rows"; it must be events or versions',
    ],
    [
      'another name than the file',
      head.replace('things', 'stuff'),
      'create table raw.stuff (thing_id varchar not null)',
      'sql/contracts/things.sql: the header names the entity "stuff", the file is things.sql',
    ],
    [
      'a table of another name',
      head,
      'create table raw.stuff (thing_id varchar not null)',
      'sql/contracts/things.sql: the file does not create the table raw.things',
    ],
    [
      'SQL that DuckDB refuses',
      head,
      'create table raw.things (thing_id nonsense not null)',
      'sql/contracts/things.sql: Catalog Error: Type with name nonsense does not exist!',
    ],
  ])('refuses %s', async (_what, header, sql, message) => {
    expect(await refusal(readOne(`${header}${sql};`))).toEqual({
      text: `${message}\nMend the contract. Nothing was run.`,
      exitCode: 2,
    });
  });
});
