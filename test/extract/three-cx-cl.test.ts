import { readFile } from 'node:fs/promises';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openRaw } from '../../pipelines/extract/raw-store.ts';
import type { PostgresSource } from '../../pipelines/extract/sources.ts';
import type { Row } from '../../pipelines/warehouse/database.ts';
import { startServer, type TestServer } from '../demo/postgres-server.ts';
import { buildFrom } from '../models/model-case.ts';
import { makeWorkspace, type TestWorkspace } from './workspace.ts';

const mappingPath = 'sql/sources/3cx-cl/call_lines.sql';

// The columns that the mapping reads, typed as in 3CX; numbers and names are invented.
const tables = `
  create table cl_party_info (id integer, dn_type integer, dn varchar, caller_number varchar,
    display_name varchar, did_number varchar);
  create table cl_participants (id integer, call_id integer, info_id integer,
    start_time timestamptz, answer_time timestamptz, end_time timestamptz);
  create table cl_segments (id integer, call_id integer, seq_order integer, src_part_id integer,
    dst_part_id integer, start_time timestamptz, end_time timestamptz, action_id integer);
  create table callcent_queuecalls (idcallcent_queuecalls integer, q_num varchar,
    time_start timestamp, time_end timestamp, ts_waiting interval, ts_polling interval,
    ts_servicing interval, call_history_id varchar, from_userpart varchar,
    from_displayname varchar, to_dn varchar);
  create table callcent_ag_dropped_calls (idcallcent_ag_dropped_calls integer, ag_num varchar,
    time_start timestamp, time_end timestamp, ts_polling interval, reason_noanswerdesc varchar,
    q_call_history_id varchar);

  -- answered by 121 after 37 s; 122 let it ring out, 123's phone was passed over
  insert into callcent_queuecalls values
    (1, '800', '2026-03-02 14:00:00', '2026-03-02 14:04:37', '00:00:37', '00:00:37', '00:04:00',
     '0000017EDAE4E87B_120', '7345550142', 'Dana Frey', '121'),
    -- given up after 41 s, while 122's phone rang
    (2, '800', '2026-03-02 14:10:00', '2026-03-02 14:10:41', '00:00:41', '00:00:41', '00:00:00',
     '0000017EDAE4E87B_121', '2485550117', '', ''),
    -- no id: a call of its own
    (3, '810', '2026-03-02 14:20:00', '2026-03-02 14:20:03', '00:00:03', '00:00:00', null,
     null, 'anonymous', '', null);
  insert into callcent_ag_dropped_calls values
    (1, '122', '2026-03-02 14:00:01', '2026-03-02 14:00:16', '00:00:15', 'No Answer',
     '0000017EDAE4E87B_120'),
    (2, '123', '2026-03-02 14:00:17', '2026-03-02 14:00:30', '00:00:13', 'Cancelled',
     '0000017EDAE4E87B_120'),
    (3, '122', '2026-03-02 14:10:30', '2026-03-02 14:10:41', '00:00:11', 'Cancelled',
     '0000017EDAE4E87B_121');

  insert into cl_party_info values
    (1, 1, '10001', '2485550118', 'Jo Roe', '17345550100'), (2, 0, '121', '', 'Priya Nair', ''),
    (3, 5, '121', '', '', ''), (4, 13, '10001', '7345550173', '', ''), (5, 0, '122', '', '', ''),
    (6, 0, '800', '', '', ''), (7, 77, '901', '', '', '');
  -- 121 rings out, the voicemail answers
  insert into cl_participants values
    (11, 500, 1, '2026-03-02 15:00:00+00', null, '2026-03-02 15:00:50+00'),
    (12, 500, 2, '2026-03-02 15:00:00+00', null, '2026-03-02 15:00:20+00'),
    (13, 500, 3, '2026-03-02 15:00:20+00', '2026-03-02 15:00:20+00', '2026-03-02 15:00:50+00'),
    -- 121 calls out, in Detroit's own zone
    (21, 501, 2, '2026-03-02 10:10:00-05', null, '2026-03-02 10:12:10-05'),
    (22, 501, 4, '2026-03-02 10:10:00-05', '2026-03-02 10:10:10-05', '2026-03-02 10:12:10-05'),
    -- the same queue call as number 1 above: not told twice
    (31, 502, 1, '2026-03-02 14:00:00+00', null, '2026-03-02 14:04:37+00'),
    (32, 502, 6, '2026-03-02 14:00:00+00', '2026-03-02 14:00:00+00', '2026-03-02 14:00:37+00'),
    (33, 502, 2, '2026-03-02 14:00:37+00', '2026-03-02 14:00:37+00', '2026-03-02 14:04:37+00'),
    -- a kind of party that nobody knows
    (41, 503, 5, '2026-03-02 15:30:00+00', null, '2026-03-02 15:30:09+00'),
    (42, 503, 7, '2026-03-02 15:30:00+00', '2026-03-02 15:30:01+00', '2026-03-02 15:30:09+00');
  insert into cl_segments values
    (1, 500, 1, 11, 12, '2026-03-02 15:00:00+00', '2026-03-02 15:00:20+00', 1),
    (2, 500, 2, 11, 13, '2026-03-02 15:00:20+00', '2026-03-02 15:00:50+00', 2),
    (3, 501, 1, 21, 22, '2026-03-02 15:10:00+00', '2026-03-02 15:10:10+00', 1),
    (4, 501, 2, 21, 22, '2026-03-02 15:10:10+00', '2026-03-02 15:12:10+00', 2),
    (5, 502, 1, 31, 32, '2026-03-02 14:00:00+00', '2026-03-02 14:00:37+00', 1),
    (6, 502, 2, 31, 33, '2026-03-02 14:00:37+00', '2026-03-02 14:04:37+00', 2),
    (7, 503, 1, 41, 42, '2026-03-02 15:30:00+00', '2026-03-02 15:30:09+00', 1);`;

