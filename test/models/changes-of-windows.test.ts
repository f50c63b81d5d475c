import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { before, ChangeTables, current, shareOf, weeks, yearBefore } from './change-tables.ts';

let tables: ChangeTables;
beforeAll(async () => {
  tables = await ChangeTables.open();
});
afterAll(() => tables.close());

const lost = (metric: string, base: string) => [
  shareOf(240, 250, base, metric),
  shareOf(200, 250, current, metric),
];
const overlap = {
  trend: 'unclear',
  reason: 'the windows of both periods overlap',
  low: null,
  high: null,
  test: 'no test: no two samples',
};

// 96 % to 80 % of 250 would be down in two samples: 1.645 x sqrt(0.96 x 0.04 / 250 + 0.8 x 0.2 / 250) = 4.6 points.
describe('the change of a share whose windows are longer than the period (CS-6, KPI.md 3.9)', () => {
  it.each(['logo_retention', 'two_years', 'touch_coverage'])(
    'is told and unclear for %s, of 12 or 24 months or 30 days, against the week before',
    async (metric) => {
      const change = await tables.changeOf(lost(metric, before));
      expect(change).toMatchObject(overlap);
      expect(change.change).toBeCloseTo(-0.16, 12);
    },
  );

  it('is tested where the windows are as long as the period, or it is the period', async () => {
    for (const metric of ['weekly_users', 'connect_rate']) {
      expect(await tables.changeOf(lost(metric, before))).toMatchObject({
        trend: 'down',
        test: 'Newcombe, 90 %',
      });
    }
  });

  it('is tested against a year before, a window apart, but not of two years', async () => {
    const ago = (metric: string) =>
      tables.changeOf(lost(metric, yearBefore), current, [], 'year_before');
    expect(await ago('logo_retention')).toMatchObject({ trend: 'down', test: 'Newcombe, 90 %' });
    expect(await ago('touch_coverage')).toMatchObject({ trend: 'down', reason: null });
    expect(await ago('two_years')).toMatchObject(overlap);
  });

  it('stays a fact of money, of which all is counted (10.3)', async () => {
    const nrr = (value: number, start: string) => ({ metric: 'nrr', start, value, count: 250 });
    expect(await tables.changeOf([nrr(0.96, before), nrr(0.8, current)])).toMatchObject({
      trend: 'down',
      reason: null,
    });
  });

  // By 2 points up and down: 1.645 x sqrt(2) x 2 / 1.128 = 4.1 points. Its earlier changes overlap alike.
  it('is judged by its own series where it is no share of counts', async () => {
    const series = weeks
      .filter((week) => week <= before)
      .map((start, index) => ({
        metric: 'touch_coverage',
        start,
        value: index % 2 === 0 ? 0.8 : 0.82,
        count: 50,
      }));
    const now = (value: number) => ({ metric: 'touch_coverage', start: current, value, count: 50 });
    expect(await tables.changeOf([...series, now(0.83)])).toMatchObject({ trend: 'unclear' });
    expect(await tables.changeOf([...series, now(0.75)])).toMatchObject({
      trend: 'down',
      test: 'moving range of the series, 90 %',
    });
  });
});
