import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Database } from '../../pipelines/warehouse/database.ts';

const read = (path: string) => readFile(new URL(`../../${path}`, import.meta.url), 'utf8');

// Weights 4, 3, 2, 1 of three components at least and 60 % of the weights.
describe('performance score (CS-14)', () => {
  let database: Database;

  beforeAll(async () => {
    database = await Database.open(':memory:');
    await database.run(`
      create table metric_values (metric_id varchar, scope_kind varchar, scope_id varchar,
        grain varchar, period_start_date date, numerator double, denominator double, value double,
        sample_count bigint, reason varchar);
      create table performance_weights as select * from (values
        ('grr', 4.0, 0.80, 1.00, 5), ('health', 3.0, 50, 90, 5), ('touch', 2.0, 0.5, 1.0, 5),
        ('wait', 1.0, 40, 20, 10)
      ) as weights (metric_id, weight, poor, good, minimum_sample);
      create table performance_minimum as
        select 3 as minimum_components, 0.6 as minimum_coverage`);
    for (const name of ['performance_components', 'performance_scores', 'performance_points']) {
      await database.run(`create view ${name} as ${await read(`sql/findings/${name}.sql`)}`);
    }
  });

  beforeEach(() => database.run('delete from metric_values'));

  afterAll(() => database.close());

  async function give(metric: string, value: number | null, count: number, reason = 'null') {
    await database.run(`insert into metric_values values ('${metric}', 'member', 'u', 'month',
      '2026-05-01', null, null, ${value}, ${count}, ${reason})`);
  }

  const score = () =>
    database.one(`select round(score, 4) as score, round(coverage, 4) as coverage,
      component_count, missing_components, reason from performance_scores`);

  it('is the mean of its components by weight, each placed between poor and good', async () => {
    // 50, 100 (capped), 0 (capped), 75 where less is better: (4 x 50 + 3 x 100 + 0 + 75) / 10.
    await give('grr', 0.9, 8);
    await give('health', 95, 8);
    await give('touch', 0.4, 8);
    await give('wait', 25, 12);
    expect(await score()).toEqual({
      score: 57.5,
      coverage: 1,
      component_count: 4,
      missing_components: null,
      reason: null,
    });
    const parts = await database.rows(
      'select metric_id, round(weight, 4) as weight, round(score, 4) as score from performance_components order by 1',
    );
    expect(parts).toEqual([
      { metric_id: 'grr', weight: 0.4, score: 50 },
      { metric_id: 'health', weight: 0.3, score: 100 },
      { metric_id: 'touch', weight: 0.2, score: 0 },
      { metric_id: 'wait', weight: 0.1, score: 75 },
    ]);
  });

  it('leaves out a metric from too few cases, says which, and never counts it as 0', async () => {
    // (4 x 50 + 3 x 100 + 2 x 100) / 9.
    await give('grr', 0.9, 5);
    await give('health', 90, 5);
    await give('touch', 1, 5);
    await give('wait', 20, 9);
    expect(await score()).toEqual({
      score: 77.7778,
      coverage: 0.9,
      component_count: 3,
      missing_components: ['wait: from 9 cases, fewer than 10'],
      reason: null,
    });
  });

  // As above: 4 x 50 / 9, 3 x 100 / 9 and 2 x 100 / 9 add up to the score.
  it('says what each component brings to the score, and what there is of one that brings nothing', async () => {
    await give('grr', 0.9, 5);
    await give('health', 90, 5);
    await give('touch', 1, 5);
    await give('wait', 20, 9);
    const told = await database.rows(`select metric_id, value, sample_count, minimum_sample,
      round(points, 4) as points, round(weight, 4) as weight, round(added_points, 4) as added_points, reason
      from performance_points order by weight desc`);
    expect(told.map((row) => Object.values(row))).toEqual([
      ['grr', 0.9, 5, 5, 50, 0.4, 22.2222, null],
      ['health', 90, 5, 5, 100, 0.3, 33.3333, null],
      ['touch', 1, 5, 5, 100, 0.2, 22.2222, null],
      ['wait', 20, 9, 10, null, 0.1, null, 'from 9 cases, fewer than 10'],
    ]);
    await database.run("delete from metric_values where metric_id = 'touch'");
    const without = await database.rows('select distinct added_points from performance_points');
    expect(without).toEqual([{ added_points: null }]);
  });

  it('leaves out a metric without a value, however many cases there are, and says why', async () => {
    // (3 x 100 + 2 x 100 + 1 x 100) / 6.
    await give('grr', null, 25, "'less than 12 months of revenue history'");
    await give('health', 90, 5);
    await give('touch', 1, 5);
    await give('wait', 20, 10);
    expect(await score()).toEqual({
      score: 100,
      coverage: 0.6,
      component_count: 3,
      missing_components: ['grr: less than 12 months of revenue history'],
      reason: null,
    });
  });

  it('gives no score from fewer components than the minimum', async () => {
    await give('grr', 1, 8);
    await give('health', 90, 8);
    await give('touch', null, 0, "'no account'");
    expect(await score()).toEqual({
      score: null,
      coverage: 0.7,
      component_count: 2,
      missing_components: ['touch: no account', 'wait: not measured'],
      reason: 'from 2 components, fewer than 3',
    });
  });

  // 6 of 10.1.
  it('gives no score where too little of the weights is known, and one from just enough', async () => {
    await database.run("update performance_weights set weight = 4.1 where metric_id = 'grr'");
    await give('health', 90, 8);
    await give('touch', 1, 8);
    await give('wait', 20, 10);
    expect(await score()).toMatchObject({
      score: null,
      reason: 'from 59.4% of the weights, less than 60%',
    });
    await database.run("update performance_weights set weight = 4.0 where metric_id = 'grr'");
    expect(await score()).toMatchObject({ score: 100, coverage: 0.6, reason: null });
  });
});
