import type { Horizon } from './horizon.ts';
import { type LocalDay, weekday } from './local-day.ts';

/** What was different in the latest closed week, so that the first reports have something to say. */
const changes = {
  /** Factor on the calls that come in to a team's queue. */
  demand: new Map([
    ['call-center-wixom', 1.3],
    ['call-center-plymouth', 0.87],
  ]),
  /** Points on the satisfaction scores of a team. */
  satisfaction: new Map([
    ['call-center-ann-arbor', 0.25],
    ['call-center-wixom', -0.3],
  ]),
  /** Added to the probability that a team's outbound calls reach somebody. */
  reach: new Map([['sales-north', 0.08]]),
} as const;

/** People who were away from Tuesday to Thursday: two are ill in Wixom, three reps are at a fair. */
const awaySeats = new Set([
  'call-center-wixom/1',
  'call-center-wixom/2',
  'sales-south/2',
  'sales-south/3',
  'sales-south/4',
]);

/** The planted change of a team on a day: the neutral value outside the latest closed week. */
export function lastWeekChange(
  kind: keyof typeof changes,
  teamId: string,
  day: LocalDay,
  horizon: Horizon,
): number {
  const neutral = kind === 'demand' ? 1 : 0;
  return isLastWeek(day, horizon) ? (changes[kind].get(teamId) ?? neutral) : neutral;
}

/** True for the people who were away in the middle of the latest closed week. */
export function isAwayLastWeek(seatKey: string, day: LocalDay, horizon: Horizon): boolean {
  const isMidweek = weekday(day) >= 1 && weekday(day) <= 3;
  return isLastWeek(day, horizon) && isMidweek && awaySeats.has(seatKey);
}

function isLastWeek(day: LocalDay, horizon: Horizon): boolean {
  return day >= horizon.lastWeekDay && day < horizon.thisWeekDay;
}
