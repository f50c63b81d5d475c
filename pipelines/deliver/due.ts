import { type Calendar, formatPeriod, lastClosedPeriod, type Period } from '../run/period.ts';
import { isNotLatest, isTooLate, neverDue, notEnded } from './messages.ts';

/** How long after its end a period's digest is still mailed by itself. */
const maximumDaysLate = 3;

/** Whether a digest of a period is mailed by itself, or why it is not. */
export type DueJudgement =
  | { readonly isDue: true }
  | { readonly isDue: false; readonly reason: string };

/**
 * A digest is due for the latest closed period of its grain, until three local days after the end of
 * that period. What is rendered for any other period is mailed only when a person asks for it.
 */
export function judgeDue(period: Period, asOf: Temporal.Instant, calendar: Calendar): DueJudgement {
  const label = formatPeriod(period, calendar);
  if (period.grain === 'range') return notDue(neverDue(label));
  if (Temporal.Instant.compare(asOf, startOf(period.endDate, calendar)) < 0) {
    return notDue(notEnded(label, lastDay(period)));
  }
  const latest = lastClosedPeriod(period.grain, asOf, calendar);
  if (!latest.startDate.equals(period.startDate)) {
    return notDue(isNotLatest(label, period.grain, formatPeriod(latest, calendar)));
  }
  const deadline = startOf(period.endDate.add({ days: maximumDaysLate }), calendar);
  if (Temporal.Instant.compare(asOf, deadline) > 0) {
    return notDue(isTooLate(label, lastDay(period), maximumDaysLate));
  }
  return { isDue: true };
}

function startOf(day: Temporal.PlainDate, calendar: Calendar): Temporal.Instant {
  return day.toZonedDateTime(calendar.timeZone).toInstant();
}

function lastDay(period: Period): string {
  return period.endDate.subtract({ days: 1 }).toString();
}

function notDue(reason: string): DueJudgement {
  return { isDue: false, reason };
}
