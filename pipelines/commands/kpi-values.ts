import {
  formatScope,
  parseScope,
  type Scope,
  type ScopeRow,
  visibleScopes,
} from '../access/scope.ts';
import { readProgram } from '../models/program.ts';
import { computeRange } from '../models/range.ts';
import { type Grain, type Period, parsePeriod } from '../run/period.ts';
import { usageError } from '../run/user-error.ts';
import { Database, quote } from '../warehouse/database.ts';
import { openPublished, openScoped } from '../warehouse/scoped.ts';
import { type AskedValues, whyNoValue } from './kpi-empty.ts';
import type { Session } from './session.ts';

/** What `muster kpi` was asked for. */
export interface KpiOptions {
  readonly by?: string;
  readonly for?: string;
  readonly grain?: Grain;
  readonly period: string;
  /** The base: true for the period before. */
  readonly compare?: string | true;
  /** Cut by one of `keptSplits`, such as queue or lead_type. */
  readonly split?: string;
  readonly json?: boolean;
  readonly csv?: boolean;
}

/** One value of one metric for one scope and period, as `--json` prints it. */
export interface KpiRow {
  readonly metric_id: string;
  readonly scope_kind: string;
  readonly scope_id: string;
  readonly scope_name: string;
  readonly grain: string;
  readonly period_start_date: string;
  readonly numerator: number | null;
  readonly denominator: number | null;
  readonly value: number | null;
  readonly sample_count: number | null;
  readonly unit: string;
  readonly reason: string | null;
  readonly period_label: string;
  readonly is_closed: boolean;
  /** The performance band of a score from 0 to 100, in a word; null for every other metric. */
  readonly band?: string | null;
  /** Only with `--split`; null for what belongs to none of them. */
  readonly dimension_value?: string | null;
  /** The rest only with `--compare`; see sql/findings/metric_changes.sql. */
  readonly base_label?: string;
  readonly base_value?: number | null;
  readonly change?: number | null;
  readonly compared_as?: string;
  readonly low?: number | null;
  readonly high?: number | null;
  readonly trend?: string;
  readonly test?: string;
  /** Where the series goes that ends with this value; see sql/findings/metric_trends.sql. */
  readonly series_trend?: string | null;
  readonly series_reason?: string | null;
  readonly series_count?: number | null;
  readonly slope?: number | null;
  readonly side_outside?: string | null;
  readonly is_shift?: boolean | null;
  readonly run_count?: number | null;
  readonly run_side?: string | null;
  readonly run_label?: string | null;
}

/** The values that the options ask for, in the order of metric, scope name and period. */
export async function findValues(
  session: Session,
  metrics: readonly string[],
  options: KpiOptions,
): Promise<KpiRow[]> {
  const scope = parseScope(options.for ?? 'organization');
  const period = parsePeriod(options.period, session.effects.now(), session.calendar);
  const by = options.by ?? scope.kind;
  const database = await openForPeriod(session, options, period, metrics);
  try {
    await checkMetrics(database, metrics, session);
    const wanted = {
      by,
      grain: options.grain ?? period.grain,
      start: period.startDate.toString(),
      end: period.endDate.toString(),
    };
    const rows = await database.rows<KpiRow>(
      options.split !== undefined
        ? splitsSql(metrics, options.split)
        : options.compare === undefined
          ? valuesSql(metrics)
          : changesSql(metrics, baseOf(options.compare), hasSeries(options)),
      wanted,
    );
    if (rows.length > 0) return rows;
    const asked = { ...wanted, metrics, period: options.period, split: options.split };
    session.effects.log.warn(`${await whyNone(session, scope, asked)}.`);
    return [];
  } finally {
    database.close();
  }
}

/** Asks the published build, since what a scope may see of it does not tell what there is. */
async function whyNone(
  session: Session,
  scope: Scope,
  asked: Omit<AskedValues, 'scope' | 'visible'>,
): Promise<string> {
  const build = await openPublished(await session.publishedBuildFile());
  try {
    const all = await build.rows<ScopeRow>('select * from scopes');
    const visible = visibleScopes(scope, all);
    return await whyNoValue(build, { ...asked, scope: formatScope(scope), visible });
  } finally {
    build.close();
  }
}

function baseOf(compare: string | true): string {
  return compare === true ? 'previous_period' : compare;
}

function kpiTables(options: KpiOptions): string[] {
  const tables = ['metric_values', 'scopes', 'metrics', 'periods', 'metric_bands'];
  if (options.compare === undefined) return tables;
  return [...tables, 'metric_changes', ...(hasSeries(options) ? ['metric_trends'] : [])];
}

/** The table for people has no room for the series, which takes as long to compute as the changes. */
function hasSeries({ json, csv }: KpiOptions): boolean {
  return json === true || csv === true;
}

