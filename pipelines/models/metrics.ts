import { type Database, identifier, quote } from '../warehouse/database.ts';
import type { Model } from './model.ts';

/**
 * Creates `metrics`, the catalogue of every metric from the headers, and `metric_values`, the one view
 * in long form over them. A metric whose needs are absent is in the catalogue with the reason, and has
 * no rows.
 */
export async function createMetricTables(build: Database, kpis: readonly Model[]): Promise<void> {
  const mapped = new Set(
    (
      await build.rows<{ entity: string }>("select entity from stg_entities where state = 'mapped'")
    ).map((row) => row.entity),
  );
  await build.run(`create table metrics (
    metric_id varchar, name varchar, unit varchar, ratio_of varchar, better varchar,
    definition varchar, answers varchar, period_window varchar, in_period_id varchar, needs varchar,
    missing_needs varchar, is_overlaid boolean, sql_path varchar
  )`);
  await build.insertRows(
    'metrics',
    kpis.map((kpi) => metricRow(kpi, missingNeeds(kpi, mapped))),
  );
  await createMetricValues(
    build,
    kpis.filter((kpi) => missingNeeds(kpi, mapped) === undefined),
  );
}

/** Creates the view `metric_values` over metrics whose views are there. */
export async function createMetricValues(
  database: Database,
  kpis: readonly Model[],
): Promise<void> {
  await database.run(`create view metric_values as ${metricValuesSql(kpis)}`);
}

/**
 * Does `work` while `metric_values` is an empty table with the same columns. To create a view binds all that it reads,
 * which for each look at the numbers is every metric: a tenth of a small build's time.
 */
export async function overNoNumbers(build: Database, work: () => Promise<void>): Promise<void> {
  await build.run(`alter view metric_values rename to metric_values_aside;
    create table metric_values (
      metric_id varchar, scope_kind varchar, scope_id varchar, grain varchar, period_start_date date,
      numerator double, denominator double, value double, sample_count bigint, reason varchar
    )`);
  await work();
  await build.run(
    'drop table metric_values; alter view metric_values_aside rename to metric_values',
  );
}

/** The entities a metric needs and does not have, as text; undefined when it has all. */
export function missingNeeds(kpi: Model, mapped: ReadonlySet<string>): string | undefined {
  const needs = (kpi.header.get('Needs') ?? '').split(',').map((group) => group.trim());
  const missing = needs.filter(
    (group) => group !== '' && !group.split('|').some((entity) => mapped.has(entity.trim())),
  );
  return missing.length === 0 ? undefined : missing.join(', ');
}

function metricRow(kpi: Model, missing: string | undefined) {
  const get = (key: string) => kpi.header.get(key) ?? null;
  return {
    metric_id: kpi.name,
    name: get('Name'),
    unit: get('Unit'),
    ratio_of: get('Ratio of'),
    better: get('Better'),
    definition: get('Definition'),
    answers: get('Answers'),
    period_window: get('Window'),
    in_period_id: get('In period'),
    needs: get('Needs'),
    missing_needs: missing ?? null,
    is_overlaid: kpi.file.isOverlaid,
    sql_path: kpi.file.path,
  };
}

const valueColumns = `scope_kind, scope_id, grain, period_start_date,
  numerator::double as numerator, denominator::double as denominator, value::double as value,
  sample_count::bigint as sample_count, reason::varchar as reason`;

function metricValuesSql(kpis: readonly Model[]): string {
  if (kpis.length === 0) {
    return `select null::varchar as metric_id, null::varchar as scope_kind, null::varchar as scope_id,
      null::varchar as grain, null::date as period_start_date, null::double as numerator,
      null::double as denominator, null::double as value, null::bigint as sample_count,
      null::varchar as reason where false`;
  }
  return kpis
    .map(
      (kpi) =>
        `select ${quote(kpi.name)} as metric_id, ${valueColumns} from ${identifier(kpi.name)}`,
    )
    .join('\nunion all\n');
}
