import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { before, ChangeTables, current, type Given, shareOf, weeks } from './change-tables.ts';

const share = shareOf;
let tables: ChangeTables;
const changeOf: ChangeTables['changeOf'] = (...given) => tables.changeOf(...given);

beforeAll(async () => {
  tables = await ChangeTables.open();
});
afterAll(() => tables.close());

describe('change against the period before (CS-6, SR-2, KPI.md 10 and 12.6)', () => {
  const calls = (count: number, start: string): Given => ({
    metric: 'calls_made',
    start,
    value: count,
    count,
  });

  it('of 3/62 against 5/60 is unclear: -3.49 points, 90 % -11.83 to +4.39', async () => {
    const change = await changeOf([share(5, 60, before), share(3, 62, current)]);
    expect(change.trend).toBe('unclear');
    expect(100 * change.change).toBeCloseTo(-3.49, 2);
    expect(100 * (change.low ?? 0)).toBeCloseTo(-11.83, 2);
    expect(100 * (change.high ?? 0)).toBeCloseTo(4.39, 2);
  });

  // The seed's arrows up and down: 95 % intervals of 1.8-11.2, 1.7-13.3 and 0.4-11.6 all overlap.
  it.each([
    [4, 87, 3, 62],
    [3, 62, 1, 45],
    [4, 87, 1, 45],
  ])('of %i/%i to %i/%i is unclear', async (base, baseCount, cases, count) => {
    const change = await changeOf([share(base, baseCount, before), share(cases, count, current)]);
    expect(change.trend).toBe('unclear');
  });

  it('of 455/500 against 412/480 is up: +5.17 points, 90 % +1.81 to +8.56', async () => {
    const change = await changeOf([share(412, 480, before), share(455, 500, current)]);
    expect(change.trend).toBe('up');
    expect(100 * change.change).toBeCloseTo(5.17, 2);
    expect(100 * (change.low ?? 0)).toBeCloseTo(1.81, 2);
    expect(100 * (change.high ?? 0)).toBeCloseTo(8.56, 2);
  });

  // 1.645 x sqrt(2 x 0.05 x 0.95 / 10,000) = 0.51 points lie within two. Of 1.5 points, 1.645 x sqrt(2 x 0.25 /
  // 10,000) = 1.16: more than chance, less than two points, and as well 2.66. Of 0.5, 0.37: more than chance and
  // within two points for sure.
  it.each([
    [500, 501, 10_000, 'flat', 0.01],
    [5_000, 5_150, 10_000, 'unclear', 1.5],
    [50_000, 50_500, 100_000, 'flat', 0.5],
    [50_500, 50_000, 100_000, 'flat', -0.5],
    [5_000, 5_250, 10_000, 'up', 2.5],
  ])(
    'of %i to %i of %i is %s: %d points, of which two are noticeable (10.1)',
    async (was, now, count, trend, points) => {
      const change = await changeOf([share(was, count, before), share(now, count, current)]);
      expect(change).toMatchObject({ trend, reason: null });
      expect(100 * change.change).toBeCloseTo(points, 9);
      const isMoreThanChance = (change.low ?? 0) > 0 || (change.high ?? 0) < 0;
      expect(isMoreThanChance).toBe(Math.abs(points) >= 0.5);
    },
  );

  it('of a share of fewer than 20 is unclear, with its reason', async () => {
    const change = await changeOf([share(10, 19, before), share(19, 19, current)]);
    expect(change).toMatchObject({
      trend: 'unclear',
      reason: 'fewer than 20 counted in one of the periods',
    });
  });

  // The binomial's upper tail with equal days: P(X >= 18 of 24) = 190,051 / 2^24 = 0.0113, and
  // P(X >= 12 of 18) = 31,180 / 2^18 = 0.119.
  it.each([
    [6, 18, 'up'],
    [18, 6, 'down'],
    [6, 12, 'unclear'],
    [4, 5, 'unclear'],
    [100_000, 100_500, 'flat'],
    [100_000, 106_000, 'up'],
  ])('of %i calls to %i is %s', async (base, count, trend) => {
    const change = await changeOf([calls(base, before), calls(count, current)]);
    expect(change.trend).toBe(trend);
    expect(change.change).toBeCloseTo(count / base - 1, 9);
  });

  it('of 4,000 calls on 4 working days against 5,000 on 5 is none', async () => {
    const change = await changeOf(
      [calls(5_000, '2026-11-16'), calls(4_000, '2026-11-23')],
      '2026-11-23',
    );
    expect(change.change).toBeCloseTo(0, 9);
    expect(change.trend).toBe('flat');
  });

  // Nine weeks that go up and down by 2 s: mean moving range 2, so the change's 90 % reach is
  // 1.645 x sqrt(2) x 2 / 1.128 = 4.125 s, on a base of 30 s: 0.1375.
  it.each([
    [33, 'unclear'],
    [36, 'up'],
    [24, 'down'],
  ])('of a time from 30 s to %i s is %s by what the series is used to', async (value, trend) => {
    const rows = weeks
      .filter((week) => week <= before)
      .map((start, index) => ({
        metric: 'asa',
        start,
        value: index % 2 === 0 ? 30 : 32,
        count: 50,
      }));
    expect(rows.at(-1)?.value).toBe(30);
    const change = await changeOf([...rows, { metric: 'asa', start: current, value, count: 50 }]);
    expect(change.trend).toBe(trend);
    expect((change.high ?? 0) - change.change).toBeCloseTo(0.1375, 3);
  });

  // By 0.2 s up and down: 1.645 x sqrt(2) x 0.2 / 1.128 = 0.4125 s, on 30 s 1.375 %. Of a change by 1 %, from
  // -0.375 to 2.375 %, it is within 5 %; of one by 4 %, to 5.375 %, it is not.
  it.each([
    [30.3, 'flat'],
    [29.7, 'flat'],
    [31.2, 'unclear'],
  ])('of a time from 30 s to %d s is %s where the series hardly moves', async (value, trend) => {
    const rows = weeks
      .filter((week) => week <= before)
      .map((start, index) => ({
        metric: 'asa',
        start,
        value: index % 2 === 0 ? 30 : 30.2,
        count: 50,
      }));
    const change = await changeOf([...rows, { metric: 'asa', start: current, value, count: 50 }]);
    expect(change).toMatchObject({ trend, reason: null });
    expect((change.high ?? 0) - change.change).toBeCloseTo(0.01375, 5);
  });

  // Points or conversions of which more were taken back than given: no binomial count of cases.
  it.each([
    [-100, 500],
    [500, -100],
    [-3, -20],
  ])('of %i against %i, one of them below zero, is unclear, with its reason', async (now, was) => {
    const change = await changeOf([
      { metric: 'calls_made', start: before, value: was, count: 10 },
      { metric: 'calls_made', start: current, value: now, count: 10 },
    ]);
    expect(change.trend).toBe('unclear');
    expect(change.reason).toBe('more was taken back than given in one of the periods');
    // The cases of a period are zero and more: 0 against 12 is a fall.
    const fall = await changeOf([
      { metric: 'calls_made', start: before, value: 12, count: 12 },
      { metric: 'calls_made', start: current, value: 0, count: 0 },
    ]);
    expect(fall.trend).toBe('down');
  });

  it('of money needs no test: 4 % is flat, 6 % is up', async () => {
    const arr = (value: number, start: string) => ({
      metric: 'portfolio_arr',
      start,
      value,
      count: 3,
    });
    expect(await changeOf([arr(100, before), arr(104, current)])).toMatchObject({ trend: 'flat' });
    expect(await changeOf([arr(100, before), arr(106, current)])).toMatchObject({ trend: 'up' });
  });

  it('of a ratio of money needs none either: 1 point is flat, 3 points are down', async () => {
    const nrr = (value: number, start: string) => ({ metric: 'nrr', start, value, count: 3 });
    expect(await changeOf([nrr(1.02, before), nrr(1.03, current)])).toMatchObject({
      trend: 'flat',
    });
    expect(await changeOf([nrr(1.05, before), nrr(1.02, current)])).toMatchObject({
      trend: 'down',
    });
  });

  it('against or of a period that the data does not reach is unclear: records end on … (G9)', async () => {
    const up = [calls(1000, before), calls(2000, current)];
    expect(await changeOf(up)).toMatchObject({ trend: 'up', reason: null });
    const gap = { metric: 'calls_made', start: current, reached: '2026-11-11' };
    expect(await changeOf(up, current, [gap])).toMatchObject({
      trend: 'unclear',
      reason: 'records end on 2026-11-11',
    });
    // What ends within the base does not reach the later period either.
    const both = [
      { ...gap, reached: '2026-11-05' },
      { metric: 'calls_made', start: before, reached: '2026-11-05' },
    ];
    expect(await changeOf(up, current, both)).toMatchObject({
      trend: 'unclear',
      reason: 'records end on 2026-11-05',
    });
    const other = { ...gap, metric: 'asa' };
    expect(await changeOf(up, current, [other])).toMatchObject({ trend: 'up', reason: null });
    // Neither is nothing at all, where nothing is known yet.
    expect(await changeOf([calls(0, before), calls(0, current)], current, [gap])).toMatchObject({
      trend: 'unclear',
      reason: 'records end on 2026-11-11',
    });
  });

  it('of nothing against nothing is flat: both are zero', async () => {
    const flat = { trend: 'flat', change: 0, reason: 'both are zero' };
    expect(await changeOf([calls(0, before), calls(0, current)])).toMatchObject(flat);
    const of = (metric: string, value: number, start: string, count: number) => ({
      metric,
      start,
      value,
      count,
    });
    expect(
      await changeOf([of('portfolio_arr', 0, before, 0), of('portfolio_arr', 0, current, 0)]),
    ).toMatchObject(flat);
    const rose = [of('portfolio_arr', 0, before, 0), of('portfolio_arr', 100, current, 1)];
    expect(await changeOf(rose)).toMatchObject({ trend: 'unclear', reason: 'the base is zero' });
    // A sample of a few tells no more by being zero: of times, and of a share.
    expect(await changeOf([of('asa', 0, before, 3), of('asa', 0, current, 3)])).toMatchObject({
      trend: 'unclear',
      reason: 'fewer than 15 measured in one of the periods',
    });
    expect(await changeOf([share(0, 30, before), share(0, 30, current)])).toMatchObject({
      trend: 'unclear',
      reason: 'fewer than 5 cases in both',
    });
  });

  // Of 0 to 100 two points are the noticeable change, as of a rate.
  it.each([
    [70, 72, 1, 1, 'up'],
    [72, 70, 1, 1, 'down'],
    [70, 71.9, 1, 1, 'flat'],
    [70, 90, 2, 1, 'unclear'],
    [70, 90, 1, 2, 'unclear'],
  ])(
    'of one account’s score from %d to %d is a fact where both are of one (10.3): of %i and %i, %s',
    async (was, now, baseCount, count, trend) => {
      const change = await changeOf([
        { metric: 'health_score', start: before, value: was, count: baseCount },
        { metric: 'health_score', start: current, value: now, count },
      ]);
      expect(change.trend).toBe(trend);
      expect(change.reason).toBe(
        trend === 'unclear' ? 'fewer than 15 measured in one of the periods' : null,
      );
    },
  );

  it('of one call’s score is none: the next call could have another', async () => {
    const csat = (value: number, start: string) => ({ metric: 'csat', start, value, count: 1 });
    expect(await changeOf([csat(2, before), csat(5, current)])).toMatchObject({
      trend: 'unclear',
      reason: 'fewer than 15 measured in one of the periods',
    });
  });
});
