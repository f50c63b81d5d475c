import { dateOf, type LocalDay, weekday } from './local-day.ts';

/** What a local day is to the company: a full day, a short Saturday, or closed. */
export type DayKind = 'full' | 'short' | 'closed';

/** The kind of a day: closed on Sundays and on the company's holidays. */
export function dayKind(day: LocalDay): DayKind {
  if (weekday(day) === 6 || isHoliday(day)) return 'closed';
  return weekday(day) === 5 ? 'short' : 'full';
}

/** Seconds of the day between which the company answers, half-open. */
export const openingSeconds = {
  full: { from: 8 * 3600, to: 18 * 3600 },
  short: { from: 9 * 3600, to: 13 * 3600 },
} as const;

/**
 * True on the US holidays on which the company is closed: New Year's Day, Memorial Day, Independence
 * Day, Labor Day, Thanksgiving, Christmas Day; a Sunday's moves to Monday and a Saturday's to Friday, as
 * in `sql/seeds/holidays.csv`.
 */
export function isHoliday(day: LocalDay): boolean {
  const date = dateOf(day);
  if (date.month === 5 && date.dayOfWeek === 1) return date.day > 24;
  if (date.month === 9 && date.dayOfWeek === 1) return date.day <= 7;
  if (date.month === 11 && date.dayOfWeek === 4) return Math.ceil(date.day / 7) === 4;
  return isFixedHoliday(day) || isObservedHoliday(day);
}

function isFixedHoliday(day: LocalDay): boolean {
  const { month, day: dayOfMonth } = dateOf(day);
  return (
    (month === 1 && dayOfMonth === 1) ||
    (month === 7 && dayOfMonth === 4) ||
    (month === 12 && dayOfMonth === 25)
  );
}

function isObservedHoliday(day: LocalDay): boolean {
  if (weekday(day) === 0) return isFixedHoliday(day - 1);
  return weekday(day) === 4 && isFixedHoliday(day + 1);
}
