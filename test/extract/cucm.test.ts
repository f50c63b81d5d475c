import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { inboxOf, makeWorkspace, type TestWorkspace } from './workspace.ts';

let workspace: TestWorkspace;
afterEach(() => workspace.remove());

const names = [
  'cdrRecordType',
  'globalCallID_callManagerId',
  'globalCallID_callId',
  'origLegCallIdentifier',
  'dateTimeOrigination',
  'origIpAddr',
  'callingPartyNumber',
  'origCause_value',
  'originalCalledPartyNumber',
  'finalCalledPartyNumber',
  'destCause_value',
  'dateTimeConnect',
  'dateTimeDisconnect',
  'lastRedirectDn',
  'pkid',
  'duration',
  'origCallTerminationOnBehalfOf',
  'destCallTerminationOnBehalfOf',
  'globalCallId_ClusterID',
  'joinOnBehalfOf',
  'huntPilotDN',
  'wasCallQueued',
  'totalWaitTimeInQueue',
  'comment',
];
const header = names.map((name) => `"${name}"`).join(',');
const types = names
  .map((name) => (/Number|DN|Dn|comment|Cluster/.test(name) ? 'VARCHAR(50)' : 'INTEGER'))
  .join(',');

// 2026-11-02 14:00:01 UTC.
const base = 1793628001;
const answered: Record<string, string> = {
  cdrRecordType: '1',
  globalCallID_callManagerId: '2',
  globalCallID_callId: '4711',
  origLegCallIdentifier: '9001',
  dateTimeOrigination: String(base),
  origIpAddr: '-1139627840',
  callingPartyNumber: '"7345550142"',
  origCause_value: '0',
  originalCalledPartyNumber: '"2001"',
  finalCalledPartyNumber: '"2001"',
  destCause_value: '16',
  dateTimeConnect: String(base + 6),
  dateTimeDisconnect: String(base + 126),
  lastRedirectDn: '"2001"',
  pkid: '"8B1F0000-0000-4000-8000-000000000001"',
  duration: '120',
  origCallTerminationOnBehalfOf: '0',
  destCallTerminationOnBehalfOf: '12',
  globalCallId_ClusterID: '"StandAlone"',
  joinOnBehalfOf: '0',
  huntPilotDN: '""',
  wasCallQueued: '0',
  totalWaitTimeInQueue: '0',
  comment: '"a, ""b"""',
};
let count = 0;
function record(changes: Record<string, string> = {}): string {
  count += 1;
  const pkid = `"8B1F0000-0000-4000-8000-${String(count).padStart(12, '0')}"`;
  const values: Record<string, string> = { ...answered, pkid, ...changes };
  return names.map((name) => values[name] ?? '').join(',');
}

async function load(rows: readonly string[], profile: object = {}) {
  workspace = await makeWorkspace();
  await workspace.write('inbox/cdr_StandAlone_01_202611021430_17', `${rows.join('\n')}\n`);
  await workspace.write('inbox/cmr_StandAlone_01_202611021430_18', 'quality,records\n');
  const source = inboxOf(workspace, { format: 'cucm', profile });
  return workspace.extract([source], { maxRejectedShare: 1 });
}

const lines = (columns: string) =>
  workspace.rows(`select ${columns} from raw.call_lines order by line_number`);

