import { type FiscalMonths, fiscalMonth, fiscalMonthOf, weekStartOf } from './fiscal-month.ts';
import { exitCodes, UserError } from './user-error.ts';

export const grains = ['day', 'week', 'month', 'quarter'] as const;
/** The regular grains, and `range` for a period given by two dates. */
export type Grain = (typeof grains)[number] | 'range';

export const weekStarts = ['monday', 'sunday', 'saturday'] as const;
export type WeekStart = (typeof weekStarts)[number];

/** What turns an instant into a workspace's local days, weeks and fiscal quarters. */
export interface Calendar {
  /** IANA zone, such as `America/Detroit`. */
  readonly timeZone: string;
  readonly weekStart: WeekStart;
  /** 1 to 12; 1 makes fiscal quarters calendar quarters. */
  readonly fiscalYearStartMonth: number;
  /** Months of the calendar, or of whole weeks. */
  readonly fiscalMonths: FiscalMonths;
}

/** A half-open range of local days: `startDate` is in it, `endDate` is not. */
export interface Period {
  readonly grain: Grain;
  readonly startDate: Temporal.PlainDate;
  readonly endDate: Temporal.PlainDate;
}

/** The period of a grain that a local day lies in. */
export function periodOf(grain: Grain, day: Temporal.PlainDate, calendar: Calendar): Period {
  if (grain === 'week') {
    const startDate = weekStartOf(day, calendar);
    return { grain, startDate, endDate: startDate.add({ weeks: 1 }) };
  }
  if (grain === 'month') {
    const { startDate, endDate } = fiscalMonthOf(day, calendar);
    return { grain, startDate, endDate };
  }
  if (grain === 'quarter') {
    const { year, number } = fiscalMonthOf(day, calendar);
    return quarterOf(year, Math.ceil(number / 3), calendar);
  }
  return { grain, startDate: day, endDate: day.add({ days: 1 }) };
}

function quarterOf(year: number, quarter: number, calendar: Calendar): Period {
  const { startDate } = fiscalMonth(year, quarter * 3 - 2, calendar);
  const { endDate } = fiscalMonth(year, quarter * 3, calendar);
  return { grain: 'quarter', startDate, endDate };
}

/** The local day of an instant in the calendar's zone. */
function localDay(instant: Temporal.Instant, calendar: Calendar): Temporal.PlainDate {
  return instant.toZonedDateTimeISO(calendar.timeZone).toPlainDate();
}

/** The latest period of a grain that had ended at an instant. */
export function lastClosedPeriod(grain: Grain, at: Temporal.Instant, calendar: Calendar): Period {
  const current = periodOf(grain, localDay(at, calendar), calendar);
  return periodOf(grain, current.startDate.subtract({ days: 1 }), calendar);
}

/**
 * A period's label, which `parsePeriod` reads back: `2026-W46`, `2026-10`, `2026-Q3`, `2026-11-20`,
 * `2026-10-01..2026-10-15` (the second date is the first day after it). Weeks that do not start on
 * Monday are no ISO weeks and read `week-of-2026-11-15`; fiscal quarters carry the year they end in, as in
 * `FY2027-Q2`, and so do months of whole weeks: `FY2027-P04`.
 */
export function formatPeriod(period: Period, calendar: Calendar): string {
  const start = period.startDate;
  if (period.grain === 'day') return start.toString();
  if (period.grain === 'range') return `${start}..${period.endDate}`;
  if (period.grain === 'week') {
    if (calendar.weekStart !== 'monday') return `week-of-${start}`;
    return `${start.yearOfWeek}-W${String(start.weekOfYear).padStart(2, '0')}`;
  }
  const { year, number } = fiscalMonthOf(start, calendar);
  if (period.grain === 'quarter') {
    return `${hasFiscalYear(calendar) ? 'FY' : ''}${year}-Q${Math.ceil(number / 3)}`;
  }
  if (calendar.fiscalMonths === 'calendar') return start.toPlainYearMonth().toString();
  return `FY${year}-P${String(number).padStart(2, '0')}`;
}

/** Whether quarters are others than those of the calendar. */
function hasFiscalYear(calendar: Calendar): boolean {
  return calendar.fiscalYearStartMonth !== 1 || calendar.fiscalMonths !== 'calendar';
}

