import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Database } from '../../pipelines/warehouse/database.ts';

const root = new URL('../../', import.meta.url);

describe('performance bands (CC-10, KPI.md 8)', () => {
  let database: Database;

  beforeAll(async () => {
    database = await Database.open(':memory:');
    const sql = await readFile(new URL('sql/findings/metric_bands.sql', root), 'utf8');
    const seed = (name: string) => new URL(`sql/seeds/${name}.csv`, root).pathname;
    await database.run(`
      create table metric_values (metric_id varchar, scope_kind varchar, scope_id varchar,
        grain varchar, period_start_date date, value double, sample_count bigint);
      create table bands as select * from read_csv('${seed('bands')}', header = true);
      create table banded_metrics as
        select * from read_csv('${seed('banded_metrics')}', header = true);
      create view metric_bands as ${sql}`);
  });

  afterAll(() => database.close());

  async function rowsOf(metric: string, value: number | null, sampleCount: number) {
    await database.run(`delete from metric_values;
      insert into metric_values values
        ('${metric}', 'team', 't', 'week', '2026-11-02', ${value}, ${sampleCount})`);
    return database.rows<{ band: string | null; reason: string | null }>(
      'select band, reason from metric_bands',
    );
  }

  async function bandsOf(metric: string, value: number | null): Promise<(string | null)[]> {
    return (await rowsOf(metric, value, 40)).map(({ band }) => band);
  }

  it.each([
    [100, 'excellent'],
    [90, 'excellent'],
    [89.999999, 'good'],
    [89.5, 'good'],
    [80, 'good'],
    [79.5, 'average'],
    [70, 'average'],
    [69.99, 'below'],
    [60, 'below'],
    [59.999, 'poor'],
    [0, 'poor'],
    [-3, 'poor'],
    [104, 'excellent'],
  ])('puts %d in exactly one band: %s', async (value, band) => {
    expect(await bandsOf('activity_score', value)).toEqual([band]);
  });

  // Ratios of points, such as 36/40: a limit that is met exactly is met as a floating-point number too.
  it.each([
    [0.895, 'good'],
    [36 / 40, 'excellent'],
    [32 / 40, 'good'],
    [28 / 40, 'average'],
    [21 / 35, 'below'],
    [31 / 35, 'good'],
  ])('takes a QA percent of %d times 100: %s', async (value, band) => {
    expect(await bandsOf('qa_percent', value)).toEqual([band]);
  });

  it('gives a QA percent of fewer reviews than the quota no band and says why (G10, 6.6)', async () => {
    expect(await rowsOf('qa_percent', 0.95, 4)).toEqual([
      { band: null, reason: 'fewer than 5 in the sample' },
    ]);
    expect(await rowsOf('qa_percent', 0.95, 5)).toEqual([{ band: 'excellent', reason: null }]);
  });

  it('takes few touches for a poor activity score, not for a small sample', async () => {
    expect(await rowsOf('activity_score', 0, 0)).toEqual([{ band: 'poor', reason: null }]);
  });

  it('gives none to a missing value, nor to a rate or a score from 1 to 5', async () => {
    expect(await bandsOf('activity_score', null)).toEqual([]);
    expect(await bandsOf('answer_rate', 0.95)).toEqual([]);
    expect(await bandsOf('csat', 4.5)).toEqual([]);
  });
});
