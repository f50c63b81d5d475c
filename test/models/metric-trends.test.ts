import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Database, quote } from '../../pipelines/warehouse/database.ts';
import { tries } from '../counts.ts';

const root = new URL('../../', import.meta.url);
const read = (path: string) => readFile(new URL(path, root), 'utf8');

/** The Mondays of 40 weeks, the last one before 2026-11-30: the week of 2026-11-23 has Thanksgiving in it. */
const weeks: readonly string[] = Array.from({ length: 40 }, (_, index) =>
  Temporal.PlainDate.from('2026-11-23')
    .subtract({ weeks: 39 - index })
    .toString(),
);
const newest = '2026-11-16';

interface Trend {
  readonly point_count: number;
  readonly first_label: string;
  readonly slope: number | null;
  readonly slope_low: number | null;
  readonly slope_high: number | null;
  readonly change: number | null;
  readonly mann_kendall_s: number | null;
  readonly mann_kendall_z: number | null;
  readonly trend: string;
  readonly reason: string | null;
  readonly centre_count: number;
  readonly centre: number | null;
  readonly moving_range: number | null;
  readonly lower_limit: number | null;
  readonly upper_limit: number | null;
  readonly side_outside: string | null;
  readonly run_count: number | null;
  readonly run_side: string | null;
  readonly run_label: string | null;
  readonly run_start_date: string | null;
  readonly is_shift: boolean | null;
  readonly limits_reason: string | null;
}

let database: Database;
beforeAll(async () => {
  database = await Database.open(':memory:');
  const seed = new URL('sql/seeds/noticeable_changes.csv', root).pathname;
  await database.run(`
    create table periods (grain varchar, whole_grain varchar, period_start_date date,
      period_end_date date, period_label varchar, is_closed boolean);
    create table metrics (metric_id varchar, unit varchar, better varchar, period_window varchar);
    create table metric_values (metric_id varchar, scope_kind varchar, scope_id varchar,
      grain varchar, period_start_date date, value double);
    create table metric_gaps (metric_id varchar, grain varchar, period_start_date date,
      reached_date date);
    create table noticeable_changes as select * from read_csv(${quote(seed)});
    create table working_days as
      select day::date as day_date,
        sum((isodow(day) <= 5 and day != date '2026-11-26')::integer) over (order by day)::integer
          as working_day_number
      from generate_series(timestamp '2016-01-01', timestamp '2026-12-31', interval 1 day)
        as days (day);
    insert into metrics values
      ('csat', 'score', 'higher', 'the period'),
      ('asa', 'seconds', 'lower', 'the period'),
      ('calls_made', 'count', 'higher', 'the period'),
      ('nrr', 'ratio', 'higher', 'trailing 12 months'),
      ('touch_coverage', 'ratio', 'higher', '30 days before the period''s end'),
      ('active_users', 'count', 'higher', '7 days before the period''s end'),
      ('portfolio_arr', 'currency', 'higher', 'state at the period''s end'),
      ('health_score', 'score', 'higher', 'state at the period''s end'),
      ('renewals_due', 'currency', 'neither', 'the 90 days from the period''s end'),
      ('pending', 'count', 'lower', 'the period, as of the build');
    insert into periods
      select 'week', null, start, start + 7, strftime(start, '%G-W%V'), true
      from unnest([${weeks.map((week) => `date '${week}'`).join(', ')}]) as starts (start);
    insert into periods values
      ('week', null, '2026-11-30', '2026-12-07', '2026-W49', false),
      ('week_so_far', 'week', '2026-11-23', '2026-11-25', '2026-W48 so far', true);
    insert into periods
      select 'quarter', null, start::date, (start + interval 3 months)::date,
        strftime(start, '%Y-%m'), true
      from generate_series(timestamp '2023-01-01', timestamp '2026-07-01', interval 3 months) as quarters (start);
    insert into periods
      select 'month', null, start::date, (start + interval 1 month)::date, strftime(start, '%Y-%m'), true
      from generate_series(timestamp '2025-01-01', timestamp '2026-10-01', interval 1 month) as months (start)`);
  await database.run(
    `create view metric_trends as ${await read('sql/findings/metric_trends.sql')}`,
  );
});
beforeEach(() => database.run('delete from metric_values; delete from metric_gaps'));
afterAll(() => database.close());

