import { type Database, identifier, quote } from '../warehouse/database.ts';
import { madeSql, type SummedMetric, withSums } from './filtered-sums.ts';
import { type RowsOfMetric, splitColumns } from './metric-rows.ts';

/** Cuts that `metric_splits` holds; parts that are scopes themselves are in `metric_values`. */
export const keptSplits = [
  ...(['queue', 'weekday', 'hour', 'segment', 'industry', 'health_band', 'kind'] as const),
  ...(['campaign', 'item', 'status', 'review_type'] as const),
  ...(['lead_type', 'objection', 'loss_reason'] as const),
] as const;

const columns = `metric_id, scope_kind, scope_id, grain, period_start_date, dimension,
  dimension_value, numerator, denominator, value, sample_count`;

/**
 * Creates the view `metric_splits`: every metric whose file declares it, cut in every kept way, for
 * organization, locations and teams (work of people also for each person), in weeks, months and
 * quarters. It is computed when it is read, for the scopes and periods that are asked for. The view
 * `lead_type_splits` is the part of it that is ranked, for to plan all of it takes longer.
 */
export async function createMetricSplits(build: Database): Promise<void> {
  const all = await withSums(
    build,
    await build.rows<RowsOfMetric>(
      `select metric_rows.* from metric_rows inner join metrics using (metric_id)
      where missing_needs is null and not is_of_person order by metric_id`,
    ),
  );
  const nothing = `select null::varchar as metric_id, null::varchar as scope_kind,
    null::varchar as scope_id, null::varchar as grain, null::date as period_start_date,
    null::varchar as dimension, null::varchar as dimension_value, null::double as numerator,
    null::double as denominator, null::double as value, null::bigint as sample_count where false`;
  for (const [view, splits] of [
    ['metric_splits', keptSplits],
    ['lead_type_splits', ['lead_type']],
  ] as const) {
    const cuts = cutsOf(all, splits).map((cut) => splitSql(cut));
    await build.run(`create view ${view} as ${[nothing, ...cuts].join('\nunion all\n')}`);
  }
}

/** Metrics of the same rows that are cut in the same way, for the same kinds of scope. */
export interface Cut {
  readonly split: (typeof keptSplits)[number];
  readonly metrics: readonly SummedMetric[];
  readonly rowsModel: string;
  readonly isDated: boolean;
  readonly isOfPeople: boolean;
}

/** All cuts of metrics, those of the same rows together, so that these are read once for all. */
export function cutsOf(
  all: readonly SummedMetric[],
  splits: readonly (typeof keptSplits)[number][] = keptSplits,
): Cut[] {
  return [...Map.groupBy(all, cutKey).values()].flatMap((metrics) =>
    splits.flatMap((split) => {
      const cut = metrics.filter((metric) => metric.splits.includes(split));
      const [first] = cut;
      if (first === undefined) return [];
      const { rows_model: rowsModel, is_dated: isDated } = first;
      return { split, metrics: cut, rowsModel, isDated, isOfPeople: isOfPeople(first) };
    }),
  );
}

const isOfPeople = (metric: SummedMetric) => metric.splits.includes('member');
const cutKey = (metric: SummedMetric) => `${metric.rows_model} ${isOfPeople(metric)}`;

/**
 * One cut. `relation`, where given, holds the rows of the periods wanted, with the `grain` and
 * `period_start_date` of each beside it.
 */
export function splitSql(cut: Cut, relation?: string): string {
  const { split, metrics, rowsModel, isDated } = cut;
  const listed = (chosen: (metric: SummedMetric) => boolean) =>
    ["''", ...metrics.filter(chosen).map((metric) => quote(metric.metric_id))].join(', ');
  const ratios = listed((metric) => metric.adds_denominator !== null);
  const counted = isDated
    ? `case when metric_id in (${ratios}) then denominator::bigint else row_count end`
    : 'row_count';
  const rows = identifier(relation ?? rowsModel);
  const dated = relation === undefined ? `${rows} as counted ${joinedPeriods}` : rows;
  return `select ${columns} from (
    select ${quote(split)} as dimension,
      case when metric_id in (${ratios}) then numerator / nullif(denominator, 0) else numerator end as value,
      ${counted} as sample_count, *
    from (
      select * exclude (made), unnest(made, max_depth := 2)
      from (${isDated ? datedSql(cut, dated) : scopedSql(cut, rows)})
      where scope_id is not null)
    where row_count > 0)`;
}

const joinedPeriods = `inner join
  (select grain, period_start_date, period_end_date from periods where grain in ('week', 'month', 'quarter'))
    as spans
  on counted.local_date >= spans.period_start_date and counted.local_date < spans.period_end_date`;

function scopedSql({ split, metrics }: Cut, rows: string): string {
  return `select scope_kind, scope_id, grain, period_start_date,
      ${identifier(split)} as dimension_value, ${madeSql(metrics)}
    from ${rows}
    where scope_kind in ('organization', 'location', 'team')
      and grain in ('week', 'month', 'quarter')
    group by scope_kind, scope_id, grain, period_start_date, ${identifier(split)}`;
}

function datedSql({ split, metrics, isOfPeople }: Cut, rows: string): string {
  const key = 'grain, period_start_date, dimension_value';
  const values: Readonly<Record<string, string>> = {
    weekday: 'isodow(local_date)',
    hour: "lpad(local_hour::varchar, 2, '0')",
  };
  const sets = ['', ', location_id', ', team_id', ...(isOfPeople ? [', person_id'] : [])];
  const bits = `grouping(location_id, team_id${isOfPeople ? ', person_id' : ''})`;
  const kinds = isOfPeople ? { all: 7, location: 3, team: 5 } : { all: 3, location: 1, team: 2 };
  const memberId = isOfPeople ? 'person_id' : 'null';
  return `select
      case ${bits} when ${kinds.all} then 'organization' when ${kinds.location} then 'location'
        when ${kinds.team} then 'team' else 'member' end as scope_kind,
      case ${bits} when ${kinds.all} then 'all' when ${kinds.location} then location_id
        when ${kinds.team} then team_id else ${memberId} end as scope_id,
      ${key}, ${madeSql(metrics)}
    from (
      select *, (${values[split] ?? splitColumns[split]})::varchar as dimension_value
      from ${rows})
    group by grouping sets (${sets.map((set) => `(${key}${set})`).join(', ')})`;
}
