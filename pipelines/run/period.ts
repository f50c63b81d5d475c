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
    const first = { monday: 1, sunday: 7, saturday: 6 }[calendar.weekStart];
    const startDate = day.subtract({ days: (day.dayOfWeek - first + 7) % 7 });
    return { grain, startDate, endDate: startDate.add({ weeks: 1 }) };
  }
  if (grain === 'month') {
    const startDate = day.with({ day: 1 });
    return { grain, startDate, endDate: startDate.add({ months: 1 }) };
  }
  if (grain === 'quarter') {
    const monthsIn = (day.month - calendar.fiscalYearStartMonth + 12) % 3;
    const startDate = day.with({ day: 1 }).subtract({ months: monthsIn });
    return { grain, startDate, endDate: startDate.add({ months: 3 }) };
  }
  return { grain, startDate: day, endDate: day.add({ days: 1 }) };
}

/** The local day of an instant in the calendar's zone. */
export function localDay(instant: Temporal.Instant, calendar: Calendar): Temporal.PlainDate {
  return instant.toZonedDateTimeISO(calendar.timeZone).toPlainDate();
}

/** The latest period of a grain that had ended at an instant. */
export function lastClosedPeriod(grain: Grain, at: Temporal.Instant, calendar: Calendar): Period {
  const current = periodOf(grain, localDay(at, calendar), calendar);
  return periodOf(grain, current.startDate.subtract({ days: 1 }), calendar);
}

/** The period before this one: of the same grain, or a range of the same length. */
export function previousPeriod(period: Period, calendar: Calendar): Period {
  if (period.grain !== 'range') {
    return periodOf(period.grain, period.startDate.subtract({ days: 1 }), calendar);
  }
  const { days } = period.startDate.until(period.endDate, { largestUnit: 'day' });
  return {
    grain: 'range',
    startDate: period.startDate.subtract({ days }),
    endDate: period.startDate,
  };
}

/** The instant at which the period's last local day ends. */
export function periodEnd(period: Period, calendar: Calendar): Temporal.Instant {
  return period.endDate.toZonedDateTime(calendar.timeZone).toInstant();
}

/**
 * A period's label, which `parsePeriod` reads back: `2026-W46`, `2026-10`, `2026-Q3`, `2026-11-20`,
 * `2026-10-01..2026-10-15` (the second date is the first day after it). Weeks that do not start on
 * Monday are no ISO weeks and read `week-of-2026-11-15`; fiscal quarters carry the year they end in.
 */
export function formatPeriod(period: Period, calendar: Calendar): string {
  const start = period.startDate;
  if (period.grain === 'day') return start.toString();
  if (period.grain === 'month') return start.toPlainYearMonth().toString();
  if (period.grain === 'range') return `${start}..${period.endDate}`;
  if (period.grain === 'week') {
    if (calendar.weekStart !== 'monday') return `week-of-${start}`;
    return `${start.yearOfWeek}-W${String(start.weekOfYear).padStart(2, '0')}`;
  }
  const { year, quarter } = fiscalQuarter(start, calendar);
  const prefix = calendar.fiscalYearStartMonth === 1 ? '' : 'FY';
  return `${prefix}${year}-Q${quarter}`;
}

function fiscalQuarter(start: Temporal.PlainDate, calendar: Calendar) {
  const monthsFromYearStart = (start.month - calendar.fiscalYearStartMonth + 12) % 12;
  const yearStart = start.subtract({ months: monthsFromYearStart });
  const year = calendar.fiscalYearStartMonth === 1 ? yearStart.year : yearStart.year + 1;
  return { year, quarter: Math.floor(monthsFromYearStart / 3) + 1 };
}

const examples = '2026-W46, 2026-10, 2026-Q3, 2026-11-20, 2026-10-01..2026-10-15, last-week';

/**
 * Reads a period as a person writes it; relative words (`last-week`, `this-month`, `today`,
 * `yesterday`) count from `at`. Throws a UserError (exit 2) with the accepted forms.
 */
export function parsePeriod(text: string, at: Temporal.Instant, calendar: Calendar): Period {
  const period = parseRelative(text, at, calendar) ?? parseAbsolute(text, calendar);
  if (period !== undefined) return period;
  throw new UserError({
    what: `"${text}" is not a period`,
    advice: `Write one of ${examples}. Nothing was run.`,
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
    parseStarting('month', /^\d{4}-\d{2}$/.test(text) ? `${text}-01` : undefined, calendar) ??
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

function parseQuarter(text: string, calendar: Calendar): Period | undefined {
  const quarter = /^(FY)?(\d{4})-Q([1-4])$/.exec(text);
  const isFiscal = calendar.fiscalYearStartMonth !== 1;
  if (quarter === null || (quarter[1] === 'FY') !== isFiscal) return undefined;
  const year = Number(quarter[2]) - (isFiscal ? 1 : 0);
  const start = Temporal.PlainDate.from({ year, month: calendar.fiscalYearStartMonth, day: 1 });
  return periodOf('quarter', start.add({ months: (Number(quarter[3]) - 1) * 3 }), calendar);
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
