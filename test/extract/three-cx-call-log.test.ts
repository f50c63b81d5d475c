import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import type { CdrSource } from '../../pipelines/extract/sources.ts';
import { inboxOf, makeWorkspace, type TestWorkspace } from './workspace.ts';

let workspace: TestWorkspace;
afterEach(() => workspace.remove());

const header =
  'Call Time,Caller ID,Destination,Trunk,Trunk number,Did,Status,Ringing,Talking,Total Duration,Call Type,Sentiment,Summary,Transcription';
const queueRow =
  '2026-11-02T09:14:22,7345550142,Scheduling Queue (800),Main Trunk,10002,17345550100,Unanswered,0:00:00,0:00:41,0:00:41,,,,';
const agentRow =
  '2026-11-02T09:12:05,2485550117,Priya Nair (121),Main Trunk,10002,17345550100,Answered,0:00:06,0:03:12,0:03:18,,,,';
const groupRow =
  '2026-11-02T09:12:05,2485550117,Front Desk Ring Group (810),Main Trunk,10002,17345550100,Redirected,0:00:06,0:00:00,0:00:06,,,,';
const menuRow =
  '2026-11-02T09:10:48,7345550188,Welcome message (700),Main Trunk,10002,17345550100,Answered,0:00:00,0:00:09,0:00:09,,,,';
const totals = 'Totals,,,,,,,0:00:12,0:04:02,0:04:14,,,,';
const sample = [queueRow, agentRow, groupRow, menuRow];

const fileOf = (rows: readonly string[], head = header) => `\uFEFF${[head, ...rows].join('\r\n')}`;

const source = (profile: object = {}): CdrSource =>
  inboxOf(workspace, { format: '3cx-call-log', timeZone: 'America/Detroit', profile });

async function load(content: string | Uint8Array, profile: object = {}) {
  workspace = await makeWorkspace();
  await workspace.write('inbox/calls.csv', content);
  return workspace.extract([source(profile)], { maxRejectedShare: 1 });
}

const lines = (columns = '*') =>
  workspace.rows(`select ${columns} from raw.call_lines order by line_number`);
const rejects = () =>
  workspace.rows(
    'select line_number, column_name, reason, kept_text from raw.rejects order by line_number',
  );

