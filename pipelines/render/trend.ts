import type { CsvValue } from './csv.ts';
import { formatValue, noValue, type ValueStyle } from './format.ts';
import { describeDay, describeSpan } from './period-text.ts';
import { type Row, type RowShape, readRows } from './row-shape.ts';

/** One point of a trend as its query gives it. */
export interface TrendRow {
  readonly series_order: number;
  readonly metric_id: string;
  readonly series_label: string;
  readonly unit: string;
  readonly period_start_date: string;
  readonly period_label: string;
  readonly value: number | null;
}

const trendShape: RowShape<TrendRow> = {
  series_order: 'number',
  metric_id: 'text',
  series_label: 'text',
  unit: 'text',
  period_start_date: 'text',
  period_label: 'text',
  value: 'number?',
};

/** A trend beside its drawing: what it says in words, and its points as a table. */
export interface TrendView {
  readonly heading: string;
  /** Such as `last 26 weeks`. */
  readonly span: string;
  readonly description: string;
  readonly hasValues: boolean;
  readonly series: readonly string[];
  readonly points: readonly {
    readonly label: string;
    readonly start: string;
    readonly values: readonly string[];
  }[];
}

/** The rows of a trend query, checked, by period and series. */
export function readTrend(rows: readonly Row[], path: string): TrendRow[] {
  return readRows<TrendRow>(rows, trendShape, path).sort(
    (a, b) => compare(a.period_start_date, b.period_start_date) || a.series_order - b.series_order,
  );
}

/** The view of a trend, for a reader who sees the drawing and for one who does not. */
export function viewTrend(
  points: readonly TrendRow[],
  currencyCode: string,
  grain: string,
): TrendView {
  const style = { currencyCode, isCompact: true };
  const series = [...new Map(points.map((point) => [point.series_order, point.series_label]))]
    .sort(([a], [b]) => a - b)
    .map(([, label]) => label);
  const starts = [...new Set(points.map((point) => point.period_start_date))];
  return {
    heading: listWords(series),
    span: `last ${describeSpan(starts.length, grain)}`,
    description: series.map((label) => describeSeries(label, points, style)).join(' '),
    hasValues: points.some((point) => point.value !== null),
    series,
    points: starts.map((start) => viewPoint(start, series, points, style)),
  };
}

function viewPoint(
  start: string,
  series: readonly string[],
  points: readonly TrendRow[],
  style: ValueStyle,
) {
  const here = points.filter((point) => point.period_start_date === start);
  return {
    label: here[0]?.period_label ?? start,
    start: describeDay(start),
    values: series.map((label) => {
      const point = here.find((candidate) => candidate.series_label === label);
      return point === undefined ? noValue : formatValue(point.value, point.unit, style);
    }),
  };
}

/** `Calls offered: 1,332 in 2026-W21, 1,377 in 2026-W46, lowest 980 in 2026-W27, highest …`. */
function describeSeries(label: string, points: readonly TrendRow[], style: ValueStyle): string {
  const known = points.filter((point) => point.series_label === label && point.value !== null);
  const first = known[0];
  const last = known.at(-1);
  if (first === undefined || last === undefined) return `${label}: no values.`;
  const byValue = [...known].sort((a, b) => (a.value ?? 0) - (b.value ?? 0));
  const say = (point: TrendRow) =>
    `${formatValue(point.value, point.unit, style)} in ${point.period_label}`;
  const lowest = say(byValue[0] ?? first);
  const highest = say(byValue.at(-1) ?? last);
  return `${label}: ${say(first)}, ${say(last)}; lowest ${lowest}, highest ${highest}.`;
}

/** A trend for its file of exact values. */
export function listTrend(points: readonly TrendRow[]): { columns: string[]; rows: CsvValue[][] } {
  const columns = ['period_label', 'period_start_date', 'metric_id', 'unit', 'value'] as const;
  return {
    columns: [...columns],
    rows: points.map((point) => columns.map((column) => point[column])),
  };
}

function listWords(words: readonly string[]): string {
  if (words.length < 2) return words.join('');
  const [first = '', ...rest] = words.map((word, index) =>
    index === 0 || /^[A-Z]{2}/.test(word) ? word : word.charAt(0).toLowerCase() + word.slice(1),
  );
  return `${[first, ...rest.slice(0, -1)].join(', ')} and ${rest.at(-1)}`;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
