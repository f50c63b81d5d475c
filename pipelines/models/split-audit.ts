import { type Database, quote, type Row } from '../warehouse/database.ts';
import type { AuditResult } from './audit.ts';
import { type SummedMetric, withSums } from './filtered-sums.ts';
import { type RowsOfMetric, readColumns } from './metric-rows.ts';
import { type Cut, cutsOf, splitSql } from './metric-splits.ts';
import {
  type AuditedPeriod,
  inPeriodsSql,
  rowsInPeriodsSql,
  wholeKinds,
  wholeSql,
} from './whole-sql.ts';

/** Holds a model's rows of the audited periods, so that a view is read once for all its metrics and cuts. */
const audited = 'audited_rows';
/** Holds the numbers of the audited periods, for the same reason. */
const auditedValues = 'audited_values';

/**
 * Checks that the rows behind every number give the number, and that they do when they are cut in every
 * declared way: for every scope, in the last closed week, month and quarter. Quantiles and distinct counts
 * are taken anew from their rows. Periods are named as constants, so that only their rows are read; an audit
 * file could not do that.
 */
export async function checkSplits(build: Database): Promise<AuditResult> {
  const startedAt = performance.now();
  const periods = await build.rows<AuditedPeriod>(
    `select grain, max(period_start_date) as start, max_by(period_end_date, period_start_date) as "end"
    from periods where is_closed and grain in ('week', 'month', 'quarter') group by grain order by grain`,
  );
  const all = await withSums(
    build,
    await build.rows<RowsOfMetric>(
      `select metric_rows.* from metric_rows inner join metrics using (metric_id)
      where missing_needs is null order by metric_id, is_of_person`,
    ),
  );
  const columnsOf = await readColumns(build);
  const wrong: Row[] = [];
  if (periods.length > 0) {
    await build.run(`create or replace temp table ${auditedValues} as
      select * from metric_values where ${inPeriodsSql(periods)} and value is not null`);
    const numbered = await metricsWithNumbers(build);
    for (const [model, of] of Map.groupBy(all, (rows) => rows.rows_model)) {
      // Without any number of a metric there is nothing that its rows could be compared with.
      const metrics = of.filter((rows) => numbered.has(rows.metric_id));
      if (metrics.length === 0) continue;
      const isDated = metrics[0]?.is_dated === true;
      await build.run(`create or replace temp table ${audited} as
        ${rowsInPeriodsSql(model, periods, isDated)}`);
      const columns = columnsOf.get(model) ?? new Set<string>();
      wrong.push(...(await build.rows(wrongSql(columns, metrics, all))));
    }
  }
  await build.run(
    `drop table if exists temp.${audited}; drop table if exists temp.${auditedValues}`,
  );
  return {
    audit: 'the rows behind every number add up to it',
    severity: 'stop',
    path: 'pipelines/models/split-audit.ts',
    answers:
      'do the rows behind every number, whole and cut in every declared way, give the number?',
    failedRowCount: wrong.length,
    rows: wrong.slice(0, 1000),
    seconds: (performance.now() - startedAt) / 1000,
  };
}

async function metricsWithNumbers(build: Database): Promise<ReadonlySet<string>> {
  const found = await build.rows<{ metric_id: string }>(
    `select distinct metric_id from ${auditedValues}`,
  );
  return new Set(found.map(({ metric_id }) => metric_id));
}

function wrongSql(
  columns: ReadonlySet<string>,
  metrics: readonly SummedMetric[],
  all: readonly SummedMetric[],
): string {
  const wholes = Map.groupBy(metrics, (rows) =>
    wholeKinds(rows, columns, hasOthers(rows, all)).join(),
  );
  const cuts = cutsOf(metrics.filter((rows) => !rows.is_of_person && rows.part_sums !== 'none'));
  const checks = [
    ...[...wholes].map(([kinds, of]) => {
      const list = kinds.split(',');
      return { of, dimension: 'whole', kinds: list, sql: wholeSql(of, audited, list) };
    }),
    ...cuts.map((cut) => ({
      of: cut.metrics,
      dimension: cut.split as string,
      kinds: ['organization', 'location', 'team'],
      sql: cutSql(cut),
    })),
  ];
  const dimensions = checks.flatMap(({ of, dimension, kinds }) =>
    of.flatMap((rows) =>
      kinds.map((kind) => `(${[rows.metric_id, dimension, kind].map(quote).join(', ')})`),
    ),
  );
  return comparedSql(checks.map(({ sql }) => sql).join('\nunion all\n'), dimensions);
}

/** Whether a metric has other rows for people than for the rest. */
function hasOthers(rows: SummedMetric, all: readonly SummedMetric[]): boolean {
  return all.some(
    (each) => each.metric_id === rows.metric_id && each.is_of_person !== rows.is_of_person,
  );
}

function cutSql(cut: Cut): string {
  const sharing = cut.metrics.filter((rows) => rows.part_sums === 'numerator');
  const shared = ["''", ...sharing.map((rows) => quote(rows.metric_id))].join(', ');
  return `select metric_id, dimension, scope_kind, scope_id, grain, period_start_date,
      sum(numerator) as rows_numerator,
      case when metric_id in (${shared}) then max(denominator) else sum(denominator) end
        as rows_denominator
    from (${splitSql(cut, audited)})
    group by metric_id, dimension, scope_kind, scope_id, grain, period_start_date`;
}

/**
 * A value that is null has its reason: what is behind it is not known in full. A number that no rows were
 * summed for is wrong as well, unless it is zero.
 */
function comparedSql(sums: string, dimensions: readonly string[]): string {
  return `with sums as (${sums}),
    dimensions as (
      select * from (values ${dimensions.join(', ')}) as listed (metric_id, dimension, scope_kind)
    ),
    numbers as (
      select metric_id, dimension, scope_kind, scope_id, grain, period_start_date,
        coalesce(numerator, value, 0) as numerator, coalesce(denominator, 0) as denominator
      from ${auditedValues}
      inner join dimensions using (metric_id, scope_kind)
    )
    select numbers.*, rows_numerator, rows_denominator
    from numbers
    left join sums
      using (metric_id, dimension, scope_kind, scope_id, grain, period_start_date)
    where abs(numerator - coalesce(rows_numerator, 0)) > 0.01 + 1e-9 * abs(numerator)
      or abs(denominator - coalesce(rows_denominator, 0)) > 0.01 + 1e-9 * abs(denominator)
    order by all`;
}