describe("the call log of 3CX's web console (CC-1, CC-2)", () => {
  it('is read row by row, and its totals are no call', async () => {
    const { units } = await load(fileOf([...sample, totals]));
    expect(units).toMatchObject([
      { readCount: 5, loadedCount: 4, rejectedCount: 0, skippedCount: 1 },
    ]);
    const found = await lines(
      'started_at, answered_at, ended_at, ring_seconds, talk_seconds, duration_seconds, status, from_extension, to_extension, party_masked, queue_id, agent_value',
    );
    expect(found.map((row) => Object.values(row))).toEqual([
      [
        '2026-11-02 14:14:22',
        null,
        '2026-11-02 14:15:03',
        0,
        41,
        41,
        'Unanswered',
        null,
        '800',
        '•••42',
        null,
        null,
      ],
      [
        '2026-11-02 14:12:05',
        '2026-11-02 14:12:11',
        '2026-11-02 14:15:23',
        6,
        192,
        198,
        'Answered',
        null,
        '121',
        '•••17',
        null,
        null,
      ],
      [
        '2026-11-02 14:12:05',
        null,
        '2026-11-02 14:12:11',
        6,
        0,
        6,
        'Redirected',
        null,
        '810',
        '•••17',
        null,
        null,
      ],
      [
        '2026-11-02 14:10:48',
        '2026-11-02 14:10:48',
        '2026-11-02 14:10:57',
        0,
        9,
        9,
        'Answered',
        null,
        '700',
        '•••88',
        null,
        null,
      ],
    ]);
  });

  it('may spell its header in other ways and order, and leave out columns', async () => {
    await load(
      fileOf(
        [
          'Inbound,121,+1 734 555 0142,Answered,09:12:05,0:00:10,0:00:04,02/11/2026 09:12:05'.split(
            ',',
          ),
        ].map(([direction, to, from, status, , talking, ringing, time]) =>
          [direction, to, from, status, talking, ringing, time, 'said "hello"'].join(','),
        ),
        'Direction,To,From,STATUS,Talking,Ringing,Call time,Call Activity Details',
      ),
      { dateFormat: 'dd/MM/yyyy HH:mm:ss' },
    );
    expect(await rejects()).toEqual([]);
    expect(
      await lines('direction, started_at, ended_at, to_extension, party_masked, duration_seconds'),
    ).toEqual([
      {
        direction: 'inbound',
        started_at: '2026-11-02 14:12:05',
        ended_at: '2026-11-02 14:12:19',
        to_extension: '121',
        party_masked: '•••42',
        duration_seconds: 14,
      },
    ]);
  });

  it('tells calls out and inside from calls in', async () => {
    const rowOf = (caller: string, destination: string, trunk: string) =>
      `2026-11-02T09:12:05,${caller},${destination},${trunk},,,Answered,0:00:06,0:03:12,0:03:18,,,,`;
    await load(
      fileOf([
        rowOf('Priya Nair (121)', '7345550142', 'Main Trunk'),
        rowOf('Priya Nair (121)', '911', 'Main Trunk'),
        rowOf('121', '122', ''),
        rowOf('Dana Frey (7345550142)', 'Priya Nair (121)', 'Main Trunk'),
        rowOf('Anonymous', 'Priya Nair (121)', 'Main Trunk'),
        rowOf('Route 66', 'Priya Nair (121)', 'Main Trunk'),
      ]),
    );
    const found = await lines('from_type, from_extension, to_type, to_extension, party_masked');
    expect(found.map((row) => Object.values(row))).toEqual([
      ['Extension', '121', 'Line', null, '•••42'],
      ['Extension', '121', 'Line', null, '•••11'],
      ['Extension', '121', null, '122', null],
      ['Line', null, null, '121', '•••42'],
      ['Line', null, null, '121', null],
      ['Line', null, null, '121', null],
    ]);
  });

  it('is told by the profile what is a queue, a group, a menu and the voicemail', async () => {
    const to = (name: string) => menuRow.replace('Welcome message (700)', name);
    await load(
      fileOf([
        to('A (800)'),
        to('B (805)'),
        to('Old Queue (950)'),
        to('C (810)'),
        to('D (700)'),
        to('E (999)'),
        to('F (121)'),
      ]),
      {
        queues: ['800', '804-806', '*queue'],
        ringGroups: ['810'],
        menus: ['D'],
        voicemail: ['999'],
      },
    );
    expect((await lines('to_type')).map((row) => row.to_type)).toEqual([
      ...['Queue', 'Queue', 'Queue', 'RingGroup', 'Menu', 'VoiceMail', null],
    ]);
  });

  it('keeps nothing of summaries and transcriptions, line ends in them included', async () => {
    const told = agentRow.replace(
      /,,,,$/,
      ',Inbound,5,"Canary ""one""\r\nCanary, two","Canary three"',
    );
    const broken = told.replace('T09', 'T99').replace('2485550117', '19195550177');
    const { units } = await load(fileOf([told, broken, queueRow, totals]));
    expect(units).toMatchObject([
      { readCount: 4, loadedCount: 2, rejectedCount: 1, skippedCount: 1 },
    ]);
    expect(await rejects()).toEqual([
      {
        line_number: 4,
        column_name: 'call_time',
        reason: 'not a time as yyyy-MM-ddTHH:mm:ss',
        kept_text:
          '2026-11-02T99:12:05,<11 chars>,(121),<10 chars>,<5 chars>,<11 chars>,Answered,0:00:06,0:03:12,0:03:18,<7 chars>,<1 chars>,<24 chars>,<12 chars>',
      },
    ]);
    const bytes = readFileSync(workspace.rawPath).toString('latin1');
    for (const canary of [
      'Canary',
      '19195550177',
      '9195550',
      '2485550117',
      'Priya',
      'Main Trunk',
    ]) {
      expect(bytes.includes(canary), canary).toBe(false);
    }
    expect(bytes).toContain('Answered');
  });

  it('reads durations of more than a day', async () => {
    await load(fileOf([agentRow.replace('0:03:12,0:03:18', '26:00:01,26:00:07')]));
    expect(await lines('talk_seconds, ended_at')).toEqual([
      { talk_seconds: 93601, ended_at: '2026-11-03 16:12:12' },
    ]);
  });
});