describe("call detail records of Cisco's Unified Communications Manager (CC-2)", () => {
  it('are mapped by the names of the header; the line of types is none', async () => {
    const { units } = await load([header, types, record()]);
    expect(units).toMatchObject([
      { fileName: 'cdr_StandAlone_01_202611021430_17', loadedCount: 1, skippedCount: 1 },
    ]);
    const [line] = await lines('* exclude (file_hash, party_hash)');
    expect(
      Object.fromEntries(Object.entries(line ?? {}).filter(([, value]) => value !== null)),
    ).toEqual({
      source: '3cx',
      leg_id: `8b1f0000-0000-4000-8000-${String(count).padStart(12, '0')}`,
      call_id: '2-4711-StandAlone',
      format: 'cucm',
      started_at: '2026-11-02 14:00:01',
      answered_at: '2026-11-02 14:00:07',
      ended_at: '2026-11-02 14:02:07',
      duration_seconds: 120,
      termination_reason: '0',
      termination_detail: '16',
      from_type: 'Line',
      to_type: 'Extension',
      final_type: 'Extension',
      to_extension: '2001',
      final_extension: '2001',
      party_masked: '•••42',
      chain_extensions: ['2001', '2001', '2001'],
      line_number: 3,
    });
  });

  it('may have their columns in any order, and new ones among them', async () => {
    const turned = (row: string) => {
      const [first = '', ...rest] = row.match(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g) ?? [];
      const fields = [first, ...rest]
        .map((field) => field.replace(/,$/, ''))
        .slice(0, names.length);
      return [...fields.toReversed(), 'new'].join(',');
    };
    await load([turned(header.replaceAll('globalCallID', 'GLOBALCALLID')), turned(record())]);
    expect(await lines('call_id, duration_seconds')).toEqual([
      { call_id: '2-4711-StandAlone', duration_seconds: 120 },
    ]);
  });

  it('know 0 as never, and a call that was not connected', async () => {
    await load([
      header,
      record({ dateTimeConnect: '0', duration: '0', origCause_value: '16', destCause_value: '0' }),
    ]);
    expect(await lines('answered_at, duration_seconds, termination_reason')).toEqual([
      { answered_at: null, duration_seconds: null, termination_reason: '16' },
    ]);
  });

  it('know the voicemail by its pilot, bridges by their names, transfers by their mark', async () => {
    await load(
      [
        header,
        record({ finalCalledPartyNumber: '"7000"' }),
        record({ finalCalledPartyNumber: '"b00101501001"' }),
        record({ origCause_value: '393216', destCallTerminationOnBehalfOf: '10' }),
        record({ huntPilotDN: '"3800"', wasCallQueued: '1', totalWaitTimeInQueue: '45' }),
        record({ callingPartyNumber: '"2001"', finalCalledPartyNumber: '"17345550173"' }),
      ],
      { voicemailPilots: ['7000'] },
    );
    const found = await lines(
      'from_type, final_type, change_reason, queue_id, wait_seconds, party_masked',
    );
    expect(found.map((row) => Object.values(row))).toEqual([
      ['Line', 'VoiceMail', null, null, null, '•••42'],
      ['Line', 'Conference', null, null, null, '•••42'],
      ['Line', 'Extension', 'transfer', null, null, '•••42'],
      ['Line', 'Extension', null, '3800', 45, '•••42'],
      ['Extension', 'Line', null, null, null, '•••73'],
    ]);
  });

  it('mend a clock by a second, and reject what cannot be', async () => {
    const rejected: [Record<string, string>, string, string][] = [
      [{ pkid: '""' }, 'pkid', 'not an id of a record'],
      [{ duration: '"two"' }, 'duration', 'not a number'],
      [{ duration: '7345550142' }, 'duration', 'not a number'],
      [{ pkid: '"7345550142"' }, 'pkid', 'not an id of a record'],
      [{ dateTimeOrigination: '17936' }, 'dateTimeOrigination', 'not an instant in Unix seconds'],
      [{ dateTimeConnect: String(base - 2) }, 'dateTimeConnect', 'answered before it started'],
      [
        { dateTimeDisconnect: String(base + 4) },
        'dateTimeDisconnect',
        'ended before it was answered or started',
      ],
      [
        { dateTimeOrigination: '0', dateTimeConnect: '0', dateTimeDisconnect: '0' },
        'dateTimeOrigination',
        'no time: the call never began',
      ],
    ];
    const { units } = await load([
      header,
      record({ dateTimeConnect: String(base - 1) }),
      ...rejected.map(([changes]) => record(changes)),
      `${record()},more`,
    ]);
    expect(units).toMatchObject([{ loadedCount: 1, rejectedCount: 9 }]);
    expect(await lines('answered_at, repairs')).toEqual([
      { answered_at: '2026-11-02 14:00:01', repairs: ['clock_clamped'] },
    ]);
    const found = await workspace.rows(
      'select column_name, reason from raw.rejects order by line_number',
    );
    expect(found.map((row) => Object.values(row))).toEqual([
      ...rejected.map(([, column, reason]) => [column, reason]),
      [null, '24 fields expected, 25 found'],
    ]);
  });

  it('keep no number of an outside party, in rejects neither', async () => {
    await load([
      header,
      record(),
      record({ duration: '"7345550142"x' }),
      record({ duration: 'x' }),
    ]);
    const found = await workspace.rows('select kept_text from raw.rejects order by line_number');
    expect(found[0]).toEqual({ kept_text: expect.stringMatching(/^<[0-9]+ chars>$/) });
    expect(found[1]).toEqual({
      kept_text: expect.stringMatching(
        /^<1 chars>,2,4711,<4 chars>,1793628001,<11 chars>,<10 chars>,0,2001,2001,16,/,
      ),
    });
    expect(readFileSync(workspace.rawPath).toString('latin1')).not.toMatch(/5550142/);
  });

  it('know unanswered calls only where the cluster writes them', async () => {
    await load([header, record()]);
    expect(await workspace.rows('select has_unanswered from raw.sources')).toEqual([
      { has_unanswered: false },
    ]);
    await workspace.remove();
    await load([header, record()], { zeroDurationCalls: true });
    expect(await workspace.rows('select has_unanswered from raw.sources')).toEqual([
      { has_unanswered: true },
    ]);
  });
});
