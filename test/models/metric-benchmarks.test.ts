import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Database } from '../../pipelines/warehouse/database.ts';

let database: Database;
beforeAll(async () => {
  database = await Database.open(':memory:');
  await database.run(`
    create table metric_rows as select unnest(['csat', 'handled_count', 'nrr']) as metric_id;
    create table metric_values (metric_id varchar, scope_kind varchar, scope_id varchar,
      numerator double, denominator double, value double,
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
      `insert into metric_values (metric_id, scope_kind, scope_id, numerator, denominator, value)
      values ('${metric}', '${kind}', '${id}', ${parts})`,
    );
  }
  return database.rows<{ scope_id: string; peer_value: number; peer_count: number }>(
    'select scope_id, peer_value, peer_count from metric_benchmarks order by scope_id',
  );
}

describe('metric_benchmarks (KPI.md 10.6)', () => {
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