describe('rows of a call log that cannot be read', () => {
  it.each<[string, string, string | null, string]>([
    [
      'an undecidable day',
      agentRow.replace('2026-11-02T', '02/11/2026 '),
      'call_time',
      'day and month cannot be told apart: set profile.date_format, such as dd/MM/yyyy HH:mm:ss',
    ],
    [
      'a time that no clock shows',
      agentRow.replace('2026-11-02T09', '2026-03-08T02'),
      'call_time',
      'a time that does not exist in America/Detroit',
    ],
    ['no duration', agentRow.replace('0:03:12', '3 min'), 'talking', 'not a duration as H:MM:SS'],
    ['no status', agentRow.replace('Answered', ''), 'status', 'not a word'],
    [
      'too many fields',
      agentRow.replace('Main Trunk', 'Main, Trunk'),
      null,
      '14 fields expected, 15 found',
    ],
    [
      'an open quote',
      agentRow.replace('Main Trunk', '"Main Trunk'),
      null,
      'a quote is not closed, or text stands beside it',
    ],
  ])('name the reason: %s', async (_what, row, column, reason) => {
    const { units } = await load(fileOf([row, queueRow, totals]));
    expect(units).toMatchObject([{ readCount: 3, loadedCount: 1, rejectedCount: 1 }]);
    expect(await rejects()).toMatchObject([{ line_number: 2, column_name: column, reason }]);
  });

  it('are all rejected when the header lacks a column', async () => {
    await load(fileOf(sample, header.replace('Status', 'State')));
    const found = await rejects();
    expect(found).toHaveLength(4);
    expect(found[0]).toMatchObject({
      column_name: 'status',
      reason: 'the header has no column "Status"',
    });
    expect(JSON.stringify(found)).not.toMatch(/555/);
  });

  it('are missed when the totals count more of them than there are', async () => {
    await load(fileOf([...sample, totals.replace('Totals,', 'Totals,5')]));
    expect(await rejects()).toMatchObject([
      {
        line_number: 6,
        reason: 'the Totals row counts 5 rows, and the file has 4: rows are missing',
      },
    ]);
  });
});

describe('rows without ids', () => {
  it('are told apart by what they say: overlapping exports merge, equal rows of one file stay', async () => {
    workspace = await makeWorkspace();
    await workspace.write('inbox/a.csv', fileOf([queueRow, agentRow, agentRow, groupRow]), 1);
    const later = [
      agentRow.replace(/,,,,$/, ',,,"later, a summary",'),
      agentRow,
      groupRow,
      menuRow,
    ];
    await workspace.write('inbox/b.csv', fileOf(later), 2);
    const { units } = await workspace.extract([source()]);
    expect(units.map(({ changedCount, mergedCount }) => [changedCount, mergedCount])).toEqual([
      [4, 0],
      [1, 3],
    ]);
    const found = await workspace.rows(
      'select to_extension, count(*) as count from raw.call_lines group by all order by 1',
    );
    expect(found.map((row) => Object.values(row))).toEqual([
      ['121', 2],
      ['700', 1],
      ['800', 1],
      ['810', 1],
    ]);
  });
});

describe('the hour that comes twice', () => {
  const at = (clock: string) => menuRow.replace('2026-11-02T09:10:48', `2026-11-01T${clock}`);
  const starts = async () => (await lines('started_at')).map((row) => row.started_at);

  it('is told by the order of the rows, newest first or last', async () => {
    const clocks = ['02:10:00', '01:40:00', '01:05:00', '01:50:00', '01:20:00', '00:30:00'];
    const expected = [
      '2026-11-01 07:10:00',
      '2026-11-01 06:40:00',
      '2026-11-01 06:05:00',
      '2026-11-01 05:50:00',
      '2026-11-01 05:20:00',
      '2026-11-01 04:30:00',
    ];
    await load(fileOf(clocks.map(at)));
    expect(await starts()).toEqual(expected);
    expect((await lines('repairs')).map((row) => row.repairs)).toEqual([
      null,
      ...Array(4).fill(['ambiguous_hour']),
      null,
    ]);
    await workspace.remove();
    await load(fileOf(clocks.toReversed().map(at)));
    expect(await starts()).toEqual(expected.toReversed());
  });

  it('is rejected when the order does not tell', async () => {
    await load(fileOf(['02:10:00', '01:40:00', '01:20:00', '00:30:00'].map(at)));
    expect(await starts()).toEqual(['2026-11-01 07:10:00', '2026-11-01 04:30:00']);
    const reason =
      'a time that comes twice in America/Detroit, and the order of the rows does not tell which';
    expect(await rejects()).toMatchObject([{ reason }, { reason }]);
  });
});
