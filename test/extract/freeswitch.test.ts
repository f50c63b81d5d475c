import { afterEach, describe, expect, it } from 'vitest';
import { exampleColumns } from '../../pipelines/extract/cdr/freeswitch/profile.ts';
import { makeWorkspace, type TestWorkspace } from './workspace.ts';

let workspace: TestWorkspace;
afterEach(() => workspace.remove());

const queueCall =
  '"Dana Frey","7345550142","800","public","2026-11-02 09:00:01","2026-11-02 09:00:01","2026-11-02 09:04:51","290","290","NORMAL_CLEARING","6a1d0c1e-b7f2-4c55-9a51-0d8f3c1e7a01","0f0b9c52-52a8-4f3c-8f43-6e1f5a2b9c11","","PCMU","PCMU"';
const gaveUp =
  '"2485550117","2485550117","800","public","2026-11-02 09:05:00","","2026-11-02 09:05:33","33","0","ORIGINATOR_CANCEL","9c2f7b30-1d44-4d0b-8a3e-71b2f0c4d502","","","",""';
const outbound =
  '"Priya Nair","121","17345550173","default","2026-11-02 09:12:30","2026-11-02 09:12:41","2026-11-02 09:20:02","452","441","NORMAL_CLEARING","3e5a9d81-77c0-4b1f-b6f6-2a9d4e8c1f03","d7c41a6e-9f02-4e0d-a1b5-5b7e3c2f8d33","sales","OPUS","PCMU"';

async function load(lines: readonly string[], profile: object = {}) {
  workspace = await makeWorkspace();
  await workspace.write('inbox/Master.csv', `${lines.join('\n')}\n`);
  const folder = `${workspace.folder}/inbox`;
  const source = { kind: 'cdr', name: 'fs', format: 'freeswitch', folder, profile } as const;
  return workspace.extract([{ ...source, timeZone: 'America/Detroit' }], { maxRejectedShare: 1 });
}

const read = (columns: string) =>
  workspace.rows(`select ${columns} from raw.call_lines order by started_at, line_number`);
const rejects = () =>
  workspace.rows('select column_name, reason, kept_text from raw.rejects order by line_number');

