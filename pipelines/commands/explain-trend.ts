import { formatNumber, formatValue } from '../render/format.ts';
import { describeSpan } from '../render/period-text.ts';
import type { Database } from '../warehouse/database.ts';

/** Where a number goes, as `sql/findings/metric_trends.sql` judges it. */
export interface SeriesTrend {
  /** Counts of a period are per working day here. */
  readonly is_per_working_day: boolean;
  readonly point_count: number;
  readonly first_label: string;
  readonly slope: number | null;
  readonly slope_low: number | null;
  readonly slope_high: number | null;
  readonly change: number | null;
  readonly mann_kendall_s: number | null;
  readonly mann_kendall_z: number | null;
  readonly trend: 'up' | 'down' | 'flat' | 'unclear';
  readonly reason: string | null;
  readonly test: string | null;
  readonly centre_count: number;
  readonly centre: number | null;
  readonly moving_range: number | null;
  readonly lower_limit: number | null;
  readonly upper_limit: number | null;
  readonly side_outside: 'above' | 'below' | null;
  readonly run_count: number | null;
  readonly run_side: 'above' | 'below' | null;
  readonly run_start_date: string | null;
  readonly run_label: string | null;
  readonly is_shift: boolean | null;
  readonly limits_reason: string | null;
}

/** The number whose series is asked for. */
export interface SeriesAsked {
  readonly metricId: string;
  readonly scopeKind: string;
  readonly scopeId: string;
  readonly grain: string;
  readonly start: string;
}

/** The series that ends with a number; null where its period is not over, or has no value. */
export async function findTrend(
  database: Database,
  asked: SeriesAsked,
): Promise<SeriesTrend | null> {
  const [found = null] = await database.rows<SeriesTrend>(
    `select is_per_working_day, point_count, first_label, slope, slope_low, slope_high, change,
      mann_kendall_s, mann_kendall_z, trend, reason, test, centre_count, centre, moving_range,
      lower_limit, upper_limit, side_outside, run_count, run_side, run_start_date, run_label,
      is_shift, limits_reason
    from metric_trends
    where metric_id = $metricId and scope_kind = $scopeKind and scope_id = $scopeId
      and grain = $grain and period_start_date = $start::date`,
    { ...asked },
  );
  return found;
}

/** How a trend's numbers are written. */
export interface TrendStyle {
  readonly unit: string;
  readonly currency: string;
  readonly grain: string;
}

/** A trend in lines with their labels: the slope, the limits, and the shift where there is one. */
export function describeTrend(
  trend: SeriesTrend | null,
  style: TrendStyle,
): [label: string, text: string][] {
  if (trend === null) return [];
  return [
    ['trend', slopeText(trend, style)],
    ['limits', limitsText(trend, style)],
    ['shift', shiftText(trend, style)],
  ];
}

/** Such as `12 weeks: down 1.20 pt a week (Theil-Sen, Mann-Kendall 90 %)`. */
function slopeText(found: SeriesTrend, style: TrendStyle): string {
  const { point_count: count, slope, trend, reason, test } = found;
  const span = describeSpan(count, style.grain);
  const per = found.is_per_working_day ? ', per working day' : '';
  if (slope === null) return `${span}: ${trend} (${reason})`;
  const size = `${differenceText(Math.abs(slope), style)} a ${style.grain}`;
  const said =
    trend === 'up' || trend === 'down'
      ? `${trend} ${size}`
      : `${trend}, ${/[1-9]/.test(size) ? (slope < 0 ? '−' : '+') : ''}${size}`;
  return `${span}: ${said}${per} (${reason ?? test})`;
}

/** Such as `24 weeks: 63.6% to 79.0% around 71.3%; this week is above`. */
function limitsText(found: SeriesTrend, style: TrendStyle): string {
  const { centre, lower_limit: lower, upper_limit: upper, side_outside: side } = found;
  if (centre === null || lower === null || upper === null) return '';
  const per = found.is_per_working_day ? ', per working day' : '';
  const range = `${valueText(lower, style)} to ${valueText(upper, style)} around ${valueText(centre, style)}`;
  const where = side === null ? '' : `; this ${style.grain} is ${side}`;
  return `${describeSpan(found.centre_count, style.grain)}: ${range}${per}${where}`;
}

/** Such as `8 weeks in a row below the centre line of 71.3% since 2026-W32`. */
function shiftText(found: SeriesTrend, style: TrendStyle): string {
  const { is_shift: isShift, run_count: count, run_side: side, run_label: label, centre } = found;
  if (isShift !== true || count === null || centre === null) return '';
  const line = `the centre line of ${valueText(centre, style)}`;
  return `${describeSpan(count, style.grain)} in a row ${side} ${line} since ${label}`;
}

function valueText(value: number, { unit, currency }: TrendStyle): string {
  return formatValue(value, unit, { currencyCode: currency, isCompact: false });
}

function differenceText(size: number, style: TrendStyle): string {
  if (style.unit === 'ratio') return `${formatNumber(size * 100, 2, 2)} pt`;
  if (style.unit === 'score') return formatNumber(size, 3, 3);
  if (style.unit === 'seconds') return `${formatNumber(size, 1, 1)} s`;
  return style.unit === 'currency' ? valueText(size, style) : formatNumber(size, 0, 2);
}
