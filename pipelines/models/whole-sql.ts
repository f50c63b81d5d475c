import { identifier, quote } from '../warehouse/database.ts';
import { madeSql, type SummedMetric } from './filtered-sums.ts';
import type { RowsOfMetric } from './metric-rows.ts';

/** A closed period of the calendar; `end` is the first day after. */
export interface AuditedPeriod {
  readonly grain: string;
  readonly start: string;
  readonly end: string;
}

/** Condition on `grain` and `period_start_date`, periods as constants. */
export function inPeriodsSql(periods: readonly AuditedPeriod[]): string {
  const each = periods.map(
    ({ grain, start }) => `(grain = ${quote(grain)} and period_start_date = ${quote(start)}::date)`,
  );
  return `(${['false', ...each].join(' or ')})`;
}

/**
 * The rows of a model that lie in the periods, each with the `grain` and `period_start_date` of its period,
 * once for every period that it lies in.
 */
export function rowsInPeriodsSql(
  model: string,
  periods: readonly AuditedPeriod[],
  isDated: boolean,
): string {
  const relation = identifier(model);
  if (!isDated) return `select * from ${relation} where ${inPeriodsSql(periods)}`;
  const days = periods.map(
    ({ grain, start, end }) => `(${quote(grain)}, ${quote(start)}::date, ${quote(end)}::date)`,
  );
  const ends = (part: 'start' | 'end') => periods.map((period) => period[part]).sort();
  return `select audited_periods.grain, audited_periods.period_start_date, counted.*
    from (select * from ${relation} where local_date >= ${quote(ends('start')[0] ?? '')}::date
      and local_date < ${quote(ends('end').at(-1) ?? '')}::date) as counted
    inner join (values ${days.join(', ')})
      as audited_periods (grain, period_start_date, period_end_date)
      on counted.local_date >= audited_periods.period_start_date
      and counted.local_date < audited_periods.period_end_date`;
}

const personKinds = ['member', 'team_member'];

/** What a dated row of each kind of scope names it by. */
const dated: Readonly<Record<string, readonly string[]>> = {
  organization: [],
  location: ['location_id'],
  team: ['team_id'],
  member: ['person_id'],
  team_member: ['team_id', 'person_id'],
  tenant: ['tenant_id'],
};

/**
 * The kinds of scope whose numbers a metric's rows give: where a person's number has rows of its own, these
 * are for people and the others for the rest.
 */
export function wholeKinds(
  rows: RowsOfMetric,
  columns: ReadonlySet<string>,
  hasOthers: boolean,
): string[] {
  return Object.entries(dated)
    .filter(([kind]) => !hasOthers || personKinds.includes(kind) === rows.is_of_person)
    .filter(([, names]) => !rows.is_dated || names.every((name) => columns.has(name)))
    .map(([kind]) => kind);
}

/**
 * What the rows in `relation`, which have their period beside them, give for each of the metrics, scopes and
 * periods: metric_id, dimension (`whole`), scope_kind, scope_id, grain, period_start_date, rows_numerator,
 * rows_denominator. All metrics are of the same model and of the same `kinds`.
 */
export function wholeSql(
  metrics: readonly SummedMetric[],
  relation: string,
  kinds: readonly string[],
): string {
  const from = `grain, period_start_date, ${madeSql(metrics)} from ${identifier(relation)}`;
  const { kindSql, idSql, sets } = groupingSql(kinds);
  const grouped =
    metrics[0]?.is_dated === true
      ? `select ${kindSql} as scope_kind, ${idSql} as scope_id, ${from}
        group by grouping sets (${sets.join(', ')})`
      : `select scope_kind, scope_id, ${from} where scope_kind in (${kinds.map(quote).join(', ')})
        group by scope_kind, scope_id, grain, period_start_date`;
  return `select metric_id, 'whole' as dimension, scope_kind, scope_id, grain, period_start_date,
      numerator as rows_numerator, denominator as rows_denominator
    from (select * exclude (made), unnest(made, max_depth := 2) from (${grouped}))`;
}

/** One pass over dated rows for all kinds of scope. */
function groupingSql(kinds: readonly string[]) {
  const columns = [...new Set(kinds.flatMap((kind) => dated[kind] ?? []))];
  const sets = kinds.map((kind) => `(${['grain', 'period_start_date', ...(dated[kind] ?? [])]})`);
  const when = (value: (kind: string, names: readonly string[]) => string) => {
    if (columns.length === 0) return value('organization', []);
    const cases = kinds.map((kind) => {
      const names = dated[kind] ?? [];
      const bits = columns.map((column) => (names.includes(column) ? '0' : '1')).join('');
      return `when ${Number.parseInt(bits, 2)} then ${value(kind, names)}`;
    });
    return `case grouping(${columns}) ${cases.join(' ')} end`;
  };
  return {
    sets,
    kindSql: when((kind) => quote(kind)),
    idSql: when((_, names) => (names.length === 0 ? "'all'" : names.join(" || '/' || "))),
  };
}
