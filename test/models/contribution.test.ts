import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { contributionSql } from '../../pipelines/models/contribution-sql.ts';
import type { RowsOfMetric } from '../../pipelines/models/metric-rows.ts';
import { Database } from '../../pipelines/warehouse/database.ts';

const answers: RowsOfMetric = {
  metric_id: 'answer_rate',
  is_of_person: false,
  rows_model: 'visits',
  rows_condition: 'true',
  adds_numerator: 'sum(answered)',
  adds_denominator: 'sum(offered)',
  part_sums: 'both',
  benchmark: 'mean',
  is_dated: true,
  splits: ['queue'],
  settings: [],
};
const place = (day: number) => ({
  scope_kind: 'team',
  scope_id: 't1',
  grain: 'day',
  period_start_date: `2026-11-0${day}`,
  period_end_date: `2026-11-0${day + 1}`,
});

interface Effect {
  part_id: string | null;
  change: number;
  rate_effect: number;
  mix_effect: number;
}

let database: Database;
beforeEach(async () => {
  database = await Database.open(':memory:');
  await database.run(`create table visits
    (local_date date, team_id varchar, queue_id varchar, answered integer, offered integer)`);
});
afterEach(() => database.close());

const give = (...rows: readonly string[]) =>
  database.run(`insert into visits values ${rows.join(', ')}`);
const explain = (rows = answers) =>
  database.rows<Effect>(contributionSql(rows, place(2), place(1), 'queue'));

describe('what moved a number', () => {
  // Before: A 90 of 100, B 50 of 100: 140/200 = 70 %. After: A 40 of 50, B 75 of 150: 115/200 = 57.5 %.
  // The middle of both is 63.75 %. A weighs 0.50, then 0.25; its rate goes from 0.9 to 0.8:
  //   rate -0.1 x 0.375 = -0.0375, mix -0.25 x (0.85 - 0.6375) = -0.053125, together -0.090625.
  // B weighs 0.50, then 0.75; its rate stays 0.5: rate 0, mix 0.25 x (0.5 - 0.6375) = -0.034375.
  // All: -0.0375 - 0.0875 = -0.125, which is 57.5 % less 70 %.
  it('tells better work from more of other work', async () => {
    await give(
      "('2026-11-01', 't1', 'A', 90, 100)",
      "('2026-11-01', 't1', 'B', 50, 100)",
      "('2026-11-02', 't1', 'A', 40, 50)",
      "('2026-11-02', 't1', 'B', 75, 150)",
      "('2026-11-02', 't2', 'B', 0, 999)",
    );
    const [first, second] = await explain();
    expect(first?.part_id).toBe('A');
    expect(first?.change).toBeCloseTo(-0.090625, 12);
    expect(first?.rate_effect).toBeCloseTo(-0.0375, 12);
    expect(first?.mix_effect).toBeCloseTo(-0.053125, 12);
    expect(second?.part_id).toBe('B');
    expect(second?.change).toBeCloseTo(-0.034375, 12);
    expect(second?.rate_effect).toBeCloseTo(0, 12);
    expect(second?.mix_effect).toBeCloseTo(-0.034375, 12);
  });

  // Before: A 8 of 10 = 80 %. After: A 8 of 10, and 2 of 10 in no queue: 10/20 = 50 %; the middle is 65 %.
  // A: weight 1, then 0.5: mix -0.5 x (0.8 - 0.65) = -0.075. The new part: 0.5 x (0.2 - 0.65) = -0.225.
  it('counts a part that was not there before as mix, also one without a name', async () => {
    await give(
      "('2026-11-01', 't1', 'A', 8, 10)",
      "('2026-11-02', 't1', 'A', 8, 10)",
      "('2026-11-02', 't1', null, 2, 10)",
    );
    const effects = await explain();
    expect(effects.map((effect) => effect.part_id)).toEqual([null, 'A']);
    expect(effects[0]?.mix_effect).toBeCloseTo(-0.225, 12);
    expect(effects[1]?.mix_effect).toBeCloseTo(-0.075, 12);
    for (const effect of effects) expect(effect.rate_effect).toBeCloseTo(0, 12);
  });

  it('gives a sum the differences of its parts', async () => {
    await give("('2026-11-01', 't1', 'A', 8, 10)", "('2026-11-02', 't1', 'B', 5, 10)");
    const effects = await explain({ ...answers, adds_denominator: null });
    expect(effects).toEqual([
      expect.objectContaining({ part_id: 'A', change: -8, rate_effect: null, mix_effect: null }),
      expect.objectContaining({ part_id: 'B', change: 5, rate_effect: null, mix_effect: null }),
    ]);
  });
});
