import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newest, TrendTables } from './trend-tables.ts';

let tables: TrendTables;
beforeAll(async () => {
  tables = await TrendTables.open();
});
beforeEach(() => tables.clear());
afterAll(() => tables.close());

describe('the trend of a series (CS-6, TN-3, KPI.md 10)', () => {
  // 8 points that rise by 1: each of the 28 pairs has the slope 1, S = 28. The variance of S is
  // 8 x 7 x 21 / 18 = 65.333, its root 8.0829: z = 27 / 8.0829 = 3.3404.
  it('of eight that rise by one is up: slope 1, S 28, z 3.34', async () => {
    const found = await tables.trendOf([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(found).toMatchObject({ point_count: 8, slope: 1, change: 7, mann_kendall_s: 28 });
    expect(found).toMatchObject({ first_label: '2026-W40', trend: 'up', reason: null });
    expect(found.mann_kendall_z).toBeCloseTo(3.3404, 4);
  });

  it('of seven is unclear: fewer than 8 in a row with a value', async () => {
    expect(await tables.trendOf([1, 2, 3, 4, 5, 6, 7])).toMatchObject({
      ...{ point_count: 7, trend: 'unclear', slope: null, change: null, mann_kendall_s: null },
      reason: 'fewer than 8 in a row with a value',
    });
  });

  it.each([[null], [undefined]])('ends at a missing value (%s)', async (missing) => {
    expect(await tables.trendOf([9, 9, missing, 1, 2, 3, 4, 5, 6, 7])).toMatchObject({
      ...{ point_count: 7, centre_count: 7, trend: 'unclear', first_label: '2026-W41' },
    });
    await tables.database.run('delete from metric_values');
    expect(await tables.trendOf([9, missing, 1, 2, 3, 4, 5, 6, 7, 8])).toMatchObject({
      ...{ point_count: 8, slope: 1, trend: 'up' },
    });
  });

  it('is none where the newest period has no value', async () => {
    await tables.give([1, 2, 3, 4, 5, 6, 7, 8, null]);
    expect(await tables.trends(`period_start_date = '${newest}'`)).toEqual([]);
  });

  // Of 13 points the first, far above, is too old: 12 that rise by 1. S = 66.
  it('is that of the last twelve', async () => {
    const found = await tables.trendOf([90, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    expect(found).toMatchObject({ point_count: 12, slope: 1, mann_kendall_s: 66, change: 11 });
    expect(found).toMatchObject({ centre_count: 13, first_label: '2026-W36' });
  });

  // 10 20 20 30 40 40 40 50 60: pairs that rise less those that fall are 36 - 1 - 3 = 32, for one pair
  // of two and three pairs of three are ties. Variance: (9 x 8 x 23 - 2 x 1 x 9 - 3 x 2 x 11) / 18
  // = (1656 - 18 - 66) / 18 = 87.333, its root 9.3452: z = 31 / 9.3452 = 3.3172. Slopes of pairs by distance:
  // 1: 10 0 10 10 0 0 10 10 | 2: 5 5 10 5 0 5 10 | 3: 6.67 6.67 6.67 3.33 3.33 6.67 | 4: 7.5 5 5 5 5
  // 5: 6 4 6 6 | 6: 5 5 6.67 | 7: 5.71 5.71 | 8: 6.25. Sorted, the 18th and 19th of 36 lie at: 0 x 4, 3.33 x 2,
  // 4, 5 x 10 (to the 17th), 5.71 x 2 (18th and 19th): the median is 5.7143.
  it('of a series with ties has the variance of ties', async () => {
    const found = await tables.trendOf([10, 20, 20, 30, 40, 40, 40, 50, 60]);
    expect(found.mann_kendall_s).toBe(32);
    expect(found.mann_kendall_z).toBeCloseTo(3.3172, 4);
    expect(found.slope).toBeCloseTo(40 / 7, 9);
  });

  // 7 before 1 to 6, and 8 before 1 to 7: 6 and 7 of the 28 pairs fall, so S = 28 - 12 = 16 and 14.
  // Gilbert (1987), table A18: P(S >= 16) = 0.031 and P(S >= 14) = 0.054.
  it('of eight needs S = 16 to be more than chance', async () => {
    const rising = { mann_kendall_s: 16, trend: 'up', reason: null };
    expect(await tables.trendOf([7, 1, 2, 3, 4, 5, 6, 8])).toMatchObject(rising);
    await tables.database.run('delete from metric_values');
    const chance = { mann_kendall_s: 14, trend: 'unclear', reason: null };
    expect(await tables.trendOf([8, 1, 2, 3, 4, 5, 6, 7])).toMatchObject(chance);
  });

  it('is flat where the interval over all points lies within the noticeable change', async () => {
    // 3.00 and 3.01 in turn: no slope is more than 0.01, seven of them 0.07, less than the 0.1 of a score.
    expect(await tables.trendOf([3, 3.01, 3, 3.01, 3, 3.01, 3, 3.01])).toMatchObject({
      trend: 'flat',
    });
    // S = 28, but 0.01 x 7 is not noticeable.
    await tables.give([3, 3.01, 3.02, 3.03, 3.04, 3.05, 3.06, 3.07], { scope: 'u' });
    // 1 and 5 in turn could be anything.
    await tables.give([1, 5, 1, 5, 1, 5, 1, 5], { scope: 'v' });
    await tables.give([2, 2, 2, 2, 2, 2, 2, 2], { scope: 'w' });
    const of = await tables.trends(`period_start_date = '${newest}' and scope_id > 't'`);
    expect(of.map(({ trend }) => trend)).toEqual(['flat', 'unclear', 'flat']);
    expect(of[0]?.mann_kendall_s).toBe(28);
    expect(of[2]).toMatchObject({ slope: 0, slope_low: 0, slope_high: 0, mann_kendall_z: 0 });
  });

  // 3.2, 3.1 and six of 3: S = -13, and 13 of 28 slopes fall. The variance with a tie of six is (1176 - 6 x 5 x 17)
  // / 18 = 37, so the interval begins at the 9th slope: -0.1 / 3, seven of which are -0.23. It ends at 0.
  it('is not flat where one end of the interval lies outside', async () => {
    const fallen = [3.2, 3.1, 3, 3, 3, 3, 3, 3];
    const found = await tables.trendOf(fallen);
    expect(found).toMatchObject({ mann_kendall_s: -13, slope: 0, trend: 'unclear', slope_high: 0 });
    expect(found.slope_low).toBeCloseTo(-0.1 / 3, 9);
    await tables.database.run('delete from metric_values');
    expect(await tables.trendOf(fallen.map((value) => 6 - value))).toMatchObject({
      trend: 'unclear',
    });
  });

  it('that falls needs S = -16 as well', async () => {
    expect(await tables.trendOf([1, 8, 7, 6, 5, 4, 3, 2])).toMatchObject({
      ...{ mann_kendall_s: -14, trend: 'unclear', slope: -1 },
    });
  });

  // Times are compared with their median: 60 to 53 fall by 7 / 56.5 = 12.4 %; 200 to 193 by 7 / 196.5 = 3.6 %.
  it('of times is noticeable from 5 % of the median on', async () => {
    const asa = { metric: 'asa' };
    const found = await tables.trendOf([60, 59, 58, 57, 56, 55, 54, 53], asa);
    expect(found).toMatchObject({ trend: 'down', slope: -1, mann_kendall_s: -28 });
    expect(found.change).toBeCloseTo(-7 / 56.5, 9);
    await tables.database.run('delete from metric_values');
    const small = [200, 199, 198, 197, 196, 195, 194, 193];
    expect(await tables.trendOf(small, asa)).toMatchObject({ trend: 'flat', mann_kendall_s: -28 });
  });

  it('of nothing but zeros is flat; of a median of zero nothing can be said in percent', async () => {
    const asa = { metric: 'asa' };
    expect(await tables.trendOf([0, 0, 0, 0, 0, 0, 0, 0], asa)).toMatchObject({
      trend: 'flat',
      change: 0,
    });
    await tables.database.run('delete from metric_values');
    const found = await tables.trendOf([0, 0, 0, 0, 0, 0, 0, 9], asa);
    const unknown = { trend: 'unclear', change: null, reason: 'the median is zero' };
    expect(found).toMatchObject(unknown);
    await tables.database.run('delete from metric_values');
    expect(await tables.trendOf([-9, 0, 0, 0, 0, 0, 0, 0], asa)).toMatchObject(unknown);
  });

  // The week of 2026-11-23 has four working days: 400 calls are as many a day as 500 in five.
  it('of what is counted is of a working day', async () => {
    const calls = { metric: 'calls_made', until: '2026-11-23' };
    const found = await tables.trendOf([500, 500, 500, 500, 500, 500, 500, 400], calls);
    expect(found).toMatchObject({ trend: 'flat', slope: 0, change: 0, mann_kendall_s: 0 });
    await tables.database.run('delete from metric_values');
    // Ten calls on each working day of March to October 2026.
    const days = [22, 22, 21, 22, 23, 21, 22, 22];
    const ofMonths = { metric: 'calls_made', grain: 'month', until: '2026-10-01' };
    const monthly = await tables.trendOf(
      days.map((count) => 10 * count),
      ofMonths,
    );
    expect(monthly).toMatchObject({ trend: 'flat', slope: 0, mann_kendall_s: 0 });
    await tables.database.run('delete from metric_values');
    // Users of seven days are no such count.
    const users = { metric: 'active_users', until: '2026-11-23' };
    expect((await tables.trendOf([5, 5, 5, 5, 5, 5, 5, 4], users)).mann_kendall_s).toBe(-7);
  });

  it('is unclear where the data does not reach the end of the newest period (G9)', async () => {
    await tables.database.run(`insert into metric_gaps values ('csat', 'week', '${newest}', '2026-11-18'),
      ('csat', 'month', '${newest}', '2026-11-17'), ('asa', 'week', '${newest}', '2026-11-17')`);
    const found = await tables.trendOf([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    const reason = 'records end on 2026-11-18';
    expect(found).toMatchObject({ trend: 'unclear', reason, slope: null, mann_kendall_s: null });
    expect(found).toMatchObject({ limits_reason: reason, centre: null, is_shift: null });
    // The week before was reached.
    const [before] = await tables.trends(`period_start_date = '2026-11-09'`);
    expect(before).toMatchObject({ trend: 'up', reason: null });
  });

  it('of windows that overlap is told, and is unclear (KPI.md 3.9)', async () => {
    const rising = [0.9, 0.92, 0.94, 0.96, 0.98, 1, 1.02, 1.04, 1.06, 1.08, 1.1, 1.12];
    const reason = 'the windows of a week and the next overlap';
    const found = await tables.trendOf(rising, { metric: 'nrr' });
    expect(found).toMatchObject({ trend: 'unclear', reason, mann_kendall_s: null });
    expect(found.slope).toBeCloseTo(0.02, 9);
    expect(found).toMatchObject({ limits_reason: reason, run_count: null, is_shift: null });
    await tables.give(rising, { metric: 'touch_coverage' });
    await tables.give(rising, { metric: 'active_users' });
    const others = await tables.trends(`period_start_date = '${newest}' and metric_id != 'nrr'`);
    const told = others.map((each) => [each.trend, each.limits_reason]);
    expect(told).toHaveLength(2);
    expect(told).toContainEqual(['unclear', reason]);
    expect(told).toContainEqual(['up', null]);
  });

  it('of 30 days is one of months, of 12 months is not', async () => {
    const rising = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];
    const ofMonths = { grain: 'month', until: '2026-10-01' };
    const found = await tables.trendOf(rising, { metric: 'touch_coverage', ...ofMonths });
    expect(found).toMatchObject({ trend: 'up', first_label: '2026-02', point_count: 9 });
    await tables.give(rising, { metric: 'nrr', ...ofMonths });
    const [nrr] = await tables.trends(`metric_id = 'nrr' and period_start_date = '2026-10-01'`);
    expect(nrr?.reason).toBe('the windows of a month and the next overlap');
  });

  it('of 90 days is one of quarters, not of months', async () => {
    const due = { metric: 'renewals_due' };
    const ofQuarters = { ...due, grain: 'quarter', until: '2026-07-01' };
    expect(await tables.trendOf([1, 2, 3, 4, 5, 6, 7, 8], ofQuarters)).toMatchObject({
      trend: 'up',
    });
    const ofMonths = { ...due, grain: 'month', until: '2026-10-01' };
    expect(await tables.trendOf([1, 2, 3, 4, 5, 6, 7, 8], ofMonths)).toMatchObject({
      ...{ trend: 'unclear', slope: 1, reason: 'the windows of a month and the next overlap' },
    });
  });

  // Nine scores from 0 to 100 that rise by a quarter: 8 x 0.25 = 2, which is noticeable.
  it.each([
    [0.25, 'up'],
    [-0.25, 'down'],
    [0.125, 'flat'],
  ])('of a state that moves by %d a week is %s', async (step, trend) => {
    const scores = Array.from({ length: 9 }, (_, index) => 70 + step * index);
    const found = await tables.trendOf(scores, { metric: 'health_score' });
    expect(found).toMatchObject({ trend, change: 8 * step, noticeable_change: 2 });
  });

  it('of what there was at a moment is a fact, judged by the noticeable change alone (10.3)', async () => {
    const arr = { metric: 'portfolio_arr' };
    // 8 before 1 to 7: 21 of 28 slopes are 1, and 7 / 104.5 is 6.7 %; S = 14 would be chance.
    const values = [108, 101, 102, 103, 104, 105, 106, 107];
    const found = await tables.trendOf(values, arr);
    expect(found).toMatchObject({ slope: 1, trend: 'up', mann_kendall_s: null, slope_low: null });
    await tables.database.run('delete from metric_values');
    expect(await tables.trendOf(values, { metric: 'asa' })).toMatchObject({
      trend: 'unclear',
      slope: 1,
    });
    await tables.database.run('delete from metric_values');
    const twelve = await tables.trendOf([98, 99, 100, 101, ...values], arr);
    expect(twelve.limits_reason).toBe('what there is at a moment goes on from the moment before');
    await tables.database.run('delete from metric_values');
    expect(await tables.trendOf([100, 100, 99, 98, 98, 98, 97, 97], arr)).toMatchObject({
      trend: 'flat',
    });
    await tables.database.run('delete from metric_values');
    expect(await tables.trendOf([100, 99, 98, 97, 96, 95, 94, 93], arr)).toMatchObject({
      trend: 'down',
    });
  });

  it('of what is counted as of the build is unclear', async () => {
    const found = await tables.trendOf([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], {
      metric: 'pending',
    });
    expect(found).toMatchObject({ trend: 'unclear', slope: null, centre: null });
    expect(found.reason).toContain('as of the build');
  });
});
