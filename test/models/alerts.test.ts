import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { AlertTables, weeks } from './alert-tables.ts';

/** KPI.md 12.8: median 406.5, median absolute deviation 6.5. */
const golden = [410, 395, 420, 405, 398, 415, 402, 408];
const steady = (count: number, value = 40) => Array.from({ length: count }, () => value);
/** A value that goes up and down by one around 40: median 40, MAD 1. */
const around40 = [40, 41, 39, 40, 41, 39, 40, 41, 39, 40];

describe('alerts on change (TN-3, KPI.md 11.2)', () => {
  let tables: AlertTables;
  beforeAll(async () => {
    tables = await AlertTables.open();
  });
  beforeEach(() => tables.clear());
  afterAll(() => tables.close());

  it('fire for 300 after 410 … 408, with M -11.05, and are critical at once (12.8)', async () => {
    await tables.give('users', [...golden, 300]);
    const [alert, ...others] = await tables.alerts();
    expect(others).toEqual([]);
    expect(alert).toMatchObject({
      kind: 'change',
      level: 'critical',
      state: 'open',
      value: 300,
      baseline_value: 406.5,
      baseline_spread: 6.5,
      first_period_start_date: '2026-11-09',
      // The week closes with Sunday: Monday is the first day on which it can be known.
      first_known_date: '2026-11-16',
      evidence: '300.0 against a median of 406.5 in 8 periods (-26.2 %, M -11.05)',
    });
    expect(alert?.robust_z).toBeCloseTo(-11.05, 2);
    expect(alert?.change).toBeCloseTo(-0.262, 3);
  });

  it('are silent for 385 after 410 … 408, with M -2.23 (12.8)', async () => {
    await tables.give('users', [...golden, 385]);
    expect(await tables.alerts()).toEqual([]);
    const [last] = await tables.database.rows<{ robust_z: number }>(
      'select robust_z from alert_measures order by period_start_date desc limit 1',
    );
    expect(last?.robust_z).toBeCloseTo(-2.23, 2);
  });

  it('are known only when the period has settled', async () => {
    await tables.database.run('update alert_rules set settle_days = 3');
    await tables.give('users', [...golden, 300]);
    expect(await tables.alerts()).toEqual([]);
    await tables.clear();
    await tables.database.run('update alert_rules set settle_days = 3');
    await tables.give('users', [...golden, 300, 400]);
    expect(await tables.alerts()).toMatchObject([{ first_known_date: '2026-11-12' }]);
  });

  // M = 0.6745 x (31 - 40) / 1 = -6.07, but 22.5 % is less than a quarter.
  it('are silent below a quarter, however unlikely the number', async () => {
    await tables.give('users', [...around40, 31]);
    expect(await tables.alerts()).toEqual([]);
    await tables.clear();
    await tables.give('users', [...around40, 30]);
    expect(await tables.alerts()).toMatchObject([{ change: -0.25 }]);
  });

  // 20 … 60: median 40, MAD 10; 0.6745 x (22 - 40) / 10 = -1.21 although it is -45 %.
  it('are silent where the number often moves so far', async () => {
    await tables.give('users', [20, 50, 30, 60, 40, 40, 30, 50, 22]);
    expect(await tables.alerts("kind = 'change'")).toEqual([]);
  });

  it('only watch the direction that their rule names', async () => {
    await tables.give('users', [...golden, 600]);
    await tables.give('waits', [...golden, 300], { scope: 'u' });
    await tables.give('waits', [...golden, 600], { scope: 'v' });
    expect((await tables.alerts()).map(({ scope_id }) => scope_id)).toEqual(['v']);
  });

  // Seven of eight are 40, so the MAD is 0; the mean absolute deviation is 8 / 8 = 1:
  // (32 - 40) / (1.2533 x 1) = -6.38, but 20 %; (30 - 40) / 1.2533 = -7.98.
  it('use the mean absolute deviation where the MAD is 0', async () => {
    await tables.give('users', [...steady(7), 48, 30]);
    const [alert] = await tables.alerts();
    expect(alert).toMatchObject({ kind: 'change', level: 'critical', baseline_spread: 0 });
    expect(alert?.robust_z).toBeCloseTo(-7.979, 3);
    await tables.clear();
    await tables.give('users', [...steady(7), 48, 32]);
    expect(await tables.alerts()).toEqual([]);
  });

  // One of eight is 88: mean absolute deviation 6; (30 - 40) / (1.2533 x 6) = -1.33.
  it('are silent within the mean absolute deviation, too', async () => {
    await tables.give('users', [...steady(7), 88, 30]);
    expect(await tables.alerts()).toEqual([]);
  });

  it('use the percent rule alone where the baseline never varied, and only watch then', async () => {
    await tables.give('users', [...steady(8), 30]);
    expect(await tables.alerts()).toMatchObject([
      {
        level: 'watch',
        robust_z: null,
        change: -0.25,
        evidence: '30.0 against a median of 40.0 in 8 periods (-25.0 %, which never varied)',
      },
    ]);
    await tables.clear();
    await tables.give('users', [...steady(8), 31]);
    expect(await tables.alerts()).toEqual([]);
  });

  it('need a baseline of 20 a period', async () => {
    await tables.give('users', [...steady(8, 19), 5]);
    await tables.give('waits', [...golden, 600], { scope: 'u', sample: 19 });
    expect(await tables.alerts()).toEqual([]);
    await tables.give('users', [...steady(8, 20), 5], { scope: 'v' });
    expect((await tables.alerts()).map(({ scope_id }) => scope_id)).toEqual(['v']);
  });

  // `waits` are judged by their cases, 19 a week; `users` below five are told however few they are.
  it('look at no scope that is too small in every period, unless what is counted has a limit', async () => {
    await tables.give('touches', steady(8, 19));
    await tables.give('touches', [...steady(7, 19), 20], { scope: 'u' });
    await tables.give('waits', steady(8, 7200), { scope: 'v', sample: 19 });
    await tables.give('users', steady(8, 19), { scope: 'w' });
    const measured = await tables.database.rows(
      `select metric_id, scope_id, count(*)::integer as week_count from alert_measures
        group by all order by all`,
    );
    expect(measured).toEqual([
      { metric_id: 'touches', scope_id: 'u', week_count: 8 },
      { metric_id: 'users', scope_id: 'w', week_count: 8 },
    ]);
  });

  it('are of no account that has left by the end of the period', async () => {
    await tables.give('users', [...golden, 300], { scope: 'u' });
    await tables.give('users', [...golden, 300], { scope: 'v' });
    // The week of 2026-11-09 ends with the 15th: the last day of v; that of u is the 14th.
    await tables.database.run(
      `insert into left_tenants values ('u', date '2026-11-15'), ('v', date '2026-11-16')`,
    );
    expect((await tables.alerts()).map(({ scope_id }) => scope_id)).toEqual(['v']);
  });

  it('need six periods before; a period without a value is none', async () => {
    await tables.give('users', [...steady(5), 20]);
    await tables.give('users', [...steady(3), null, ...steady(2), 20], { scope: 'u' });
    expect(await tables.alerts()).toEqual([]);
    await tables.give('users', [...steady(6), 20], { scope: 'v' });
    expect((await tables.alerts()).map(({ scope_id }) => scope_id)).toEqual(['v']);
  });

  it('compare with the last 12 periods and no older ones', async () => {
    await tables.give('users', [...steady(10, 100), ...around40, 40, 41, 39]);
    const [last] = await tables.database.rows(
      `select baseline_value, baseline_count from alert_measures
        order by period_start_date desc limit 1`,
    );
    expect(last).toEqual({ baseline_value: 40, baseline_count: 12 });
  });

  // Weeks 3.5 < |M| < 6: 0.6745 x (34 - 40) / 1 = -4.05 is only 15 %, so the baseline is wider here:
  // 40, 42, 38 …: MAD 2; 0.6745 x (28 - 40) / 2 = -4.05 and -30 %.
  it('are a warning after two periods, one after the other', async () => {
    const around = around40.map((value) => 40 + 2 * (value - 40));
    await tables.give('users', [...around, 28]);
    expect(await tables.alerts()).toMatchObject([{ level: 'watch', warning_date: null }]);
    await tables.clear();
    await tables.give('users', [...around, 28, 28]);
    expect(await tables.alerts()).toMatchObject([
      { level: 'warning', first_known_date: '2026-11-09', warning_date: '2026-11-16' },
    ]);
    await tables.clear();
    await tables.give('users', [...around, 28, 36, 28]);
    expect(await tables.alerts()).toMatchObject([{ level: 'watch', fired_count: 2 }]);
  });

  it('clear after two periods with |M| below 2', async () => {
    await tables.give('users', [...golden, 300, 405]);
    expect(await tables.alerts()).toMatchObject([{ state: 'open', cleared_date: null }]);
    await tables.clear();
    await tables.give('users', [...golden, 300, 405, 406]);
    expect(await tables.alerts()).toMatchObject([
      { state: 'cleared', first_known_date: '2026-11-02', cleared_date: '2026-11-16' },
    ]);
  });

  // After 300 the baseline's median is 405 and its MAD 7: 0.6745 x (382 - 405) / 7 = -2.2.
  it('stay open while a period between is not calm', async () => {
    await tables.give('users', [...golden, 300, 405, 382, 405]);
    expect(await tables.alerts()).toMatchObject([{ state: 'open', fired_count: 1 }]);
  });

  it('are opened again, not told anew, within the 14 days after they cleared', async () => {
    // Fires in the week of 2026-10-12, is clear on 2026-11-02, fires again known on 2026-11-09.
    await tables.give('users', [...golden, 300, 405, 406, 300, 405]);
    expect(await tables.alerts()).toMatchObject([
      { first_known_date: '2026-10-19', fired_count: 2, state: 'open', cleared_date: null },
    ]);
    await tables.clear();
    // Clear on 2026-11-02, fires again known on 2026-11-16, 14 days later: a new alert.
    await tables.give('users', [...golden, 300, 405, 406, 407, 300]);
    expect(await tables.alerts()).toMatchObject([
      { first_known_date: '2026-10-19', cleared_date: '2026-11-02', fired_count: 1 },
      { first_known_date: '2026-11-16', state: 'open' },
    ]);
  });

  it('end when nothing has come of the scope for three periods', async () => {
    await tables.give('users', [...golden, 300]);
    await tables.database.run(
      'update metric_values set period_start_date = period_start_date - 21',
    );
    expect(await tables.alerts()).toMatchObject([{ state: 'ended' }]);
  });

  it('leave weeks of many holidays out, of the baseline and as the one that is judged', async () => {
    // The week of 2026-06-29 has 3 working days of 5.
    const until = weeks.indexOf('2026-06-29') + 1;
    await tables.give('users', [...golden, 100, ...steady(weeks.length - until, 405)]);
    expect(await tables.alerts()).toEqual([]);
    const rows = await tables.database.rows(
      `select 1 from alert_measures where period_start_date = '2026-06-29'`,
    );
    expect(rows).toEqual([]);
  });

  it('compare what is counted by the working day, so that a holiday is no fall', async () => {
    // The week of 2026-09-07 has 4 working days: 32 touches are 8 a day, as 40 are in others.
    const after = weeks.length - weeks.indexOf('2026-09-07') - 1;
    await tables.give('touches', [...steady(8), 32, ...steady(after)]);
    const [labor] = await tables.database.rows(
      `select baseline_value, change from alert_measures where period_start_date = '2026-09-07'`,
    );
    expect(labor).toEqual({ baseline_value: 32, change: 0 });
  });

  it('compare a day with the same weekday only', async () => {
    // Saturdays have 30, other days 100; the last day is a Sunday.
    const week = [100, 100, 100, 100, 100, 30, 100];
    const values = [...Array.from({ length: 9 }, () => week).flat()];
    await tables.give('users', values, { grain: 'day' });
    expect(await tables.alerts()).toEqual([]);
    await tables.clear();
    await tables.give('users', [...values.slice(0, -1), 30], { grain: 'day' });
    expect(await tables.alerts()).toMatchObject([
      { kind: 'change', first_period_start_date: '2026-11-15', baseline_value: 100 },
    ]);
  });
});

