import { identifier, quote } from '../warehouse/database.ts';
import { type RowsOfMetric, splitColumns } from './metric-rows.ts';

/** Whose number it is, and of which period. */
export interface Place {
  readonly scope_kind: string;
  readonly scope_id: string;
  readonly grain: string;
  readonly period_start_date: string;
  /** The first day after. */
  readonly period_end_date: string;
}

const personKinds = ['member', 'team_member'];

/** Of a metric's rows those that make up the number of a scope of this kind. */
export function rowsFor<T extends Pick<RowsOfMetric, 'is_of_person'>>(
  all: readonly T[],
  scopeKind: string,
): T | undefined {
  const ofPerson = all.find((rows) => rows.is_of_person);
  const others = all.find((rows) => !rows.is_of_person);
  return personKinds.includes(scopeKind) ? (ofPerson ?? others) : others;
}

/** The rows behind the number of one place, all their columns. */
export function rowsSql(rows: RowsOfMetric, place: Place): string {
  return `select * from ${identifier(rows.rows_model)}
    where (${rows.rows_condition}) and ${placeSql(rows, place)}`;
}

/** What the rows of one place add up to: numerator, and denominator of a ratio. */
export function sumSql(rows: RowsOfMetric, place: Place): string {
  return `select ${sumsOf(rows)} from (${rowsSql(rows, place)})`;
}

/**
 * What each part of a place's number adds: part_id, numerator, denominator, row_count. A row that
 * belongs to no part (a call of nobody's team) is the part null, so that the parts add up.
 */
export function partsSql(rows: RowsOfMetric, place: Place, split: string): string {
  const ofScope = partScope(place, split);
  if (rows.is_dated || ofScope === undefined) {
    return `select (${partColumn(rows, split)})::varchar as part_id, ${sumsOf(rows)},
      count(*) as row_count from (${rowsSql(rows, place)}) group by 1`;
  }
  const parts = `select ${ofScope.idSql} as part_id, ${sumsOf(rows)}, count(*) as row_count
    from ${identifier(rows.rows_model)}
    where (${rows.rows_condition}) and ${periodSql(rows, place)} and ${ofScope.where} group by 1`;
  // What the parts leave over belongs to nobody of them: a tenant without an owner, say.
  const known = rows.part_sums === 'numerator' ? '0' : 'coalesce(sum(known.denominator), 0)';
  const isLeft = 'abs(whole.numerator - coalesce(sum(known.numerator), 0)) > 0.005';
  return `with known as (${parts}), whole as (${sumSql(rows, place)})
    select * from known
    union all
    select null, whole.numerator - coalesce(sum(known.numerator), 0),
      whole.denominator - ${known}, null
    from whole left join known on true group by whole.numerator, whole.denominator
    having ${isLeft}
      ${rows.part_sums === 'both' ? `or abs(whole.denominator - ${known}) > 0.005` : ''}`;
}

function sumsOf(rows: RowsOfMetric): string {
  const denominator =
    rows.adds_denominator === null ? 'null' : `coalesce(${rows.adds_denominator}, 0)`;
  return `coalesce(${rows.adds_numerator}, 0)::double as numerator,
    (${denominator})::double as denominator`;
}

function placeSql(rows: RowsOfMetric, place: Place): string {
  if (!rows.is_dated) {
    return `scope_kind = ${quote(place.scope_kind)} and scope_id = ${quote(place.scope_id)}
      and ${periodSql(rows, place)}`;
  }
  return `${whoseSql(place)} and ${periodSql(rows, place)}`;
}

function periodSql(rows: RowsOfMetric, place: Place): string {
  return rows.is_dated
    ? `local_date >= ${quote(place.period_start_date)}::date
      and local_date < ${quote(place.period_end_date)}::date`
    : `grain = ${quote(place.grain)}
      and period_start_date = ${quote(place.period_start_date)}::date`;
}

/** Whose a dated row is: the columns of the team, location and person it counts to. */
function whoseSql(place: Place): string {
  const id = quote(place.scope_id);
  switch (place.scope_kind) {
    case 'organization':
      return 'true';
    case 'team_member':
      return `team_id || '/' || person_id = ${id}`;
    case 'member':
      return `person_id = ${id}`;
    case 'team':
    case 'location':
    case 'tenant':
      return `${place.scope_kind}_id = ${id}`;
    default:
      return 'false';
  }
}

function partColumn(rows: RowsOfMetric, split: string): string {
  if (split === 'weekday') return "strftime(local_date, '%u %A')";
  if (split === 'hour') return "lpad(local_hour::varchar, 2, '0')";
  if (split === 'day') return 'local_date';
  if (split === 'member') return 'person_id';
  if (splitColumns[split] === split) return identifier(split);
  return rows.is_dated || split === 'tenant' ? identifier(`${split}_id`) : 'scope_id';
}

/** Rows that name their scope are cut by another scope's rows: a team's by those of its people in it. */
function partScope(place: Place, split: string): { idSql: string; where: string } | undefined {
  const { scope_kind: kind, scope_id: id } = place;
  if (!['member', 'team', 'location'].includes(split)) return undefined;
  if (kind === 'organization') return { idSql: 'scope_id', where: `scope_kind = ${quote(split)}` };
  if (kind === 'team' && split === 'member') {
    const prefix = quote(`${id}/`);
    const where = `scope_kind = 'team_member' and starts_with(scope_id, ${prefix})`;
    return { idSql: `substr(scope_id, length(${prefix}) + 1)`, where };
  }
  if (kind === 'member' && split === 'team') {
    const suffix = quote(`/${id}`);
    const where = `scope_kind = 'team_member' and ends_with(scope_id, ${suffix})`;
    return { idSql: `left(scope_id, -length(${suffix}))`, where };
  }
  const inside = (partKind: string) => `scope_kind = ${quote(partKind)} and scope_id in (
    select scope_id from scopes where scope_kind = ${quote(partKind)} and location_id = ${quote(id)})`;
  if (kind === 'location' && split === 'team') return { idSql: 'scope_id', where: inside('team') };
  if (kind === 'location' && split === 'member') {
    const idSql = `substr(scope_id, instr(scope_id, '/') + 1)`;
    return { idSql, where: inside('team_member') };
  }
  return { idSql: 'scope_id', where: `scope_kind = ${quote(kind)} and scope_id = ${quote(id)}` };
}

/** Ways in which the number of a scope of this kind can be cut, the first one the most telling. */
export function splitsFor(rows: RowsOfMetric, scopeKind: string): string[] {
  const inside: Readonly<Record<string, readonly string[]>> = {
    organization: ['team', 'location', 'member'],
    location: ['team', 'member'],
    team: ['member'],
    member: ['team'],
  };
  const scopes = (inside[scopeKind] ?? []).filter((split) => rows.splits.includes(split));
  const ofOne = scopeKind === 'tenant' ? ['segment', 'industry', 'health_band'] : [];
  const facts = rows.splits.filter(
    (split) => !['member', 'team', 'location', scopeKind, ...ofOne].includes(split),
  );
  return [...scopes, ...facts];
}
