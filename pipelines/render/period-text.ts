import { dateFormat } from './intl-formats.ts';

/** The dates of a period for a reader. */
export interface PeriodDates {
  readonly grain: string;
  readonly period_start_date: string;
  /** The first day after the period. */
  readonly period_end_date: string;
}

/**
 * A period in words, its last day included: `Nov 9 – 15, 2026`, `October 2026`, `Jul – Sep 2026`; months
 * and quarters of whole weeks with their days, `Nov 23, 2026 – Jan 3, 2027`.
 */
export function describePeriod(period: PeriodDates): string {
  const start = dayOf(period.period_start_date);
  const last = new Date(dayOf(period.period_end_date).getTime() - 86_400_000);
  const isOfCalendar = [period.period_start_date, period.period_end_date].every((date) =>
    date.endsWith('-01'),
  );
  if (period.grain === 'month' && isOfCalendar)
    return format({ month: 'long', year: 'numeric' }).format(start);
  const parts: Intl.DateTimeFormatOptions =
    period.grain === 'quarter' && isOfCalendar
      ? { month: 'short', year: 'numeric' }
      : { month: 'short', day: 'numeric', year: 'numeric' };
  return plainSpaces(format(parts).formatRange(start, last));
}

/** What the period before is called in a sentence, such as `the week before`. */
export function describeEarlier(grain: string): string {
  return `the ${grain === 'range' ? 'period' : grain} before`;
}

/** A number of periods in words, such as `26 weeks`. */
export function describeSpan(count: number, grain: string): string {
  const word = grain === 'range' ? 'period' : grain;
  return `${count} ${count === 1 ? word : `${word}s`}`;
}

/** A local day in words, such as `Nov 9, 2026`. */
export function describeDay(date: string): string {
  return format({ month: 'short', day: 'numeric', year: 'numeric' }).format(dayOf(date));
}

/** A UTC instant as DuckDB writes it (`2026-11-16 12:00:00`) in a zone: `Nov 16, 2026, 7:00 AM EST`. */
export function describeInstant(instant: string, timeZone: string): string {
  const { epochMilliseconds } = Temporal.Instant.from(`${instant.replace(' ', 'T')}Z`);
  const formatter = dateFormat({
    timeZone,
    month: 'short',
    day: 'numeric',
    year: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
    timeZoneName: 'short',
  });
  return plainSpaces(formatter.format(epochMilliseconds));
}

function format(parts: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  return dateFormat({ timeZone: 'UTC', ...parts });
}

function dayOf(date: string): Date {
  return new Date(`${date}T00:00:00Z`);
}

/** Thin and no-break spaces of the locale data become plain ones: they break in plain-text mail. */
function plainSpaces(text: string): string {
  return text.replaceAll(/[\u2009\u202f\u00a0]/g, ' ');
}
