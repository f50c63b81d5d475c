import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { inboxOf, makeWorkspace, refusal, type TestWorkspace } from './workspace.ts';

let workspace: TestWorkspace;
afterEach(() => workspace.remove());

async function load(content: string, profile: object, timeZone = 'America/Detroit') {
  workspace = await makeWorkspace();
  await workspace.write('inbox/export.csv', content);
  const source = inboxOf(workspace, { format: 'declared', timeZone, profile });
  return workspace.extract([source], { maxRejectedShare: 1 });
}

const lines = async (columns: string) =>
  (await workspace.rows(`select ${columns} from raw.call_lines order by line_number`)).map((row) =>
    Object.values(row),
  );
const rejects = async () =>
  (
    await workspace.rows(
      'select line_number, column_name, reason, kept_text from raw.rejects order by line_number',
    )
  ).map((row) => Object.values(row));

const simple = {
  columns: {
    call_id: 'Id',
    started_at: 'Start',
    status: { column: 'State', values: { OK: 'answered', lost: 'abandoned' } },
    from_number: 'Caller',
    agent: 'Agent',
    wait: 'Wait',
    talk: { column: 'Talk', format: 'H:MM:SS' },
  },
};
const head = 'Id,Start,State,Caller,Agent,Wait,Talk';
const good = 'k1,2026-11-02 09:00:00,OK,+1 734 555 0142,121,20,0:01:40';
const lost = 'k2,2026-11-02 09:05:00,LOST,+1 248 555 0117,,12.6,';

describe('an export with declared columns (CC-1, CC-2, CC-14)', () => {
  it('is read by the names of its header', async () => {
    const { units } = await load(`\uFEFF${head}\r\n${good}\r\n${lost}\r\n`, simple);
    expect(units).toMatchObject([{ readCount: 3, loadedCount: 2, skippedCount: 1 }]);
    expect(
      await lines(
        'leg_id, call_id, started_at, ended_at, status, agent_kind, agent_value, wait_seconds, talk_seconds, party_masked',
      ),
    ).toEqual([
      ['k1', 'k1', '2026-11-02 14:00:00', null, 'answered', 'extension', '121', 20, 100, '•••42'],
      ['k2', 'k2', '2026-11-02 14:05:00', null, 'abandoned', null, null, 13, null, '•••17'],
    ]);
  });

  it('may have no header, another delimiter, lines to skip, and line ends in quotes', async () => {
    const content = [
      '# made on Monday',
      '02.11.26;9:00 AM;out;121;7345550142;90000;"two',
      'lines; here"',
      '',
      'Total;;;;;90000;',
    ].join('\n');
    const { units } = await load(content, {
      header: false,
      delimiter: ';',
      skipLines: ['^#', '^Total'],
      columns: {
        started_date: { column: 1, format: 'dd.MM.yy' },
        started_time: { column: 2, format: 'h:mm a' },
        direction: { column: 3, values: { out: 'outbound', in: 'inbound' } },
        from_number: 4,
        to_number: 5,
        talk: { column: 6, format: 'milliseconds' },
        queue: { value: 'hotline' },
      },
    });
    expect(units).toMatchObject([{ readCount: 3, loadedCount: 1, skippedCount: 2 }]);
    expect(
      await lines(
        'started_at, direction, from_extension, to_extension, from_type, to_type, party_masked, talk_seconds, queue_id',
      ),
    ).toEqual([
      ['2026-11-02 14:00:00', 'outbound', '121', null, 'Extension', 'Line', '•••42', 90, 'hotline'],
    ]);
  });

  it.each<[string, string, string]>([
    ['epoch_seconds', '1793628001', '2026-11-02 14:00:01'],
    ['epoch_ms', '1793628001500', '2026-11-02 14:00:01.5'],
    ['yyyy-MM-ddTHH:mm:ssXXX', '2026-11-02T14:00:01Z', '2026-11-02 14:00:01'],
    ['yyyy-MM-ddTHH:mm:ssXXX', '2026-11-02T15:00:01+01:00', '2026-11-02 14:00:01'],
    ['M/d/yyyy h:mm:ss a', '11/2/2026 9:00:01 AM', '2026-11-02 14:00:01'],
    ['yyyyMMddHHmmss', '20261102090001', '2026-11-02 14:00:01'],
    ['dd-MM-yyyy HH:mm', '02-11-2026 09:00', '2026-11-02 14:00:00'],
  ])('reads times written as %s', async (format, text, expected) => {
    await load(`Start\n${text}\n`, { columns: { started_at: { column: 'Start', format } } });
    expect(await lines('started_at')).toEqual([[expected]]);
  });

  it('reads durations in each unit', async () => {
    const columns = {
      started_at: 1,
      wait: { column: 2, format: 'minutes' },
      ring: { column: 3, format: 'MM:SS' },
      talk: { column: 4, format: 'H:MM:SS' },
      hold: { column: 5, format: 'seconds' },
      duration: { column: 6, format: 'milliseconds' },
    };
    await load('2026-11-02 09:00:00,1.5,2:05,27:00:01,7,61499\n', { header: false, columns });
    expect(
      await lines('wait_seconds, ring_seconds, talk_seconds, hold_seconds, duration_seconds'),
    ).toEqual([[90, 125, 97201, 7, 61]]);
  });

  it('keeps names of its own people in UTF-8', async () => {
    await load(`Start,Größe,Agent\n2026-11-02 09:00:00,3,Zoë Müller\n`, {
      agentKind: 'display_name',
      columns: { started_at: 'Start', agent: 'Agent', wait: 'Größe' },
    });
    expect(await lines('agent_value, wait_seconds')).toEqual([['Zoë Müller', 3]]);
  });
});

