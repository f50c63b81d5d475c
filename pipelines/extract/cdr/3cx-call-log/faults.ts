import type { TimeFormat } from '../../../run/time-format.ts';
import { quote } from '../../../warehouse/database.ts';
import { type Column, columns, requiredColumns } from './columns.ts';

/** A rule that a row may break: as SQL, with the column that it is about. */
interface Rule {
  readonly isBroken: string;
  readonly column?: Column;
  readonly reason: string;
}

/** SQL for the first rule that a row breaks, as {field, reason}; null for a good row. */
export function firstFaultSql(format: TimeFormat, zone: string): string {
  const rules = [...shapeRules(), ...timeRules(format, zone), ...valueRules()];
  const branches = rules.map(({ isBroken, column, reason }) => {
    const name = column === undefined ? 'null::varchar' : quote(column);
    return `when ${isBroken} then {field: ${name}, reason: ${reason}}`;
  });
  return `case ${branches.join('\n')} end`;
}

function shapeRules(): Rule[] {
  const missing = requiredColumns.map((column) => ({
    isBroken: `${column}_place is null`,
    column,
    reason: quote(`the header has no column "${titleOf(column)}"`),
  }));
  const isShort = 'len(f) <> name_count';
  return [
    ...missing,
    { isBroken: `is_cut and (not is_whole or ${isShort})`, reason: quote('the line is cut off') },
    { isBroken: 'not is_whole', reason: quote('a quote is not closed, or text stands beside it') },
    {
      isBroken: isShort,
      reason: `name_count || ' fields expected, ' || len(f) || ' found'`,
    },
  ];
}

function timeRules(format: TimeFormat, zone: string): Rule[] {
  const isUndecided = `regexp_matches(call_time, '^[0-9]{1,2}[-/.][0-9]{1,2}[-/.][0-9]{2,4}')`;
  const column: Column = 'call_time';
  const isUnread = 'started_local is null';
  const told = quote(`not a time as ${format.pattern}`);
  return [
    {
      isBroken: `${isUnread} and ${isUndecided} and ${/^y/.test(format.pattern)}`,
      column,
      reason: quote(
        'day and month cannot be told apart: set profile.date_format, such as dd/MM/yyyy HH:mm:ss',
      ),
    },
    { isBroken: isUnread, column, reason: told },
    {
      isBroken: 'slots.first_seconds is null',
      column,
      reason: quote(`a time that does not exist in ${zone}`),
    },
    {
      isBroken: 'started_at is null',
      column,
      reason: quote(
        `a time that comes twice in ${zone}, and the order of the rows does not tell which`,
      ),
    },
  ];
}

function valueRules(): Rule[] {
  const durations = (['ringing', 'talking', 'total'] as const).map((column) => ({
    isBroken: `coalesce(${column}, '') <> '' and ${column}_seconds is null`,
    column,
    reason: quote('not a duration as H:MM:SS'),
  }));
  return [
    {
      isBroken: `not regexp_full_match(status, '[A-Za-z][A-Za-z ]{0,29}')`,
      column: 'status',
      reason: quote('not a word'),
    },
    ...durations,
    {
      isBroken: `coalesce(direction, '') <> ''
        and lower(direction) not in ('inbound', 'outbound', 'internal')`,
      column: 'direction',
      reason: quote('not Inbound, Outbound or Internal'),
    },
  ];
}

function titleOf(column: Column): string {
  return columns[column][0].replaceAll(/\b[a-z]/g, (letter) => letter.toUpperCase());
}
