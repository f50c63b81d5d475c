import { quote } from '../warehouse/database.ts';

/** The values of metrics, of all where none is named; `isFull`: what could be behind shares as well. */
export function valuesSql(metrics: readonly string[], isFull: boolean): string {
  const list = metrics.map((metric) => quote(metric)).join(', ');
  const values = valuesRelation(isFull);
  return `select
      metric_values.metric_id, metric_values.scope_kind, metric_values.scope_id,
      scopes.scope_name, metric_values.grain, metric_values.period_start_date,
      metric_values.numerator, metric_values.denominator, metric_values.value,
      metric_values.sample_count, metrics.unit, metric_values.reason,
      periods.period_label, periods.is_closed, metric_bands.band${values.columns}
    from ${values.relation}
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

function valuesRelation(isFull: boolean): { relation: string; columns: string } {
  return isFull
    ? {
        relation: 'metric_intervals as metric_values',
        columns: ', metric_values.low_95, metric_values.high_95',
      }
    : { relation: 'metric_values', columns: '' };
}

/**
 * An open period is compared as far as it has come; its grain ends with `_so_far` there. `isFull`: with what could be
 * behind shares, and with the series.
 */
export function changesSql(metrics: readonly string[], base: string, isFull: boolean): string {
  const list = metrics.map((metric) => quote(metric)).join(', ');
  const values = valuesRelation(isFull);
  const series = isFull ? seriesSql(list) : { columns: '', join: '' };
  return `select
      metric_changes.metric_id, metric_changes.scope_kind, metric_changes.scope_id,
      scopes.scope_name, $grain as grain, metric_changes.period_start_date,
      metric_values.numerator, metric_values.denominator, metric_changes.value,
      metric_values.sample_count, metrics.unit,
      coalesce(metric_changes.reason, metric_values.reason) as reason,
      periods.period_label, not metric_changes.is_so_far as is_closed,
      metric_changes.base_label, metric_changes.base_value, metric_changes.change,
      metric_changes.compared_as, metric_changes.low, metric_changes.high,
      metric_changes.trend, metric_changes.test${values.columns}${series.columns}
    from metric_changes
    inner join ${values.relation}
      using (metric_id, scope_kind, scope_id, grain, period_start_date)
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
export function splitsSql(metrics: readonly string[], split: string): string {
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
