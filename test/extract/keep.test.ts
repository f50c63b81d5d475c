import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readContracts } from '../../pipelines/extract/contracts.ts';
import type { FilesSource } from '../../pipelines/extract/sources.ts';
import { readModels } from '../../pipelines/models/model.ts';
import { Database } from '../../pipelines/warehouse/database.ts';
import { makeWorkspace, refusal, type TestWorkspace } from './workspace.ts';

let workspace: TestWorkspace;
let source: FilesSource;

const contract = (keep: string) =>
  `-- Entity:  things\n-- Key:     thing_id\n-- Keep:    ${keep}\n-- Answers: what?

create table raw.things (thing_id varchar not null, name varchar not null, price decimal(18, 2));`;

const mapping = `-- Entity:  things\n-- Answers: what?

select * from read_csv(getvariable('folder') || '/things.csv', columns = {
  'thing_id': 'varchar', 'name': 'varchar', 'price': 'decimal(18, 2)'}, header = true)`;

async function given(keep: string) {
  workspace = await makeWorkspace({
    'sql/contracts/things.sql': contract(keep),
    'sql/sources/files/things.sql': mapping,
  });
  source = { kind: 'files', name: 'shop', folder: `${workspace.folder}/files` };
}

async function load(runId: string, ...lines: string[]) {
  await workspace.write('files/things.csv', `thing_id,name,price\n${lines.join('\n')}\n`);
  const { units } = await workspace.extract([source], { runId });
  const [unit] = units;
  return [unit?.readCount, unit?.changedCount, unit?.deletedCount, unit?.rejectedCount];
}

const versions = () =>
  workspace.rows(
    `select thing_id, name, price, seen_from_run_id as "from", seen_until_run_id as until, is_deleted
     from raw.things order by thing_id, seen_from_run_id, is_deleted`,
  );
const events = () => workspace.rows('select * from raw.things order by thing_id');
const loads = () =>
  workspace.rows(
    `select load_id, run_id, entity, source, read_count, loaded_count, rejected_count,
       changed_count, deleted_count, loaded_at from raw.loads order by load_id`,
  );

afterEach(() => workspace.remove());

describe('an entity with Keep: versions', () => {
  beforeEach(() => given('versions'));

  it('opens a version of each row at first', async () => {
    expect(await load('r1', 'a,Axe,1.50', 'b,Bow,')).toEqual([2, 2, 0, 0]);
    expect(await versions()).toEqual([
      { thing_id: 'a', name: 'Axe', price: 1.5, from: 'r1', until: null, is_deleted: false },
      { thing_id: 'b', name: 'Bow', price: null, from: 'r1', until: null, is_deleted: false },
    ]);
  });

  it('closes the version of a changed row and opens another', async () => {
    await load('r1', 'a,Axe,1.50', 'b,Bow,2.00');
    expect(await load('r2', 'a,Axe,1.75', 'b,Bow,2.00')).toEqual([2, 1, 0, 0]);
    expect(await versions()).toEqual([
      { thing_id: 'a', name: 'Axe', price: 1.5, from: 'r1', until: 'r2', is_deleted: false },
      { thing_id: 'a', name: 'Axe', price: 1.75, from: 'r2', until: null, is_deleted: false },
      { thing_id: 'b', name: 'Bow', price: 2, from: 'r1', until: null, is_deleted: false },
    ]);
  });

  it('takes a value that became null for a change', async () => {
    await load('r1', 'a,Axe,1.50');
    expect(await load('r2', 'a,Axe,')).toEqual([1, 1, 0, 0]);
    expect((await versions()).map(({ price, until }) => [price, until])).toEqual([
      [1.5, 'r2'],
      [null, null],
    ]);
  });

  it('closes a row that is gone with a tombstone, and opens it again when it comes back', async () => {
    await load('r1', 'a,Axe,1.50', 'b,Bow,2.00');
    expect(await load('r2', 'b,Bow,2.00')).toEqual([1, 0, 1, 0]);
    expect(await load('r3', 'b,Bow,2.00')).toEqual([1, 0, 0, 0]);
    expect(await load('r4', 'a,Axe,1.50', 'b,Bow,2.00')).toEqual([2, 1, 0, 0]);
    expect((await versions()).filter(({ thing_id }) => thing_id === 'a')).toEqual([
      { thing_id: 'a', name: 'Axe', price: 1.5, from: 'r1', until: 'r2', is_deleted: false },
      { thing_id: 'a', name: 'Axe', price: 1.5, from: 'r2', until: 'r4', is_deleted: true },
      { thing_id: 'a', name: 'Axe', price: 1.5, from: 'r4', until: null, is_deleted: false },
    ]);
  });

  it('does not take a row that was rejected for one that is gone', async () => {
    await load('r1', 'a,Axe,1.50', 'b,Bow,2.00');
    await workspace.write('files/things.csv', 'thing_id,name,price\na,,1.50\nb,Bow,2.00\n');
    const { units } = await workspace.extract([source], { runId: 'r2', maxRejectedShare: 0.5 });
    expect(units).toMatchObject([{ rejectedCount: 1, changedCount: 0, deletedCount: 0 }]);
    expect((await versions()).map(({ thing_id, until }) => [thing_id, until])).toEqual([
      ['a', null],
      ['b', null],
    ]);
  });

  it('leaves the bytes of raw as they are when nothing is new', async () => {
    await load('r1', 'a,Axe,1.50', 'b,Bow,2.00');
    const before = workspace.rawHash();
    expect(await load('r2', 'b,Bow,2.00', 'a,Axe,1.50')).toEqual([2, 0, 0, 0]);
    expect(workspace.rawHash()).toBe(before);
  });
});

