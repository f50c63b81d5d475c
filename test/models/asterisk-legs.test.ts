import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { Database } from '../../pipelines/warehouse/database.ts';
import { ownNumbers, readRows, realCdrFolder } from '../extract/asterisk-data.ts';
import { cdrSample, queueLogSample } from '../extract/asterisk-lines.ts';
import { makeWorkspace, type TestWorkspace } from '../extract/workspace.ts';
import { asteriskModels, openWithModels } from './leg-views.ts';

let workspace: TestWorkspace;
let raw: Database | undefined;
afterEach(async () => {
  raw?.close();
  raw = undefined;
  await workspace?.remove();
});

async function load(files: Record<string, string>, profile: object = {}) {
  workspace = await makeWorkspace();
  for (const [name, text] of Object.entries(files)) await workspace.write(`inbox/${name}`, text);
  const folder = `${workspace.folder}/inbox`;
  await workspace.extract(
    [{ kind: 'cdr', name: 'pbx', format: 'asterisk', folder, timeZone: 'UTC', profile }],
    { maxRejectedShare: 1 },
  );
  raw = await openWithModels(workspace.rawPath, asteriskModels);
  return raw;
}

const told = `call_id, leg_number, leg_kind, agent_value, result, wait_seconds, talk_seconds,
  connected_seconds`;
const allLegs = `select ${told} from (
    select * from legs_asterisk_cdr union all select * from legs_asterisk_queue_log
  ) order by call_id, leg_number`;

describe('the sample of Asterisk', () => {
  const abandoned = { call_id: '1793628300.431', leg_kind: 'queue', result: 'abandoned' };
  const busy = { call_id: '1793628750.437', agent_value: '121', result: 'busy' };

  it('tells from the CDR alone who was connected, and not how long the caller waited (CC-1)', async () => {
    const db = await load({ 'Master.csv': `${cdrSample.join('\n')}\n` });
    const queueCall = { call_id: '1793628001.420', wait_seconds: null, talk_seconds: null };
    expect(await db.rows(allLegs)).toMatchObject([
      { ...queueCall, leg_kind: 'queue', result: 'answered' },
      { ...queueCall, agent_value: '121', result: 'answered', connected_seconds: 290 },
      { ...queueCall, agent_value: '122', result: 'no_answer', connected_seconds: null },
      { ...abandoned, wait_seconds: 33 },
      busy,
    ]);
  });

  it('takes the queue part from the queue log where there is one, and the rest from the CDR (CC-1)', async () => {
    const db = await load({
      'Master.csv': `${cdrSample.join('\n')}\n`,
      queue_log: `${queueLogSample.join('\n')}\n`,
    });
    const queueCall = { call_id: '1793628001.420' };
    expect(await db.rows(allLegs)).toMatchObject([
      { ...queueCall, leg_kind: 'queue', result: 'answered', wait_seconds: 22 },
      { ...queueCall, agent_value: 'Tomas Wirth', result: 'no_answer', talk_seconds: null },
      { ...queueCall, agent_value: 'Priya Nair', result: 'answered', talk_seconds: 268 },
      { ...abandoned, wait_seconds: 33 },
      busy,
    ]);
  });

  it('names the call as the CDR does where a linkedid joins channels', async () => {
    const linked = cdrSample.map((line, number) => `${line},"","1793628000.400",${number}`);
    const db = await load({
      'Master.csv': `${linked.slice(0, 2).join('\n')}\n`,
      queue_log: `${queueLogSample.slice(0, 4).join('\n')}\n`,
    });
    expect(await db.rows('select distinct call_id from legs_asterisk_queue_log')).toEqual([
      { call_id: '1793628000.400' },
    ]);
    expect(await db.rows('select call_id from legs_asterisk_cdr')).toEqual([]);
  });
});