describe('slow slides (TN-3, KPI.md 11.2)', () => {
  let tables: AlertTables;
  beforeAll(async () => {
    tables = await AlertTables.open();
  });
  beforeEach(() => tables.clear());
  afterAll(() => tables.close());

  // Every slope is -3, the median of the eight 100: exactly -3 % a period.
  const falling = [110.5, 107.5, 104.5, 101.5, 98.5, 95.5, 92.5, 89.5];

  it('fire when the median slope of eight periods is -3 % a period and more', async () => {
    await tables.give('users', falling);
    const [alert] = await tables.alerts();
    expect(alert).toMatchObject({ kind: 'slide', level: 'watch', first_known_date: '2026-11-16' });
    expect(alert?.slide_ratio).toBeCloseTo(-0.03, 9);
    expect(alert?.evidence).toBe('-3.0 % a period over 8 periods, now 89.5');
    await tables.clear();
    await tables.give(
      'users',
      falling.map((value) => value + 2),
    );
    expect(await tables.alerts()).toEqual([]);
  });

  it('are not fooled by one number, and need all eight', async () => {
    await tables.give('users', [...falling.slice(0, 4), 200, ...falling.slice(5)]);
    await tables.give('users', falling.slice(1), { scope: 'u' });
    await tables.give('users', [null, ...falling.slice(1)], { scope: 'v' });
    // 110.5, 107.5, 104.5, 101.5, 200, 95.5, 92.5, 89.5: median 103; 21 of 28 slopes are -3: -2.9 %.
    expect(await tables.alerts()).toEqual([]);
    await tables.clear();
    const steeper = falling.map((value, index) => value - index);
    await tables.give('users', [...steeper.slice(0, 4), 200, ...steeper.slice(5)]);
    expect(await tables.alerts("kind = 'slide'")).toMatchObject([{ scope_id: 't' }]);
  });

  it('do not tell a step again that has fired as a change', async () => {
    await tables.give('users', [...steady(8, 100), 60, 60, 60, 60, 60]);
    expect((await tables.alerts()).map(({ kind }) => kind)).toEqual(['change']);
  });

  it('are upward where a rise is the bad direction', async () => {
    await tables.give('waits', [...falling].reverse());
    expect(await tables.alerts()).toMatchObject([{ kind: 'slide' }]);
  });
});

