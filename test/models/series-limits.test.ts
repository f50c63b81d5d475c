import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newest, TrendTables, weeks } from './trend-tables.ts';

let tables: TrendTables;
beforeAll(async () => {
  tables = await TrendTables.open();
});
beforeEach(() => tables.clear());
afterAll(() => tables.close());

describe('the limits of a series, XmR (CS-6, TN-3, KPI.md 10)', () => {
  const inTurn = [10, 12, 10, 12, 10, 12, 10, 12, 10, 12, 10];

  // 10 and 12 in turn, six times each: centre 11, every move 2, limits 11 +/- 5.32.
  it('are the centre and 2.66 mean moving ranges, from twelve points on', async () => {
    const found = await tables.trendOf([...inTurn, 12]);
    expect(found).toMatchObject({ centre_count: 12, centre: 11, moving_range: 2 });
    expect(found.lower_limit).toBeCloseTo(5.68, 9);
    expect(found.upper_limit).toBeCloseTo(16.32, 9);
    expect(found).toMatchObject({ side_outside: null, is_shift: false, limits_reason: null });
    expect(found).toMatchObject({ run_count: 1, run_side: 'above', run_label: '2026-W47' });
    await tables.database.run('delete from metric_values');
    expect(await tables.trendOf(inTurn)).toMatchObject({
      ...{ centre_count: 11, centre: null, lower_limit: null, upper_limit: null },
      ...{ is_shift: null, run_count: null, run_side: null, run_label: null },
      limits_reason: 'fewer than 12 in a row with a value',
    });
  });

  // 18: centre 138 / 12 = 11.5, moves (20 + 8) / 11 = 2.5455, upper limit 18.27. 19: 11.583 + 2.66 x
  // 29 / 11 = 18.596. Downwards: 4 has the lower limit 10.333 - 2.66 x 26 / 11 = 4.046, 5 has
  // 10.4167 - 2.66 x 25 / 11 = 4.371.
  it.each([
    [18, null],
    [19, 'above'],
    [5, null],
    [4, 'below'],
  ])('leave %i %s after eleven of 10 and 12', async (value, side) => {
    expect((await tables.trendOf([...inTurn, value])).side_outside).toBe(side);
  });

  // Four of 20 and eight of 8: centre 144 / 12 = 12. Five of 20 and seven of 8: centre 13.
  it('tell a shift where eight in a row, and not seven, lie on one side', async () => {
    const eight = [20, 20, 20, 20, 8, 8, 8, 8, 8, 8, 8, 8];
    expect(await tables.trendOf(eight)).toMatchObject({
      ...{
        centre: 12,
        moving_range: expect.closeTo(12 / 11, 9),
        run_count: 8,
        run_side: 'below',
        is_shift: true,
      },
      ...{ run_label: '2026-W40', run_start_date: '2026-09-28' },
    });
    await tables.database.run('delete from metric_values');
    const seven = [20, 20, 20, 20, 20, 8, 8, 8, 8, 8, 8, 8];
    expect(await tables.trendOf(seven)).toMatchObject({
      ...{ centre: 13, run_count: 7, run_side: 'below', is_shift: false, run_label: '2026-W41' },
    });
  });

  it('count no point on the centre to a side', async () => {
    const found = await tables.trendOf([9, 11, 9, 11, 9, 11, 9, 11, 9, 11, 10, 10]);
    expect(found).toMatchObject({ centre: 10, run_count: 0, run_side: null, run_label: null });
    await tables.database.run('delete from metric_values');
    // (6 x 1 + 6 x 3 + 2 x 2) / 14 = 2: the newest 3 comes after two on the centre.
    const ended = await tables.trendOf([1, 1, 1, 1, 1, 1, 3, 3, 3, 3, 3, 2, 2, 3]);
    expect(ended).toMatchObject({ centre: 2, run_count: 1, run_side: 'above' });
  });

  it('of a number that never moved have nothing outside, though it is no whole one', async () => {
    const found = await tables.trendOf(Array.from({ length: 24 }, () => 0.1 + 0.2));
    expect(found).toMatchObject({ run_count: 0, side_outside: null, is_shift: false });
  });

  // 20 and eleven of 8: centre 108 / 12 = 9.
  it('count a run from its very first', async () => {
    const found = await tables.trendOf([20, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8], {
      until: weeks[11] ?? '',
    });
    expect(found).toMatchObject({ centre: 9, run_count: 11, run_start_date: weeks[1] });
    expect(await tables.trends(`period_start_date = '${weeks[11]}'`)).toHaveLength(1);
  });

  // The 24 last of 30: those of 1,000 are too old.
  it('are those of the last 24', async () => {
    const old = [1000, 1000, 1000, 1000, 1000, 1000];
    const found = await tables.trendOf([...old, ...inTurn, 12, ...inTurn, 12]);
    expect(found).toMatchObject({ centre_count: 24, centre: 11, moving_range: 2 });
  });

  it('are those of closed weeks, months and quarters only', async () => {
    await tables.give([1, 2], { until: newest });
    await tables.database.run(`insert into metric_values values
      ('csat', 'team', 't', 'week', '2026-11-30', 3), ('csat', 'team', 't', 'day', '2026-11-16', 3),
      ('csat', 'team', 't', 'week_so_far', '2026-11-23', 3)`);
    expect((await tables.trends('true')).map((row) => row.point_count).sort()).toEqual([1, 2]);
  });
});
