import { afterEach, describe, expect, it } from 'vitest';
import { readContracts } from '../../pipelines/extract/contracts.ts';
import { extract } from '../../pipelines/extract/extract.ts';
import { readMappings } from '../../pipelines/extract/mappings.ts';
import { openRaw } from '../../pipelines/extract/raw-store.ts';
import type { FilesSource } from '../../pipelines/extract/sources.ts';
import { realEffects } from '../../pipelines/run/effects.ts';
import { Database, quote } from '../../pipelines/warehouse/database.ts';
import { makeWorkspace, refusal, type TestWorkspace } from './workspace.ts';

let workspace: TestWorkspace;
afterEach(() => workspace.remove());

const contract = `-- Entity:  visits\n-- Key:     visit_id\n-- Keep:    events\n-- Answers: who came?

create table raw.visits (visit_id integer not null, note varchar, party_hash varchar,
  party_masked varchar, came_at timestamp);`;

const head = '-- Entity:  visits\n-- Answers: who came?\n\n';
const good = `${head}select came_at, visit_id, note, muster_private_hash(phone) as party_hash,
    muster_masked(phone) as party_masked
from (select timezone('America/Detroit', "When") as came_at, "Id" as visit_id, "Note" as note,
  "Phone" as phone
from read_csv(getvariable('folder') || '/visits.csv', columns = {'Id': 'integer',
  'Note': 'varchar', 'Phone': 'varchar', 'When': 'timestamp'}, header = true))`;

async function given(mapping: string): Promise<FilesSource> {
  workspace = await makeWorkspace({
    'sql/contracts/visits.sql': contract,
    'sql/sources/files/visits.sql': mapping,
    'files/visits.csv':
      'Id,Note,Phone,When\n1,"two\nlines, ""quoted""",+1 734 555 0142,2026-07-01 01:30:00\n2,,anonymous,\n',
  });
  return { kind: 'files', name: 'desk', folder: `${workspace.folder}/files` };
}

describe('a mapping over files', () => {
  it('reads CSV from the folder of its source, columns in any order', async () => {
    const source = await given(good);
    const { units } = await workspace.extract([source]);
    expect(units).toMatchObject([
      { source: 'desk', entity: 'visits', readCount: 2, newestAt: '2026-07-01 05:30:00' },
    ]);
    const rows = await workspace.rows('select * from raw.visits order by visit_id');
    expect(rows).toEqual([
      {
        visit_id: 1,
        note: 'two\nlines, "quoted"',
        // sha256('test-key:7345550142'), by sha256sum.
        party_hash: 'c593bd478037c48b6e84c677',
        party_masked: '•••42',
        came_at: '2026-07-01 05:30:00',
      },
      { visit_id: 2, note: null, party_hash: null, party_masked: null, came_at: null },
    ]);
  });

  it('reads Parquet', async () => {
    const source = await given(
      `${head}from read_parquet(getvariable('folder') || '/visits.parquet')`,
    );
    const memory = await Database.open(':memory:');
    await memory.run(
      `copy (select 7 as visit_id, 'é' as note, null as party_hash, null as party_masked,
         timestamptz '2026-11-01 05:30:00+00' as came_at)
       to ${quote(`${workspace.folder}/files/visits.parquet`)}`,
    );
    memory.close();
    await workspace.extract([source]);
    expect(await workspace.rows('select visit_id, note, came_at from raw.visits')).toEqual([
      { visit_id: 7, note: 'é', came_at: '2026-11-01 05:30:00' },
    ]);
  });

  it('knows the name of its source', async () => {
    const source = await given(
      `${head}select 1 as visit_id, getvariable('source') as note, null as party_hash,
         null as party_masked, null as came_at`,
    );
    await workspace.extract([source]);
    expect(await workspace.rows('select note from raw.visits')).toEqual([{ note: 'desk' }]);
  });

  it('is refused with every column that does not fit, before any row is read', async () => {
    const source = await given(
      `${head}select 'one' as visit_id, 1.5 as note, null as party_hash, now() as came_at, 1 as extra`,
    );
    expect(await refusal(workspace.extract([source]))).toEqual({
      text: [
        'sql/sources/files/visits.sql: 4 columns do not fit the contract',
        '- "visit_id" is VARCHAR, the entity visits has it as INTEGER. Write "visit_id"::integer as visit_id.',
        '- "note" is DECIMAL(2,1), the entity visits has it as VARCHAR. Write "note"::varchar as note.',
        '- "party_masked" is missing; the entity visits has it as VARCHAR. Select it, or write null as party_masked if the source has none.',
        '- "extra" (INTEGER) is no column of the entity visits. Leave it out, or name it as one of: visit_id, note, party_hash, party_masked, came_at.',
        'Mend the mapping. Nothing of visits was written.',
      ].join('\n'),
      exitCode: 3,
    });
  });

  it('is refused without showing the value that could not be read', async () => {
    const source = await given(good);
    await workspace.write('files/visits.csv', 'Id,Note,Phone,When\nsecret-7,x,+17345550142,\n');
    expect(await refusal(workspace.extract([source]))).toEqual({
      text: 'sql/sources/files/visits.sql: the entity visits cannot be read from sources.desk: CSV error on Line: 2: a value of column "Id" does not fit\nMend the mapping or the file. Nothing of visits was written.',
      exitCode: 3,
    });
    await workspace.remove();
    const cast = await given(`${head}select 'secret-7'::integer as visit_id, null as note,
      null as party_hash, null as party_masked, null as came_at`);
    const { text } = await refusal(workspace.extract([cast]));
    expect(text).toContain('Conversion Error: Could not convert string "…" to INT32');
    expect(text).not.toContain('secret');
  });

  it('is refused when its file is missing, with the pattern', async () => {
    const source = await given(good.replace('/visits.csv', '/nothing*.csv'));
    expect(await refusal(workspace.extract([source]))).toEqual({
      text: `sql/sources/files/visits.sql: the entity visits cannot be read from sources.desk: IO Error: No files found that match the pattern "${workspace.folder}/files/nothing*.csv"\nMend the mapping or the file. Nothing of visits was written.`,
      exitCode: 3,
    });
  });

  it('is refused when its folder is missing, or empty the first time', async () => {
    const source = await given(good);
    const missing = { ...source, folder: `${workspace.folder}/elsewhere` };
    expect(await refusal(workspace.extract([missing]))).toEqual({
      text: `sources.desk: the folder ${workspace.folder}/elsewhere does not exist\nCreate it or mend sources.desk.folder in muster.yaml. Nothing of this source was read.`,
      exitCode: 3,
    });
    await workspace.write('empty/.keep', '');
    const empty = { ...source, folder: `${workspace.folder}/empty` };
    expect(await refusal(workspace.extract([empty]))).toEqual({
      text: `sources.desk: the folder ${workspace.folder}/empty is empty, and nothing was ever loaded from it\nPut the first files there, or take the source out of muster.yaml. Nothing of this source was read.`,
      exitCode: 3,
    });
  });
});

