import type { Desk } from './call.ts';
import { lobbyPhone, type Queue } from './company.ts';
import { weekday } from './local-day.ts';
import { addAbandoned, addAnswered, addOverflow, queueCaller } from './queue-outcomes.ts';
import type { Random } from './random.ts';
import { queueTrend, seasonFactor } from './trends.ts';
import { dayRandom, openingTimes, type Workday } from './workday.ts';

const callsPerAgentDay = 13.3;
const weekdayFactors = [1.22, 1.08, 1, 0.95, 0.85, 0.45, 0];
const overflowShare = 0.015;
const overflowWaitSeconds = 180;
const lobbyShare = 0.012;

/** The calls of a day to one queue within the opening hours. */
export function addQueueCalls(workday: Workday, queue: Queue): void {
  const { plan, kind } = workday;
  const isTeam = (desk: Desk) => desk.teamId === queue.teamId;
  const present = workday.presentDesks.filter(isTeam);
  if (kind === 'closed' || present.length === 0) return;
  const random = dayRandom(workday, `queue/${queue.extension}`);
  const { demand, abandonShare } = queueDemand(workday, queue.teamId, present);
  for (const startMs of openingTimes(workday, random, random.poisson(demand * plan.scale))) {
    const caller = queueCaller(workday, random, queue, startMs);
    const draw = random.unit();
    if (draw < abandonShare) addAbandoned(workday, random, caller);
    else if (draw < abandonShare + overflowShare)
      addOverflow(workday, random, caller, overflowWaitSeconds);
    else addAnswered(workday, random, caller, () => pickDesk(random, queue, present));
  }
}

/** How many calls a team's queue is to get on a day, and which share of them will give up. */
export function queueDemand(
  { plan, day, kind, desks }: Workday,
  teamId: string,
  present: readonly Desk[],
): { readonly demand: number; readonly abandonShare: number } {
  const trend = queueTrend(teamId, day, plan.horizon);
  const daily = callsPerAgentDay * (weekdayFactors[weekday(day)] ?? 1) * seasonFactor(day);
  const team = desks.filter((desk) => desk.teamId === teamId);
  const demand = weightOf(team) * daily * trend.demand;
  // Absent colleagues make the wait longer; on the short Saturday a third of the team is the plan.
  const load = kind === 'short' ? 1 : demand / (daily * weightOf(present));
  return { demand, abandonShare: Math.min(0.4, trend.abandonShare * load ** 2) };
}

/** Mostly a desk by its share of the work; in Plymouth now and then the lobby's telephone. */
export function pickDesk(random: Random, queue: Queue, present: readonly Desk[]): Desk {
  const isLobby = random.chance(lobbyShare) && queue.teamId === 'call-center-plymouth';
  const desk = present[random.weighted(present.map(({ weight }) => weight))];
  if (isLobby || desk === undefined) {
    return { ...lobbyPhone, teamId: queue.teamId, person: null, weight: 1 };
  }
  return desk;
}

function weightOf(desks: readonly Desk[]): number {
  return desks.reduce((sum, { weight }) => sum + weight, 0);
}
