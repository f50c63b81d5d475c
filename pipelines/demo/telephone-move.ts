import type { Call } from './call.ts';
import { lobbyPhone, queues } from './company.ts';
import type { Horizon } from './horizon.ts';
import { type LocalDay, weekday } from './local-day.ts';

/** The telephone system that Plymouth's call center got for itself: a 3CX that is read as a database. */
export const plymouthSystem = {
  /** The name of the source, and of its database on the demo's server. */
  name: 'plymouth',
  teamId: 'call-center-plymouth',
  trunk: '10001',
  trunkName: 'Plymouth Trunk',
  /** It took over on a Monday, so many weeks before the week of the as-of. */
  weeksAgo: 26,
} as const;

/** Since a Monday, Plymouth's queue breaks its service level on Mondays, and on no other day. */
export const mondayStory = {
  weeksAgo: 12,
  /** Share of the callers whom the first phone that rings gets, on ordinary days and on such Mondays. */
  promptShare: { ordinary: 0.955, monday: 0.42 },
  /** Factor on those who give up. */
  abandonFactor: 1.5,
} as const;

/** The talks of one member of Plymouth's team get longer, day by day, up to the as-of. */
const driftStory = {
  seatKey: 'call-center-plymouth/3',
  weeksAgo: 8,
  /** Added to the factor on the length of talks by the as-of. */
  growth: 0.6,
} as const;

/** The first day of Plymouth's own telephone system. */
export function movedDay(horizon: Horizon): LocalDay {
  return horizon.thisWeekDay - 7 * plymouthSystem.weeksAgo;
}

/** True for a Monday on which the queue breaks its service level. */
export function isSlowMonday(day: LocalDay, horizon: Horizon): boolean {
  return weekday(day) === 0 && day >= horizon.thisWeekDay - 7 * mondayStory.weeksAgo;
}

/** The factor on the talks of a person on a day: 1 for everybody but the one who drifts. */
export function driftFactor(seatKey: string, day: LocalDay, horizon: Horizon): number {
  if (seatKey !== driftStory.seatKey) return 1;
  const firstDay = horizon.thisWeekDay - 7 * driftStory.weeksAgo;
  const share = (day - firstDay) / (horizon.thisWeekDay - firstDay);
  return 1 + driftStory.growth * Math.min(1, Math.max(0, share));
}

const movedExtensions = new Set([
  ...queues
    .filter(({ teamId }) => teamId === plymouthSystem.teamId)
    .map((queue) => queue.extension),
  ...Array.from({ length: 10 }, (_, index) => String(170 + index)),
  lobbyPhone.extension,
]);

/** True for a call that the company's own telephone system has no more: its phones have moved. */
export function hasMoved(call: Call, day: LocalDay, horizon: Horizon): boolean {
  if (day < movedDay(horizon)) return false;
  return [call.from, call.to, call.final].some(
    (party) => party !== null && party.type !== 'Line' && movedExtensions.has(party.dn),
  );
}
