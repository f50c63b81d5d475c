import { identifier, quote } from '../warehouse/database.ts';
import type { RowsOfMetric } from './metric-rows.ts';

/** A closed period of the calendar; `end` is the first day after. */
export interface AuditedPeriod {
  readonly grain: string;
  readonly start: string;
  readonly end: string;
}

/** Which rows of a model lie in a period. */
export function inPeriodSql(period: AuditedPeriod, isDated: boolean): string {
  return isDated
    ? `local_date >= ${quote(period.start)}::date and local_date < ${quote(period.end)}::date`
    : `grain = ${quote(period.grain)} and period_start_date = ${quote(period.start)}::date`;
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
 * What a metric's rows in `relation` give for each scope: metric_id, dimension (`whole`), scope_kind,
 * scope_id, rows_numerator, rows_denominator.
 */
export function wholeSql(rows: RowsOfMetric, relation: string, kinds: readonly string[]): string {
  const sums = `coalesce(${rows.adds_numerator}, 0)::double as rows_numerator,
    ${rows.adds_denominator ?? 'null'}::double as rows_denominator`;
  const head = `${quote(rows.metric_id)} as metric_id, 'whole' as dimension`;
  const from = `from ${identifier(relation)} where (${rows.rows_condition})`;
  if (!rows.is_dated) {
    const list = kinds.map(quote).join(', ');
    return `select ${head}, scope_kind, scope_id, ${sums} ${from} and scope_kind in (${list})
      group by scope_kind, scope_id`;
  }
  return kinds
    .map((kind) => {
      const names = dated[kind] ?? [];
      const id = names.length === 0 ? "'all'" : names.join(" || '/' || ");
      return `select ${head}, ${quote(kind)} as scope_kind, ${id} as scope_id, ${sums} ${from}
        group by ${id}`;
    })
    .join('\nunion all\n');
}
