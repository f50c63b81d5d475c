import type { Desk, Party } from './call.ts';
import { locationOfTeam, type Queue, queues, voicemailExtension } from './company.ts';
import { callingParty, deskParty, queueParty, voicemailParty } from './parties.ts';
import type { Random } from './random.ts';
import { msOf, type Workday } from './workday.ts';

const transferShare = 0.06;

/** An inbound call that has reached a queue, before it is known what becomes of it. */
export interface QueueCaller {
  readonly queue: Queue;
  readonly from: Party;
  readonly startMs: number;
  /** When the queue picked up: at once, which is why the export knows no wait. */
  readonly answerMs: number;
}

/** A call that has just reached a queue. */
export function queueCaller(
  workday: Workday,
  random: Random,
  queue: Queue,
  startMs: number,
): QueueCaller {
  const outside = workday.plan.outside.caller(random, queues.indexOf(queue));
  const from = callingParty(outside, locationOfTeam(queue.teamId), random);
  return { queue, from, startMs, answerMs: startMs + random.integer(40, 900) };
}

/** A stretch of talk between the caller and one desk. */
interface Talk {
  readonly desk: Desk;
  readonly fromMs: number;
  readonly toMs: number;
}

/** The caller waits, speaks with a free desk and perhaps with a second one; with none, gives up. */
export function addAnswered(
  workday: Workday,
  random: Random,
  caller: QueueCaller,
  pick: () => Desk,
): void {
  const endReason = random.chance(0.62) ? 'TerminatedBySrc' : 'TerminatedByDst';
  const first = firstTalk(workday, random, caller, pick);
  if (first === undefined) {
    addAbandoned(workday, random, caller);
    return;
  }
  const second = random.chance(transferShare)
    ? handOver(workday, random, first, pick())
    : undefined;
  const last = second ?? first;
  workday.calls.push({
    ...toQueue(caller),
    endMs: last.toMs,
    endReason,
    changeReason: second === undefined ? 'ReplacedDst' : 'ReplacedSrc',
    final: deskParty(last.desk),
    chain: [
      caller.from,
      queueParty(caller.queue),
      deskParty(first.desk),
      ...(second === undefined ? [] : [deskParty(second.desk)]),
    ],
    missedBy: '',
    service: {
      ...serviceOf(caller),
      agent: last.desk,
      spokenFromMs: last.fromMs,
      status: second === undefined ? 'completed' : 'transferred',
    },
  });
}

function firstTalk(
  workday: Workday,
  random: Random,
  caller: QueueCaller,
  pick: () => Desk,
): Talk | undefined {
  const fromMs = caller.answerMs + msOf(Math.min(240, random.logNormal(16, 0.7)));
  const seconds = 20 + Math.min(3000, random.logNormal(200, 0.6));
  for (let attempt = 0; attempt < 8; attempt += 1) {
    const desk = pick();
    const toMs = fromMs + msOf(seconds * (desk.person?.skill.talk ?? 1));
    // The telephone rings for five seconds before the talk; wrap-up takes fifteen after it.
    if (workday.agenda.book(desk.extension, fromMs - 5000, toMs + 15_000)) {
      return { desk, fromMs, toMs };
    }
  }
  return undefined;
}

function handOver(workday: Workday, random: Random, first: Talk, desk: Desk): Talk | undefined {
  const fromMs = first.toMs;
  const toMs = fromMs + msOf(40 + random.logNormal(120, 0.5));
  const isBooked = workday.agenda.book(desk.extension, fromMs - 5000, toMs + 15_000);
  return isBooked ? { desk, fromMs, toMs } : undefined;
}

/** The caller hangs up while waiting. */
export function addAbandoned(workday: Workday, random: Random, caller: QueueCaller): void {
  workday.calls.push({
    ...toQueue(caller),
    endMs: caller.answerMs + msOf(Math.min(600, random.logNormal(60, 0.8))),
    endReason: 'TerminatedBySrc',
    changeReason: '',
    final: null,
    chain: [caller.from, queueParty(caller.queue)],
    missedBy: caller.queue.extension,
    service: { ...serviceOf(caller), agent: null, spokenFromMs: null, status: 'abandoned' },
  });
}

/** The queue gives the call to the voicemail after a wait: a flow-out, neither answered nor abandoned. */
export function addOverflow(
  workday: Workday,
  random: Random,
  caller: QueueCaller,
  waitSeconds: number,
): void {
  const voicemail = voicemailParty(voicemailExtension, 'Voicemail');
  workday.calls.push({
    ...toQueue(caller),
    endMs: caller.answerMs + msOf(waitSeconds + random.logNormal(35, 0.5)),
    endReason: 'TerminatedBySrc',
    changeReason: 'QFwdToDNA',
    final: voicemail,
    chain: [caller.from, queueParty(caller.queue), voicemail],
    missedBy: caller.queue.extension,
    service: { ...serviceOf(caller), agent: null, spokenFromMs: null, status: 'voicemail' },
  });
}

function toQueue({ queue, from, startMs, answerMs }: QueueCaller) {
  return { startMs, answerMs, from, to: queueParty(queue), dialled: queue.extension };
}

function serviceOf({ queue, from }: QueueCaller) {
  return {
    direction: 'inbound' as const,
    teamId: queue.teamId,
    queueName: queue.name,
    callerNumber: from.number,
    callerName: from.name === '' || from.name === from.number ? null : from.name,
    calledNumber: locationOfTeam(queue.teamId).publicNumber,
  };
}
