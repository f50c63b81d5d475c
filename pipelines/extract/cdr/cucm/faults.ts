import { quote } from '../../../warehouse/database.ts';
import {
  type Column,
  columns,
  narrowColumns,
  numberColumns,
  recordIdShape,
  requiredColumns,
} from './columns.ts';

const rangedColumns: readonly (readonly [Column, number])[] = [
  ...(['manager', 'call', 'duration', 'queue_wait'] as const).map(
    (column) => [column, 2_147_483_647] as const,
  ),
  ...(['orig_cause', 'dest_cause'] as const).map((column) => [column, 999_999_999] as const),
];

/** SQL for the first rule that a line breaks, as {field, reason}; null for a good line. */
export function firstFaultSql(): string {
  const rules: [isBroken: string, column: Column | undefined, reason: string][] = [
    ...requiredColumns.map((column): [string, Column, string] => [
      `${column}_place is null`,
      column,
      quote(`the header has no column "${columns[column]}"`),
    ]),
    ['is_cut and (not is_whole or len(f) <> name_count)', undefined, quote('the line is cut off')],
    ['not is_whole', undefined, quote('a quote is not closed, or text stands beside it')],
    ['len(f) <> name_count', undefined, "name_count || ' fields expected, ' || len(f) || ' found'"],
    [`not regexp_full_match(pkid, '${recordIdShape}')`, 'pkid', quote('not an id of a record')],
    [
      `not regexp_full_match(coalesce(cluster, ''), '[0-9A-Za-z_.-]{0,60}')`,
      'cluster',
      quote('not the id of a cluster'),
    ],
    ...numberColumns.map((column): [string, Column, string] => [
      `coalesce(${column}, '') <> '' and ${column}_number is null`,
      column,
      quote('not a number'),
    ]),
    // Cisco's numbers have 32 bits; one beyond them would stop the whole read.
    ...narrowColumns.map((column): [string, Column, string] => [
      `abs(${column}_number) > 2147483647`,
      column,
      quote('not a number'),
    ]),
    ...(['manager', 'call', 'duration'] as const).map((column): [string, Column, string] => [
      `${column}_number is null or ${column}_number < 0`,
      column,
      quote('not a number from 0 on'),
    ]),
    // A longer number is one of a telephone, which must not be kept as something else.
    ...rangedColumns.map(([column, most]): [string, Column, string] => [
      `${column}_number not between -${most} and ${most}`,
      column,
      quote('a number too great for this column'),
    ]),
    ['started_second is null', 'origination', quote('no time: the call never began')],
    ...(['origination', 'connect', 'disconnect'] as const).map(
      (column): [string, Column, string] => [
        `${column}_number not in (0) and ${column}_number not between 946684800 and 4102444800`,
        column,
        quote('not an instant in Unix seconds'),
      ],
    ),
    ['connect_second < started_second - 1', 'connect', quote('answered before it started')],
    [
      'disconnect_second < coalesce(connect_second, started_second) - 1',
      'disconnect',
      quote('ended before it was answered or started'),
    ],
  ];
  const branches = rules.map(([isBroken, column, reason]) => {
    const name = column === undefined ? 'null::varchar' : quote(columns[column]);
    return `when ${isBroken} then {field: ${name}, reason: ${reason}}`;
  });
  return `case ${branches.join('\n')} end`;
}
