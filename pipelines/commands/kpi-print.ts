import { toCsv } from '../render/csv.ts';
import { formatNumber, formatValue, noValue } from '../render/format.ts';
import type { KpiOptions } from './kpi-open.ts';
import type { KpiRow } from './kpi-values.ts';
import { textTable } from './text-table.ts';

const csvColumns = [
  'metric_id',
  'scope_kind',
  'scope_id',
  'scope_name',
  'grain',
  'period_start_date',
  'numerator',
  'denominator',
  'value',
  'sample_count',
  'unit',
  'reason',
  'period_label',
  'is_closed',
  'band',
] as const;

const changeColumns = [
  'base_label',
  'base_value',
  'change',
  'compared_as',
  'low',
  'high',
  'trend',
  'test',
  'series_trend',
  'series_reason',
  'series_count',
  'slope',
  'side_outside',
  'is_shift',
  'run_count',
  'run_side',
  'run_label',
] as const;

/** The rows as a table for people, or as JSON or CSV with exact values. */
export function printRows(rows: readonly KpiRow[], options: KpiOptions, currency: string): string {
  if (options.json === true) return `${JSON.stringify(rows, null, 2)}\n`;
  if (options.csv === true) {
    const columns = [
      ...csvColumns,
      ...(options.split === undefined
        ? (['low_95', 'high_95'] as const)
        : (['dimension_value'] as const)),
      ...(options.compare === undefined ? [] : changeColumns),
    ];
    return toCsv(
      columns,
      rows.map((row) => columns.map((column) => row[column] ?? null)),
    );
  }
  const { split } = options;
  const isCompared = options.compare !== undefined;
  const heads = [
    'metric',
    'scope',
    'period',
    ...(split === undefined ? [] : [split]),
    'value',
    'n',
    ...(isCompared ? changeHeads : []),
    'note',
  ];
  const cells = rows.map((row) => [
    row.metric_id,
    row.scope_name,
    row.is_closed || row.period_label.endsWith(' so far')
      ? row.period_label
      : `${row.period_label} (open)`,
    ...(split === undefined ? [] : [row.dimension_value ?? `(no ${split})`]),
    formatValue(row.value, row.unit, { currencyCode: currency, isCompact: false }),
    row.sample_count === null ? noValue : String(row.sample_count),
    ...(isCompared ? changeCells(row, currency) : []),
    [row.band, row.reason].filter((text) => text != null).join('; '),
  ]);
  const numberColumns = split !== undefined ? [4, 5] : isCompared ? [3, 4, 6, 7] : [3, 4];
  return `${textTable(heads, cells, new Set(numberColumns))}${isCompared ? changeFoot(rows) : ''}`;
}

/** What the changes of a table do not say of themselves. */
function changeFoot(rows: readonly KpiRow[]): string {
  const hasCounts = rows.some((row) => row.test?.includes('per working day'));
  return hasCounts
    ? '\nWhat is counted in a period is compared per working day: 400 in four days are as many as 500 in five.\n'
    : '';
}

const changeHeads = ['against', 'was', 'change', 'trend'];

function changeCells(row: KpiRow, currency: string): string[] {
  const style = { currencyCode: currency, isCompact: false };
  return [
    row.base_label ?? '',
    formatValue(row.base_value ?? null, row.unit, style),
    formatChange(row.change ?? null, row.compared_as === 'points' ? row.unit : 'relative'),
    row.trend ?? '',
  ];
}

/** A change with its sign: relative in percent, of a ratio in points, else in the metric's unit. */
export function formatChange(change: number | null, unit: string): string {
  if (change === null) return noValue;
  const sign = change > 0 ? '+' : '';
  if (unit === 'relative') return `${sign}${formatNumber(change * 100, 1, 1)} %`;
  return unit === 'ratio'
    ? `${sign}${formatNumber(change * 100, 1, 1)} pt`
    : `${sign}${formatNumber(change, 2, 2)}`;
}