describe('an entity with Keep: events', () => {
  beforeEach(() => given('events'));

  it('merges by key: newer replaces, absent stays', async () => {
    await load('r1', 'a,Axe,1.50', 'b,Bow,2.00');
    expect(await load('r2', 'b,Bow,2.50', 'c,Cap,3.00')).toEqual([2, 2, 0, 0]);
    expect(await events()).toEqual([
      { thing_id: 'a', name: 'Axe', price: 1.5 },
      { thing_id: 'b', name: 'Bow', price: 2.5 },
      { thing_id: 'c', name: 'Cap', price: 3 },
    ]);
  });

  it('records a load only when something changed', async () => {
    await load('r1', 'a,Axe,1.50', 'b,Bow,2.00');
    await load('r2', 'a,Axe,1.50', 'b,Bow,2.00');
    await load('r3', 'b,Bow,2.50');
    const common = { entity: 'things', source: 'shop', rejected_count: 0, deleted_count: 0 };
    const loaded_at = '2026-11-16 12:00:00';
    expect(await loads()).toEqual([
      {
        load_id: 1,
        run_id: 'r1',
        read_count: 2,
        loaded_count: 2,
        changed_count: 2,
        ...common,
        loaded_at,
      },
      {
        load_id: 2,
        run_id: 'r3',
        read_count: 1,
        loaded_count: 1,
        changed_count: 1,
        ...common,
        loaded_at,
      },
    ]);
  });

  it('leaves the bytes of raw as they are when nothing is new', async () => {
    await load('r1', 'a,Axe,1.50', 'b,Bow,2.00');
    const before = workspace.rawHash();
    expect(await load('r2', 'b,Bow,2.00')).toEqual([1, 0, 0, 0]);
    expect(workspace.rawHash()).toBe(before);
  });

  it('takes equal rows of one key for one row', async () => {
    expect(await load('r1', 'a,Axe,1.50', 'a,Axe,1.50', 'b,Bow,', 'b,Bow,')).toEqual([4, 2, 0, 0]);
    expect(await events()).toEqual([
      { thing_id: 'a', name: 'Axe', price: 1.5 },
      { thing_id: 'b', name: 'Bow', price: null },
    ]);
  });
});