async function openForPeriod(
  session: Session,
  options: KpiOptions,
  period: Period,
  metrics: readonly string[],
): Promise<Database> {
  const buildFile = await session.publishedBuildFile();
  const scope = parseScope(options.for ?? 'organization');
  const everything = await openPublished(buildFile, kpiTables(options));
  const all = await everything.rows<ScopeRow>('select * from scopes');
  requireScope(scope, all);
  const isRange = period.grain === 'range' && options.grain === undefined;
  if (isRange && options.compare !== undefined) {
    throw usageError(
      `${options.period} is a range of your own, and has no period before it to compare with`,
      'Name a week, month or quarter, or add --grain.',
    );
  }
  if (isRange && options.split !== undefined) {
    throw usageError(
      `${options.period} is a range of your own, and only weeks, months and quarters are cut`,
      'Name a week, month or quarter, or add --grain.',
    );
  }
  // Changes are those of all series that there are: of few metrics they are few.
  const isOfAll = options.compare === undefined || metrics.length === 0;
  if (scope.kind === 'organization' && !isRange && isOfAll) return everything;
  everything.close();
  const visible = visibleScopes(scope, all);
  if (!isRange) {
    const splits = options.split === undefined ? [] : [wantedSplits(options.split, period)];
    return openScoped(buildFile, kpiTables(options), visible, { rows: splits, metrics });
  }
  return openRange(session, buildFile, period, visible);
}

function wantedSplits(split: string, period: Period) {
  const where = `dimension = ${quote(split)} and period_start_date >= '${period.startDate}'::date
    and period_start_date < '${period.endDate}'::date`;
  return { table: 'metric_splits', where };
}

/** A range is computed in memory and then narrowed, before anything is given out. */
async function openRange(
  session: Session,
  buildFile: string,
  period: Period,
  visible: readonly ScopeRow[],
): Promise<Database> {
  const computed = await Database.open(':memory:');
  try {
    const program = await readProgram(computed, session.folder);
    await computeRange(computed, buildFile, program, period);
    await computed.run(`create temp table visible (scope_kind varchar, scope_id varchar)`);
    const keys = visible.map((row) => `(${quote(row.scope_kind)}, ${quote(row.scope_id)})`);
    if (keys.length > 0) await computed.run(`insert into visible values ${keys.join(', ')}`);
    await computed.run(`create temp table answer as
      select * from metric_values semi join visible using (scope_kind, scope_id)`);
    await computed.run(`create temp table bands_of_answer as
      select * from metric_bands semi join visible using (scope_kind, scope_id)`);
    await computed.run('create temp table names as select * from scopes');
    await computed.run('create temp table catalogue as select * from metrics');
    await computed.run('create temp table range_period as select * from periods');
    await computed.run(
      "set search_path = 'memory.main'; drop view metric_bands; drop view metric_values",
    );
    await computed.run(`create table metric_values as select * from answer;
      create table metric_bands as select * from bands_of_answer;
      create table scopes as select * from names semi join visible using (scope_kind, scope_id);
      create table metrics as select * from catalogue;
      create or replace table periods as select * from range_period; detach build`);
    await computed.run('set enable_external_access = false; set lock_configuration = true');
    return computed;
  } catch (error) {
    computed.close();
    throw error;
  }
}

/** Throws a UserError (exit 2) that names the known ids when a scope is none of them. */
export function requireScope(scope: { kind: string; id: string }, all: readonly ScopeRow[]): void {
  if (all.some((row) => row.scope_kind === scope.kind && row.scope_id === scope.id)) return;
  const known = all.filter((row) => row.scope_kind === scope.kind).map((row) => row.scope_id);
  throw usageError(
    `no ${scope.kind} has the id "${scope.id}"`,
    `Known: ${known.slice(0, 12).join(', ') || 'none'}.`,
  );
}

async function checkMetrics(database: Database, metrics: readonly string[], session: Session) {
  const known = await database.rows<{ metric_id: string; missing_needs: string | null }>(
    'select metric_id, missing_needs from metrics order by metric_id',
  );
  for (const metric of metrics) {
    const found = known.find((row) => row.metric_id === metric);
    if (found === undefined) {
      throw usageError(
        `"${metric}" is not a metric`,
        `Known: ${known.map((row) => row.metric_id).join(', ')}.`,
      );
    }
    if (found.missing_needs !== null) {
      session.effects.log.warn(
        `${metric} has no rows: no mapping gives ${found.missing_needs} (sql/sources/).`,
      );
    }
  }
}