describe('a line of FreeSWITCH', () => {
  it('is read field by field, its local times in UTC (CC-1)', async () => {
    await load([queueCall, gaveUp, outbound]);
    const columns = `leg_id, next_leg_id, started_at, answered_at, ended_at, duration_seconds,
      talk_seconds, status, from_extension, to_extension, party_masked`;
    expect(await read(columns)).toEqual([
      {
        leg_id: '6a1d0c1e-b7f2-4c55-9a51-0d8f3c1e7a01',
        next_leg_id: '0f0b9c52-52a8-4f3c-8f43-6e1f5a2b9c11',
        started_at: '2026-11-02 14:00:01',
        answered_at: '2026-11-02 14:00:01',
        ended_at: '2026-11-02 14:04:51',
        duration_seconds: 290,
        talk_seconds: 290,
        status: 'NORMAL_CLEARING',
        from_extension: null,
        to_extension: '800',
        party_masked: '•••42',
      },
      {
        leg_id: '9c2f7b30-1d44-4d0b-8a3e-71b2f0c4d502',
        next_leg_id: null,
        started_at: '2026-11-02 14:05:00',
        answered_at: null,
        ended_at: '2026-11-02 14:05:33',
        duration_seconds: 33,
        talk_seconds: 0,
        status: 'ORIGINATOR_CANCEL',
        from_extension: null,
        to_extension: '800',
        party_masked: '•••17',
      },
      {
        leg_id: '3e5a9d81-77c0-4b1f-b6f6-2a9d4e8c1f03',
        next_leg_id: 'd7c41a6e-9f02-4e0d-a1b5-5b7e3c2f8d33',
        started_at: '2026-11-02 14:12:30',
        answered_at: '2026-11-02 14:12:41',
        ended_at: '2026-11-02 14:20:02',
        duration_seconds: 452,
        talk_seconds: 441,
        status: 'NORMAL_CLEARING',
        from_extension: '121',
        to_extension: null,
        party_masked: '•••73',
      },
    ]);
    expect(JSON.stringify(await read('*'))).not.toMatch(/Dana|Priya|555|sales/);
  });

  it('is read with spaces after its commas, and with a quote in a name', async () => {
    await load([
      queueCall.replaceAll('","', '", "'),
      gaveUp.replace('"2485550117"', '"Dee "Dana" Frey"'),
      outbound.replace('"Priya Nair"', '"Priya, Nair"'),
    ]);
    expect(await rejects()).toEqual([]);
    expect(await read('party_masked, repairs')).toEqual([
      { party_masked: '•••42', repairs: null },
      { party_masked: '•••17', repairs: ['quote_in_name'] },
      { party_masked: '•••73', repairs: null },
    ]);
  });

  it('is read by the columns of another template, queue times included', async () => {
    const columns = [...exampleColumns, 'cc_queue', 'cc_agent', 'cc_queue_joined_epoch'];
    const all = [...columns, 'cc_queue_answered_epoch', 'hold_accum_seconds', 'last_app'];
    await load(
      [
        `${queueCall},"support@default","121@pbx.example","1793628001","1793628023","9","callcenter"`,
      ],
      { columns: all },
    );
    const found = `queue_id, agent_kind, agent_value, wait_seconds, talk_seconds, hold_seconds,
      application`;
    expect(await read(found)).toEqual([
      {
        ...{ queue_id: 'support', agent_kind: 'extension', agent_value: '121' },
        ...{ wait_seconds: 22, talk_seconds: 268, hold_seconds: 9, application: 'callcenter' },
      },
    ]);
  });

  it('is rejected without its names and numbers, others are not', async () => {
    await load([
      gaveUp.replace('"2485550117"', '"Dana","Frey"'),
      gaveUp.replace('2026-11-02 09:05:33', '2026-11-02 09:04:33'),
      gaveUp.replace('ORIGINATOR_CANCEL', 'Dana'),
      queueCall.replace('6a1d0c1e-b7f2-4c55-9a51-0d8f3c1e7a01', ''),
      outbound,
    ]);
    const found = await rejects();
    expect(found).toMatchObject([
      { reason: '15 fields expected, 16 found' },
      { column_name: 'end_stamp', reason: 'ended before it was answered or started' },
      { column_name: 'hangup_cause' },
      { column_name: 'uuid' },
    ]);
    expect(found[1]?.kept_text).toContain('2026-11-02 09:05:00');
    expect(JSON.stringify(found)).not.toMatch(/Dana|Frey|555/);
    expect(await read('status')).toEqual([{ status: 'NORMAL_CLEARING' }]);
  });

  const at = (start: string, end: string, seconds: number, id: number) =>
    `"","7345550142","121","public","2026-11-01 ${start}","","2026-11-01 ${end}","${seconds}","0","NO_ANSWER","00000000-0000-4000-8000-00000000000${id}","","","",""`;

  it('in the hour that comes twice is read where its duration tells which one', async () => {
    await load([
      at('01:58:00', '02:00:30', 150, 1),
      at('00:59:50', '01:00:20', 30, 2),
      at('01:30:00', '01:30:20', 20, 3),
    ]);
    expect(await read('started_at, ended_at')).toEqual([
      { started_at: '2026-11-01 04:59:50', ended_at: '2026-11-01 05:00:20' },
      { started_at: '2026-11-01 06:58:00', ended_at: '2026-11-01 07:00:30' },
    ]);
    expect(await rejects()).toMatchObject([
      {
        reason:
          'in the hour that comes twice, and neither the line nor the order of the lines tells which',
      },
    ]);
  });

  // A line is written when its call ends: starts come in any order, ends step back once.
  it('in the hour that comes twice is read by the order in which the calls of a file ended', async () => {
    await load([
      at('00:40:00', '00:40:30', 30, 1),
      at('01:10:00', '01:50:00', 2400, 2),
      at('01:55:00', '01:55:20', 20, 3),
      at('01:56:00', '01:01:00', 300, 4),
      at('01:02:00', '01:30:20', 1700, 5),
      at('01:30:00', '01:30:30', 30, 6),
      at('02:10:00', '02:10:30', 30, 7),
    ]);
    expect(await rejects()).toEqual([]);
    const rows = (await read('started_at, ended_at')) as Record<string, string>[];
    expect(rows.map((row) => `${row.started_at?.slice(11)} ${row.ended_at?.slice(11)}`)).toEqual([
      '04:40:00 04:40:30',
      '05:10:00 05:50:00',
      '05:55:00 05:55:20',
      '05:56:00 06:01:00',
      '06:02:00 06:30:20',
      '06:30:00 06:30:30',
      '07:10:00 07:10:30',
    ]);
  });
});
