import { existsSync } from 'node:fs';
import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeParentFolder, muster } from './muster.ts';

const data = join(import.meta.dirname, '../../../shared/data/maven-crm');
const isPresent = existsSync(join(data, 'sales_pipeline.csv'));
const title = isPresent ? 'the published figures' : `the published figures (skipped: no ${data})`;
/** All days on which an opportunity was opened or closed. */
const allDays = '2016-10-01..2018-01-01';

describe.skipIf(!isPresent)(`8,800 opportunities of a CRM (SR-1, SR-3): ${title}`, () => {
  let parent: string;
  let folder: string;
  const call = (...argv: string[]) =>
    muster([...argv, '--workspace', folder], { environment: { MAVEN_FOLDER: data } });

  beforeAll(async () => {
    parent = await makeParentFolder();
    folder = join(parent, 'maven');
    await cp(join(import.meta.dirname, '../workspaces/maven-crm'), folder, { recursive: true });
    for (const step of ['extract', 'build']) {
      const ran = await call(step);
      expect({ step, code: ran.exitCode, stderr: ran.exitCode === 0 ? '' : ran.stderr }).toEqual({
        step,
        code: 0,
        stderr: '',
      });
    }
  });
  afterAll(() => rm(parent, { recursive: true, force: true }));

  async function values(metric: string, by: string, period = allDays, ...more: string[]) {
    const { stdout } = await call('kpi', metric, '--by', by, '--period', period, '--json', ...more);
    return JSON.parse(stdout) as Record<string, unknown>[];
  }

  async function byName(metric: string, by: string) {
    const rows = await values(metric, by);
    return Object.fromEntries(rows.map((row) => [row.scope_name, row.value]));
  }

  it('of the whole: won, worth, win rate, mean days of won', async () => {
    expect(await values('deals_won', 'organization')).toMatchObject([{ value: 4238 }]);
    expect(await values('deals_lost', 'organization')).toMatchObject([{ value: 2473 }]);
    expect(await values('won_amount', 'organization')).toMatchObject([{ value: 10_005_534 }]);
    const [rate] = await values('win_rate', 'organization');
    expect(rate).toMatchObject({ numerator: 4238, denominator: 4238 + 2473 });
    expect((100 * Number(rate?.value)).toFixed(2)).toBe('63.15');
    const [days] = await values('days_to_win', 'organization');
    expect(Number(days?.value).toFixed(2)).toBe('51.78');
  });

  it('of each regional office', async () => {
    expect(await byName('deals_won', 'location')).toEqual({
      Central: 1629,
      East: 1171,
      West: 1438,
    });
  });

  it('of the agent who won most', async () => {
    const won = await byName('deals_won', 'member');
    const most = Object.entries(won).sort((a, b) => Number(b[1]) - Number(a[1]))[0];
    expect(most).toEqual(['Darcel Schlecht', 349]);
    expect((await byName('won_amount', 'member'))['Darcel Schlecht']).toBe(1_153_214);
  });

  it('of the pipeline: 2,089 open, none with an amount yet', async () => {
    const [pipeline] = await values('pipeline_amount', 'organization');
    expect(pipeline).toMatchObject({ value: null, sample_count: 2089 });
    expect(pipeline?.reason).toContain('2089 of 2089 open deals have no amount');
  });

  it('in quarters that add up to the whole, and products that add up to a quarter', async () => {
    const quarters = await values('deals_won', 'organization', allDays, '--grain', 'quarter');
    const sum = (rows: Record<string, unknown>[]) =>
      rows.reduce((total, row) => total + Number(row.value), 0);
    expect(sum(quarters)).toBe(4238);
    const products = await values('deals_won', 'organization', '2017-Q4', '--split', 'lead_type');
    expect(products.length).toBe(7);
    expect(sum(products)).toBe(quarters.at(-1)?.value);
  });
});