function valuesSql(metrics: readonly string[]): string {
  const list = metrics.map((metric) => quote(metric)).join(', ');
  return `select
      metric_values.metric_id, metric_values.scope_kind, metric_values.scope_id,
      scopes.scope_name, metric_values.grain, metric_values.period_start_date,
      metric_values.numerator, metric_values.denominator, metric_values.value,
      metric_values.sample_count, metrics.unit, metric_values.reason,
      periods.period_label, periods.is_closed, metric_bands.band
    from metric_values
    left join metric_bands
      using (metric_id, scope_kind, scope_id, grain, period_start_date)
    inner join periods on metric_values.grain = periods.grain
      and metric_values.period_start_date = periods.period_start_date
    inner join metrics on metric_values.metric_id = metrics.metric_id
    inner join scopes
      on metric_values.scope_kind = scopes.scope_kind and metric_values.scope_id = scopes.scope_id
    where metric_values.scope_kind = $by
      and metric_values.grain = $grain
      and metric_values.period_start_date >= $start::date
      and metric_values.period_start_date < $end::date
      ${list === '' ? '' : `and metric_values.metric_id in (${list})`}
    order by metric_values.metric_id, scopes.scope_name, metric_values.scope_id,
      metric_values.period_start_date`;
}

/** An open period is compared as far as it has come; its grain ends with `_so_far` there. */
function changesSql(metrics: readonly string[], base: string, withSeries: boolean): string {
  const list = metrics.map((metric) => quote(metric)).join(', ');
  const series = withSeries ? seriesSql(list) : { columns: '', join: '' };
  return `select
      metric_changes.metric_id, metric_changes.scope_kind, metric_changes.scope_id,
      scopes.scope_name, $grain as grain, metric_changes.period_start_date,
      metric_values.numerator, metric_values.denominator, metric_changes.value,
      metric_values.sample_count, metrics.unit,
      coalesce(metric_changes.reason, metric_values.reason) as reason,
      periods.period_label, not metric_changes.is_so_far as is_closed,
      metric_changes.base_label, metric_changes.base_value, metric_changes.change,
      metric_changes.compared_as, metric_changes.low, metric_changes.high,
      metric_changes.trend, metric_changes.test${series.columns}
    from metric_changes
    inner join metric_values using (metric_id, scope_kind, scope_id, grain, period_start_date)
    inner join metrics using (metric_id)
    inner join scopes using (scope_kind, scope_id)
    inner join periods using (grain, period_start_date)
    ${series.join}
    where metric_changes.scope_kind = $by
      and metric_changes.grain in ($grain, $grain || '_so_far')
      and metric_changes.base = ${quote(base)}
      and metric_changes.period_start_date >= $start::date
      and metric_changes.period_start_date < $end::date
      ${list === '' ? '' : `and metric_changes.metric_id in (${list})`}
    order by metric_changes.metric_id, scopes.scope_name, metric_changes.scope_id,
      metric_changes.period_start_date`;
}

/** The series that end with the values; none end with a period that is still open. */
function seriesSql(list: string) {
  return {
    columns: `, series.series_trend, series.series_reason, series.series_count, series.slope,
      series.side_outside, series.is_shift, series.run_count, series.run_side, series.run_label`,
    join: `left join (
      select metric_id, scope_kind, scope_id, grain, period_start_date, trend as series_trend,
        reason as series_reason, point_count as series_count, slope, side_outside, is_shift,
        run_count, run_side, run_label
      from metric_trends
      where scope_kind = $by and grain = $grain
        and period_start_date >= $start::date and period_start_date < $end::date
        ${list === '' ? '' : `and metric_id in (${list})`}
    ) as series using (metric_id, scope_kind, scope_id, grain, period_start_date)`,
  };
}

/** Where the whole is not known, its parts are no better known, and have its reason. */
function splitsSql(metrics: readonly string[], split: string): string {
  const list = metrics.map((metric) => quote(metric)).join(', ');
  const known = (column: string) =>
    `case when whole.value is not null then metric_splits.${column} end as ${column}`;
  return `select
      metric_splits.metric_id, metric_splits.scope_kind, metric_splits.scope_id,
      scopes.scope_name, metric_splits.grain, metric_splits.period_start_date,
      ${['numerator', 'denominator', 'value', 'sample_count'].map(known).join(', ')},
      metrics.unit, case when whole.value is null then whole.reason end as reason,
      periods.period_label, periods.is_closed, metric_splits.dimension_value
    from metric_splits
    left join metric_values as whole
      using (metric_id, scope_kind, scope_id, grain, period_start_date)
    inner join metrics using (metric_id)
    inner join scopes using (scope_kind, scope_id)
    inner join periods using (grain, period_start_date)
    where metric_splits.scope_kind = $by
      and metric_splits.grain = $grain
      and metric_splits.dimension = ${quote(split)}
      and metric_splits.period_start_date >= $start::date
      and metric_splits.period_start_date < $end::date
      ${list === '' ? '' : `and metric_splits.metric_id in (${list})`}
    order by metric_splits.metric_id, scopes.scope_name, metric_splits.scope_id,
      metric_splits.period_start_date, metric_splits.dimension_value nulls last`;
}
