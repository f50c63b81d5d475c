import type { Desk } from './call.ts';
import { lobbyPhone, type Queue, queues } from './company.ts';
import { deskWork } from './desk-work.ts';
import type { CallWeek } from './horizon.ts';
import { closedSeconds } from './night-calls.ts';
import { pickDesk, queueDemand } from './queue-calls.ts';
import type { Random } from './random.ts';
import type { SegmentedCall } from './segmented-call.ts';
import { internalCall, nightCall, outboundCall } from './segmented-desk-calls.ts';
import { type QueueFate, segmentedQueueCall } from './segmented-queue.ts';
import { isSlowMonday, mondayStory, movedDay, plymouthSystem } from './telephone-move.ts';
import {
  type CallPlan,
  dayRandom,
  msAt,
  openingTimes,
  startWorkday,
  type Workday,
} from './workday.ts';

const overflowShare = 0.012;
const shortAbandonShare = 0.015;
const nightCallsPerDay = 1.6;
const internalCallsPerDeskDay = 0.5;
const lobbyCallsPerDay = 1.2;

/** The calls that Plymouth's own telephone system had in a week and that had ended at the as-of. */
export function segmentedCallsOfWeek(plan: CallPlan, week: CallWeek): SegmentedCall[] {
  const queue = queues.find(({ teamId }) => teamId === plymouthSystem.teamId);
  if (queue === undefined || week.startDay < movedDay(plan.horizon)) return [];
  const calls: SegmentedCall[] = [];
  for (let day = week.startDay; day < week.startDay + 7; day += 1) {
    if (day > plan.horizon.asOfDay) break;
    calls.push(...callsOfDay(startWorkday(plan, day), queue));
  }
  return calls
    .filter(({ endMs }) => endMs < plan.horizon.asOfMs)
    .sort((a, b) => a.startMs - b.startMs);
}

function callsOfDay(workday: Workday, queue: Queue): SegmentedCall[] {
  const present = workday.presentDesks.filter(({ teamId }) => teamId === queue.teamId);
  return [
    ...queueCalls(workday, queue, present),
    ...nightCalls(workday, queue),
    ...(workday.kind === 'full' ? deskCalls(workday, present) : []),
  ];
}

function queueCalls(workday: Workday, queue: Queue, present: readonly Desk[]): SegmentedCall[] {
  if (present.length === 0) return [];
  const random = dayRandom(workday, `segments/queue/${queue.extension}`);
  const { demand, abandonShare } = queueDemand(workday, queue.teamId, present);
  const isSlow = isSlowMonday(workday.day, workday.plan.horizon);
  const lostShare = abandonShare * (isSlow ? mondayStory.abandonFactor : 1);
  const pick = (own: Random) => pickDesk(own, queue, present);
  const count = random.poisson(demand * workday.plan.scale);
  return openingTimes(workday, random, count).map((startMs) =>
    segmentedQueueCall(workday, random, queue, startMs, drawFate(random, lostShare), pick),
  );
}

function drawFate(random: Random, lostShare: number): QueueFate {
  const draw = random.unit();
  if (draw < lostShare) return 'abandoned';
  if (draw < lostShare + overflowShare) return 'overflow';
  return draw < lostShare + overflowShare + shortAbandonShare ? 'short abandon' : 'answered';
}

function nightCalls(workday: Workday, queue: Queue): SegmentedCall[] {
  const random = dayRandom(workday, 'segments/night');
  const count = random.poisson(nightCallsPerDay * workday.plan.scale);
  return closedSeconds(workday, random, count).map((second) =>
    nightCall(workday, random, queue, msAt(workday, second)),
  );
}

/** What the desks call themselves: the outside, and each other; and the lobby's telephone. */
function deskCalls(workday: Workday, present: readonly Desk[]): SegmentedCall[] {
  const { scale } = workday.plan;
  const { teamId } = plymouthSystem;
  const lobby: Desk = { ...lobbyPhone, teamId, person: null, weight: 1 };
  const outbound = [...present, lobby].flatMap((desk) => {
    const random = dayRandom(workday, `segments/outbound/${desk.person?.key ?? 'lobby'}`);
    const expected = desk === lobby ? lobbyCallsPerDay : deskWork(workday, desk).outbound;
    return openingTimes(workday, random, random.poisson(expected * scale)).flatMap(
      (startMs) => outboundCall(workday, random, desk, startMs) ?? [],
    );
  });
  const random = dayRandom(workday, 'segments/internal');
  const count = random.poisson(internalCallsPerDeskDay * present.length * scale);
  const internal = openingTimes(workday, random, count).flatMap((startMs) => {
    const [caller, called] = [random.pick(present), random.pick(present)];
    return caller === called ? [] : (internalCall(workday, random, caller, called, startMs) ?? []);
  });
  return [...outbound, ...internal];
}
