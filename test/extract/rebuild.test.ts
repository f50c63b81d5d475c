import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import type { FilesSource } from '../../pipelines/extract/sources.ts';
import { tries } from '../counts.ts';
import { abandoned, internal, outbound, queueCall } from './three-cx-lines.ts';
import { inboxOf, makeWorkspace, refusal, type TestWorkspace } from './workspace.ts';

let workspace: TestWorkspace;
let source: FilesSource;
afterEach(() => workspace.remove());

const contract = (keep: string, more = '') =>
  `-- Entity:  things\n-- Key:     thing_id\n-- Keep:    ${keep}\n-- Answers: what?

create table raw.things (thing_id varchar not null, name varchar not null, price decimal(18, 2)${more});`;

const mapping = (more = '') => `-- Entity:  things\n-- Answers: what?

select *${more} from read_csv(getvariable('folder') || '/things.csv', columns = {
  'thing_id': 'varchar', 'name': 'varchar', 'price': 'decimal(18, 2)'}, header = true)`;

async function given(keep: string) {
  workspace = await makeWorkspace({
    'sql/contracts/things.sql': contract(keep),
    'sql/sources/files/things.sql': mapping(),
  });
  source = { kind: 'files', name: 'shop', folder: `${workspace.folder}/files` };
}

const write = (lines: readonly string[]) =>
  workspace.write('files/things.csv', `thing_id,name,price\n${lines.join('\n')}\n`);

async function load(runId: string, ...lines: string[]) {
  await write(lines);
  return workspace.extract([source], { runId });
}

const history = () => workspace.rows('select * from raw.things order by all');
const loads = () =>
  workspace.rows('select * exclude (load_id) from raw.loads order by raw.loads.load_id');
const changesFolder = () => join(workspace.folder, 'raw/changes');
const changeFiles = () =>
  (readdirSync(changesFolder(), { recursive: true }) as string[])
    .filter((name) => name.includes('.'))
    .sort();
const loseRaw = () => rmSync(workspace.rawPath);

async function threeRuns() {
  await load('r1', 'a,Axe,1.50', 'b,Bow,', 'c,Cap,3.00');
  await load('r2', 'a,Axe,1.75', 'c,Cap,3.00');
  await load('r3', 'a,Axe,1.50', 'b,Bow,2.00', 'c,Cap,3.00');
}

describe('change files', () => {
  it('are written for each load of versions, for their owner only', async () => {
    await given('versions');
    await threeRuns();
    await load('r4', 'a,Axe,1.50', 'b,Bow,2.00', 'c,Cap,3.00');
    expect(changeFiles()).toEqual([
      'r1/1-things.parquet',
      'r2/2-things.parquet',
      'r3/3-things.parquet',
    ]);
    const path = join(changesFolder(), 'r2/2-things.parquet');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(join(changesFolder(), 'r2')).mode & 0o777).toBe(0o700);
    expect(await workspace.rows(`select * from read_parquet('${path}') order by thing_id`)).toEqual(
      [
        { thing_id: 'a', name: 'Axe', price: 1.75, is_deleted: false },
        { thing_id: 'b', name: 'Bow', price: null, is_deleted: true },
      ],
    );
  });

  it('of a load that was not committed are removed by the next run; of one that was, kept', async () => {
    await given('versions');
    await threeRuns();
    const path = (name: string) => join(changesFolder(), name);
    await rename(path('r3/3-things.parquet'), path('r3/3-things.parquet.pending'));
    await workspace.write('raw/changes/r9/4-things.parquet.pending', 'never committed');
    await workspace.write('raw/changes/r9/5-things.parquet.part', 'half of a file');
    await load('r5', 'a,Axe,1.50', 'b,Bow,2.00', 'c,Cap,3.00');
    expect(changeFiles()).toEqual([
      'r1/1-things.parquet',
      'r2/2-things.parquet',
      'r3/3-things.parquet',
    ]);
    expect(readdirSync(changesFolder()).sort()).toEqual(['r1', 'r2', 'r3']);
  });

  it('are not passed over by a new raw', async () => {
    await given('versions');
    await threeRuns();
    loseRaw();
    expect(await refusal(load('r4', 'a,Axe,1.50'))).toEqual({
      text: `${workspace.rawPath}: raw.duckdb is new, and ${changesFolder()} holds what 3 loads wrote into an earlier one\nRun \`muster extract --rebuild-raw\` to make raw.duckdb from them, or move that folder aside to begin without history. Nothing was read.`,
      exitCode: 2,
    });
  });
});