interface Given {
  readonly metric?: string;
  readonly scope?: string;
  readonly grain?: string;
  /** The start of the last period given. */
  readonly until?: string;
}

/** One value a period, the last one in the newest; null: a row without a value, undefined: no row. */
async function give(values: readonly (number | null | undefined)[], given: Given = {}) {
  const { metric = 'csat', scope = 't', grain = 'week', until = newest } = given;
  const starts = { week: weeks, month: months, quarter: quarters }[grain] ?? [];
  const from = starts.indexOf(until) + 1 - values.length;
  const rows = values.flatMap((value, index) =>
    value === undefined
      ? []
      : [`('${metric}', 'team', '${scope}', '${grain}', '${starts[from + index]}', ${value})`],
  );
  await database.run(`insert into metric_values values ${rows.join(', ')}`);
}

const months: readonly string[] = Array.from({ length: 22 }, (_, index) =>
  Temporal.PlainDate.from('2025-01-01').add({ months: index }).toString(),
);

const quarters: readonly string[] = Array.from({ length: 15 }, (_, index) =>
  Temporal.PlainDate.from('2023-01-01')
    .add({ months: 3 * index })
    .toString(),
);

function trends(where: string) {
  return database.rows<Trend>(`select * from metric_trends where ${where} order by scope_id`);
}

async function trendOf(values: readonly (number | null | undefined)[], given: Given = {}) {
  await give(values, given);
  const { grain = 'week', until = newest } = given;
  const [found] = await trends(`grain = '${grain}' and period_start_date = '${until}'`);
  if (found === undefined) throw new Error('no trend');
  return found;
}