// Real CDRs, pseudonymised by their author; the facts are those of its SOURCE.md.
const title = realCdrFolder === undefined ? 'skipped: ../shared/data is not here' : 'CC-1';
describe.skipIf(realCdrFolder === undefined)(`the real CDR files (${title})`, () => {
  const folder = realCdrFolder ?? '';

  async function loadReal(name: string) {
    const path = join(folder, name);
    const extensions = ownNumbers(readRows(join(folder, 'cdr.csv')));
    return load({ [name]: readFileSync(path, 'utf8') }, { extensions });
  }

  it('are loaded whole: 218 rows, 174 ids, and their seconds add up', async () => {
    const db = await loadReal('cdr.csv');
    expect(
      await db.one(`select count(*) as lines, count(distinct call_id) as ids,
        min(started_at)::varchar as first, max(ended_at)::varchar as last from raw.call_lines`),
    ).toEqual({
      lines: 218,
      ids: 174,
      first: '2017-06-20 09:49:22',
      last: '2017-06-27 19:06:10',
    });
    expect(
      await db.rows(`select status, count(*) as lines, sum(duration_seconds)::integer as seconds,
        sum(talk_seconds)::integer as billed from raw.call_lines group by status order by status`),
    ).toEqual([
      { status: 'ANSWERED', lines: 133, seconds: 39_812, billed: 38_839 },
      { status: 'BUSY', lines: 2, seconds: 16, billed: 0 },
      { status: 'NO ANSWER', lines: 83, seconds: 1286, billed: 108 },
    ]);
    expect(await db.rows('select * from raw.rejects')).toEqual([]);
  });

  it('are read also where unset times are bare', async () => {
    const db = await loadReal('smallcdr_wo_parallelcalls.csv');
    expect(
      await db.one(`select count(*) as lines, count(distinct call_id) as ids,
        count(answered_at) as answered from raw.call_lines`),
    ).toEqual({ lines: 34, ids: 34, answered: 27 });
  });

  // The author's tool shifted the epoch of each row's id with that row's own start, so nine calls have
  // two ids, a second apart and with one channel number: 174 ids are 165 calls.
  it('are 165 calls, 101 of them answered by a phone, 38,754 s long', async () => {
    const db = await loadReal('cdr.csv');
    expect(
      await db.one(`select count(distinct call_id) as calls,
        count(distinct call_id) filter (where leg_kind = 'agent' and result = 'answered') as answered,
        sum(talk_seconds)::integer as talk from legs_asterisk_cdr`),
    ).toEqual({ calls: 165, answered: 101, talk: 38_754 });
  });

  it('give no talk to the five unanswered rows that the author left with billed seconds', async () => {
    const db = await loadReal('cdr.csv');
    const [row] = await db.rows(`select count(*) as rows, sum(talk_seconds)::integer as billed
      from raw.call_lines where status = 'NO ANSWER' and talk_seconds > 0`);
    expect(row).toEqual({ rows: 5, billed: 108 });
    expect(
      await db.rows(`select * from legs_asterisk_cdr
        where end_reason = 'NO ANSWER' and (talk_seconds is not null or result = 'answered')`),
    ).toEqual([]);
  });

  it("merge parallel rings to the author's 34 rows", async () => {
    const db = await loadReal('smallcdr.csv');
    const expected = readRows(join(folder, 'smallcdr_wo_parallelcalls.csv')).map((fields) => ({
      channel: fields[16]?.split('.')[1],
      start: fields[9],
      answer: fields[10] === '' ? null : fields[10],
      end: fields[11],
      disposition: fields[14],
    }));
    expect(expected).toHaveLength(34);
    const merged = await db.rows(`select split_part(call_id, '.', 2) as channel,
        started_at::varchar as start, answered_at::varchar as answer, ended_at::varchar as "end",
        end_reason as disposition
      from legs_asterisk_cdr`);
    const byStart = (a: { channel?: unknown }, b: { channel?: unknown }) =>
      Number(a.channel) - Number(b.channel);
    const written = expected.map((row) =>
      // A dialplan that answers and hangs up is nobody's answer.
      row.start === row.end ? { ...row, answer: null } : row,
    );
    expect(merged.sort(byStart)).toEqual(written.sort(byStart));
  });
});
