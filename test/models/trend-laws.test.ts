import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { tries } from '../counts.ts';
import { newest, TrendTables } from './trend-tables.ts';

let tables: TrendTables;
beforeAll(async () => {
  tables = await TrendTables.open();
});
beforeEach(() => tables.clear());
afterAll(() => tables.close());

describe('any series', () => {
  const series = fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 8, maxLength: 26 });

  async function given(of: Readonly<Record<string, readonly number[]>>, isReversed = false) {
    await tables.database.run('delete from metric_values');
    for (const [scope, values] of Object.entries(of)) await tables.give(values, { scope });
    if (isReversed) {
      await tables.database.run(`create or replace temp table turned as
        select * from metric_values order by period_start_date desc;
        delete from metric_values; insert into metric_values from turned`);
    }
    return tables.trends(`period_start_date = '${newest}'`);
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
