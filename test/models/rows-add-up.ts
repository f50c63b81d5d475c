import type { RowsOfMetric } from '../../pipelines/models/metric-rows.ts';
import {
  type Place,
  partsSql,
  rowsFor,
  splitsFor,
  sumSql,
} from '../../pipelines/models/parts-sql.ts';
import type { Database } from '../../pipelines/warehouse/database.ts';

interface Value extends Place {
  readonly metric_id: string;
  readonly numerator: number | null;
  readonly denominator: number | null;
  readonly value: number | null;
}

/**
 * Numbers of a build that their rows do not add up to, and splits that do not: for every metric and
 * scope, in the last closed weeks, months and quarters. `checked` says how many were looked at.
 */
export async function findUnexplained(
  build: Database,
  lastPeriods = 2,
  mostValues = 400,
): Promise<{ wrong: string[]; checked: number }> {
  const rows = await build.rows<RowsOfMetric>('select * from metric_rows');
  const values = await build.rows<Value>(`select metric_values.*, periods.period_end_date
    from metric_values
    inner join (
      select * from periods where is_closed and grain in ('week', 'month', 'quarter')
      qualify row_number() over (partition by grain order by period_start_date desc) <= ${lastPeriods}
    ) as periods using (grain, period_start_date)
    where value is not null and metric_id in (select metric_id from metric_rows)
    order by hash(metric_id, scope_kind, scope_id, grain, period_start_date) limit ${mostValues}`);
  const wrong: string[] = [];
  for (const value of values) {
    const ofMetric = rows.filter((each) => each.metric_id === value.metric_id);
    const made = rowsFor(ofMetric, value.scope_kind);
    const name = `${value.metric_id} of ${value.scope_kind}:${value.scope_id} in ${value.grain} ${value.period_start_date}`;
    if (made === undefined) {
      wrong.push(`${name} has no rows`);
      continue;
    }
    const whole = await build.one<Sums>(sumSql(made, value));
    if (!isValue(value, whole))
      wrong.push(`${name}: rows give ${JSON.stringify(whole)}, not ${JSON.stringify(value)}`);
    // A quantile of a part says nothing of the whole's; parts may share one denominator.
    for (const split of made.part_sums === 'none' ? [] : splitsFor(made, value.scope_kind)) {
      const aggregate = made.part_sums === 'numerator' ? 'max' : 'sum';
      const sum = await build.one<Sums>(`select coalesce(sum(numerator), 0) as numerator,
        ${aggregate}(denominator) as denominator from (${partsSql(made, value, split)})`);
      const isSame =
        isNear(sum.numerator, whole.numerator) &&
        isNear(sum.denominator ?? 0, whole.denominator ?? 0);
      if (!isSame)
        wrong.push(`${name} by ${split}: ${JSON.stringify(sum)}, not ${JSON.stringify(whole)}`);
    }
  }
  return { wrong, checked: values.length };
}

interface Sums {
  readonly numerator: number;
  readonly denominator: number | null;
}

function isValue(value: Value, sums: Sums): boolean {
  if (sums.denominator === null)
    return value.numerator === null && isNear(value.value, sums.numerator);
  return isNear(value.numerator, sums.numerator) && isNear(value.denominator, sums.denominator);
}

function isNear(left: number | null, right: number): boolean {
  return left !== null && Math.abs(left - right) <= 0.01 + 1e-9 * Math.abs(right);
}
