import { type Database, identifier, quote } from '../warehouse/database.ts';
import type { RowsOfMetric } from './metric-rows.ts';
import type { Model } from './model.ts';
import { rowsFor } from './parts-sql.ts';

/**
 * Creates the view `benchmark_pools`: for metrics whose numbers are no sums, what all others of a team give together,
 * or all other tenants, taken anew from the rows of the others. It is computed when it is read, for what is asked for:
 * the rows of one period are read once for each of those who are compared.
 */
export async function createBenchmarkPools(build: Database, kpis: readonly Model[]): Promise<void> {
  const all = await build.rows<RowsOfMetric>(
    `select metric_rows.* from metric_rows inner join metrics using (metric_id)
    where missing_needs is null and benchmark = 'anew' order by metric_id`,
  );
  const models = new Map(kpis.map((kpi) => [kpi.name, benchmarkModel(kpi)]));
  const pools = [...Map.groupBy(all, (rows) => rows.metric_id)].flatMap(([metricId, of]) => {
    const model = models.get(metricId);
    if (model !== undefined) return [modelSql(metricId, model)];
    return groups.flatMap((group) => {
      const rows = rowsFor(of, group.scopeKind);
      return rows !== undefined && group.canPool(rows) ? [poolSql(rows, group)] : [];
    });
  });
  await build.run(`create view benchmark_pools as ${[nothing, ...pools].join('\nunion all\n')}`);
}

/** The model that the header names for what the others give; undefined where the rows tell. */
export function benchmarkModel(kpi: Model): string | undefined {
  const declared = kpi.header.get('Benchmark');
  return declared === undefined || /^(mean|none), /.test(declared) ? undefined : declared;
}

const nothing = `select null::varchar as metric_id, null::scope_kind as scope_kind,
  null::varchar as scope_id, null::varchar as grain, null::date as period_start_date,
  null::double as peer_value where false`;

function modelSql(metricId: string, model: string): string {
  return `select ${quote(metricId)}, scope_kind, scope_id, grain, period_start_date, peer_value
    from ${identifier(model)}`;
}

interface Group {
  readonly scopeKind: string;
  /** Among whom one is compared; of tenants, among all. */
  readonly within: readonly string[];
  readonly one: string;
  readonly canPool: (rows: RowsOfMetric) => boolean;
}

const groups: readonly Group[] = [
  {
    scopeKind: 'team_member',
    within: ['team_id'],
    one: 'person_id',
    canPool: (rows) => rows.splits.includes('member') && rows.splits.includes('team'),
  },
  {
    scopeKind: 'tenant',
    within: [],
    one: 'tenant_id',
    canPool: (rows) => rows.splits.includes('tenant'),
  },
];

/** Rows of the others, beside everyone who has rows of the same period. */
function poolSql(rows: RowsOfMetric, { scopeKind, within, one }: Group): string {
  const keys = [...within, one].map(identifier);
  const same = [...within, 'grain', 'period_start_date'];
  const named = [...same, one].map((column) => `${identifier(column)} as ${ofOne(column)}`);
  const joined = same.map((column) => `counted.${identifier(column)} = ${ofOne(column)}`);
  const dated = `(select periods.grain, periods.period_start_date, counted.*
    from (select * from ${identifier(rows.rows_model)}
      where (${rows.rows_condition}) and ${keys.map((key) => `${key} is not null`).join(' and ')})
      as counted
    inner join periods on counted.local_date >= periods.period_start_date
      and counted.local_date < periods.period_end_date)`;
  const value =
    rows.adds_denominator === null
      ? rows.adds_numerator
      : `(${rows.adds_numerator})::double / nullif(${rows.adds_denominator}, 0)`;
  const id = [...within, one].map(ofOne).join(" || '/' || ");
  return `select ${quote(rows.metric_id)}, ${quote(scopeKind)}, ${id}, of_grain, of_period_start_date,
      (${value})::double
    from (select distinct ${named.join(', ')} from ${dated}) as compared
    inner join ${dated} as counted
      on ${joined.join(' and ')} and counted.${identifier(one)} != ${ofOne(one)}
    group by all`;
}

const ofOne = (column: string) => identifier(`of_${column}`);
