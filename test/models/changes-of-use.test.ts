import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { before, ChangeTables, current, type Given, weeks } from './change-tables.ts';

let tables: ChangeTables;

beforeAll(async () => {
  tables = await ChangeTables.open();
});
afterAll(() => tables.close());

/** Ten weeks of a metric of one account, by 2 up and down, that end with `was`. */
const series = (metric: string, was: number, numerator?: number): Given[] =>
  weeks
    .filter((week) => week <= before)
    .map((start, index) => ({
      metric,
      start,
      value: was + (index % 2 === 0 ? 0 : 2),
      count: 1,
      ...(numerator !== undefined && { numerator }),
    }));

const changeOf = (rows: readonly Given[], value: number, numerator?: number) =>
  tables.changeOf([
    ...rows,
    {
      metric: rows[0]?.metric ?? '',
      start: current,
      value,
      count: 1,
      ...(numerator !== undefined && { numerator }),
    },
  ]);

// KPI.md 10: fewer users may be chance, even where all of them are counted (10.3: the inference needs a test).
describe('change of how many use the product (TN-3, CS-6)', () => {
  // 1.645 x sqrt(2) x 2 / 1.128 = 4.125 users, on 20 of them 0.206.
  it.each([
    [19, 'unclear'],
    [22, 'unclear'],
    [25, 'up'],
    [15, 'down'],
  ])('from 20 users to %i is %s by what the series is used to', async (value, trend) => {
    const change = await changeOf(series('active_users_week', 20), value);
    expect(change).toMatchObject({ trend, test: 'moving range of the series, 90 %', reason: null });
    expect((change.high ?? 0) - change.change).toBeCloseTo(0.2062, 4);
  });

  it('is not judged of fewer than 10 users in both weeks', async () => {
    expect(await changeOf(series('active_users_week', 4), 5)).toMatchObject({
      trend: 'unclear',
      reason: 'fewer than 10 in both periods',
    });
    const enough = await changeOf(series('active_users_week', 4), 6);
    expect(enough.reason).toBe(null);
  });

  it('counts the uses behind a mean of them', async () => {
    expect(await changeOf(series('usage_depth', 3, 5), 2.8, 4)).toMatchObject({
      trend: 'unclear',
      reason: 'fewer than 10 in both periods',
    });
    expect((await changeOf(series('usage_depth', 3, 6), 2.8, 4)).reason).toBe(null);
  });

  it('is flat where nobody came in either week, and waits for 8 earlier changes', async () => {
    expect(await changeOf(series('active_users_week', 0), 0)).toMatchObject({
      trend: 'flat',
      reason: 'both are zero',
    });
    const short = series('active_users_week', 20).slice(-8);
    expect((await changeOf(short, 40)).reason).toBe('fewer than 8 earlier changes to judge by');
    const longer = series('active_users_week', 20).slice(-9);
    expect((await changeOf(longer, 40)).reason).toBe(null);
  });

  it.each(['accounts_red', 'gaps'])(
    'leaves %s the fact that it is: all of them are counted',
    async (metric) => {
      expect(await changeOf(series(metric, 20), 22)).toMatchObject({
        trend: 'up',
        test: 'no test: all of it is counted',
      });
    },
  );
});
