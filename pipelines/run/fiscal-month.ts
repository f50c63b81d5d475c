import type { Calendar } from './period.ts';

/** `calendar`, or whole weeks: how many the three months of each quarter have. */
export const fiscalMonths = ['calendar', '4-4-5', '4-5-4', '5-4-4'] as const;
export type FiscalMonths = (typeof fiscalMonths)[number];

/** A month of a fiscal year; sql/core/fiscal_months.sql has the same ones. */
export interface FiscalMonth {
  /** Named for the calendar year in which the fiscal year ends. */
  readonly year: number;
  /** 1 to 12. */
  readonly number: number;
  readonly startDate: Temporal.PlainDate;
  readonly endDate: Temporal.PlainDate;
}

/** The first day of a week that a day lies in. */
export function weekStartOf(day: Temporal.PlainDate, calendar: Calendar): Temporal.PlainDate {
  const first = { monday: 1, sunday: 7, saturday: 6 }[calendar.weekStart];
  return day.subtract({ days: (day.dayOfWeek - first + 7) % 7 });
}

/** The fiscal month of a year and a number; a 53rd week is the last one of month 12. */
export function fiscalMonth(year: number, number: number, calendar: Calendar): FiscalMonth {
  const startDate = monthStart(year, number, calendar);
  const endDate =
    number === 12 ? yearStart(year + 1, calendar) : monthStart(year, number + 1, calendar);
  return { year, number, startDate, endDate };
}

/** The fiscal month that a local day lies in. */
export function fiscalMonthOf(day: Temporal.PlainDate, calendar: Calendar): FiscalMonth {
  const year = [day.year + 1, day.year, day.year - 1].find(
    (each) => Temporal.PlainDate.compare(yearStart(each, calendar), day) <= 0,
  );
  if (year === undefined) throw new Error(`no fiscal year holds ${day}`);
  const number = [12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2].find(
    (each) => Temporal.PlainDate.compare(monthStart(year, each, calendar), day) <= 0,
  );
  return fiscalMonth(year, number ?? 1, calendar);
}

function monthStart(year: number, number: number, calendar: Calendar): Temporal.PlainDate {
  const start = yearStart(year, calendar);
  if (calendar.fiscalMonths === 'calendar') return start.add({ months: number - 1 });
  const weeks = calendar.fiscalMonths.split('-').map(Number);
  const before = weeks.slice(0, (number - 1) % 3).reduce((sum, each) => sum + each, 0);
  return start.add({ weeks: 13 * Math.floor((number - 1) / 3) + before });
}

/**
 * A year of whole weeks begins on the first day of a week that is nearest to the first of its first month:
 * with the week that holds the fourth.
 */
function yearStart(year: number, calendar: Calendar): Temporal.PlainDate {
  const { fiscalYearStartMonth: month } = calendar;
  const first = Temporal.PlainDate.from({ year: month === 1 ? year : year - 1, month, day: 1 });
  if (calendar.fiscalMonths === 'calendar') return first;
  return weekStartOf(first.with({ day: 4 }), calendar);
}
