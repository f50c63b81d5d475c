import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newest, TrendTables } from './trend-tables.ts';

let tables: TrendTables;
beforeAll(async () => {
  tables = await TrendTables.open();
});
beforeEach(() => tables.clear());
afterAll(() => tables.close());

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
      await tables.give(orderOf(n, falls), { scope: String(falls).padStart(2, '0') });
    const found = await tables.trends(`period_start_date = '${newest}'`);
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
