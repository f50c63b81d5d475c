import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { abandoned, outbound, queueCall, sample } from './three-cx-lines.ts';
import { inboxOf, makeWorkspace, refusal, type TestWorkspace } from './workspace.ts';

let workspace: TestWorkspace;
afterEach(() => workspace.remove());

async function load(content: string | Uint8Array) {
  workspace = await makeWorkspace();
  await workspace.write('inbox/cdr.log', content);
  return workspace.extract([inboxOf(workspace)], { maxRejectedShare: 1 });
}

const lines = () =>
  workspace.rows('select * exclude (file_hash) from raw.call_lines order by history_number');
const rejects = () =>
  workspace.rows(
    'select line_number, entity_key, column_name, reason, kept_text from raw.rejects order by line_number',
  );

describe('a line that cannot be read', () => {
  const fields = (change: (fields: string[]) => void) => {
    const list = queueCall.split(',');
    change(list);
    return list.join(',');
  };
  const kept =
    'Call 512004,a0dbaf95a1010000_4410,00:06:02,2026/11/01 05:58:12,2026/11/01 05:58:12,2026/11/01 06:04:14,TerminatedByDst,<12 chars>,Ext.800,<5 chars>,<3 chars>,<3 chars>,ReplacedDst,Ext.121,<3 chars>,,,,,Chain: <12 chars>;Ext.800;Ext.121;,Line,Queue,Extension,<9 chars>,<12 chars>,<10 chars>,';

  it('is kept as ids, times, extensions and status, all else as its length', async () => {
    // A comma in the name of a bill moves the chain and the types.
    await load(`${fields((list) => list.splice(18, 1, 'Frey', ' Dana'))}\n${abandoned}\n`);
    expect(await rejects()).toEqual([
      {
        line_number: 1,
        entity_key: null,
        column_name: null,
        reason: '27 fields expected, 28 found',
        kept_text: kept.replace(',,,,,Chain', ',,,,<4 chars>,<5 chars>,Chain'),
      },
    ]);
    expect(await lines()).toHaveLength(1);
  });

  const badTime = 'not a time as yyyy/MM/dd HH:mm:ss';
  it.each<[string, (list: string[]) => void, string | null, string]>([
    [
      'no history number',
      (list) => list.splice(0, 1, 'Coll 1'),
      'historyid',
      'not "Call" and a number',
    ],
    [
      'no id',
      (list) => list.splice(1, 1, ''),
      'callid',
      'not 16 hexadecimal digits of an instant, _ and a number',
    ],
    [
      'an id of no instant',
      (list) => list.splice(1, 1, 'ffffffffffffffff_1'),
      'callid',
      'not 16 hexadecimal digits of an instant, _ and a number',
    ],
    [
      'a day that does not exist',
      (list) => list.splice(3, 1, '2026/02/30 05:58:12'),
      'time_start',
      badTime,
    ],
    [
      'a time in another form',
      (list) => list.splice(4, 1, '2026-11-01T05:58:12'),
      'time_answered',
      badTime,
    ],
    ['a short time', (list) => list.splice(5, 1, '2026/11/1 6:04:14'), 'time_end', badTime],
    [
      'a duration in another form',
      (list) => list.splice(2, 1, '362'),
      'duration',
      'not a duration as HH:MM:SS',
    ],
    [
      'a name for a reason',
      (list) => list.splice(6, 1, 'Dana Frey'),
      'reason_terminated',
      'not a word',
    ],
    ['a name for a type', (list) => list.splice(20, 1, 'Dana Frey'), 'from_type', 'not a word'],
    ['another chain', (list) => list.splice(19, 1, 'x'), 'chain', 'does not begin with "Chain: "'],
    [
      'an end a minute before the answer',
      (list) => list.splice(5, 1, '2026/11/01 05:57:12'),
      'time_end',
      'ended before it was answered or started',
    ],
    [
      'an answer a minute before the start',
      (list) => list.splice(4, 1, '2026/11/01 05:57:12'),
      'time_answered',
      'answered before it started',
    ],
    [
      'a time that is not that of its id',
      (list) => list.splice(3, 1, '2026/11/01 01:58:12'),
      'time_start',
      'the call id says 2026-11-01 05:58:12 UTC, which is not this time in UTC',
    ],
  ])('is rejected for %s', async (_what, change, column, reason) => {
    const { units } = await load(`${fields(change)}\n${abandoned}\n`);
    expect(units).toMatchObject([{ readCount: 2, loadedCount: 1, rejectedCount: 1 }]);
    expect(await rejects()).toMatchObject([{ line_number: 1, column_name: column, reason }]);
  });

  it('is rejected as cut off when it ends the file in the middle', async () => {
    await load(`${queueCall}\n${abandoned.slice(0, 90)}`);
    expect(await rejects()).toEqual([
      {
        line_number: 2,
        entity_key: null,
        column_name: null,
        reason: 'the line is cut off',
        kept_text:
          'Call 512006,427db295a1010000_4412,00:00:31,2026/11/01 06:01:05,2026/11/01 06:01:05,<7 chars>',
      },
    ]);
  });
});

