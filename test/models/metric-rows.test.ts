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

function metric(name: string, rows: string, adds: string, unit = 'count', more = '') {
  const path = `sql/kpis/${name}.sql`;
  const text = `-- Grain: a\n-- Unit: ${unit}\n-- Source: x\n-- Answers: what?\n-- Name: M\n-- Definition: d
-- Better: higher\n-- Window: w\n-- Needs: n\n-- Rows: ${rows}\n-- Adds: ${adds}\n-- Splits: none, here\n${more}\nselect 1 as a`;
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

// KPI.md, G2: medians, percentiles, different things and scores are never averaged over people (CS-4).
it.each([
  ['ratio', metric('m', 'sums', 'sum(hits) / count(*)', 'score')],
  ['ratio', metric('m', 'sums', 'sum(hits) / max(cases)')],
  ['mean', metric('m', 'sums', 'sum(hits)')],
  ['mean', metric('m', 'sums', 'count(*)', 'currency')],
  ['none', metric('m', 'sums', 'sum(hits)', 'score')],
  ['none', metric('m', 'sums', 'sum(hits)', 'ratio')],
  ['mean', metric('m', 'sums', 'sum(hits)', 'score', '-- Benchmark: mean, because d\n')],
  ['anew', metric('m', 'sums', 'sum(hits)', 'score', '-- Benchmark: hits_of_others\n')],
  ['none', metric('m', 'sums', 'sum(hits)', 'count', '-- Benchmark: none, because d\n')],
  ['anew', metric('m', 'sums', 'quantile_cont(hits, 0.5)', 'seconds')],
  ['anew', metric('m', 'sums', 'median(hits)', 'seconds')],
  ['anew', metric('m', 'sums', 'sum(hits) / count(distinct cases)', 'seconds')],
  ['none', metric('m', 'sums', 'count(distinct cases)')],
  ['none', metric('m', 'sums', 'max(hits)', 'seconds')],
  // Rows that name their scope may be counted in several scopes of a team.
  ['none', metric('m', 'scoped', 'quantile_cont(hits, 0.5)', 'seconds')],
])('holds one against others by %s, metric %#', async (benchmark, kpi) => {
  await database.run('create table scoped (grain varchar, hits integer)');
  await createMetricRows(database, [kpi], [], new Map());
  const told = await database.rows('select benchmark from metric_rows');
  expect(told).toEqual([{ benchmark }]);
});
