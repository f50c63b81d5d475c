import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Database } from '../../pipelines/warehouse/database.ts';
import { tries } from '../counts.ts';

let database: Database;
beforeAll(async () => {
  const path = new URL('../../sql/findings/metric_intervals.sql', import.meta.url);
  database = await Database.open(':memory:');
  await database.run(`
    create table metrics as
      select * from (values ('logo_retention', 'ratio', null), ('grr', 'ratio', 'currency'),
        ('csat', 'score', null)) as listed (metric_id, unit, ratio_of);
    create table metric_values (metric_id varchar, scope_kind varchar, scope_id varchar,
      grain varchar, period_start_date date, numerator double, denominator double, value double,
      sample_count bigint, reason varchar);
    create view metric_intervals as ${await readFile(path, 'utf8')}`);
});
afterAll(() => database.close());

/** Low and high of a value at 90 and 95 %, in percent. */
async function intervalOf(
  cases: number | null,
  count: number,
  { metric = 'logo_retention', denominator = count, isKnown = true } = {},
) {
  const value = isKnown && cases !== null && denominator > 0 ? cases / denominator : null;
  await database.run(`delete from metric_values; insert into metric_values values ('${metric}',
    'team', 't', 'month', '2026-10-01', ${cases}, ${denominator}, ${value}, ${count}, null)`);
  const row = await database.one<Record<'low_90' | 'high_90' | 'low_95' | 'high_95', number>>(
    'select low_90, high_90, low_95, high_95 from metric_intervals',
  );
  const inPercent = (share: number | null) => (share === null ? null : 100 * share);
  return Object.values(row).map(inPercent);
}

describe('the interval of one share (KPI.md 2, 3.5, 10.2, 12.6)', () => {
  // 12.6; the three representatives of section 2; logos of 3.5.
  it.each([
    [8, 194, 2.1, 7.92, 2],
    [4, 87, 1.8, 11.2, 1],
    [3, 62, 1.7, 13.3, 1],
    [1, 45, 0.4, 11.6, 1],
    [24, 25, 80.5, 99.3, 1],
  ])(
    'of %i of %i is %d to %d %% at 95 %% (CS-5, SR-1)',
    async (cases, count, low, high, digits) => {
      const [, , low95, high95] = await intervalOf(cases, count);
      expect(low95).toBeCloseTo(low, digits);
      expect(high95).toBeCloseTo(high, digits);
    },
  );

  // None of n: from 0 to z² / (n + z²); z² = 3.841459: 3.841459 / 23.841459 = 16.1125 %, and at
  // 90 % 2.706025 / 22.706025 = 11.9177 %. All of n is its mirror.
  it('of none and of all of twenty ends at 0 and at 100 %', async () => {
    const none = await intervalOf(0, 20);
    expect(none[0]).toBeCloseTo(0, 12);
    expect(none[1]).toBeCloseTo(11.9177, 4);
    expect(none[2]).toBeCloseTo(0, 12);
    expect(none[3]).toBeCloseTo(16.1125, 4);
    const all = await intervalOf(20, 20);
    expect(all[1]).toBeCloseTo(100, 12);
    expect(all[2]).toBeCloseTo(83.8875, 4);
    expect(all[3]).toBeCloseTo(100, 12);
    expect(Math.max(...all.map(Number))).toBeLessThanOrEqual(100);
    expect(Math.min(...none.map(Number))).toBeGreaterThanOrEqual(0);
  });

  it.each([
    ['money, of which all is counted', 24, 25, { metric: 'grr' }],
    ['a score', 24, 25, { metric: 'csat' }],
    ['what is weighed, whose sample is not its denominator', 24, 25, { denominator: 30 }],
    ['what was counted more than once, so that it is above one', 26, 25, {}],
    ['a value that is not known', 24, 25, { isKnown: false }],
    ['nothing of nothing', 0, 0, {}],
    ['what has no numerator', null, 25, {}],
  ])('is none of %s', async (_what, cases, count, given) => {
    expect(await intervalOf(cases, count, given)).toEqual([null, null, null, null]);
  });

  // Wilson's limits are the rates p of which k is just z standard errors away: (k - n p)² = z² n p (1 - p).
  it('has the rates for its ends of which the share is z standard errors away', async () => {
    const share = fc
      .integer({ min: 1, max: 5000 })
      .chain((count) => fc.tuple(fc.integer({ min: 0, max: count }), fc.constant(count)));
    await fc.assert(
      fc.asyncProperty(share, async ([cases, count]) => {
        const ends = await intervalOf(cases, count);
        for (const [index, end] of ends.entries()) {
          const z = index < 2 ? 1.645 : 1.959964;
          const rate = (end ?? Number.NaN) / 100;
          const variance = count * rate * (1 - rate);
          expect((cases - count * rate) ** 2 / count).toBeCloseTo((z ** 2 * variance) / count, 6);
        }
      }),
      { numRuns: tries(50, 2000) },
    );
  });
});
