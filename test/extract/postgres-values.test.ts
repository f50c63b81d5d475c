import { readFileSync } from 'node:fs';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startServer, type TestServer } from '../demo/postgres-server.ts';
import { makeWorkspace, type TestWorkspace } from './workspace.ts';

let server: TestServer;
let url: string;
let client: pg.Client;
let workspace: TestWorkspace;

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
afterEach(() => workspace.remove());

/** Extracts the entity `things` from a select that gives an `id`. */
async function extractThings(columns: string, select: string, maxRejectedShare = 0.5) {
  workspace = await makeWorkspace({
    'sql/contracts/things.sql': `-- Entity:  things\n-- Key:     id\n-- Keep:    events\n-- Answers: what?\n
create table raw.things (id integer not null, ${columns});`,
    'sql/sources/things.sql': `-- Entity:  things\n-- Answers: what?\n\n${select}\n`,
  });
  const source = { kind: 'postgres', name: 'app', url, statementTimeoutSeconds: 30 } as const;
  return workspace.extract([source], { maxRejectedShare });
}

const rejects = () =>
  workspace.rows(
    'select source, entity, entity_key, column_name, reason, kept_text, run_id from raw.rejects order by entity_key',
  );
const reject = (key: string | null, column: string, reason: string) => ({
  source: 'app',
  entity: 'things',
  entity_key: key,
  column_name: column,
  reason,
  kept_text: null,
  run_id: 'run-1',
});

describe('a value that does not fit its type', () => {
  it('becomes a reject with entity, key, column, reason and run, and the other rows are kept', async () => {
    const { units } = await extractThings(
      'small smallint, n integer, price decimal(8, 2), born_date date, tags varchar[], note varchar',
      `select id, small, n, price::numeric(20, 2) as price, born_date, tags, note from (values
        (1, 1, 1::bigint, 1.5::numeric, '2026-01-01'::date, array['a'], 'good, "quoted"'),
        (2, 2, 2147483648, 2.5, '2026-01-02', null, 'secret-two'),
        (3, 3, 3, 1234567.89, '2026-01-03', '{}', 'secret-three'),
        (4, 40000, 4, 'NaN', '2026-01-04', null, 'secret-four'),
        (5, null, null, null, null, null, ''),
        (6, 6, 6, 6, '20000-01-01', '{x,"y z"}', null)
      ) as v (id, small, n, price, born_date, tags, note)`,
    );
    expect(units).toMatchObject([{ readCount: 6, loadedCount: 3, rejectedCount: 3 }]);
    expect(await workspace.rows('select * from raw.things order by id')).toEqual([
      {
        id: 1,
        small: 1,
        n: 1,
        price: 1.5,
        born_date: '2026-01-01',
        tags: ['a'],
        note: 'good, "quoted"',
      },
      { id: 5, small: null, n: null, price: null, born_date: null, tags: null, note: '' },
      { id: 6, small: 6, n: 6, price: 6, born_date: '20000-01-01', tags: ['x', 'y z'], note: null },
    ]);
    expect(await rejects()).toEqual([
      reject('2', 'n', 'a value does not fit INTEGER'),
      reject('3', 'price', 'a value does not fit DECIMAL(8,2)'),
      reject('4', 'small, price', 'a value does not fit SMALLINT, DECIMAL(8,2)'),
    ]);
    const bytes = readFileSync(workspace.rawPath).toString('latin1');
    expect(bytes).toContain('good');
    for (const value of ['secret', '2147483648', '1234567.89']) expect(bytes).not.toContain(value);
  });

  it('is rejected without a key when the key itself does not fit', async () => {
    await extractThings(
      'note varchar',
      "select * from (values (1::bigint, 'a'), (99999999999, 'b')) as v (id, note)",
    );
    expect(await rejects()).toEqual([reject(null, 'id', 'a value does not fit INTEGER')]);
    expect(await workspace.rows('select id from raw.things')).toEqual([{ id: 1 }]);
  });

  it('is no news when nothing changed in the next run', async () => {
    const source = { kind: 'postgres', name: 'app', url, statementTimeoutSeconds: 30 } as const;
    await extractThings(
      'n integer',
      'select i as id, i * 2000000000::bigint as n from generate_series(1, 3) i',
      1,
    );
    const before = workspace.rawHash();
    const { hasChanges } = await workspace.extract([source], {
      maxRejectedShare: 1,
      runId: 'run-2',
    });
    expect(hasChanges).toBe(false);
    expect(workspace.rawHash()).toBe(before);
    expect((await rejects()).map(({ entity_key }) => entity_key)).toEqual(['2', '3']);
  });

  it('leaves the plain number out of raw also when another value of the row is rejected (CC-12)', async () => {
    await extractThings(
      'party_hash varchar, party_masked varchar, n integer',
      `select id, '734-555-01' || (40 + id) as party_number, n from
        (values (1, 1::bigint), (2, 3000000000)) as v (id, n)`,
    );
    expect(await workspace.rows('select id, party_masked from raw.things')).toEqual([
      { id: 1, party_masked: '•••41' },
    ]);
    const bytes = readFileSync(workspace.rawPath).toString('latin1');
    expect(bytes).not.toMatch(/734-?555/);
  });
});

describe('a row that is very long', () => {
  it('is kept up to 16 MB, and rejected alone beyond', async () => {
    const { units } = await extractThings(
      'a varchar, b varchar',
      `select 1 as id, repeat('x', 15000000) as a, 'short' as b
       union all select 2, repeat('"', 9000000), repeat('y', 9000000)
       union all select 3, 'short', repeat('é', 2500000)`,
    );
    expect(units).toMatchObject([{ readCount: 3, loadedCount: 2, rejectedCount: 1 }]);
    expect(
      await workspace.rows('select id, length(a) as a, length(b) as b from raw.things order by id'),
    ).toEqual([
      { id: 1, a: 15_000_000, b: 5 },
      { id: 3, a: 5, b: 2_500_000 },
    ]);
    expect(await rejects()).toEqual([reject('2', 'a, b', 'the row is longer than 16 MB')]);
  });
});