describe('alerts of accounts without history (KPI.md 11.2)', () => {
  let tables: AlertTables;
  beforeAll(async () => {
    tables = await AlertTables.open();
  });
  beforeEach(() => tables.clear());
  afterAll(() => tables.close());

  it('are by the absolute limit only', async () => {
    // 40 to 10 is -75 %, and nothing to tell of a new account; 4 is below the limit of 5.
    await tables.give('users', [40, 40, 10], { scope: 'u' });
    await tables.give('users', [40, 40, 4], { scope: 'v' });
    expect(await tables.alerts()).toMatchObject([
      {
        scope_id: 'v',
        kind: 'limit',
        level: 'watch',
        baseline_value: 5,
        evidence: '4.0 with 2 periods before it, beyond the limit of 5.0',
      },
    ]);
  });

  it('leave out the first period, which may be a part of one', async () => {
    await tables.give('users', [0, 40, 40]);
    expect(await tables.alerts()).toEqual([]);
  });

  it('are none any more with six periods of history', async () => {
    await tables.give('users', [...steady(6, 6), 4]);
    expect(await tables.alerts()).toEqual([]);
  });

  it('of a time need as many cases as a baseline does', async () => {
    await tables.give('waits', [600, 600, 4000], { scope: 'u', sample: 19 });
    await tables.give('waits', [600, 600, 4000], { scope: 'v', sample: 20 });
    expect(await tables.alerts()).toMatchObject([{ scope_id: 'v', kind: 'limit' }]);
  });
});