describe('muster_private_hash and muster_masked', () => {
  it('give one caller one hash however the number is written, and nothing for no number', async () => {
    const source = await given(
      `${head}select row_number() over ()::integer as visit_id, number as note,
         muster_private_hash(number) as party_hash, muster_masked(number) as party_masked,
         null as came_at
       from (select unnest(['+17345550142', '17345550142', '734 555-0142', '734.555.0143',
         '+491715550142', 'anonymous', '', null]) as number)`,
    );
    await workspace.extract([source]);
    const rows = await workspace.rows('select * from raw.visits order by visit_id');
    const hashes = rows.map(({ party_hash }) => party_hash);
    expect(new Set(hashes.slice(0, 3)).size).toBe(1);
    expect(new Set(hashes).size).toBe(4);
    expect(hashes.slice(5)).toEqual([null, null, null]);
    expect(hashes[0]).toMatch(/^[0-9a-f]{24}$/);
    expect(rows.map(({ party_masked }) => party_masked)).toEqual([
      ...['•••42', '•••42', '•••42', '•••43', '•••42'],
      ...[null, null, null],
    ]);
  });

  it('depend on the key, which is not stored', async () => {
    const source = await given(good);
    await workspace.extract([source], { hashKey: 'key-number-one' });
    const [first] = await workspace.rows('select party_hash from raw.visits where visit_id = 1');
    await workspace.extract([source], { hashKey: 'key-number-two', runId: 'run-2' });
    const [second] = await workspace.rows('select party_hash from raw.visits where visit_id = 1');
    expect(first).not.toEqual(second);
    expect(
      await workspace.rows("select * from duckdb_functions() where function_name like 'muster%'"),
    ).toEqual([]);
  });

  it('are gone from the connection when the extraction ends, with all that it held in memory', async () => {
    const source = await given(good);
    const contracts = await readContracts(workspace.folder);
    const mappings = await readMappings(workspace.folder, contracts, [source]);
    const raw = await openRaw(workspace.rawPath, { contracts });
    const input = { runId: 'r', sources: [source], contracts, mappings, hashKey: 'test-key' };
    await extract(
      raw,
      {
        ...input,
        changesFolder: `${workspace.folder}/raw/changes`,
        tempFolder: workspace.tempFolder,
        maxRejectedShare: 0,
        onUnit: () => undefined,
      },
      realEffects(),
    );
    const left = await raw.rows(
      `select function_name from duckdb_functions() where function_name like 'muster%'
       union all select table_name from duckdb_tables() where database_name = 'temp'`,
    );
    raw.close();
    expect(left).toEqual([]);
  });
});
