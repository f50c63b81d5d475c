import type { Horizon } from './horizon.ts';
import { lastWeekChange } from './last-week.ts';
import { dateOf, type LocalDay } from './local-day.ts';

/** A value that moves in a straight line over the two years before the as-of. */
type Line = readonly [twoYearsAgo: number, atAsOf: number];

/** How a call centre does. */
export interface QueueTrend {
  /** Factor on the number of calls. */
  readonly demand: number;
  /** Share of calls that give up waiting on an ordinary day. */
  readonly abandonShare: number;
  /** Mean satisfaction score. */
  readonly satisfaction: number;
}

interface QueueLines {
  readonly demand: Line;
  readonly abandonShare: Line;
  readonly satisfaction: Line;
}

/** Ann Arbor gets better, Wixom worse, Plymouth stays as it is. */
const queueLines = new Map<string, QueueLines>([
  [
    'call-center-ann-arbor',
    { demand: [0.95, 1.02], abandonShare: [0.1, 0.05], satisfaction: [3.9, 4.4] },
  ],
  [
    'call-center-wixom',
    { demand: [0.92, 1.06], abandonShare: [0.05, 0.085], satisfaction: [4.4, 3.95] },
  ],
  [
    'call-center-plymouth',
    { demand: [1, 1], abandonShare: [0.065, 0.065], satisfaction: [4.2, 4.2] },
  ],
]);

/** Calls per rep and day, and the share of them that is picked up: North rises, South falls. */
const salesLines = new Map<string, { readonly calls: Line; readonly reach: Line }>([
  ['sales-north', { calls: [29, 33], reach: [0.46, 0.54] }],
  ['sales-south', { calls: [33, 29], reach: [0.52, 0.46] }],
]);

/** How the call centre of a queue does on a day. */
export function queueTrend(teamId: string, day: LocalDay, horizon: Horizon): QueueTrend {
  const lines = queueLines.get(teamId);
  if (lines === undefined) throw new Error(`no trend for team ${teamId}`);
  return {
    demand: valueOn(lines.demand, day, horizon) * lastWeekChange('demand', teamId, day, horizon),
    abandonShare: valueOn(lines.abandonShare, day, horizon),
    satisfaction:
      valueOn(lines.satisfaction, day, horizon) +
      lastWeekChange('satisfaction', teamId, day, horizon),
  };
}

/** How a sales team does on a day: calls per rep, and the share that somebody picks up. */
export function salesTrend(teamId: string, day: LocalDay, horizon: Horizon) {
  const lines = salesLines.get(teamId);
  if (lines === undefined) throw new Error(`no trend for team ${teamId}`);
  return {
    calls: valueOn(lines.calls, day, horizon),
    reach: valueOn(lines.reach, day, horizon) + lastWeekChange('reach', teamId, day, horizon),
  };
}

// January is busy with new insurance years, summer and December are quiet.
const monthFactors = [1.08, 1.04, 1.03, 1, 0.99, 0.96, 0.92, 0.94, 1.04, 1.05, 1, 0.9];

/** Factor of the season on the calls that come in. */
export function seasonFactor(day: LocalDay): number {
  return monthFactors[dateOf(day).month - 1] ?? 1;
}

function valueOn([before, now]: Line, day: LocalDay, horizon: Horizon): number {
  const share = Math.min(1, Math.max(0, 1 - (horizon.asOfDay - day) / 730));
  return before + (now - before) * share;
}
