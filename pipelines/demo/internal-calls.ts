import { answeredCall, unansweredCall } from './desk-work.ts';
import { deskParty } from './parties.ts';
import { dayRandom, msOf, openingTimes, type Workday } from './workday.ts';

const callsPerPersonDay = 0.5;

/** Calls between two desks, which no performance figure counts. */
export function addInternalCalls(workday: Workday): void {
  const { presentDesks, plan, agenda } = workday;
  if (workday.kind !== 'full' || presentDesks.length < 2) return;
  const random = dayRandom(workday, 'internal');
  const count = random.poisson(callsPerPersonDay * presentDesks.length * plan.scale);
  for (const startMs of openingTimes(workday, random, count)) {
    const caller = random.pick(presentDesks);
    const called = random.pick(presentDesks);
    const answerMs = startMs + msOf(random.between(3, 20));
    const endMs = answerMs + msOf(random.logNormal(70, 0.8));
    const isAnswered = random.chance(0.7) && agenda.isFree(called.extension, startMs, endMs);
    if (caller === called || !agenda.book(caller.extension, startMs, endMs)) continue;
    if (isAnswered) agenda.book(called.extension, startMs, endMs);
    const start = { startMs, from: deskParty(caller), dialled: called.extension };
    workday.calls.push(
      isAnswered
        ? answeredCall(start, deskParty(called), answerMs, endMs)
        : unansweredCall(start, deskParty(called), answerMs, 'Failed_Cancelled'),
    );
  }
}