describe('a raw that is made anew', () => {
  it('has every version with the runs that saw it, and the record of the loads', async () => {
    await given('versions');
    await threeRuns();
    const before = [await history(), await loads()];
    expect(before[0]).toHaveLength(7);
    loseRaw();
    const { replayedCount } = await workspace.rebuild([source], { runId: 'r4' });
    expect(replayedCount).toBe(3);
    expect([await history(), await loads()]).toEqual(before);
    expect(statSync(workspace.rawPath).mode & 0o777).toBe(0o600);
    expect(readdirSync(workspace.tempFolder)).toEqual([]);
  });

  it('has what changed in the source since the last run as the version of this one', async () => {
    await given('versions');
    await threeRuns();
    const before = await history();
    await write(['a,Axe,1.50', 'b,Bow,2.00', 'c,Cup,3.00']);
    await workspace.rebuild([source], { runId: 'r4' });
    const after = await history();
    expect(after).toHaveLength(before.length + 1);
    expect(after.filter(({ seen_from_run_id }) => seen_from_run_id === 'r4')).toMatchObject([
      { thing_id: 'c', name: 'Cup' },
    ]);
    expect(changeFiles()).toHaveLength(4);
    loseRaw();
    await workspace.rebuild([source], { runId: 'r5' });
    expect(await history()).toEqual(after);
  });

  it('has events again whose file is gone', async () => {
    await given('events');
    await load('r1', 'a,Axe,1.50', 'b,Bow,2.00');
    await load('r2', 'c,Cap,3.00');
    const before = await history();
    loseRaw();
    await workspace.rebuild([source], { runId: 'r3' });
    expect(await history()).toEqual(before);
  });

  it('has the exports of the archive and of the inbox', async () => {
    workspace = await makeWorkspace();
    const inbox = inboxOf(workspace, { archiveFolder: join(workspace.folder, 'archive/3cx') });
    await workspace.write('inbox/one.log', `${queueCall}\n${abandoned}\n`, 1);
    await workspace.extract([inbox], { runId: 'r1' });
    await workspace.write('inbox/two.log', `${abandoned}\n${outbound}\n`, 2);
    await workspace.extract([inbox], { runId: 'r2' });
    // Which of two files with one line it was read from may differ; what it says may not.
    const legs =
      'select * exclude (file_hash, line_number) from raw.call_lines order by started_at';
    const before = await workspace.rows(legs);
    expect(before).toHaveLength(3);
    loseRaw();
    await workspace.write('inbox/three.log', `${internal}\n`, 3);
    await workspace.rebuild([inbox], { runId: 'r3' });
    const after = await workspace.rows(legs);
    expect(after.slice(0, 3)).toEqual(before);
    expect(after).toHaveLength(4);
    expect(readdirSync(join(workspace.folder, 'archive/3cx')).sort()).toEqual([
      'one.log',
      'three.log',
      'two.log',
    ]);
  });

  it('fits a contract that the old one did not fit', async () => {
    await given('versions');
    await threeRuns();
    const before = await history();
    const finer = contract('versions', ', colour varchar').replace('18, 2', '18, 4');
    await workspace.write('sql/contracts/things.sql', finer);
    await workspace.write(
      'sql/sources/files/things.sql',
      mapping(', null::varchar as colour').replaceAll('18, 2', '18, 4'),
    );
    expect((await refusal(workspace.extract([source], { runId: 'r4' }))).exitCode).toBe(2);
    await workspace.rebuild([source], { runId: 'r4' });
    expect(await history()).toEqual(before.map((one) => ({ ...one, colour: null })));
  });

  it('takes the place of the old one only when it is whole', async () => {
    await given('versions');
    await threeRuns();
    const before = workspace.rawHash();
    const files = changeFiles();
    await write(['a,,1.50', 'b,,2.00']);
    expect((await refusal(workspace.rebuild([source], { runId: 'r4' }))).exitCode).toBe(3);
    expect(workspace.rawHash()).toBe(before);
    expect(changeFiles()).toEqual(files);
    expect(readdirSync(workspace.tempFolder)).toEqual([]);
    expect(existsSync(`${workspace.rawPath}.wal`)).toBe(false);
  });

  it('takes the place of a file that is no database', async () => {
    await given('versions');
    await threeRuns();
    const before = await history();
    await workspace.write('raw.duckdb', 'this is text, not a database '.repeat(400));
    await workspace.rebuild([source], { runId: 'r4' });
    expect(await history()).toEqual(before);
  });
});

describe('any history of a table', () => {
  const row = fc.tuple(fc.constantFrom('a', 'b', 'c', 'd'), fc.constantFrom('Axe', 'Bow', 'Cap'));
  const table = fc.uniqueArray(row, { selector: ([key]) => key, maxLength: 4 });

  it('is the same in a raw that is made anew', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(table, { minLength: 1, maxLength: 5 }), async (tables) => {
        await given('versions');
        try {
          await load('r0', 'z,Zip,1.00');
          for (const [index, rows] of tables.entries()) {
            await load(`r${index + 1}`, ...rows.map(([key, name]) => `${key},${name},1.00`));
          }
          const before = await history();
          loseRaw();
          await workspace.rebuild([source], { runId: 'r9' });
          expect(await history()).toEqual(before);
        } finally {
          await workspace.remove();
        }
      }),
      { numRuns: tries(5, 100), seed: 20261123 },
    );
  });
});