let server: TestServer;
let workspace: TestWorkspace;
let legs: Row[];
let lines: Row[];
let warned: number | undefined;

beforeAll(async () => {
  server = await startServer();
  const url = await server.createDatabase('old_pbx');
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(tables);
  await client.end();
  workspace = await makeWorkspace({ [mappingPath]: await readFile(mappingPath, 'utf8') });
  const source: PostgresSource = {
    ...{ kind: 'postgres', name: 'old', url, profile: '3cx-cl' },
    statementTimeoutSeconds: 60,
  };
  await workspace.extract([source]);
  const raw = await openRaw(workspace.rawPath, { workspaceFolder: workspace.folder });
  lines = await raw.rows('select * from raw.call_lines');
  const given = { asOf: '2026-03-03T12:00:00Z' };
  const { build, made, close } = await buildFrom(raw, workspace.folder, given, {
    wanted: () => new Set(['legs_3cx_segment']),
  });
  warned = made.audits.find(
    ({ audit }) => audit === 'assert_segment_words_are_known',
  )?.failedRowCount;
  legs = await build.rows(
    `select call_id, direction, leg_kind, queue_id, agent_value, result, wait_seconds, talk_seconds,
       strftime(started_at, '%H:%M:%S') as at
     from legs_3cx_segment order by call_id, leg_number`,
  );
  await close();
});

afterAll(async () => {
  await workspace.remove();
  await server.stop();
});

const told = (call: string) =>
  legs
    .filter(({ call_id }) => call_id === call)
    .map((leg) => [
      ...[leg.leg_kind, leg.queue_id, leg.agent_value, leg.result],
      ...[leg.wait_seconds, leg.talk_seconds, leg.at],
    ]);

describe('the tables of 3CX before V20 update 6 (CC-1)', () => {
  it('tell a queue call once, with its true wait and who missed it', () => {
    expect(told('0000017EDAE4E87B_120')).toEqual([
      ['queue', '800', null, 'answered', 37, null, '14:00:00'],
      ['agent', '800', '122', 'no_answer', null, null, '14:00:01'],
      ['agent', '800', '123', 'no_answer', null, null, '14:00:17'],
      ['agent', '800', '121', 'answered', null, 240, '14:00:37'],
    ]);
    expect(told('log-502')).toEqual([]);
  });

  it('tell who gave up, and whose phone rang at that moment', () => {
    expect(told('0000017EDAE4E87B_121')).toEqual([
      ['queue', '800', null, 'abandoned', 41, null, '14:10:00'],
      ['agent', '800', '122', 'cancelled', null, null, '14:10:30'],
    ]);
    expect(told('queue-3')).toEqual([['queue', '810', null, 'abandoned', 3, null, '14:20:00']]);
  });

  it('tell direct and outbound calls from the call log', () => {
    expect(told('log-500')).toEqual([
      ['agent', null, '121', 'no_answer', null, null, '15:00:00'],
      ['voicemail', null, null, 'reached', null, null, '15:00:20'],
    ]);
    expect(told('log-501')).toEqual([['agent', null, '121', 'answered', null, 120, '15:10:00']]);
    expect(legs.find(({ call_id }) => call_id === 'log-501')?.direction).toBe('outbound');
  });

  it('keep what nobody knows as an unknown leg, and count it', () => {
    expect(told('log-503')).toEqual([['unknown', null, null, 'reached', null, null, '15:30:00']]);
    expect(warned).toBe(1);
  });

  it('keep no number and no name of outside parties (CC-12)', () => {
    const text = JSON.stringify(lines);
    expect(text).not.toMatch(/555/);
    expect(text).not.toMatch(/Dana|Roe|Priya/);
    const hashes = lines.filter(({ party_hash }) => party_hash !== null);
    expect(hashes.length).toBeGreaterThan(5);
  });
});
