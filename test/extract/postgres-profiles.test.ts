import { readFileSync } from 'node:fs';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { PostgresSource } from '../../pipelines/extract/sources.ts';
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
  await client.query(`create table segments (id text, caller text, dialled text, at timestamp);
    insert into segments values
      ('1', '+1 734 555 0142', '248-555-0100', '2026-11-02 09:00'),
      ('2', '7345550142', null, '2026-11-02 09:30'),
      ('3', 'anonymous', '2485550100', '2026-11-02 10:00'),
      ('4', null, '2485550100', '2026-11-02 10:30')`);
});
afterAll(async () => {
  await client.end();
  await server.stop();
});
afterEach(() => workspace.remove());

const source = (name: string, options: Partial<PostgresSource> = {}): PostgresSource => ({
  kind: 'postgres',
  name,
  url,
  statementTimeoutSeconds: 30,
  ...options,
});
const pbx = (name: string) => source(name, { profile: 'pbx', timeZone: 'America/Detroit' });

const contract = `-- Entity:  lines\n-- Key:     source, line_id\n-- Keep:    versions\n-- Answers: what?\n
create table raw.lines (source varchar not null, line_id varchar not null, party_hash varchar,
  party_masked varchar, dialled_hash varchar, started_at timestamp);`;

const mapping = (where = '') => `-- Entity:  lines\n-- Answers: what?\n
select current_setting('muster.source') as source, id as line_id, caller as party_number,
  dialled as dialled_number, at at time zone current_setting('muster.time_zone') as started_at
from segments ${where}\n`;

const lines = (order = 'source, line_id') =>
  workspace.rows(`select * from raw.lines where seen_until_run_id is null order by ${order}`);

describe('a Postgres source with a profile', () => {
  it('keeps the hash and the mask of a number, never the number (CC-12)', async () => {
    workspace = await makeWorkspace({
      'sql/contracts/lines.sql': contract,
      'sql/sources/pbx/lines.sql': mapping(),
    });
    await workspace.extract([pbx('plymouth')]);
    const rows = await lines();
    const [first, second, third, fourth] = rows;
    expect(rows.map((row) => [row.line_id, row.party_masked, row.started_at])).toEqual([
      ['1', '•••42', '2026-11-02 14:00:00'],
      ['2', '•••42', '2026-11-02 14:30:00'],
      ['3', null, '2026-11-02 15:00:00'],
      ['4', null, '2026-11-02 15:30:00'],
    ]);
    expect(first?.party_hash).toMatch(/^[0-9a-f]{24}$/);
    expect(second?.party_hash).toBe(first?.party_hash);
    expect([third?.party_hash, fourth?.party_hash]).toEqual([null, null]);
    expect(third?.dialled_hash).toBe(first?.dialled_hash);
    expect(first?.dialled_hash).not.toBe(first?.party_hash);
    expect(second?.dialled_hash).toBeNull();
    const bytes = readFileSync(workspace.rawPath).toString('latin1');
    expect(bytes).toContain('plymouth');
    for (const digits of ['5550142', '555 0142', '5550100', '555-0100']) {
      expect(bytes).not.toContain(digits);
    }
  });

  it('shares an entity with other sources, each with its own rows', async () => {
    workspace = await makeWorkspace({
      'sql/contracts/lines.sql': contract,
      'sql/sources/pbx/lines.sql': mapping("where id < '3'"),
      'sql/sources/lines.sql': `-- Entity:  lines\n-- Answers: what?\n
select '3cx' as source, id as line_id, null::text as party_hash, null::text as party_masked,
  null::text as dialled_hash, null::timestamptz as started_at from segments where id > '3'\n`,
    });
    const sources = [source('app'), pbx('plymouth'), pbx('troy')];
    const { units } = await workspace.extract(sources);
    expect(units.map((unit) => [unit.source, unit.entity, unit.changedCount])).toEqual([
      ['app', 'lines', 1],
      ['plymouth', 'lines', 2],
      ['troy', 'lines', 2],
    ]);
    expect((await lines()).map((row) => [row.source, row.line_id])).toEqual([
      ['3cx', '4'],
      ['plymouth', '1'],
      ['plymouth', '2'],
      ['troy', '1'],
      ['troy', '2'],
    ]);
    expect(
      await workspace.rows("select source, mapping_path from raw.entities where entity = 'lines'"),
    ).toEqual([
      {
        source: 'app, plymouth, troy',
        mapping_path: 'sql/sources/lines.sql, sql/sources/pbx/lines.sql',
      },
    ]);
    const before = workspace.rawHash();
    const again = await workspace.extract(sources, { runId: 'run-2' });
    expect(again.hasChanges).toBe(false);
    expect(workspace.rawHash()).toBe(before);
    await workspace.write('sql/sources/pbx/lines.sql', mapping("where id < '2'"));
    const third = await workspace.extract(sources, { runId: 'run-3' });
    expect(third.units.map((unit) => [unit.source, unit.deletedCount])).toEqual([
      ['app', 0],
      ['plymouth', 1],
      ['troy', 1],
    ]);
  });

  it('rejects rows that bear the name of another source', async () => {
    workspace = await makeWorkspace({
      'sql/contracts/lines.sql': contract,
      'sql/sources/pbx/lines.sql': mapping().replace(
        "current_setting('muster.source')",
        "case when id = '1' then 'app' else current_setting('muster.source') end",
      ),
    });
    const { units } = await workspace.extract([pbx('plymouth')], { maxRejectedShare: 0.5 });
    expect(units).toMatchObject([{ loadedCount: 3, rejectedCount: 1 }]);
    expect(
      await workspace.rows('select source, entity_key, column_name, reason from raw.rejects'),
    ).toEqual([
      {
        source: 'plymouth',
        entity_key: 'app, 1',
        column_name: 'source',
        reason: 'the row belongs to another source',
      },
    ]);
  });

  it('has the capabilities of its profile in raw.sources', async () => {
    workspace = await makeWorkspace({
      'sql/contracts/lines.sql': contract,
      'sql/sources/3cx-cdroutput/lines.sql': mapping(),
      'sql/sources/3cx-cl/lines.sql': mapping(),
      'sql/sources/pbx/lines.sql': mapping(),
    });
    await workspace.extract([
      source('new', { profile: '3cx-cdroutput' }),
      source('old', { profile: '3cx-cl' }),
      pbx('own'),
    ]);
    expect(
      await workspace.rows('select * exclude (kind) from raw.sources order by source'),
    ).toEqual([
      capabilityRow('new', '3cx-cdroutput', null, [
        true,
        true,
        false,
        false,
        true,
        true,
        true,
        true,
      ]),
      capabilityRow('old', '3cx-cl', null, [true, true, false, false, true, true, false, true]),
      capabilityRow('own', 'pbx', 'America/Detroit', Array(8).fill(null)),
    ]);
  });
});

function capabilityRow(
  name: string,
  format: string,
  zone: string | null,
  flags: readonly (boolean | null)[],
) {
  const names = ['wait', 'offers', 'hold', 'wrap_up', 'talk_in_queue_calls', 'unanswered'];
  const columns = [...names, 'transfers', 'call_ids'].map((column, index) => [
    `has_${column}`,
    flags[index],
  ]);
  const flagged = Object.fromEntries(columns);
  return { source: name, format, time_zone: zone, ...flagged, has_hold_in_talk: null };
}
