import { contributionSql } from '../models/contribution-sql.ts';
import type { RowsOfMetric } from '../models/metric-rows.ts';
import { type Place, partsSql, rowsSql, sumSql } from '../models/parts-sql.ts';
import { type Database, identifier } from '../warehouse/database.ts';
import type {
  Contribution,
  ExplainedPart,
  ExplainedValue,
  ExplainOptions,
  Explanation,
} from './explanation.ts';
import { unknownParts } from './unknown-parts.ts';

const shownRowCount = 50;

/** What each part adds to a number, the heaviest first. */
export async function findParts(
  database: Database,
  made: RowsOfMetric,
  place: Place,
  split: string,
): Promise<ExplainedPart[]> {
  const weight =
    made.adds_denominator === null || made.part_sums === 'numerator' ? 'numerator' : 'denominator';
  const share =
    made.part_sums === 'none' ? 'null::double' : `${weight} / nullif(sum(${weight}) over (), 0)`;
  const unknown = await unknownParts(database, made.metric_id, place, split);
  const parts = await database.rows<Omit<ExplainedPart, 'reason'>>(
    named(
      `select part_id, numerator, denominator,
        case when denominator is null then numerator else numerator / nullif(denominator, 0) end
          as value,
        ${share} as share
      from (${partsSql(made, place, split)})
      order by ${weight} desc, part_id`,
      made,
      split,
    ),
  );
  return parts.map((part) => {
    const reason = unknown.get(part.part_id) ?? null;
    return { ...part, value: reason === null ? part.value : null, reason };
  });
}

/** What each part contributed to the change of a number since the period `before`. */
export async function findContributions(
  database: Database,
  made: RowsOfMetric,
  place: Place,
  before: Place,
  split: string,
): Promise<Contribution[]> {
  const sql = named(contributionSql(made, place, before, split), made, split);
  const now = await unknownParts(database, made.metric_id, place, split);
  const then = await unknownParts(database, made.metric_id, before, split);
  const rows = await database.rows<Omit<Contribution, 'reason' | 'base_reason'>>(sql);
  return rows.map((part) => ({
    ...part,
    base_reason: then.get(part.part_id) ?? null,
    reason: now.get(part.part_id) ?? null,
  }));
}

/** Names of people, teams and tenants, as far as the scope sees them. */
function named(sql: string, made: RowsOfMetric, split: string): string {
  const names: Readonly<Record<string, string>> = {
    member: 'select person_id as part_id, scope_name as part_name from scopes',
    team: `select scope_id as part_id, scope_name as part_name from scopes where scope_kind = 'team'`,
    location: `select scope_id as part_id, scope_name as part_name from scopes
      where scope_kind = 'location'`,
    tenant: `select tenant_id as part_id, tenant_name as part_name
      from ${identifier(made.rows_model)}`,
  };
  const known = names[split];
  if (known === undefined) return `select *, part_id as part_name from (${sql})`;
  return `select parts.*, coalesce(names.part_name, parts.part_id) as part_name
    from (select *, row_number() over () as place from (${sql})) as parts
    left join (select part_id, any_value(part_name) as part_name from (${known}) group by part_id)
      as names on parts.part_id = names.part_id
    order by parts.place`;
}

/** The rows behind a number, the newest first, without whose and when they are and without hashes. */
export async function findRows(
  database: Database,
  made: RowsOfMetric,
  place: Place,
  options: ExplainOptions,
): Promise<Pick<Explanation, 'row_columns' | 'row_count' | 'rows'>> {
  const sql = rowsSql(made, place);
  const columns = (await database.columns(sql)).map((column) => column.name);
  const hidden = /^(scope_kind|scope_id|grain|period_start_date|window_kind)$|_hash$|_masked$/;
  const told = columns.filter((column) => !hidden.test(column));
  const shown = told.map(identifier);
  const newest = ['started_at', 'local_date', 'closing_arr', 'points', 'share'].find((name) =>
    columns.includes(name),
  );
  const isAll = options.all === true || options.csv === true;
  const { total } = await database.one<{ total: number }>(`select count(*) as total from (${sql})`);
  const order = newest === undefined ? 'all' : `${newest} desc, ${shown.join(', ')}`;
  const rows = await database.rows(
    `select ${shown.join(', ')} from (${sql}) order by ${order}
    ${isAll ? '' : `limit ${shownRowCount}`}`,
  );
  return { row_columns: told, row_count: total, rows };
}

/** Whether the rows give the number that the build has. */
export async function addsUp(
  database: Database,
  made: RowsOfMetric,
  place: Place,
  value: ExplainedValue,
): Promise<boolean> {
  if (value.value === null) return true;
  const sums = await database.one<{ numerator: number; denominator: number | null }>(
    sumSql(made, place),
  );
  const isNear = (left: number | null, right: number) =>
    left !== null && Math.abs(left - right) <= 0.01 + 1e-9 * Math.abs(right);
  if (sums.denominator === null) return isNear(value.value, sums.numerator);
  return isNear(value.numerator, sums.numerator) && isNear(value.denominator, sums.denominator);
}
