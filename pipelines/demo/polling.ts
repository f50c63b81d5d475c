import type { Desk } from './call.ts';
import type { CallInProgress } from './call-in-progress.ts';
import type { Random } from './random.ts';
import { endSegment, type Segment } from './segment.ts';
import { deskEnd } from './segment-ends.ts';
import { msOf } from './workday.ts';

const ringTimeMs = 15_000;
const declinedShare = 0.12;
const breathMs = 120;

/**
 * Rings one free desk after the other, none of which answers; gives the moment at which the queue is
 * through. Fewer desks ring when fewer are free.
 */
export function ringInVain(
  call: CallInProgress,
  random: Random,
  queueSegment: Segment,
  fromMs: number,
  count: number,
): number {
  let nowMs = fromMs;
  for (let round = 0; round < count; round += 1) {
    const isDeclined = random.chance(declinedShare);
    const lengthMs = isDeclined ? msOf(random.between(2, 7)) : ringTimeMs;
    const desk = call.freeDesk(random, nowMs, nowMs + lengthMs);
    if (desk === undefined) continue;
    const segment = openOffer(call, queueSegment, desk, nowMs);
    if (isDeclined) endSegment(segment, nowMs + lengthMs, 'rejected', 'declined');
    else endSegment(segment, nowMs + lengthMs, 'cancelled', 'no_answer');
    call.misses.push(desk);
    nowMs += lengthMs + breathMs;
  }
  return nowMs;
}

/** Rings a desk until the caller gives up: nobody's miss. */
export function ringUntilGivenUp(
  call: CallInProgress,
  random: Random,
  queueSegment: Segment,
  fromMs: number,
  toMs: number,
): void {
  if (toMs - fromMs > ringTimeMs || toMs - fromMs < 300) return;
  const desk = call.freeDesk(random, fromMs, toMs);
  if (desk === undefined) return;
  const segment = openOffer(call, queueSegment, desk, fromMs);
  endSegment(segment, toMs, 'cancelled', 'terminated_by_originator', 'source');
}

/** The segment of a queue that rings a desk. */
export function openOffer(
  call: CallInProgress,
  queueSegment: Segment,
  desk: Desk,
  startMs: number,
): Segment {
  return call.trace.open({
    source: queueSegment.source,
    destination: deskEnd(desk),
    method: 'route_to',
    forwardReason: 'polling',
    origin: queueSegment,
    startMs,
  });
}