/** Periods as this calendar writes them. */
function examplesOf(calendar: Calendar): string {
  const week = calendar.weekStart === 'monday' ? '2026-W46' : 'week-of-2026-11-15';
  const month = calendar.fiscalMonths === 'calendar' ? '2026-10' : 'FY2026-P10';
  const quarter = hasFiscalYear(calendar) ? 'FY2026-Q3' : '2026-Q3';
  return `${week}, ${month}, ${quarter}, 2026-11-20, 2026-10-01..2026-10-15, last-week`;
}

/**
 * Reads a period as a person writes it; relative words (`last-week`, `this-month`, `today`,
 * `yesterday`) count from `at`. Throws a UserError (exit 2) with the accepted forms.
 */
export function parsePeriod(text: string, at: Temporal.Instant, calendar: Calendar): Period {
  const period = parseRelative(text, at, calendar) ?? parseAbsolute(text, calendar);
  if (period !== undefined) return period;
  throw new UserError({
    what: `"${text}" is not a period`,
    advice: `Write one of ${examplesOf(calendar)}. Nothing was run.`,
    exitCode: exitCodes.usage,
  });
}

function parseRelative(text: string, at: Temporal.Instant, calendar: Calendar): Period | undefined {
  const today = localDay(at, calendar);
  if (text === 'today') return periodOf('day', today, calendar);
  if (text === 'yesterday') return periodOf('day', today.subtract({ days: 1 }), calendar);
  const match = /^(last|this)-(day|week|month|quarter)$/.exec(text);
  if (match === null) return undefined;
  const grain = match[2] as Grain;
  return match[1] === 'last'
    ? lastClosedPeriod(grain, at, calendar)
    : periodOf(grain, today, calendar);
}

function parseAbsolute(text: string, calendar: Calendar): Period | undefined {
  return (
    parseRange(text) ??
    parseIsoWeek(text, calendar) ??
    parseQuarter(text, calendar) ??
    parseStarting('week', /^week-of-(.+)$/.exec(text)?.[1], calendar) ??
    parseMonth(text, calendar) ??
    parseStarting('day', text, calendar)
  );
}

function parseStarting(grain: Grain, text: string | undefined, calendar: Calendar) {
  const day = dateOf(text);
  return day === undefined ? undefined : periodOf(grain, day, calendar);
}

function parseRange(text: string): Period | undefined {
  const [from, to, rest] = text.split('..');
  const startDate = dateOf(from);
  const endDate = dateOf(to);
  if (startDate === undefined || endDate === undefined || rest !== undefined) return undefined;
  return Temporal.PlainDate.compare(startDate, endDate) < 0
    ? { grain: 'range', startDate, endDate }
    : undefined;
}

function parseIsoWeek(text: string, calendar: Calendar): Period | undefined {
  const week = /^(\d{4})-W(\d{2})$/.exec(text);
  if (week === null || calendar.weekStart !== 'monday') return undefined;
  const start = isoWeekStart(Number(week[1]), Number(week[2]));
  return start === undefined ? undefined : periodOf('week', start, calendar);
}

/** A month of the calendar is none of a workspace whose months are whole weeks, and the other way about. */
function parseMonth(text: string, calendar: Calendar): Period | undefined {
  if (calendar.fiscalMonths === 'calendar') {
    return parseStarting('month', /^\d{4}-\d{2}$/.test(text) ? `${text}-01` : undefined, calendar);
  }
  const month = /^FY(\d{4})-P(0[1-9]|1[0-2])$/.exec(text);
  if (month === null) return undefined;
  const { startDate, endDate } = fiscalMonth(Number(month[1]), Number(month[2]), calendar);
  return { grain: 'month', startDate, endDate };
}

function parseQuarter(text: string, calendar: Calendar): Period | undefined {
  const quarter = /^(FY)?(\d{4})-Q([1-4])$/.exec(text);
  if (quarter === null || (quarter[1] === 'FY') !== hasFiscalYear(calendar)) return undefined;
  return quarterOf(Number(quarter[2]), Number(quarter[3]), calendar);
}

function isoWeekStart(year: number, week: number): Temporal.PlainDate | undefined {
  const fourth = Temporal.PlainDate.from({ year, month: 1, day: 4 });
  const start = fourth.subtract({ days: fourth.dayOfWeek - 1 }).add({ weeks: week - 1 });
  return start.yearOfWeek === year && start.weekOfYear === week ? start : undefined;
}

function dateOf(text: string | undefined): Temporal.PlainDate | undefined {
  if (text === undefined || !/^\d{4}-\d{2}-\d{2}$/.test(text)) return undefined;
  try {
    return Temporal.PlainDate.from(text, { overflow: 'reject' });
  } catch {
    return undefined;
  }
}
