import { type Database, identifier, quote } from '../warehouse/database.ts';
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
 * `lead_type_splits` is the part of it that is ranked, for to plan all of it takes half a second.
 */
export async function createMetricSplits(build: Database): Promise<void> {
  const all = await build.rows<RowsOfMetric>(
    `select metric_rows.* from metric_rows inner join metrics using (metric_id)
    where missing_needs is null and not is_of_person`,
  );
  const cutIn = (splits: readonly (typeof keptSplits)[number][]) =>
    all.flatMap((rows) =>
      splits.filter((split) => rows.splits.includes(split)).map((split) => splitSql(rows, split)),
    );
  const nothing = `select null::varchar as metric_id, null::varchar as scope_kind,
    null::varchar as scope_id, null::varchar as grain, null::date as period_start_date,
    null::varchar as dimension, null::varchar as dimension_value, null::double as numerator,
    null::double as denominator, null::double as value, null::bigint as sample_count where false`;
  for (const [view, splits] of [
    ['metric_splits', keptSplits],
    ['lead_type_splits', ['lead_type']],
  ] as const) {
    await build.run(`create view ${view} as ${[nothing, ...cutIn(splits)].join('\nunion all\n')}`);
  }
}

/**
 * One metric cut in one way. `relation`, where given, holds its rows of the periods wanted, with the `grain`
 * and `period_start_date` of each beside it.
 */
export function splitSql(
  rows: RowsOfMetric,
  split: (typeof keptSplits)[number],
  relation?: string,
): string {
  const sums = `coalesce(${rows.adds_numerator}, 0)::double as numerator,
    ${rows.adds_denominator ?? 'null'}::double as denominator, count(*) as row_count`;
  const isRatio = rows.adds_denominator !== null;
  const counted = rows.is_dated && isRatio ? 'denominator::bigint' : 'row_count';
  const given = `(select * from ${identifier(relation ?? rows.rows_model)}
    where ${rows.rows_condition}) as counted`;
  const dated = relation === undefined ? `${given} ${joinedPeriods}` : given;
  return `select ${columns} from (
    select ${quote(rows.metric_id)} as metric_id, ${quote(split)} as dimension,
      ${isRatio ? 'numerator / nullif(denominator, 0)' : 'numerator'} as value,
      ${counted} as sample_count, *
    from (${rows.is_dated ? datedSql(rows, split, sums, dated) : scopedSql(split, sums, given)})
    where scope_id is not null)`;
}

const joinedPeriods = `inner join
  (select grain, period_start_date, period_end_date from periods where grain in ('week', 'month', 'quarter'))
    as spans
  on counted.local_date >= spans.period_start_date and counted.local_date < spans.period_end_date`;

function scopedSql(split: string, sums: string, given: string): string {
  return `select scope_kind, scope_id, grain, period_start_date,
      ${identifier(split)} as dimension_value, ${sums}
    from ${given}
    where scope_kind in ('organization', 'location', 'team')
      and grain in ('week', 'month', 'quarter')
    group by scope_kind, scope_id, grain, period_start_date, ${identifier(split)}`;
}

function datedSql(rows: RowsOfMetric, split: string, sums: string, given: string): string {
  const isOfPeople = rows.splits.includes('member');
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
      ${key}, ${sums}
    from (
      select *, (${values[split] ?? splitColumns[split]})::varchar as dimension_value
      from ${given})
    group by grouping sets (${sets.map((set) => `(${key}${set})`).join(', ')})`;
}
