import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { filterSums } from '../../pipelines/models/filtered-sums.ts';
import { Database } from '../../pipelines/warehouse/database.ts';

let database: Database;

beforeAll(async () => {
  database = await Database.open(':memory:');
  await database.run(`create table given as select * from (values
    ('a', 1, 10, true), ('b)', 2, 20, false), ('it''s', 4, 40, true), ('a', 8, 80, false))
    as given (kind, amount, waited, is_met)`);
});
afterAll(() => database.close());

describe('sums that leave out rows by a condition of their own', () => {
  it.each([
    // Of the rows where is_met, amounts are 1 and 4, waits 10 and 40.
    ['sum(amount)', 'is_met', 5],
    ['-sum(amount) / count(*)', 'is_met', -2.5],
    ['(sum(amount) + max(amount))/60.0', 'true', (15 + 8) / 60],
    ["count(*) filter (where kind = 'it''s') / count(*)", 'is_met', 0.5],
    // Either of the two in the metric's filter, and of those the one that the condition keeps.
    ["count(*) FILTER (WHERE kind = 'a' or kind = 'b)')", 'amount = 4 or amount = 8', 1],
    ['quantile_cont(waited, 0.9)', 'is_met', 37],
    ['percentile_cont(0.9) within group (order by waited)', 'is_met', 37],
    [
      "count(distinct (kind, is_met)) + sum(case kind when 'b)' then 1 else 0 end)",
      'not is_met',
      3,
    ],
    ["count(distinct kind || '/' || is_met)", 'amount != 8 or is_met', 3],
    // 10 of the sum, and all four rows that another query counts.
    ['sum(amount) + (select count(*) from given)', 'amount > 1 and amount < 8', 10],
    // Of nothing there is no sum.
    ['sum(amount)', 'amount > 99', null],
  ])('give of %s where %s what the rows alone give', async (sums, condition, expected) => {
    const [within] = await filterSums(database, [{ sums, condition }]);
    expect(await database.one(`select ${within} as value from given`)).toEqual({ value: expected });
    expect(await database.one(`select ${sums} as value from given where ${condition}`)).toEqual({
      value: expected,
    });
  });

  it('are written in the order in which they are given, and refused where they are none', async () => {
    const given = ['max(amount)', 'min(amount)'].map((sums) => ({ sums, condition: 'is_met' }));
    expect(await filterSums(database, given)).toEqual([
      'max(amount) FILTER (WHERE is_met)',
      'min(amount) FILTER (WHERE is_met)',
    ]);
    expect(await filterSums(database, [])).toEqual([]);
    await expect(filterSums(database, [{ sums: 'sum(', condition: 'is_met' }])).rejects.toThrow(
      'syntax error',
    );
  });
});
