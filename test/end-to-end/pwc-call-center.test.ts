import { existsSync } from 'node:fs';
import { cp, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeParentFolder, muster } from './muster.ts';

const data = join(import.meta.dirname, '../../../shared/data/pwc-call-center');
const isPresent = existsSync(join(data, 'Call_Center_Dataset.csv'));
const title = isPresent ? 'the published figures' : `the published figures (skipped: no ${data})`;

/** Answered and offered calls of each agent, from the data's SOURCE.md. */
const agents: Record<string, [answered: number, offered: number]> = {
  Becky: [517, 631],
  Dan: [523, 633],
  Diane: [501, 633],
  Greg: [502, 624],
  Jim: [536, 666],
  Joe: [484, 593],
  Martha: [514, 638],
  Stewart: [477, 582],
};

describe.skipIf(!isPresent)(`5,000 calls from a file mapping (CC-3, CC-9): ${title}`, () => {
  let parent: string;
  let folder: string;
  const call = (...argv: string[]) =>
    muster([...argv, '--workspace', folder], { environment: { PWC_FOLDER: data } });

  beforeAll(async () => {
    parent = await makeParentFolder();
    folder = join(parent, 'pwc');
    await cp(join(import.meta.dirname, '../workspaces/pwc-call-center'), folder, {
      recursive: true,
    });
    const ran = await call('run', '--period', '2021-Q1');
    expect({ code: ran.exitCode, stderr: ran.exitCode === 0 ? '' : ran.stderr }).toEqual({
      code: 0,
      stderr: '',
    });
  });
  afterAll(() => rm(parent, { recursive: true, force: true }));

  async function values(by: string): Promise<Record<string, unknown>[]> {
    const { stdout } = await call('kpi', '--by', by, '--period', '2021-Q1', '--json');
    return JSON.parse(stdout);
  }

  it('of the whole: answered, speed of answer, satisfaction, mean talk', async () => {
    const rows = await values('organization');
    const found = (metric: string) =>
      Number(rows.find((row) => row.metric_id === metric)?.value ?? Number.NaN);
    expect(found('offered_count')).toBe(5000);
    expect(found('answered_count')).toBe(4054);
    expect(found('average_speed_of_answer_seconds').toFixed(2)).toBe('67.52');
    expect(found('csat').toFixed(4)).toBe('3.4036');
    expect(found('agent_answer_rate').toFixed(4)).toBe('0.8108');
    // The export has no holds and no wrap-up, so the mean talk of a call is all of its handle time.
    expect(found('average_handle_seconds').toFixed(2)).toBe('224.92');
    // Of the time that an agent is on two of its made-up calls at once, only one counts.
    expect(found('talk_seconds')).toBeLessThan(224.92 * 4054);
    expect((found('answered_count') / found('offered_count')).toFixed(4)).toBe('0.8108');
  });

  it('of the whole: resolved, of all calls as published and of the answered ones as muster counts', async () => {
    const rows = await values('organization');
    const row = (metric: string) => rows.find(({ metric_id: id }) => id === metric);
    // Nobody resolves a call that was not answered: the 3,646 are of 4,054 answered calls.
    expect(row('fcr')).toMatchObject({ numerator: 3646, denominator: 4054, reason: null });
    expect((Number(row('fcr')?.numerator) / 5000).toFixed(4)).toBe('0.7292');
    expect(row('csat_response_rate')).toMatchObject({ numerator: 4054, denominator: 4054 });
  });

  it('has no number of what the export does not tell, and says so', async () => {
    const rows = await values('organization');
    const found = ['complaint_rate', 'recording_coverage', 'appointment_conversion'].map((id) => {
      const row = rows.find(({ metric_id: metric }) => metric === id);
      return [id, row?.value, row?.reason];
    });
    expect(found).toEqual([
      ['complaint_rate', null, 'not recorded of any call'],
      ['recording_coverage', null, 'not known of any call'],
      ['appointment_conversion', null, 'no calls about an appointment'],
    ]);
    const missing = rows.filter(({ metric_id: id }) => id === 'qa_percent');
    expect(missing).toEqual([]);
  });

  it('of each agent', async () => {
    const rates = (await values('member')).filter((row) => row.metric_id === 'agent_answer_rate');
    const byAgent = Object.fromEntries(
      rates.map((row) => [row.scope_name, [row.numerator, row.denominator]]),
    );
    expect(byAgent).toEqual(agents);
  });

  it('in the report call-team, page and file', async () => {
    const [team = ''] = await readdir(join(folder, 'output/2021-Q1/call-team'));
    const report = join(folder, 'output/2021-Q1/call-team', team);
    const html = await readFile(join(report, 'report.html'), 'utf8');
    for (const text of ['5,000', '4,054', '1:08', '3.40', '81.1%']) expect(html).toContain(text);
    const lines = (await readFile(join(report, 'members.csv'), 'utf8')).trim().split('\r\n');
    const heads = (lines[0] ?? '').split(',');
    const column = (row: string, name: string) => row.split(',')[heads.indexOf(name)];
    for (const [agent, [answered, offered]] of Object.entries(agents)) {
      const row = lines.find((line) => line.split(',').includes(agent)) ?? '';
      expect([
        column(row, 'agent_answer_rate_numerator'),
        column(row, 'agent_answer_rate_denominator'),
      ]).toEqual([String(answered), String(offered)]);
    }
  });
});
