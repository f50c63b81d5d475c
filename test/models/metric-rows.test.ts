import { afterEach, beforeEach, expect, it } from 'vitest';
import { createMetricRows } from '../../pipelines/models/metric-rows.ts';
import { readModel } from '../../pipelines/models/model.ts';
import { Database } from '../../pipelines/warehouse/database.ts';

let database: Database;
beforeEach(async () => {
  database = await Database.open(':memory:');
  await database.run('create table sums (local_date date, hits integer, cases integer, a integer)');
});
afterEach(() => database.close());

function metric(name: string, rows: string, adds: string) {
  const path = `sql/kpis/${name}.sql`;
  const text = `-- Grain: a\n-- Unit: rows\n-- Source: x\n-- Answers: what?\n-- Name: M\n-- Definition: d
-- Better: higher\n-- Window: w\n-- Needs: n\n-- Rows: ${rows}\n-- Adds: ${adds}\n-- Splits: day\n\nselect 1 as a`;
  return readModel({ path, absolutePath: path, text, isOverlaid: false }, 'kpis');
}

const right = metric('right', 'sums where a > 0', 'sum(hits) / count(*)');

it('tells the rows of every metric over one model', async () => {
  const other = metric('other', 'sums', 'sum(cases)');
  await createMetricRows(database, [right, other], [], new Map());
  const told = await database.rows(
    'select metric_id, rows_condition, adds_numerator, adds_denominator, is_dated from metric_rows',
  );
  expect(told.map((row) => Object.values(row))).toEqual([
    ['right', 'a > 0', 'sum(hits)', 'count(*)', true],
    ['other', 'true', 'sum(cases)', null, true],
  ]);
});

it.each([
  ['a numerator', metric('wrong', 'sums', 'sum(hit)'), '"hit"'],
  ['a denominator', metric('wrong', 'sums', 'sum(hits) / sum(case_count)'), '"case_count"'],
  ['a condition', metric('wrong', 'sums where b > 0', 'sum(hits)'), '"b"'],
])('names the one metric with %s that its rows do not have', async (_what, wrong, column) => {
  const made = createMetricRows(database, [right, wrong], [], new Map());
  await expect(made).rejects.toMatchObject({ exitCode: 2 });
  await expect(made).rejects.toThrow('sql/kpis/wrong.sql');
  await expect(made).rejects.toThrow(column);
});
