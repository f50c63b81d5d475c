import { dateOf, dayOf, type LocalDay, mondayOf } from './local-day.ts';

/** The days that the sample company covers, all counted from its as-of. */
export interface Horizon {
  readonly timeZone: string;
  readonly asOfMs: number;
  readonly asOfDay: LocalDay;
  /** The Monday of the week in which the as-of lies. */
  readonly thisWeekDay: LocalDay;
  /** The Monday of the latest week that had ended: the week that the first reports are about. */
  readonly lastWeekDay: LocalDay;
  /** The Monday on which the telephone exports begin. */
  readonly firstCallDay: LocalDay;
}

/** A calendar week of telephone exports. */
export interface CallWeek {
  /** ISO week, such as `2026-W46`. */
  readonly name: string;
  readonly startDay: LocalDay;
  /** 0 for the week of the as-of, 1 for the week before it. */
  readonly weeksAgo: number;
}

/** The horizon of a company whose exports reach back a number of months from its as-of. */
export function makeHorizon(asOf: Temporal.Instant, timeZone: string, monthCount: number): Horizon {
  const asOfDate = asOf.toZonedDateTimeISO(timeZone).toPlainDate();
  const thisWeekDay = mondayOf(dayOf(asOfDate));
  return {
    timeZone,
    asOfMs: asOf.epochMilliseconds,
    asOfDay: dayOf(asOfDate),
    thisWeekDay,
    lastWeekDay: thisWeekDay - 7,
    firstCallDay: mondayOf(dayOf(asOfDate.subtract({ months: monthCount }))),
  };
}

/** The weeks of the telephone exports, oldest first; the last one is cut at the as-of. */
export function callWeeks(horizon: Horizon): CallWeek[] {
  const count = (horizon.thisWeekDay - horizon.firstCallDay) / 7 + 1;
  return Array.from({ length: count }, (_, index) => {
    const startDay = horizon.firstCallDay + 7 * index;
    const date = dateOf(startDay);
    const name = `${date.yearOfWeek}-W${String(date.weekOfYear).padStart(2, '0')}`;
    return { name, startDay, weeksAgo: count - 1 - index };
  });
}

/** When a local day begins and how long it is: 23 or 25 hours when the clocks change. */
export interface DaySpan {
  readonly startMs: number;
  readonly lengthSeconds: number;
  /** Seconds from the day's start to the change of the clocks; null on an ordinary day. */
  readonly clockChangeSeconds: number | null;
}

/** The span of a local day in a zone. */
export function daySpan(day: LocalDay, timeZone: string): DaySpan {
  const start = dateOf(day).toZonedDateTime(timeZone);
  const end = dateOf(day + 1).toZonedDateTime(timeZone);
  const startMs = start.epochMilliseconds;
  const lengthSeconds = (end.epochMilliseconds - startMs) / 1000;
  const change = lengthSeconds === 86_400 ? null : start.getTimeZoneTransition('next');
  const clockChangeSeconds = change === null ? null : (change.epochMilliseconds - startMs) / 1000;
  return { startMs, lengthSeconds, clockChangeSeconds };
}
