import { type Database, quote, type Row } from '../warehouse/database.ts';
import type { AuditResult } from './audit.ts';
import { keptSplits } from './metric-splits.ts';

/**
 * Checks that the rows behind every number, cut in every declared way, add up to the number: for
 * organization, locations and teams in the last closed week, month and quarter. A period is named as a
 * constant, so that only its rows are read; an audit file could not do that.
 */
export async function checkSplits(build: Database): Promise<AuditResult> {
  const startedAt = performance.now();
  const periods = await build.rows<{ grain: string; start: string }>(
    `select grain, max(period_start_date) as start from periods
    where is_closed and grain in ('week', 'month', 'quarter') group by grain order by grain`,
  );
  const wrong: Row[] = [];
  for (const { grain, start } of periods) {
    wrong.push(
      ...(await build.rows(
        wrongSql(`grain = ${quote(grain)} and period_start_date = ${quote(start)}::date`),
      )),
    );
  }
  return {
    audit: 'the rows behind every number add up to it',
    severity: 'stop',
    path: 'pipelines/models/split-audit.ts',
    answers: 'do the rows behind every number, cut in every declared way, add up to the number?',
    failedRowCount: wrong.length,
    rows: wrong.slice(0, 1000),
    seconds: (performance.now() - startedAt) / 1000,
  };
}

/** A value that is null has its reason: what is behind it is not known in full. */
function wrongSql(inPeriod: string): string {
  const list = keptSplits.map((split) => quote(split)).join(', ');
  return `with sums as (
      select metric_id, dimension, scope_kind, scope_id, grain, period_start_date,
        sum(numerator) as split_numerator, sum(denominator) as split_denominator
      from metric_splits where ${inPeriod} group by all
    ),
    numbers as (
      select metric_id, unnest(list_intersect(splits, [${list}])) as dimension, scope_kind, scope_id,
        grain, period_start_date, coalesce(numerator, value) as numerator, denominator
      from metric_values
      inner join (select * from metric_rows where not is_of_person) using (metric_id)
      where ${inPeriod} and value is not null
        and scope_kind in ('organization', 'location', 'team')
    )
    select numbers.*, split_numerator, split_denominator
    from numbers
    left join sums
      using (metric_id, dimension, scope_kind, scope_id, grain, period_start_date)
    where abs(coalesce(numerator, 0) - coalesce(split_numerator, 0))
        > 0.01 + 1e-9 * abs(coalesce(numerator, 0))
      or abs(coalesce(denominator, 0) - coalesce(split_denominator, 0))
        > 0.01 + 1e-9 * abs(coalesce(denominator, 0))
    order by all`;
}
