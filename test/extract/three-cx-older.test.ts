import { afterEach, describe, expect, it } from 'vitest';
import { older, queueCall, sample } from './three-cx-lines.ts';
import { inboxOf, makeWorkspace, type TestWorkspace } from './workspace.ts';

let workspace: TestWorkspace;
afterEach(() => workspace?.remove());

const detroit = { timeZone: 'America/Detroit' };

async function load(lines: readonly string[], options: object = detroit) {
  workspace = await makeWorkspace();
  await workspace.write('inbox/cdr.log', lines.map((line) => `${line}\n`).join(''));
  return workspace.extract([inboxOf(workspace, options)], { maxRejectedShare: 1 });
}

const rows = (columns: string) =>
  workspace.rows(`select ${columns} from raw.call_lines order by history_number, leg_id`);
const rejects = () =>
  workspace.rows('select column_name, reason, kept_text from raw.rejects order by line_number');

describe('a line of 3CX from before V20', () => {
  it('is read with its local times, its quoted chain and its types', async () => {
    const { units } = await load(older);
    expect(units).toMatchObject([{ readCount: 5, loadedCount: 5, rejectedCount: 0 }]);
    const columns = `history_number, leg_id, started_at, answered_at, ended_at, duration_seconds,
      change_reason, from_type, to_type, final_type, from_extension, to_extension, final_extension,
      party_masked, chain_extensions`;
    const common = { change_reason: null, final_extension: null, party_masked: null };
    // America/Detroit is 4 hours behind UTC in May.
    expect(await rows(columns)).toEqual([
      {
        ...common,
        history_number: 40211,
        leg_id: '0000019E172178C8_1801',
        started_at: '2026-05-11 13:02:10',
        answered_at: '2026-05-11 13:02:10',
        ended_at: '2026-05-11 13:06:48',
        duration_seconds: 277,
        change_reason: 'ReplacedDst',
        from_type: 'External',
        to_type: 'Internal',
        final_type: 'Internal',
        from_extension: null,
        to_extension: '800',
        final_extension: '121',
        party_masked: '•••42',
        chain_extensions: ['800', '121'],
      },
      {
        ...common,
        history_number: 40212,
        leg_id: '0000019E1723FEB8_1802',
        started_at: '2026-05-11 13:04:55',
        answered_at: '2026-05-11 13:04:55',
        ended_at: '2026-05-11 13:05:18',
        duration_seconds: 23,
        from_type: 'External',
        to_type: 'Internal',
        final_type: 'Internal',
        from_extension: null,
        to_extension: '800',
        party_masked: '•••17',
        chain_extensions: ['800'],
      },
      {
        ...common,
        history_number: 40213,
        leg_id: '0000019E17265E47_1804',
        started_at: '2026-05-11 13:07:31',
        answered_at: '2026-05-11 13:07:44',
        ended_at: '2026-05-11 13:08:53',
        duration_seconds: 69,
        from_type: 'Internal',
        to_type: 'External',
        final_type: 'External',
        from_extension: '121',
        to_extension: null,
        party_masked: '•••73',
        chain_extensions: ['121'],
      },
      {
        ...common,
        history_number: 40214,
        leg_id: '0000019E1727C46C_1805',
        started_at: '2026-05-11 13:09:02',
        answered_at: null,
        ended_at: '2026-05-11 13:09:20',
        duration_seconds: null,
        from_type: 'Internal',
        to_type: 'Internal',
        final_type: 'Internal',
        from_extension: '122',
        to_extension: '119',
        chain_extensions: null,
      },
      {
        ...common,
        history_number: 40215,
        leg_id: '0000019E172A2C2A_1807',
        started_at: '2026-05-11 13:11:40',
        answered_at: '2026-05-11 13:11:41',
        ended_at: '2026-05-11 13:12:00',
        duration_seconds: 19,
        from_type: 'Internal',
        to_type: 'VoiceMail',
        final_type: 'Internal',
        from_extension: '122',
        to_extension: '119',
        chain_extensions: ['122', '119'],
      },
    ]);
  });

  it('went to voicemail where the site says that its number is the voicemail', async () => {
    const profile = { voicemailExtensions: ['998', '800'] };
    await load([older[0] ?? '', older[4] ?? ''], { ...detroit, profile });
    expect(await rows('to_type')).toEqual([{ to_type: 'VoiceMail' }, { to_type: 'Internal' }]);
  });

  it('may stand in one file with lines of V20, which are in UTC', async () => {
    const profile = { olderTimeZone: 'America/Detroit' };
    const { units } = await load([...sample, ...older], { timeZone: 'UTC', profile });
    expect(units).toMatchObject([{ loadedCount: 9, rejectedCount: 0 }]);
    expect(await rows('history_number, started_at')).toContainEqual({
      history_number: 40211,
      started_at: '2026-05-11 13:02:10',
    });
    expect(await rows('history_number, started_at')).toContainEqual({
      history_number: 512004,
      started_at: '2026-11-01 05:58:12',
    });
  });

  it('is refused when its zone is not that of its ids', async () => {
    // One such line of ten: a line that is wrong by itself, not a file in another zone.
    const [first = ''] = older;
    const others = older.slice(1);
    await load([first.replaceAll('2026/05/11 09:', '2026/05/11 08:'), ...others]);
    expect(await rejects()).toMatchObject([
      {
        column_name: 'time_start',
        reason:
          'the call id says 2026-05-11 13:02:10 UTC, which is not this time in America/Detroit',
      },
    ]);
  });

  it('keeps of a rejected line no number that stands in its chain', async () => {
    const [first = ''] = older;
    await load([first.replace('TerminatedBySrc', 'Dana Frey'), ...older.slice(1)]);
    expect(await rejects()).toEqual([
      {
        column_name: 'reason_terminated',
        reason: 'not a word',
        kept_text:
          'Call 40211,0000019E172178C8_1801,00:04:37,2026/05/11 09:02:10,2026/05/11 09:02:10,2026/05/11 09:06:48,<9 chars>,<10 chars>,Ext.800,<5 chars>,<3 chars>,<3 chars>,ReplacedDst,Ext.121,<3 chars>,,,,,Chain: <10 chars>;Ext.800;Ext.121;,External,Internal,Internal,<9 chars>,<12 chars>,<10 chars>,',
      },
    ]);
  });
});

