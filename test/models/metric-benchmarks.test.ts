import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Database } from '../../pipelines/warehouse/database.ts';

let database: Database;
beforeAll(async () => {
  database = await Database.open(':memory:');
  await database.run(`
    create table metric_rows (metric_id varchar, is_of_person boolean, benchmark varchar);
    insert into metric_rows values ('csat', false, 'ratio'), ('handled_count', false, 'mean'),
      ('nrr', false, 'ratio'), ('response_time_median_seconds', false, 'anew'),
      ('answered_count', false, 'none'), ('answered_count', true, 'mean'),
      ('unique_handled_calls_count', false, 'none');
    create table benchmark_pools (metric_id varchar, scope_kind varchar, scope_id varchar,
      peer_value double,
      grain varchar default 'week', period_start_date date default '2026-11-09');
    create table metric_values (metric_id varchar, scope_kind varchar, scope_id varchar,
      numerator double, denominator double, value double, sample_count bigint,
      grain varchar default 'week', period_start_date date default '2026-11-09')`);
  const path = join(import.meta.dirname, '../../sql/findings/metric_benchmarks.sql');
  await database.run(`create view metric_benchmarks as ${await readFile(path, 'utf8')}`);
});
afterAll(() => database.close());

/** Rows of a metric as `id: numerator / denominator`, or one number for a sum. */
async function benchmarks(metric: string, kind: string, values: Record<string, number[]>) {
  await database.run('delete from metric_values');
  for (const [id, [numerator = 0, denominator]] of Object.entries(values)) {
    const parts =
      denominator === undefined
        ? `null, null, ${numerator}`
        : `${numerator}, ${denominator}, ${numerator} / ${denominator}::double`;
    await database.run(
      `insert into metric_values
        (metric_id, scope_kind, scope_id, numerator, denominator, value, sample_count)
      values ('${metric}', '${kind}', '${id}', ${parts}, 1)`,
    );
  }
  return database.rows<{ scope_id: string; peer_value: number; peer_count: number }>(
    'select scope_id, peer_value, peer_count from metric_benchmarks order by scope_id',
  );
}

describe('metric_benchmarks (CS-4, KPI.md 10.6)', () => {
  // Without t/a the others scored (8 + 6 + 20) / (2 + 2 + 5) = 34 / 9; the mean of means would be 3.67.
  it('pools the rest of the team, the one compared left out', async () => {
    const given = { 't/a': [5, 1], 't/b': [8, 2], 't/c': [6, 2], 't/d': [20, 5] };
    const [first, second] = await benchmarks('csat', 'team_member', given);
    expect(first).toMatchObject({ scope_id: 't/a', peer_count: 3 });
    expect(first?.peer_value).toBeCloseTo(34 / 9, 12);
    expect(second?.peer_value).toBeCloseTo((5 + 6 + 20) / (1 + 2 + 5), 12);
  });

  it('of a sum is what one of the others has on average', async () => {
    const given = { 't/a': [90], 't/b': [10], 't/c': [20], 't/d': [60] };
    const [first] = await benchmarks('handled_count', 'team_member', given);
    expect(first?.peer_value).toBe(30);
  });

  it('of a person’s sum follows the rows of a person, not those of the team', async () => {
    const given = { 't/a': [90], 't/b': [10], 't/c': [20], 't/d': [60] };
    const [first] = await benchmarks('answered_count', 'team_member', given);
    expect(first?.peer_value).toBe(30);
  });

  // The medians of the others are 60, 60 and 36,000; their mean of 12,040 is nobody's waiting time.
  it('of what is no sum is what the rows of the others give, and none where these are not there', async () => {
    await database.run(`insert into benchmark_pools (metric_id, scope_kind, scope_id, peer_value)
      values ('response_time_median_seconds', 'team_member', 't/a', 100)`);
    const given = { 't/a': [600], 't/b': [60], 't/c': [60], 't/d': [36000] };
    expect(await benchmarks('response_time_median_seconds', 'team_member', given)).toEqual([
      { scope_id: 't/a', peer_value: 100, peer_count: 3 },
    ]);
    expect(await benchmarks('unique_handled_calls_count', 'team_member', given)).toEqual([]);
  });

  it('is withheld in a team of three, and does not mix teams', async () => {
    const given = { 't/a': [1], 't/b': [2], 't/c': [3], 'u/d': [4], 'u/e': [5] };
    expect(await benchmarks('handled_count', 'team_member', given)).toEqual([]);
  });

  // Six tenants, F opens with 300. Without A the rest is 700, of which F has 42.9 %: withheld. Without F
  // the rest is 500 in equal parts of 20 %: shown.
  it('of tenants is withheld where one of the others weighs more than 40 % (G12)', async () => {
    const even = { A: [90, 100], B: [100, 100], C: [100, 100], D: [100, 100], E: [100, 100] };
    const six = await benchmarks('nrr', 'tenant', { ...even, F: [330, 300] });
    expect(six).toEqual([{ scope_id: 'F', peer_value: 490 / 500, peer_count: 5 }]);
    expect(await benchmarks('nrr', 'tenant', even)).toEqual([]);
  });
});
