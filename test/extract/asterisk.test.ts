import { afterEach, describe, expect, it } from 'vitest';
import {
  cdrSample,
  directCall,
  outboundBusy,
  queueAbandoned,
  queueAnswered,
  queueLogSample,
} from './asterisk-lines.ts';
import { makeWorkspace, refusal, type TestWorkspace } from './workspace.ts';

let workspace: TestWorkspace;
afterEach(() => workspace.remove());

async function load(
  content: string | Record<string, string>,
  { timeZone = 'UTC', profile = {} }: { timeZone?: string; profile?: object } = {},
) {
  const files = typeof content === 'string' ? { 'Master.csv': content } : content;
  workspace = await makeWorkspace();
  for (const [name, text] of Object.entries(files)) await workspace.write(`inbox/${name}`, text);
  const folder = `${workspace.folder}/inbox`;
  return workspace.extract(
    [{ kind: 'cdr', name: 'pbx', format: 'asterisk', folder, timeZone, profile }],
    { maxRejectedShare: 1 },
  );
}

const lines = (columns = '*') =>
  workspace.rows(`select ${columns} from raw.call_lines order by started_at, line_number`);
const rejects = () =>
  workspace.rows('select column_name, reason, kept_text from raw.rejects order by line_number');

describe('a line of Master.csv', () => {
  it('is read field by field (CC-1)', async () => {
    const { units } = await load(`${cdrSample.join('\n')}\n`);
    expect(units).toMatchObject([{ readCount: 4, loadedCount: 4, rejectedCount: 0 }]);
    const columns = `call_id, started_at, answered_at, ended_at, duration_seconds, talk_seconds,
      status, application, from_type, to_type, from_extension, to_extension, queue_id, party_masked`;
    expect(await lines(columns)).toEqual([
      {
        call_id: '1793628001.420',
        started_at: '2026-11-02 14:00:01',
        answered_at: '2026-11-02 14:00:01',
        ended_at: '2026-11-02 14:04:51',
        duration_seconds: 290,
        talk_seconds: 290,
        status: 'ANSWERED',
        application: 'Queue',
        from_type: 'PJSIP',
        to_type: 'PJSIP',
        from_extension: null,
        to_extension: '121',
        queue_id: '800',
        party_masked: '•••42',
      },
      {
        call_id: '1793628002.422',
        started_at: '2026-11-02 14:00:02',
        answered_at: null,
        ended_at: '2026-11-02 14:00:17',
        duration_seconds: 15,
        talk_seconds: 0,
        status: 'NO ANSWER',
        application: 'Dial',
        from_type: 'Local',
        to_type: 'PJSIP',
        from_extension: null,
        to_extension: '122',
        queue_id: null,
        party_masked: '•••42',
      },
      {
        call_id: '1793628300.431',
        started_at: '2026-11-02 14:05:00',
        answered_at: '2026-11-02 14:05:00',
        ended_at: '2026-11-02 14:05:33',
        duration_seconds: 33,
        talk_seconds: 33,
        status: 'ANSWERED',
        application: 'Queue',
        from_type: 'PJSIP',
        to_type: null,
        from_extension: null,
        to_extension: null,
        queue_id: '800',
        party_masked: '•••17',
      },
      {
        call_id: '1793628750.437',
        started_at: '2026-11-02 14:12:30',
        answered_at: null,
        ended_at: '2026-11-02 14:12:34',
        duration_seconds: 4,
        talk_seconds: 0,
        status: 'BUSY',
        application: 'Dial',
        from_type: 'PJSIP',
        to_type: 'PJSIP',
        from_extension: '121',
        to_extension: null,
        queue_id: null,
        party_masked: '•••73',
      },
    ]);
  });

  it('keeps no name and no number of a caller (CC-12)', async () => {
    await load({ 'Master.csv': `${cdrSample.join('\n')}\n`, queue_log: queueLogSample.join('\n') });
    const text = JSON.stringify(await lines());
    expect(text).not.toMatch(/Dana|Frey|734555|248555/);
    expect(text).toContain('Priya Nair');
  });

  it.each([
    ['16: without an id', '', [{ call_id: expect.stringMatching(/^[0-9a-f]{24}-1$/) }]],
    ['17: with a uniqueid', ',"1793631600.1"', [{ call_id: '1793631600.1' }]],
    [
      '17: with a userfield only',
      ',"a note"',
      [{ call_id: expect.stringMatching(/^[0-9a-f]{24}-1$/) }],
    ],
    ['18: with both', ',"1793631600.1","a note"', [{ call_id: '1793631600.1' }]],
    [
      '19: with linkedid and sequence',
      ',"","1793631500.9",7',
      [{ call_id: '1793631500.9', leg_id: '1793631500.9/7', sequence_number: 7 }],
    ],
    [
      '21: with all',
      ',"1793631600.1","a note","","1793631500.9",7',
      [{ call_id: '1793631500.9', leg_id: '1793631600.1/7', sequence_number: 7 }],
    ],
  ])('of %s fields', async (_title, tail, expected) => {
    const { units } = await load(`${directCall(tail)}\n`);
    expect(units).toMatchObject([{ loadedCount: 1, rejectedCount: 0 }]);
    expect(await lines()).toMatchObject(expected);
  });

  it('of another order is read by the columns of the profile, its header is no record', async () => {
    const columns = [
      ...['calldate', 'clid', 'src', 'dst', 'dcontext', 'channel', 'dstchannel', 'lastapp'],
      ...['lastdata', 'duration', 'billsec', 'disposition', 'uniqueid', 'did', 'linkedid'],
    ];
    const line = `"2026-11-02 15:00:00","""Dana Frey"" <7345550142>","7345550142","121","ext-local","PJSIP/trunk-000001b0","PJSIP/121-000001b1","Dial","PJSIP/121,20",67,60,"ANSWERED","1793631600.1","7345550100","1793631600.1"`;
    const { units } = await load(`${columns.join(',')}\n${line}\n`, { profile: { columns } });
    expect(units).toMatchObject([{ readCount: 2, loadedCount: 1, skippedCount: 1 }]);
    expect(await lines()).toMatchObject([
      {
        call_id: '1793631600.1',
        started_at: '2026-11-02 15:00:00',
        answered_at: '2026-11-02 15:00:07',
        ended_at: '2026-11-02 15:01:07',
        to_extension: '121',
      },
    ]);
  });

  it('reads unset times in both ways of writing, and a quote in a name', async () => {
    const quoted = outboundBusy.replace(',,', ',"",').replace('Priya Nair', 'Priya ""Pri"" Nair');
    await load(`${quoted}\n`);
    expect(await lines('answered_at, status')).toEqual([{ answered_at: null, status: 'BUSY' }]);
    expect(await rejects()).toEqual([]);
  });

  it('tells two equal lines of one file apart, and merges them over two files', async () => {
    const twice = `${queueAbandoned}\n${queueAbandoned}\n`;
    await load({ 'Master.csv': twice, 'Master.csv.1': `${queueAnswered}\n${twice}` });
    expect(await lines('call_id')).toEqual([
      { call_id: '1793628001.420' },
      { call_id: '1793628300.431' },
      { call_id: '1793628300.431' },
    ]);
  });

  it('is rejected with what is not private in it', async () => {
    const open = queueAnswered.replace('"""Dana Frey"" <7345550142>"', '"Dana Frey <7345550142>');
    await load(
      [
        open,
        outboundBusy.replace('"BUSY"', '"Wirth"'),
        outboundBusy.replace('1793628750.437', 'Tomas'),
        outboundBusy.replace('"2026-11-02 14:12:34"', '"2026-11-02 14:12:24"'),
        '"","7345550142","800"',
      ].join('\n'),
    );
    const found = await rejects();
    expect(found).toMatchObject([
      { reason: expect.stringMatching(/quote/) },
      { column_name: 'disposition' },
      { column_name: 'uniqueid' },
      { column_name: 'end', reason: 'ended before it was answered or started' },
      { reason: 'the line is cut off' },
    ]);
    expect(JSON.stringify(found)).not.toMatch(/Dana|Priya|Wirth|Tomas|55501/);
    expect(found[3]).toMatchObject({ kept_text: expect.stringContaining('"2026-11-02 14:12:30"') });
  });
});