describe('lines with declared columns that cannot be read', () => {
  it('say which column is not in the header, and what is', async () => {
    workspace = await makeWorkspace();
    await workspace.write('inbox/export.csv', `${head}\n${`${good}\n`.repeat(12)}`);
    const columns = { ...simple.columns, status: 'Status' };
    const source = inboxOf(workspace, { format: 'declared', profile: { columns } });
    const { text, exitCode } = await refusal(workspace.extract([source]));
    expect(exitCode).toBe(3);
    expect(text).toContain(
      'the header has no column "Status"; it has Id, Start, State, Caller, Agent, Wait, Talk',
    );
  });

  it('say nothing of a header that is a line with values', async () => {
    await load(`${good}\n${good.replace('k1', 'k3')}\n`, simple);
    expect(await rejects()).toEqual([
      [
        2,
        'call_id',
        'the header has no column "Id"; it has none of the declared columns',
        'k'.replace('k', '<2 chars>,<19 chars>,<2 chars>,<15 chars>,<3 chars>,<2 chars>,<7 chars>'),
      ],
    ]);
  });

  it('name the reason, and keep no value of an outside party', async () => {
    const bad = [
      good.replace('2026-11-02 09', '02.11.2026 09'),
      good.replace('OK', 'gone'),
      good.replace(',20,', ',-20,'),
      good.replace('0:01:40', '100'),
      good.replace('121', '7345550142'),
      good.replace('2026-11-02 09', '2026-03-08 02'),
      `${good},more`,
      good.replace('k1', ''),
      good.replace('k1', 'k9'),
      good.replace('k1', 'k9').replace('20', '21'),
    ];
    const { units } = await load(`${[head, ...bad, lost].join('\n')}\n`, simple);
    expect(units).toMatchObject([{ loadedCount: 1, rejectedCount: 10 }]);
    const twice = 'the same call id in several lines: set profile.rows to legs, or declare leg_id';
    const found = await rejects();
    expect(found.map(([, column, reason]) => [column, reason])).toEqual([
      ['started_at', 'not a time as yyyy-MM-dd HH:mm:ss'],
      ['status', 'a word that profile.columns.status.values does not name'],
      ['wait', 'not a number of seconds'],
      ['talk', 'not a duration as H:MM:SS'],
      ['agent', 'the telephone number of an outside party, not of a person of your own'],
      ['started_at', 'a time that does not exist in America/Detroit'],
      [null, '7 fields expected, 8 found'],
      ['call_id', 'no call id'],
      ['call_id', twice],
      ['call_id', twice],
    ]);
    expect(found[1]?.[3]).toBe(
      '<2 chars>,2026-11-02 09:00:00,<4 chars>,<15 chars>,<3 chars>,20,0:01:40',
    );
    const bytes = readFileSync(workspace.rawPath).toString('latin1');
    for (const canary of ['5550142', '555 0142', '5550117', '555 0117']) {
      expect(bytes.includes(canary), canary).toBe(false);
    }
  });
});

