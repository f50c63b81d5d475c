import { toCsv } from '../render/csv.ts';
import { formatNumber, formatValue } from '../render/format.ts';
import type { AlertOptions, AlertRow } from './alert-rows.ts';
import { formatChange } from './kpi-print.ts';
import { textTable } from './text-table.ts';

const csvColumns = [
  ...(['level', 'state', 'first_known_date', 'metric_id', 'metric_name', 'unit'] as const),
  ...(['subject_kind', 'subject_id', 'subject_name', 'grain', 'kind'] as const),
  ...(['first_period_start_date', 'last_period_start_date', 'warning_date'] as const),
  ...(['critical_date', 'cleared_date', 'fired_count', 'value', 'baseline_value'] as const),
  ...(['baseline_spread', 'baseline_count', 'robust_z', 'change', 'slide_ratio'] as const),
  'evidence',
] as const;

/** The alerts as a table for people, or as JSON or CSV with exact values. */
export function printAlerts(
  rows: readonly AlertRow[],
  options: AlertOptions,
  currency: string,
): string {
  if (options.json === true) return `${JSON.stringify(rows, null, 2)}\n`;
  if (options.csv === true) {
    return toCsv(
      csvColumns,
      rows.map((row) => csvColumns.map((column) => row[column])),
    );
  }
  if (rows.length === 0) return '';
  const heads = ['level', 'state', 'known since', 'who', 'metric', 'what'];
  const cells = rows.map((row) => [
    row.level,
    row.state,
    row.first_known_date,
    row.subject_name,
    row.metric_name,
    describeEvidence(row, currency),
  ]);
  return textTable(heads, cells);
}

/** The evidence in the metric's unit. */
function describeEvidence(row: AlertRow, currency: string): string {
  const text = (value: number | null) =>
    formatValue(value, row.unit, { currencyCode: currency, isCompact: false });
  if (row.kind === 'change') {
    const score =
      row.robust_z === null ? 'which never varied' : `M ${formatNumber(row.robust_z, 2, 2)}`;
    return (
      `${text(row.value)} against ${text(row.baseline_value)} in ${row.baseline_count} ` +
      `${row.grain}s: ${formatChange(row.change, 'relative')}, ${score}`
    );
  }
  if (row.kind === 'slide') {
    return `${formatChange(row.slide_ratio, 'relative')} a ${row.grain} over 8 ${row.grain}s, now ${text(row.value)}`;
  }
  if (row.kind === 'limit') {
    return `${text(row.value)}, limit ${text(row.baseline_value)}; too new for a baseline`;
  }
  return row.kind === 'data' ? `data missing: ${row.evidence}` : row.evidence;
}
