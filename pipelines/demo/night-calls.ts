import type { Desk } from './call.ts';
import { queues } from './company.ts';
import { addAbandoned, addAnswered, addOverflow, queueCaller } from './queue-outcomes.ts';
import type { Random } from './random.ts';
import { membershipOn } from './roster.ts';
import { dayRandom, msAt, type Workday } from './workday.ts';
import { openingSeconds } from './working-days.ts';

const nightCallsPerDay = 4;
const voicemailsPerDay = 1.6;

/**
 * The calls outside the opening hours. Ann Arbor's queue is answered round the clock by whoever is on
 * call that week; the other queues go to the voicemail. Every night on which the clocks change has
 * planted calls around the change, one of them across it.
 */
export function addNightCalls(workday: Workday): void {
  const { scale } = workday.plan;
  const random = dayRandom(workday, 'night');
  const [answered, ...unanswered] = queues;
  const desk = deskOnCall(workday);
  if (answered === undefined || desk === undefined) return;
  const changeAt = workday.span.clockChangeSeconds;
  const planted = changeAt === null ? [] : [-5400, -2700, -20, 240, 1500, 3300];
  const seconds = [
    ...planted.map((offset) => (changeAt ?? 0) + offset),
    ...closedSeconds(workday, random, random.poisson(nightCallsPerDay * scale)),
  ];
  for (const [index, second] of seconds.entries()) {
    const caller = queueCaller(workday, random, answered, msAt(workday, second));
    const isLost = index >= planted.length && random.chance(0.12);
    if (isLost) addAbandoned(workday, random, caller);
    else addAnswered(workday, random, caller, () => desk);
  }
  for (const queue of unanswered) {
    const count = random.poisson(voicemailsPerDay * scale);
    for (const second of closedSeconds(workday, random, count)) {
      addOverflow(workday, random, queueCaller(workday, random, queue, msAt(workday, second)), 8);
    }
  }
}

/** The members of Ann Arbor's call centre take turns, a week each. */
function deskOnCall(workday: Workday): Desk | undefined {
  const members = workday.desks.filter(
    ({ teamId, person }) =>
      teamId === queues[0]?.teamId &&
      person !== null &&
      membershipOn(person, workday.day)?.role === 'member',
  );
  return members[Math.floor((workday.day + 3) / 7) % members.length];
}

/** Random seconds of the day outside the opening hours. */
export function closedSeconds(workday: Workday, random: Random, count: number): number[] {
  const open = workday.kind === 'closed' ? { from: 0, to: 0 } : openingSeconds[workday.kind];
  const closedLength = workday.span.lengthSeconds - (open.to - open.from);
  return Array.from({ length: count }, () => {
    const second = random.between(0, closedLength);
    return second < open.from ? second : second + open.to - open.from;
  });
}
