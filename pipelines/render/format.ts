import { numberFormat } from './intl-formats.ts';

/** What a metric's value is counted in; a ratio is 0 to 1, a score 1 to 5. */
export type Unit =
  | 'count'
  | 'ratio'
  | 'seconds'
  | 'currency'
  | 'score'
  | 'hours'
  | 'minutes'
  | 'months'
  | 'days'
  | 'rate';

/** How a value is written where it stands. */
export interface ValueStyle {
  readonly currencyCode: string;
  /** True on a card, where $2.5M says more than $2,534,100. */
  readonly isCompact: boolean;
  /** True to write seconds as hours whatever their size, so that a column reads alike. */
  readonly isInHours?: boolean;
}

/** What stands where there is no value; never 0. */
export const noValue = '–';

/** A value as a reader sees it, rounded half away from zero; null becomes an en dash. */
export function formatValue(value: number | null, unit: string, style: ValueStyle): string {
  if (value === null) return noValue;
  if (unit === 'ratio') return formatRatio(value);
  if (unit === 'seconds') return formatSeconds(value, style.isInHours ?? isLong(value));
  if (unit === 'currency') return formatMoney(value, style);
  if (unit === 'rate') return formatNumber(value, 1, 1);
  if (unit === 'hours') return `${formatNumber(value, 1, 1)} h`;
  if (unit === 'minutes') return `${formatNumber(value, 0, 0)} min`;
  if (unit === 'months') return `${formatNumber(value, 1, 1)} months`;
  if (unit === 'days') return `${formatNumber(value, 1, 1)} days`;
  if (unit === 'score') return formatNumber(value, 2, 2);
  return formatNumber(value, 0, 2);
}

/**
 * A ratio as a percentage with one decimal. Where that would print a limit which the value only comes
 * near (94.96 % against 95 %, 99.97 % against all), it prints more decimals until the two differ.
 */
export function formatRatio(value: number, limits: readonly number[] = [0, 1]): string {
  const printed = formatPercent(value, 1);
  const limit = limits.find((near) => near !== value && formatPercent(near, 1) === printed);
  if (limit === undefined) return printed;
  for (const decimals of [2, 3]) {
    const finer = formatPercent(value, decimals);
    if (finer !== formatPercent(limit, decimals)) return finer;
  }
  return printed;
}

/** True for seconds that are better written as hours. */
export function isLong(seconds: number): boolean {
  return Math.abs(seconds) >= 3600;
}

/** A plain number with thousands separators, for the parts of a ratio. */
export function formatNumber(value: number, leastDecimals = 0, mostDecimals = 2): string {
  return plainMinus(
    numberFormat({
      minimumFractionDigits: leastDecimals,
      maximumFractionDigits: mostDecimals,
    }).format(value),
  );
}

function formatPercent(value: number, decimals: number): string {
  return plainMinus(
    numberFormat({
      style: 'percent',
      minimumFractionDigits: decimals,
      maximumFractionDigits: decimals,
    }).format(value),
  );
}

function formatSeconds(value: number, isInHours: boolean): string {
  if (isInHours) return `${formatNumber(value / 3600, 1, 1)} h`;
  const whole = Math.round(Math.abs(value));
  const sign = value < 0 && whole > 0 ? '−' : '';
  return `${sign}${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}

function formatMoney(value: number, style: ValueStyle): string {
  const size = style.isCompact ? Math.abs(value) : 0;
  // 999,500 would round to 1,000K.
  if (size >= 999_500) return `${currency(value / 1e6, 1, style)}M`;
  if (size >= 10_000) return `${currency(value / 1e3, 0, style)}K`;
  return currency(value, 0, style);
}

function currency(value: number, decimals: number, style: ValueStyle): string {
  return plainMinus(
    numberFormat({
      style: 'currency',
      currency: style.currencyCode,
      minimumFractionDigits: decimals,
      maximumFractionDigits: decimals,
    }).format(value),
  );
}

/** The minus sign that screen readers say and that is as wide as a digit; no minus before zero. */
function plainMinus(text: string): string {
  return /[1-9]/.test(text) ? text.replace('-', '−') : text.replace('-', '');
}