describe('the trend of a series (CS-6, TN-3, KPI.md 10)', () => {
  // 8 points that rise by 1: each of the 28 pairs has the slope 1, S = 28. The variance of S is
  // 8 x 7 x 21 / 18 = 65.333, its root 8.0829: z = 27 / 8.0829 = 3.3404.
  it('of eight that rise by one is up: slope 1, S 28, z 3.34', async () => {
    const found = await trendOf([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(found).toMatchObject({ point_count: 8, slope: 1, change: 7, mann_kendall_s: 28 });
    expect(found).toMatchObject({ first_label: '2026-W40', trend: 'up', reason: null });
    expect(found.mann_kendall_z).toBeCloseTo(3.3404, 4);
  });

  it('of seven is unclear: fewer than 8 in a row with a value', async () => {
    expect(await trendOf([1, 2, 3, 4, 5, 6, 7])).toMatchObject({
      ...{ point_count: 7, trend: 'unclear', slope: null, change: null, mann_kendall_s: null },
      reason: 'fewer than 8 in a row with a value',
    });
  });

  it.each([[null], [undefined]])('ends at a missing value (%s)', async (missing) => {
    expect(await trendOf([9, 9, missing, 1, 2, 3, 4, 5, 6, 7])).toMatchObject({
      ...{ point_count: 7, centre_count: 7, trend: 'unclear', first_label: '2026-W41' },
    });
    await database.run('delete from metric_values');
    expect(await trendOf([9, missing, 1, 2, 3, 4, 5, 6, 7, 8])).toMatchObject({
      ...{ point_count: 8, slope: 1, trend: 'up' },
    });
  });

  it('is none where the newest period has no value', async () => {
    await give([1, 2, 3, 4, 5, 6, 7, 8, null]);
    expect(await trends(`period_start_date = '${newest}'`)).toEqual([]);
  });

  // Of 13 points the first, far above, is too old: 12 that rise by 1. S = 66.
  it('is that of the last twelve', async () => {
    const found = await trendOf([90, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
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
    const found = await trendOf([10, 20, 20, 30, 40, 40, 40, 50, 60]);
    expect(found.mann_kendall_s).toBe(32);
    expect(found.mann_kendall_z).toBeCloseTo(3.3172, 4);
    expect(found.slope).toBeCloseTo(40 / 7, 9);
  });

  // 7 before 1 to 6, and 8 before 1 to 7: 6 and 7 of the 28 pairs fall, so S = 28 - 12 = 16 and 14.
  // Gilbert (1987), table A18: P(S >= 16) = 0.031 and P(S >= 14) = 0.054.
  it('of eight needs S = 16 to be more than chance', async () => {
    const rising = { mann_kendall_s: 16, trend: 'up', reason: null };
    expect(await trendOf([7, 1, 2, 3, 4, 5, 6, 8])).toMatchObject(rising);
    await database.run('delete from metric_values');
    const chance = { mann_kendall_s: 14, trend: 'unclear', reason: null };
    expect(await trendOf([8, 1, 2, 3, 4, 5, 6, 7])).toMatchObject(chance);
  });

  it('is flat where the interval over all points lies within the noticeable change', async () => {
    // 3.00 and 3.01 in turn: no slope is more than 0.01, seven of them 0.07, less than the 0.1 of a score.
    expect(await trendOf([3, 3.01, 3, 3.01, 3, 3.01, 3, 3.01])).toMatchObject({ trend: 'flat' });
    // S = 28, but 0.01 x 7 is not noticeable.
    await give([3, 3.01, 3.02, 3.03, 3.04, 3.05, 3.06, 3.07], { scope: 'u' });
    // 1 and 5 in turn could be anything.
    await give([1, 5, 1, 5, 1, 5, 1, 5], { scope: 'v' });
    await give([2, 2, 2, 2, 2, 2, 2, 2], { scope: 'w' });
    const of = await trends(`period_start_date = '${newest}' and scope_id > 't'`);
    expect(of.map(({ trend }) => trend)).toEqual(['flat', 'unclear', 'flat']);
    expect(of[0]?.mann_kendall_s).toBe(28);
    expect(of[2]).toMatchObject({ slope: 0, slope_low: 0, slope_high: 0, mann_kendall_z: 0 });
  });

  // 3.2, 3.1 and six of 3: S = -13, and 13 of 28 slopes fall. The variance with a tie of six is (1176 - 6 x 5 x 17)
  // / 18 = 37, so the interval begins at the 9th slope: -0.1 / 3, seven of which are -0.23. It ends at 0.
  it('is not flat where one end of the interval lies outside', async () => {
    const fallen = [3.2, 3.1, 3, 3, 3, 3, 3, 3];
    const found = await trendOf(fallen);
    expect(found).toMatchObject({ mann_kendall_s: -13, slope: 0, trend: 'unclear', slope_high: 0 });
    expect(found.slope_low).toBeCloseTo(-0.1 / 3, 9);
    await database.run('delete from metric_values');
    expect(await trendOf(fallen.map((value) => 6 - value))).toMatchObject({ trend: 'unclear' });
  });

  it('that falls needs S = -16 as well', async () => {
    expect(await trendOf([1, 8, 7, 6, 5, 4, 3, 2])).toMatchObject({
      ...{ mann_kendall_s: -14, trend: 'unclear', slope: -1 },
    });
  });

  // Times are compared with their median: 60 to 53 fall by 7 / 56.5 = 12.4 %; 200 to 193 by 7 / 196.5 = 3.6 %.
  it('of times is noticeable from 5 % of the median on', async () => {
    const asa = { metric: 'asa' };
    const found = await trendOf([60, 59, 58, 57, 56, 55, 54, 53], asa);
    expect(found).toMatchObject({ trend: 'down', slope: -1, mann_kendall_s: -28 });
    expect(found.change).toBeCloseTo(-7 / 56.5, 9);
    await database.run('delete from metric_values');
    const small = [200, 199, 198, 197, 196, 195, 194, 193];
    expect(await trendOf(small, asa)).toMatchObject({ trend: 'flat', mann_kendall_s: -28 });
  });

  it('of nothing but zeros is flat; of a median of zero nothing can be said in percent', async () => {
    const asa = { metric: 'asa' };
    expect(await trendOf([0, 0, 0, 0, 0, 0, 0, 0], asa)).toMatchObject({
      trend: 'flat',
      change: 0,
    });
    await database.run('delete from metric_values');
    const found = await trendOf([0, 0, 0, 0, 0, 0, 0, 9], asa);
    const unknown = { trend: 'unclear', change: null, reason: 'the median is zero' };
    expect(found).toMatchObject(unknown);
    await database.run('delete from metric_values');
    expect(await trendOf([-9, 0, 0, 0, 0, 0, 0, 0], asa)).toMatchObject(unknown);
  });

  // The week of 2026-11-23 has four working days: 400 calls are as many a day as 500 in five.
  it('of what is counted is of a working day', async () => {
    const calls = { metric: 'calls_made', until: '2026-11-23' };
    const found = await trendOf([500, 500, 500, 500, 500, 500, 500, 400], calls);
    expect(found).toMatchObject({ trend: 'flat', slope: 0, change: 0, mann_kendall_s: 0 });
    await database.run('delete from metric_values');
    // Ten calls on each working day of March to October 2026.
    const days = [22, 22, 21, 22, 23, 21, 22, 22];
    const ofMonths = { metric: 'calls_made', grain: 'month', until: '2026-10-01' };
    const monthly = await trendOf(
      days.map((count) => 10 * count),
      ofMonths,
    );
    expect(monthly).toMatchObject({ trend: 'flat', slope: 0, mann_kendall_s: 0 });
    await database.run('delete from metric_values');
    // Users of seven days are no such count.
    const users = { metric: 'active_users', until: '2026-11-23' };
    expect((await trendOf([5, 5, 5, 5, 5, 5, 5, 4], users)).mann_kendall_s).toBe(-7);
  });

  it('is unclear where the data does not reach the end of the newest period (G9)', async () => {
    await database.run(`insert into metric_gaps values ('csat', 'week', '${newest}', '2026-11-18'),
      ('csat', 'month', '${newest}', '2026-11-17'), ('asa', 'week', '${newest}', '2026-11-17')`);
    const found = await trendOf([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    const reason = 'records end on 2026-11-18';
    expect(found).toMatchObject({ trend: 'unclear', reason, slope: null, mann_kendall_s: null });
    expect(found).toMatchObject({ limits_reason: reason, centre: null, is_shift: null });
    // The week before was reached.
    const [before] = await trends(`period_start_date = '2026-11-09'`);
    expect(before).toMatchObject({ trend: 'up', reason: null });
  });

  it('of windows that overlap is told, and is unclear (KPI.md 3.9)', async () => {
    const rising = [0.9, 0.92, 0.94, 0.96, 0.98, 1, 1.02, 1.04, 1.06, 1.08, 1.1, 1.12];
    const reason = 'the windows of a week and the next overlap';
    const found = await trendOf(rising, { metric: 'nrr' });
    expect(found).toMatchObject({ trend: 'unclear', reason, mann_kendall_s: null });
    expect(found.slope).toBeCloseTo(0.02, 9);
    expect(found).toMatchObject({ limits_reason: reason, run_count: null, is_shift: null });
    await give(rising, { metric: 'touch_coverage' });
    await give(rising, { metric: 'active_users' });
    const others = await trends(`period_start_date = '${newest}' and metric_id != 'nrr'`);
    const told = others.map((each) => [each.trend, each.limits_reason]);
    expect(told).toHaveLength(2);
    expect(told).toContainEqual(['unclear', reason]);
    expect(told).toContainEqual(['up', null]);
  });

  it('of 30 days is one of months, of 12 months is not', async () => {
    const rising = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];
    const ofMonths = { grain: 'month', until: '2026-10-01' };
    const found = await trendOf(rising, { metric: 'touch_coverage', ...ofMonths });
    expect(found).toMatchObject({ trend: 'up', first_label: '2026-02', point_count: 9 });
    await give(rising, { metric: 'nrr', ...ofMonths });
    const [nrr] = await trends(`metric_id = 'nrr' and period_start_date = '2026-10-01'`);
    expect(nrr?.reason).toBe('the windows of a month and the next overlap');
  });

  it('of 90 days is one of quarters, not of months', async () => {
    const due = { metric: 'renewals_due' };
    const ofQuarters = { ...due, grain: 'quarter', until: '2026-07-01' };
    expect(await trendOf([1, 2, 3, 4, 5, 6, 7, 8], ofQuarters)).toMatchObject({ trend: 'up' });
    const ofMonths = { ...due, grain: 'month', until: '2026-10-01' };
    expect(await trendOf([1, 2, 3, 4, 5, 6, 7, 8], ofMonths)).toMatchObject({
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
    const found = await trendOf(scores, { metric: 'health_score' });
    expect(found).toMatchObject({ trend, change: 8 * step, noticeable_change: 2 });
  });

  it('of what there was at a moment is a fact, judged by the noticeable change alone (10.3)', async () => {
    const arr = { metric: 'portfolio_arr' };
    // 8 before 1 to 7: 21 of 28 slopes are 1, and 7 / 104.5 is 6.7 %; S = 14 would be chance.
    const values = [108, 101, 102, 103, 104, 105, 106, 107];
    const found = await trendOf(values, arr);
    expect(found).toMatchObject({ slope: 1, trend: 'up', mann_kendall_s: null, slope_low: null });
    await database.run('delete from metric_values');
    expect(await trendOf(values, { metric: 'asa' })).toMatchObject({ trend: 'unclear', slope: 1 });
    await database.run('delete from metric_values');
    const twelve = await trendOf([98, 99, 100, 101, ...values], arr);
    expect(twelve.limits_reason).toBe('what there is at a moment goes on from the moment before');
    await database.run('delete from metric_values');
    expect(await trendOf([100, 100, 99, 98, 98, 98, 97, 97], arr)).toMatchObject({ trend: 'flat' });
    await database.run('delete from metric_values');
    expect(await trendOf([100, 99, 98, 97, 96, 95, 94, 93], arr)).toMatchObject({ trend: 'down' });
  });

  it('of what is counted as of the build is unclear', async () => {
    const found = await trendOf([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], { metric: 'pending' });
    expect(found).toMatchObject({ trend: 'unclear', slope: null, centre: null });
    expect(found.reason).toContain('as of the build');
  });
});

describe('the exact table of Mann and Kendall', () => {
  /** How many of the orders of n numbers have each number of falling pairs. */
  function ordersByFalls(n: number): number[] {
    let counts = [1];
    for (let size = 2; size <= n; size += 1) {
      counts = Array.from({ length: counts.length + size - 1 }, (_, falls) =>
        counts.slice(Math.max(0, falls - size + 1), falls + 1).reduce((sum, each) => sum + each, 0),
      );
    }
    return counts;
  }

  /** P(S >= s), of which S = pairs - 2 x falling pairs. */
  function tail(n: number, s: number): number {
    const counts = ordersByFalls(n);
    const all = counts.reduce((sum, each) => sum + each, 0);
    const falls = (counts.length - 1 - s) / 2;
    return counts.slice(0, falls + 1).reduce((sum, each) => sum + each, 0) / all;
  }

  /** An order of 1 to n with so many falling pairs: the largest numbers go as far to the front as they may. */
  function orderOf(n: number, falls: number): number[] {
    const order: number[] = [];
    let left = falls;
    const places = Array.from({ length: n }, (_, index) => {
      const place = Math.min(left, n - 1 - index);
      left -= place;
      return { number: n - index, place };
    });
    for (const { number, place } of places.reverse()) order.splice(order.length - place, 0, number);
    return order;
  }

  // Gilbert (1987), table A18.
  it.each([
    [8, 16, 0.031],
    [8, 14, 0.054],
    [9, 18, 0.038],
    [9, 16, 0.06],
    [10, 21, 0.036],
    [10, 19, 0.054],
  ])('has for %i points P(S >= %i) = %d', (n, s, probability) => {
    expect(tail(n, s)).toBeCloseTo(probability, 3);
  });

  it.each([8, 9, 10, 11, 12])('decides for %i points as the model does, whatever S', async (n) => {
    const pairs = (n * (n - 1)) / 2;
    for (let falls = 0; falls <= pairs; falls += 1)
      await give(orderOf(n, falls), { scope: String(falls).padStart(2, '0') });
    const found = await trends(`period_start_date = '${newest}'`);
    const decided = found.map(({ mann_kendall_s: s, trend, slope_low: low, slope_high: high }) => ({
      s,
      trend,
      // Sen's interval leaves out zero where, and only where, S is more than chance.
      side: (low ?? 0) > 0 ? 'up' : (high ?? 0) < 0 ? 'down' : 'unclear',
    }));
    const expected = found.map((_, falls) => {
      const s = pairs - 2 * falls;
      const trend = tail(n, Math.abs(s)) > 0.05 ? 'unclear' : s > 0 ? 'up' : 'down';
      return { s, trend, side: trend };
    });
    expect(found.length).toBe(pairs + 1);
    expect(decided).toEqual(expected);
  });
});

describe('the limits of a series, XmR (CS-6, TN-3, KPI.md 10)', () => {
  const inTurn = [10, 12, 10, 12, 10, 12, 10, 12, 10, 12, 10];

  // 10 and 12 in turn, six times each: centre 11, every move 2, limits 11 +/- 5.32.
  it('are the centre and 2.66 mean moving ranges, from twelve points on', async () => {
    const found = await trendOf([...inTurn, 12]);
    expect(found).toMatchObject({ centre_count: 12, centre: 11, moving_range: 2 });
    expect(found.lower_limit).toBeCloseTo(5.68, 9);
    expect(found.upper_limit).toBeCloseTo(16.32, 9);
    expect(found).toMatchObject({ side_outside: null, is_shift: false, limits_reason: null });
    expect(found).toMatchObject({ run_count: 1, run_side: 'above', run_label: '2026-W47' });
    await database.run('delete from metric_values');
    expect(await trendOf(inTurn)).toMatchObject({
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
    expect((await trendOf([...inTurn, value])).side_outside).toBe(side);
  });

  // Four of 20 and eight of 8: centre 144 / 12 = 12. Five of 20 and seven of 8: centre 13.
  it('tell a shift where eight in a row, and not seven, lie on one side', async () => {
    const eight = [20, 20, 20, 20, 8, 8, 8, 8, 8, 8, 8, 8];
    expect(await trendOf(eight)).toMatchObject({
      ...{
        centre: 12,
        moving_range: expect.closeTo(12 / 11, 9),
        run_count: 8,
        run_side: 'below',
        is_shift: true,
      },
      ...{ run_label: '2026-W40', run_start_date: '2026-09-28' },
    });
    await database.run('delete from metric_values');
    const seven = [20, 20, 20, 20, 20, 8, 8, 8, 8, 8, 8, 8];
    expect(await trendOf(seven)).toMatchObject({
      ...{ centre: 13, run_count: 7, run_side: 'below', is_shift: false, run_label: '2026-W41' },
    });
  });

  it('count no point on the centre to a side', async () => {
    const found = await trendOf([9, 11, 9, 11, 9, 11, 9, 11, 9, 11, 10, 10]);
    expect(found).toMatchObject({ centre: 10, run_count: 0, run_side: null, run_label: null });
    await database.run('delete from metric_values');
    // (6 x 1 + 6 x 3 + 2 x 2) / 14 = 2: the newest 3 comes after two on the centre.
    const ended = await trendOf([1, 1, 1, 1, 1, 1, 3, 3, 3, 3, 3, 2, 2, 3]);
    expect(ended).toMatchObject({ centre: 2, run_count: 1, run_side: 'above' });
  });

  it('of a number that never moved have nothing outside, though it is no whole one', async () => {
    const found = await trendOf(Array.from({ length: 24 }, () => 0.1 + 0.2));
    expect(found).toMatchObject({ run_count: 0, side_outside: null, is_shift: false });
  });

  // 20 and eleven of 8: centre 108 / 12 = 9.
  it('count a run from its very first', async () => {
    const found = await trendOf([20, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8], { until: weeks[11] ?? '' });
    expect(found).toMatchObject({ centre: 9, run_count: 11, run_start_date: weeks[1] });
    expect(await trends(`period_start_date = '${weeks[11]}'`)).toHaveLength(1);
  });

  // The 24 last of 30: those of 1,000 are too old.
  it('are those of the last 24', async () => {
    const old = [1000, 1000, 1000, 1000, 1000, 1000];
    const found = await trendOf([...old, ...inTurn, 12, ...inTurn, 12]);
    expect(found).toMatchObject({ centre_count: 24, centre: 11, moving_range: 2 });
  });

  it('are those of closed weeks, months and quarters only', async () => {
    await give([1, 2], { until: newest });
    await database.run(`insert into metric_values values
      ('csat', 'team', 't', 'week', '2026-11-30', 3), ('csat', 'team', 't', 'day', '2026-11-16', 3),
      ('csat', 'team', 't', 'week_so_far', '2026-11-23', 3)`);
    expect((await trends('true')).map((row) => row.point_count).sort()).toEqual([1, 2]);
  });
});

describe('any series', () => {
  const series = fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 8, maxLength: 26 });

  async function given(of: Readonly<Record<string, readonly number[]>>, isReversed = false) {
    await database.run('delete from metric_values');
    for (const [scope, values] of Object.entries(of)) await give(values, { scope });
    if (isReversed) {
      await database.run(`create or replace temp table turned as
        select * from metric_values order by period_start_date desc;
        delete from metric_values; insert into metric_values from turned`);
    }
    return trends(`period_start_date = '${newest}'`);
  }

  const near = (a: number | null | undefined, b: number | null | undefined) =>
    a === null || a === undefined || b === null || b === undefined
      ? expect(a ?? null).toBe(b ?? null)
      : expect(a).toBeCloseTo(b, 9);

  it('has the median of the slopes between any two, whatever the order of its rows', async () => {
    await fc.assert(
      fc.asyncProperty(series, async (values) => {
        const [found] = await given({ a: values }, true);
        const last = values.slice(-12);
        const slopes = last
          .flatMap((from, i) => last.slice(i + 1).map((to, j) => (to - from) / (j + 1)))
          .sort((a, b) => a - b);
        const middle = slopes.length / 2;
        near(
          found?.slope,
          ((slopes[Math.ceil(middle) - 1] ?? 0) + (slopes[Math.floor(middle)] ?? 0)) / 2,
        );
        expect(found?.mann_kendall_s).toBe(slopes.reduce((sum, each) => sum + Math.sign(each), 0));
        expect(found).toEqual((await given({ a: values }))[0]);
      }),
      { numRuns: tries(15, 200) },
    );
  });

  it('has the same slope and test when a constant is added, and the opposite when turned over', async () => {
    const opposite: Readonly<Record<string, string>> = { up: 'down', down: 'up' };
    const turned = (word: string) => opposite[word] ?? word;
    const turnedSide = (side: string | null | undefined) =>
      side == null ? null : side === 'above' ? 'below' : 'above';
    await fc.assert(
      fc.asyncProperty(series, fc.integer({ min: -1000, max: 1000 }), async (values, constant) => {
        const [plain, moved, negative] = await given({
          a: values,
          b: values.map((value) => value + constant),
          c: values.map((value) => -value),
        });
        for (const key of ['slope', 'slope_low', 'slope_high', 'change', 'mann_kendall_z'] as const)
          near(moved?.[key], plain?.[key]);
        for (const key of ['trend', 'mann_kendall_s', 'run_count', 'is_shift'] as const)
          expect(moved?.[key]).toBe(plain?.[key]);
        near(negative?.slope, -(plain?.slope ?? 0));
        near(negative?.slope_low, -(plain?.slope_high ?? 0));
        near(negative?.mann_kendall_z, -(plain?.mann_kendall_z ?? 0));
        expect(negative?.trend).toBe(turned(plain?.trend ?? ''));
        expect(negative?.side_outside ?? null).toBe(turnedSide(plain?.side_outside));
        expect(negative?.run_side ?? null).toBe(turnedSide(plain?.run_side));
      }),
      { numRuns: tries(15, 200) },
    );
  });
});