describe('the zone of Master.csv', () => {
  it('is checked against the epochs in the ids: a file of local times is refused as UTC', async () => {
    const local = cdrSample.map((line) => line.replaceAll('2026-11-02 14:', '2026-11-02 09:'));
    const { text, exitCode } = await refusal(load(`${local.join('\n')}\n`));
    expect(exitCode).toBe(3);
    expect(text).toContain('5 h 0 min behind');
    expect(text).not.toMatch(/55501/);
  });

  it('is checked on the other side too: a file of a zone ahead of UTC is refused', async () => {
    const ahead = cdrSample.map((line) => line.replaceAll('2026-11-02 14:', '2026-11-02 15:'));
    const { text } = await refusal(load(`${ahead.join('\n')}\n`));
    expect(text).toContain('1 h 0 min ahead of');
  });

  it('reads local times of Detroit', async () => {
    const local = cdrSample.map((line) => line.replaceAll('2026-11-02 14:', '2026-11-02 09:'));
    await load(`${local.join('\n')}\n`, { timeZone: 'America/Detroit' });
    expect(await lines('started_at')).toMatchObject([
      { started_at: '2026-11-02 14:00:01' },
      { started_at: '2026-11-02 14:00:02' },
      { started_at: '2026-11-02 14:05:00' },
      { started_at: '2026-11-02 14:12:30' },
    ]);
  });

  it('lets a record begin an hour after its channel when the rest of the file fits', async () => {
    const late = directCall(',"1793628000.1",""');
    await load(`${[...cdrSample, ...cdrSample, late].join('\n')}\n`);
    expect(await rejects()).toEqual([]);
  });

  it('takes the id for the hour that comes twice', async () => {
    // 05:45 and 06:45 UTC are both 01:45 in Detroit on the first of November.
    const at = (epoch: number) =>
      `"","7345550142","121","x","","PJSIP/trunk-000001b0","PJSIP/121-000001b1","Dial","","2026-11-01 01:45:00","2026-11-01 01:45:10","2026-11-01 01:05:10",1210,1200,"ANSWERED","DOCUMENTATION","${epoch}.5",""`;
    const second = at(1793515500).replace('01:05:10', '02:05:10');
    await load(`${at(1793511900)}\n${second}\n`, { timeZone: 'America/Detroit' });
    expect(await rejects()).toEqual([]);
    expect(await lines('started_at, answered_at, ended_at')).toEqual([
      {
        started_at: '2026-11-01 05:45:00',
        answered_at: '2026-11-01 05:45:10',
        ended_at: '2026-11-01 06:05:10',
      },
      {
        started_at: '2026-11-01 06:45:00',
        answered_at: '2026-11-01 06:45:10',
        ended_at: '2026-11-01 07:05:10',
      },
    ]);
  });

  it('takes the order in which calls ended for the hour that comes twice where lines have no id', async () => {
    const at = (start: string, end: string, seconds: number) =>
      `"","7345550142","121","x","","PJSIP/trunk-000001b0","PJSIP/121-000001b1","Dial","","2026-11-01 ${start}",,"2026-11-01 ${end}",${seconds},0,"NO ANSWER","DOCUMENTATION"`;
    const ordered = [
      at('01:10:00', '01:50:00', 2400),
      at('01:56:00', '01:01:00', 300),
      at('01:02:00', '01:30:20', 1700),
    ];
    await load(`${ordered.join('\n')}\n`, { timeZone: 'America/Detroit' });
    expect(await rejects()).toEqual([]);
    expect(await lines('started_at, ended_at')).toEqual([
      { started_at: '2026-11-01 05:10:00', ended_at: '2026-11-01 05:50:00' },
      { started_at: '2026-11-01 05:56:00', ended_at: '2026-11-01 06:01:00' },
      { started_at: '2026-11-01 06:02:00', ended_at: '2026-11-01 06:30:20' },
    ]);
  });

  it('rejects a time in that hour where neither the line nor the order tells', async () => {
    const line = `"","7345550142","121","x","","PJSIP/trunk-000001b0","PJSIP/121-000001b1","Dial","","2026-11-01 01:10:00",,"2026-11-01 01:10:20",20,0,"NO ANSWER","DOCUMENTATION"`;
    await load(`${line}\n`, { timeZone: 'America/Detroit' });
    expect(await rejects()).toMatchObject([
      {
        column_name: 'start',
        reason:
          'in the hour that comes twice, and neither the line nor the order of the lines tells which',
      },
    ]);
  });
});
