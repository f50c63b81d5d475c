import { type Scope, type ScopeRow, visibleScopes } from '../access/scope.ts';
import type { RowsOfMetric } from '../models/metric-rows.ts';
import { rowsFor } from '../models/parts-sql.ts';
import type { Period } from '../run/period.ts';
import { usageError } from '../run/user-error.ts';
import { quote } from '../warehouse/database.ts';
import { openPublished, openScoped } from '../warehouse/scoped.ts';
import { type ListedPeriod, overEqualDays } from './equal-days.ts';
import type { ExplainedMetric } from './explanation.ts';
import { whyNotGiven } from './kpi-empty.ts';
import { requireScope } from './kpi-open.ts';
import type { Session } from './session.ts';

/** Opens what the scope may see: of the rows behind the number its own, of the periods asked for. */
export async function openExplained(
  session: Session,
  metricId: string,
  scope: Scope,
  asked: Period,
  askedBefore: Period | undefined,
) {
  const buildFile = await session.publishedBuildFile();
  const tables = [
    ...['metric_values', 'metric_intervals', 'metric_changes', 'metric_trends'],
    ...['scopes', 'metrics'],
  ];
  const build = await openPublished(buildFile, tables);
  let isKept = false;
  try {
    const all = await build.rows<ScopeRow>('select * from scopes');
    requireScope(scope, all);
    const metrics = await build.rows<ExplainedMetric>('select * from metrics order by metric_id');
    const metric = metrics.find((each) => each.metric_id === metricId);
    if (metric === undefined) {
      const known = metrics.map((each) => each.metric_id).join(', ');
      throw usageError(`"${metricId}" is not a metric`, `Known: ${known}.`);
    }
    const ofMetric = await build.rows<RowsOfMetric>(
      'select * from metric_rows where metric_id = $metricId',
      { metricId },
    );
    const made = rowsFor(ofMetric, scope.kind);
    const compared =
      askedBefore === undefined
        ? { period: asked, before: undefined }
        : await overEqualDays(build, asked, askedBefore);
    const { period, before } = compared;
    const whyNone = () => askBuild(buildFile, metricId, scope, period);
    if (scope.kind === 'organization') {
      isKept = true;
      return { database: build, made, whyNone, ...compared };
    }
    const wanted = [
      ...(made === undefined
        ? []
        : [{ table: made.rows_model, where: periodsSql(made, period, before) }]),
      { table: 'metric_benchmarks', where: benchmarkSql(metricId, asked) },
    ];
    const database = await openScoped(
      buildFile,
      [...tables, 'periods', 'run_settings'],
      visibleScopes(scope, all),
      { rows: wanted, metrics: [metricId, metric.in_period_id ?? metricId] },
    );
    return { database, made, whyNone, ...compared };
  } finally {
    if (!isKept) build.close();
  }
}

/** The benchmarks of a metric in a period, as a condition. */
export function benchmarkSql(metricId: string, { grain, startDate }: ListedPeriod): string {
  return `metric_id = ${quote(metricId)} and grain = ${quote(grain)}
    and period_start_date = '${startDate}'::date`;
}

function periodsSql(
  made: RowsOfMetric,
  period: ListedPeriod,
  before: ListedPeriod | undefined,
): string {
  const ways = [period, ...(before === undefined ? [] : [before])].map(
    ({ grain, startDate, endDate }) =>
      made.is_dated
        ? `(local_date >= '${startDate}'::date and local_date < '${endDate}'::date)`
        : `(grain = ${quote(grain)} and period_start_date = '${startDate}'::date)`,
  );
  return ways.join(' or ');
}

/** A scope's own rows do not tell of which scopes a metric is given: the whole build does. */
async function askBuild(
  buildFile: string,
  metricId: string,
  scope: Scope,
  { grain }: ListedPeriod,
): Promise<string | undefined> {
  const build = await openPublished(buildFile);
  try {
    return await whyNotGiven(build, [metricId], scope.kind, grain.replace(/_so_far$/, ''));
  } finally {
    build.close();
  }
}
