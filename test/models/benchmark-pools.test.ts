import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createBenchmarkPools } from '../../pipelines/models/benchmark-pools.ts';
import { scopeKindType } from '../../pipelines/models/given-tables.ts';
import { createMetricRows } from '../../pipelines/models/metric-rows.ts';
import { readModel } from '../../pipelines/models/model.ts';
import { Database } from '../../pipelines/warehouse/database.ts';

const sqlFolder = join(import.meta.dirname, '../../sql');
let database: Database;

/** A metric of the program, whose header says of which rows it is made. */
async function kpiNamed(name: string) {
  const absolutePath = join(sqlFolder, `kpis/${name}.sql`);
  const text = await readFile(absolutePath, 'utf8');
  return readModel({ path: `sql/kpis/${name}.sql`, absolutePath, text, isOverlaid: false }, 'kpis');
}

// Answers of team t in the week of 2026-11-09. The medians of b, c and d are 60, 60 and 36,000. What is null, what
// another team answered and what was answered before that week count for nobody.
const answers = `values
  ('t', 'a', 'A', date '2026-11-10', 600),
  ('t', 'b', 'B', date '2026-11-09', 50), ('t', 'b', 'B', date '2026-11-10', 60),
  ('t', 'b', 'B', date '2026-11-15', 100),
  ('t', 'c', 'C', date '2026-11-11', 60),
  ('t', 'd', 'D', date '2026-11-12', 30000), ('t', 'd', 'D', date '2026-11-12', 36000),
  ('t', 'd', 'E', date '2026-11-12', 40000),
  ('t', 'b', 'B', date '2026-11-12', null), ('t', null, 'F', date '2026-11-12', 5),
  ('u', 'e', 'F', date '2026-11-12', 5), ('t', 'b', 'B', date '2026-11-08', 5)`;

beforeAll(async () => {
  database = await Database.open(':memory:');
  await database.run(`${scopeKindType};
    create table periods as select 'week' as grain, date '2026-11-09' as period_start_date,
      date '2026-11-16' as period_end_date;
    create table responses as select team_id, person_id, tenant_id, 'l' as location_id, local_date,
      waited_seconds, local_date as answered_at, 'big' as segment, 'food' as industry,
      'green' as health_band
      from (${answers}) as given (team_id, person_id, tenant_id, local_date, waited_seconds)`);
  const kpis = [
    await kpiNamed('response_time_median_seconds'),
    await kpiNamed('response_time_p90_seconds'),
  ];
  await createMetricRows(database, kpis, [], new Map());
  await database.run(`create table metrics as select distinct metric_id, null as missing_needs
    from metric_rows`);
  await createBenchmarkPools(database, kpis);
  await database.run(`create table metric_values as
    select 'response_time_median_seconds' as metric_id, 'team_member'::scope_kind as scope_kind,
      'week' as grain, date '2026-11-09' as period_start_date, team_id || '/' || person_id as scope_id,
      null::double as numerator, null::double as denominator,
      median(waited_seconds)::double as value, count(waited_seconds) as sample_count
    from responses where local_date >= date '2026-11-09' and person_id is not null group by all`);
  const path = join(sqlFolder, 'findings/metric_benchmarks.sql');
  await database.run(`create view metric_benchmarks as ${await readFile(path, 'utf8')}`);
});
afterAll(() => database.close());

const pool = async (metric: string, scopeId: string) =>
  (
    await database.rows<{ peer_value: number }>(
      `select peer_value from benchmark_pools where metric_id = '${metric}' and scope_id = '${scopeId}'`,
    )
  ).map((row) => row.peer_value);

describe('benchmark_pools (CS-4, CS-5, KPI.md G2 and 10.6)', () => {
  // The others of a answered after 50, 60, 60, 100, 30,000, 36,000 and 40,000 seconds: the fourth of seven is 100.
  // The mean of their medians, (60 + 60 + 36,000) / 3 = 12,040, is nobody's time.
  it('takes the median of the rest of the team from the answers of the rest', async () => {
    expect(await pool('response_time_median_seconds', 't/a')).toEqual([100]);
    const [told] = await database.rows(
      "select value, peer_value, peer_count from metric_benchmarks where scope_id = 't/a'",
    );
    expect(told).toEqual({ value: 600, peer_value: 100, peer_count: 3 });
  });

  // Without d: 50, 60, 60, 100, 600; the third is 60.
  it('leaves out the one compared', async () => {
    expect(await pool('response_time_median_seconds', 't/d')).toEqual([60]);
  });

  // 0.9 of the way from the first to the seventh is 5.4 steps: 36,000 + 0.4 × 4,000 = 37,600.
  it('takes percentiles anew as well', async () => {
    expect(await pool('response_time_p90_seconds', 't/a')).toEqual([37_600]);
  });

  // Tenant E is compared with A to D and F, of whichever owner and team: 5, 5, 50, 60, 60, 100, 600, 30,000, 36,000.
  it('of a tenant are the answers to all others', async () => {
    expect(await pool('response_time_median_seconds', 'E')).toEqual([60]);
  });

  it('gives nothing to one who has nobody beside', async () => {
    expect(await pool('response_time_median_seconds', 'u/e')).toEqual([]);
  });
});