describe('a comma in a name', () => {
  it('moves nothing that is read, and is noted', async () => {
    await load(
      [
        queueCall.replace('Dana Frey', 'Frey, Dana, Dr.'),
        (older[0] ?? '').replace('Priya Nair', 'Nair, Priya'),
      ],
      { timeZone: 'UTC', profile: { olderTimeZone: 'America/Detroit' } },
    );
    expect(await rows('final_extension, final_type, repairs')).toEqual([
      { final_extension: '121', final_type: 'Internal', repairs: ['comma_in_name'] },
      { final_extension: '121', final_type: 'Extension', repairs: ['comma_in_name'] },
    ]);
  });

  it('is no comma in a name where quotes stand around it', async () => {
    const line = queueCall.replace('Dana Frey', '"Frey, Dana ""D"""');
    await load([line], { timeZone: 'UTC' });
    expect(await rows('final_extension, repairs')).toEqual([
      { final_extension: '121', repairs: null },
    ]);
  });
});

describe('times of a call', () => {
  const timed = (start: string, answer: string, end: string, duration = '') => {
    const list = queueCall.split(',');
    list.splice(2, 4, duration, start, answer, end);
    return list.join(',');
  };

  it('are moved by the one second by which a clock may run back, and no more', async () => {
    const start = '2026/11/01 05:58:12';
    await load([timed(start, '2026/11/01 05:58:11', '2026/11/01 05:58:11', '00:00:00')], {
      timeZone: 'UTC',
    });
    expect(await rows('started_at, answered_at, ended_at, repairs')).toEqual([
      {
        started_at: '2026-11-01 05:58:12',
        answered_at: '2026-11-01 05:58:12',
        ended_at: '2026-11-01 05:58:12',
        repairs: ['clock_clamped'],
      },
    ]);
  });

  it('are judged in zones with daylight saving too', async () => {
    const start = '2026/11/01 01:58:12';
    await load([timed(start, start, '2026/11/01 00:58:12', '00:01:00'), older[3] ?? '']);
    expect(await rejects()).toMatchObject([
      { column_name: 'time_end', reason: 'ended before it was answered or started' },
    ]);
  });

  it.each([
    ['00:10:00', '2026-11-01 05:10:00', 'ten minutes: still daylight time'],
    ['01:10:00', '2026-11-01 06:10:00', 'an hour and ten minutes: standard time'],
    ['01:09:59', '2026-11-01 06:10:00', 'with its fraction cut off'],
    ['00:44:00', '2026-11-01 05:10:00', 'of no use: the first of the two'],
  ])('in the hour that comes twice follow the duration %s', async (duration, end) => {
    // The id says 05:00:00 UTC, 01:00:00 daylight time; the line says that it ended at 01:10:00.
    const start = '2026/11/01 01:00:00';
    const id = Date.UTC(2026, 10, 1, 5).toString(16).padStart(16, '0');
    const line = timed(start, start, '2026/11/01 01:10:00', duration);
    await load([line.replace('a0dbaf95a1010000_4410', `${id}_1`)]);
    expect(await rows('started_at, ended_at, repairs')).toEqual([
      { started_at: '2026-11-01 05:00:00', ended_at: end, repairs: ['ambiguous_hour'] },
    ]);
  });

  it('are rejected where the clocks of the zone leave them out', async () => {
    // 2026-03-08, 01:59:50 in Detroit; the hour from 02:00 does not exist that night.
    const id = Date.UTC(2026, 2, 8, 6, 59, 50).toString(16).padStart(16, '0');
    const start = '2026/03/08 01:59:50';
    const line = timed(start, start, '2026/03/08 02:10:00', '00:10:10');
    await load([line.replace('a0dbaf95a1010000_4410', `${id}_1`), ...older]);
    expect(await rejects()).toMatchObject([
      { column_name: 'time_end', reason: 'the clocks of the zone leave this time out' },
    ]);
  });

  it('may cross midnight, and a year', async () => {
    const id = Date.UTC(2027, 0, 1, 4, 59, 50).toString(16).padStart(16, '0');
    const line = timed(
      '2026/12/31 23:59:50',
      '2026/12/31 23:59:55',
      '2027/01/01 00:03:10',
      '00:03:15',
    );
    await load([line.replace('a0dbaf95a1010000_4410', `${id}_1`)]);
    expect(await rows('started_at, answered_at, ended_at, repairs')).toEqual([
      {
        started_at: '2027-01-01 04:59:50',
        answered_at: '2027-01-01 04:59:55',
        ended_at: '2027-01-01 05:03:10',
        repairs: null,
      },
    ]);
  });
});