describe('the keys of raw', () => {
  it('are the grain of a staging model each, which every build proves', async () => {
    const contracts = await readContracts(undefined);
    const models = await readModels(undefined);
    for (const contract of contracts) {
      const staging = models.find((model) => model.name === `stg_${contract.entity}`);
      // What is written over in place is read with all its versions, each seen from a run on.
      const versions = contract.entity === 'tenant_today' ? ['seen_from_run_id'] : [];
      expect([contract.entity, staging?.header.get('Grain')]).toEqual([
        contract.entity,
        [...contract.keyColumns, ...versions].join(', '),
      ]);
    }
  });

  it.each(['events', 'versions'])('are unique also where they are written: %s', async (keep) => {
    await given(keep);
    await load('r1', 'a,Axe,1.50', 'b,Bow,2.00');
    // What no read does: a second current row of one key.
    const raw = await Database.open(workspace.rawPath);
    await raw.run("insert into raw.things select * from raw.things where thing_id = 'a'");
    raw.close();
    const before = workspace.rawHash();
    await expect(load('r2', 'a,Axe,1.75', 'b,Bow,2.00')).rejects.toThrow(
      '1 keys of things would stand twice in raw',
    );
    expect(workspace.rawHash()).toBe(before);
  });
});

describe('rows that break their contract', () => {
  beforeEach(() => given('events'));

  const rejects = () =>
    workspace.rows(
      `select source, entity, entity_key, column_name, reason, run_id from raw.rejects
       order by entity_key nulls first`,
    );
  const bad = ['a,Axe,1', 'b,Bow,2', 'b,Bow,3', ',Cap,4', 'd,,5', 'a,Axe,1', 'e,Elk,6'];

  it('are kept aside with their key, column and reason, and the counts add up', async () => {
    await workspace.write('files/things.csv', `thing_id,name,price\n${bad.join('\n')}\n`);
    const { units } = await workspace.extract([source], { runId: 'r1', maxRejectedShare: 0.9 });
    expect(units).toMatchObject([
      { readCount: 7, loadedCount: 3, rejectedCount: 4, changedCount: 2 },
    ]);
    const common = { source: 'shop', entity: 'things', run_id: 'r1' };
    const missing = 'a required value is missing';
    const unequal = '2 rows have this key and are not equal';
    expect(await rejects()).toEqual([
      { ...common, entity_key: null, column_name: 'thing_id', reason: missing },
      { ...common, entity_key: 'b', column_name: null, reason: unequal },
      { ...common, entity_key: 'b', column_name: null, reason: unequal },
      { ...common, entity_key: 'd', column_name: 'name', reason: missing },
    ]);
    expect((await events()).map(({ thing_id }) => thing_id)).toEqual(['a', 'e']);
  });

  it('are written once, and gone from raw when they are mended', async () => {
    await workspace.write('files/things.csv', `thing_id,name,price\n${bad.join('\n')}\n`);
    await workspace.extract([source], { runId: 'r1', maxRejectedShare: 0.9 });
    const before = workspace.rawHash();
    await workspace.extract([source], { runId: 'r2', maxRejectedShare: 0.9 });
    expect(workspace.rawHash()).toBe(before);
    await load('r3', 'a,Axe,1', 'b,Bow,2', 'd,Dog,5', 'e,Elk,6');
    expect(await rejects()).toEqual([]);
    expect(await loads()).toMatchObject([
      { run_id: 'r1', rejected_count: 4 },
      { run_id: 'r3', rejected_count: 0, changed_count: 2 },
    ]);
  });

  it('stop the entity when they are too many, with nothing written', async () => {
    await load('r1', 'a,Axe,1');
    const before = workspace.rawHash();
    expect(await refusal(load('r2', ...bad))).toEqual({
      text: [
        'sql/sources/files/things.sql: 4 of 7 rows of things cannot be used: 57.1 %, and 5.0 % are allowed',
        '- 2× 2 rows have this key and are not equal',
        '- 1× "name": a required value is missing',
        '- 1× "thing_id": a required value is missing',
        'Mend the rows in the source or the mapping, or raise extract.max_rejected_share. Nothing of things was written.',
      ].join('\n'),
      exitCode: 3,
    });
    expect(workspace.rawHash()).toBe(before);
  });
});