describe('private values of outside parties', () => {
  it('are nowhere in the bytes of raw', async () => {
    const marked = queueCall
      .replaceAll('+17345550142', '+19195550177')
      .replace('Dana Frey', 'Canary Caller');
    const broken = outbound
      .replaceAll('+17345550173', '+19195550188')
      .replace('17345550173', '19195550188')
      .replace(',default,', ',Marked, Name,');
    await load(`${marked}\n${broken}\n${marked.replace('Call 512004', 'Canary Caller')}\n`);
    expect(await lines()).toHaveLength(1);
    expect(await rejects()).toHaveLength(2);
    const bytes = readFileSync(workspace.rawPath).toString('latin1');
    for (const canary of [
      '19195550177',
      '19195550188',
      '9195550',
      'Canary',
      'Marked',
      'test-key',
    ]) {
      expect(bytes.includes(canary), canary).toBe(false);
    }
    // The search is able to find text at all.
    expect(bytes).toContain('TerminatedByDst');
  });
});

describe('a file in another zone', () => {
  it('is refused as a whole, with the difference', async () => {
    const local = (line: string) => line.replaceAll(' 05:', ' 01:').replaceAll(' 06:', ' 02:');
    workspace = await makeWorkspace();
    await workspace.write('inbox/cdr-a.log', `${sample.map(local).join('\n')}\n`, 1);
    await workspace.write('inbox/cdr-b.log', `${queueCall}\n`, 2);
    expect(await refusal(workspace.extract([inboxOf(workspace)]))).toEqual({
      text: `sources.3cx: 1 file is not in the zone UTC\n- cdr-a.log: 4 of 4 lines have times 4 h 0 min behind their call ids (read as UTC)\nSet sources.3cx.time_zone in muster.yaml to the zone of these files, or take them out of ${workspace.folder}/inbox. Nothing of them was written; other files of the source are loaded.`,
      exitCode: 3,
    });
    expect(await workspace.rows('select file_name from raw.files')).toEqual([
      { file_name: 'cdr-b.log' },
    ]);
  });

  it('is refused as a whole when each call has a file of its own', async () => {
    workspace = await makeWorkspace();
    for (const [index, line] of sample.entries()) {
      await workspace.write(`inbox/cdr-${index}.log`, `${line}\n`, index);
    }
    const source = inboxOf(workspace, { timeZone: 'Europe/Zurich' });
    const { text } = await refusal(workspace.extract([source]));
    expect(text.split('\n').slice(0, 2)).toEqual([
      'sources.3cx: 4 files are not in the zone Europe/Zurich',
      '- cdr-0.log: 1 of 1 lines have times 1 h 0 min behind their call ids (read as Europe/Zurich)',
    ]);
    expect(await workspace.rows('select * from raw.files')).toEqual([]);
    const { units } = await workspace.extract([inboxOf(workspace)], { runId: 'run-2' });
    expect(units.map(({ changedCount }) => changedCount)).toEqual([1, 1, 1, 1]);
  });
});
