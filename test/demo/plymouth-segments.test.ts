import { readFile } from 'node:fs/promises';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeBlueprint } from '../../pipelines/demo/blueprint.ts';
import { replaceTables } from '../../pipelines/demo/postgres.ts';
import {
  SegmentIds,
  segmentColumns,
  segmentRows,
  segmentTables,
} from '../../pipelines/demo/segment-rows.ts';
import { segmentedCallsOfWeek } from '../../pipelines/demo/segmented-week.ts';
import { openRaw } from '../../pipelines/extract/raw-store.ts';
import type { PostgresSource } from '../../pipelines/extract/sources.ts';
import type { Row } from '../../pipelines/warehouse/database.ts';
import { makeWorkspace, type TestWorkspace } from '../extract/workspace.ts';
import { buildFrom } from '../models/model-case.ts';
import { smallCompany } from './export-lines.ts';
import { startServer, type TestServer } from './postgres-server.ts';

const { callPlan, weeks } = makeBlueprint({ ...smallCompany, callScale: 1 });
const calls = weeks.flatMap((week) => segmentedCallsOfWeek(callPlan, week));
const mappingPath = 'sql/sources/3cx-cdroutput/call_lines.sql';
const seconds = (fromMs: number, toMs: number) => (toMs - fromMs) / 1000;
const utc = (ms: number) => new Date(ms).toISOString().slice(0, 19).replace('T', ' ');

let server: TestServer;
let url: string;
let workspace: TestWorkspace;
let legs: Row[];
/** All that raw keeps of the calls, as one text. */
let kept: string;

beforeAll(async () => {
  server = await startServer();
  url = await server.createDatabase('plymouth');
  const ids = new SegmentIds();
  const rows = calls.flatMap(({ segments }) => segmentRows(segments, ids).rows);
  await replaceTables(url, segmentTables, (store) =>
    store.fill({ table: 'cdroutput', columns: segmentColumns, rows }),
  );
  workspace = await makeWorkspace({ [mappingPath]: await readFile(mappingPath, 'utf8') });
  const source: PostgresSource = {
    ...{ kind: 'postgres', name: 'plymouth', url, profile: '3cx-cdroutput' },
    statementTimeoutSeconds: 60,
  };
  const { units } = await workspace.extract([source]);
  expect(units.map((unit) => [unit.readCount, unit.rejectedCount])).toEqual([[rows.length, 0]]);
  const raw = await openRaw(workspace.rawPath, { workspaceFolder: workspace.folder });
  const texts = await raw.rows<{ text: string }>(
    'select lines::varchar as text from raw.call_lines as lines',
  );
  kept = texts.map(({ text }) => text).join('\n');
  const given = { asOf: smallCompany.asOf.toString() };
  const { build, close } = await buildFrom(raw, workspace.folder, given, {
    wanted: () => new Set(['legs_3cx_segment']),
  });
  legs = await build.rows(
    `select leg_kind, direction, agent_value, result, wait_seconds, talk_seconds, connected_seconds,
       is_transferred_out, is_monitoring, party_hash, strftime(started_at, '%Y-%m-%d %H:%M:%S') as at,
       strftime(answered_at, '%Y-%m-%d %H:%M:%S') as answered
     from legs_3cx_segment`,
  );
  await close();
});

afterAll(async () => {
  await workspace.remove();
  await server.stop();
});

const sorted = (rows: readonly (readonly unknown[])[]) => rows.map((row) => row.join(' ')).sort();

// The generator knows what it meant; the models see only the rows of the table.
describe("the legs of Plymouth's segments", () => {
  it('are the queue visits that there were, with their waits and ends (CC-1)', () => {
    const truth = calls.flatMap(({ visits }) =>
      visits.map((visit) => [
        utc(visit.enteredMs),
        visit.result,
        seconds(visit.enteredMs, visit.leftMs),
      ]),
    );
    const found = legs.filter((leg) => leg.leg_kind === 'queue');
    expect(truth.length).toBeGreaterThan(2000);
    expect(sorted(found.map((leg) => [leg.at, leg.result, leg.wait_seconds]))).toEqual(
      sorted(truth),
    );
  });

  it('are the talks that there were, with who handed them over (CC-1)', () => {
    const truth = calls.flatMap(({ talks }) =>
      talks.map(({ desk, direction, fromMs, toMs, isHandedOver }) => [
        ...[desk.extension, direction, utc(fromMs), seconds(fromMs, toMs), isHandedOver],
      ]),
    );
    const found = legs.filter(
      (leg) =>
        leg.leg_kind === 'agent' &&
        leg.result === 'answered' &&
        leg.direction !== 'internal' &&
        leg.is_monitoring === false,
    );
    expect(
      sorted(
        found.map((leg) => [
          ...[leg.agent_value, leg.direction, leg.answered, leg.talk_seconds],
          leg.is_transferred_out,
        ]),
      ),
    ).toEqual(sorted(truth));
  });

  it('are the misses that there were, and no more of them (CC-1)', () => {
    const truth = calls.flatMap(({ misses }) => misses.map(({ extension }) => [extension]));
    const found = legs.filter(
      (leg) =>
        leg.direction === 'inbound' && ['no_answer', 'rejected'].includes(String(leg.result)),
    );
    expect(truth.length).toBeGreaterThan(300);
    expect(sorted(found.map((leg) => [leg.agent_value]))).toEqual(sorted(truth));
  });

  it('keep no number of an outside party, and no name (CC-12)', async () => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    const { rows } = await client.query<{ number: string; name: string }>(
      `select distinct source_participant_phone_number as number, source_participant_name as name
       from cdroutput where source_entity_type = 'external_line' and source_participant_name <> ''
         and source_participant_phone_number ~ '[0-9]{10}'`,
    );
    await client.end();
    expect(rows.length).toBeGreaterThan(1000);
    const found = rows
      .slice(0, 300)
      .filter(({ number, name }) => kept.includes(number.slice(-10)) || kept.includes(name));
    expect(found).toEqual([]);
    expect(kept.match(/[2-9]\d\d55501\d\d/)).toBeNull();
    const inbound = legs.filter((leg) => leg.direction === 'inbound');
    expect(
      inbound.filter((leg) => leg.party_hash !== null).length / inbound.length,
    ).toBeGreaterThan(0.95);
  });
});