describe('ids, orders and clocks of declared lines', () => {
  const columns = { started_at: 'Start', ended_at: 'End', duration: 'Length' };

  it('are made of what a line says where it has no id; equal lines stay two', async () => {
    const line = '2026-11-02 09:00:00,,5';
    const other = '2026-11-02 09:00:00,,6';
    workspace = await makeWorkspace();
    const source = inboxOf(workspace, { format: 'declared', profile: { columns } });
    await workspace.write('inbox/a.csv', `Start,End,Length\n${line}\n${line}\n`, 1);
    await workspace.write(
      'inbox/b.csv',
      `Length,Start,End\n6,2026-11-02 09:00:00,\n5,2026-11-02 09:00:00,\n`,
      2,
    );
    await workspace.extract([source]);
    const found = await workspace.rows(
      'select duration_seconds, count(*) as count, count(distinct leg_id) as ids from raw.call_lines group by all order by 1',
    );
    expect(found.map((row) => Object.values(row))).toEqual([
      [5, 2, 2],
      [6, 1, 1],
    ]);
    expect(other).not.toBe(line);
  });

  it('may be of several lines a call', async () => {
    await load('Id,Start,Length\nc,2026-11-02 09:00:00,5\nc,2026-11-02 09:00:05,6\n', {
      rows: 'legs',
      columns: { call_id: 'Id', started_at: 'Start', duration: 'Length' },
    });
    expect(await lines('call_id, duration_seconds')).toEqual([
      ['c', 5],
      ['c', 6],
    ]);
    expect(await workspace.rows('select count(distinct leg_id) as n from raw.call_lines')).toEqual([
      { n: 2 },
    ]);
  });

  it('tell the hour that comes twice by the end and the duration', async () => {
    // 01:50 EDT to 01:10 EST are 20 minutes; 01:50 EST to 02:10 EST too.
    const rows = [
      '2026-11-01 01:50:00,2026-11-01 02:10:00,1200',
      '2026-11-01 01:50:00,2026-11-01 02:10:00,4800',
      '2026-11-01 01:50:00,2026-11-01 01:10:00,1200',
      '2026-11-01 01:20:00,2026-11-01 01:30:00,600',
    ];
    await load(`Start,End,Length\n${rows.join('\n')}\n`, { columns });
    expect(await lines('started_at, ended_at, repairs')).toEqual([
      ['2026-11-01 06:50:00', '2026-11-01 07:10:00', ['ambiguous_hour']],
      ['2026-11-01 05:50:00', '2026-11-01 07:10:00', ['ambiguous_hour']],
      ['2026-11-01 05:50:00', '2026-11-01 06:10:00', ['ambiguous_hour']],
    ]);
    expect((await rejects()).map(([, , reason]) => reason)).toEqual([
      'a time that comes twice in America/Detroit, and nothing tells which',
    ]);
  });

  it('mend an end a second before the start and reject one before that', async () => {
    const rows = [
      '2026-11-02 09:00:01,2026-11-02 09:00:00,',
      '2026-11-02 09:00:02,2026-11-02 09:00:00,',
    ];
    await load(`Start,End,Length\n${rows.join('\n')}\n`, { columns });
    expect(await lines('ended_at, repairs')).toEqual([['2026-11-02 14:00:01', ['clock_clamped']]]);
    expect((await rejects()).map(([, , reason]) => reason)).toEqual([
      'ended before it was answered or started',
    ]);
  });
});
