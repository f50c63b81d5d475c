/** A local day, counted from 1970-01-01, so that a calendar is plain arithmetic. */
export type LocalDay = number;

const epoch = Temporal.PlainDate.from('1970-01-01');
const dates = new Map<LocalDay, Temporal.PlainDate>();

/** The count of a calendar date. */
export function dayOf(date: Temporal.PlainDate): LocalDay {
  return epoch.until(date, { largestUnit: 'day' }).days;
}

/** The calendar date of a count. */
export function dateOf(day: LocalDay): Temporal.PlainDate {
  let date = dates.get(day);
  if (date === undefined) {
    date = epoch.add({ days: day });
    dates.set(day, date);
  }
  return date;
}

/** `2026-11-16`. */
export function isoDate(day: LocalDay): string {
  return dateOf(day).toString();
}

/** 0 for Monday to 6 for Sunday. */
export function weekday(day: LocalDay): number {
  return (day + 3) % 7;
}

/** The Monday of the day's week. */
export function mondayOf(day: LocalDay): LocalDay {
  return day - weekday(day);
}

/** The same date a number of years later, the 28th where the 29th of February is missing. */
export function yearsLater(day: LocalDay, years: number): LocalDay {
  return dayOf(dateOf(day).add({ years }));
}
