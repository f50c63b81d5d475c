import type { Desk, ServiceTruth } from './call.ts';
import { CallInProgress } from './call-in-progress.ts';
import { locationOfTeam, type Queue, queues } from './company.ts';
import { callingParty } from './parties.ts';
import { openOffer, ringInVain, ringUntilGivenUp } from './polling.ts';
import type { Random } from './random.ts';
import { continueIn, endSegment, redirectTo, type Segment, type SegmentStart } from './segment.ts';
import {
  callerEnd,
  callingDeskEnd,
  deskEnd,
  queueEnd,
  routingEnd,
  voicemailEnd,
} from './segment-ends.ts';
import type { SegmentedCall, TalkTruth } from './segmented-call.ts';
import { isSlowMonday, mondayStory } from './telephone-move.ts';
import { msOf, type Workday } from './workday.ts';

const overflowWaitMs = 120_000;
const handOver = { blind: 0.04, attended: 0.02, again: 0.015 };
const queueAnswerMs = 110;
const routingMs = 30;

/** What is to become of a caller, where the phones allow it. */
export type QueueFate = 'answered' | 'abandoned' | 'short abandon' | 'overflow';

/** A call to Plymouth's queue, from the trunk to the last talk. */
export function segmentedQueueCall(
  workday: Workday,
  random: Random,
  queue: Queue,
  startMs: number,
  fate: QueueFate,
  pick: (random: Random) => Desk,
): SegmentedCall {
  const location = locationOfTeam(queue.teamId);
  const outside = workday.plan.outside.caller(random, queues.indexOf(queue));
  const from = callingParty(outside, location, random);
  const source = callerEnd(from.number, from.name, location);
  const call = new CallInProgress(workday, pick);
  const routing = call.trace.open({
    source,
    destination: routingEnd(location),
    method: 'call_init',
    forwardReason: 'none',
    origin: null,
    startMs,
  });
  const visit = { source, destination: queueEnd(queue), origin: routing } as const;
  const startOfVisit = { ...visit, method: 'divert', forwardReason: 'by_did' } as const;
  const queueSegment = openVisit(call, { ...startOfVisit, startMs: startMs + routingMs });
  redirectTo(routing, queueSegment, startMs + routingMs, 'by_did');
  const endMs = runVisit(call, random, queue, queueSegment, fate);
  return {
    ...{ day: workday.day, startMs, endMs, callerNumber: from.number },
    ...{ segments: call.trace.segments, visits: call.visits, talks: call.talks },
    misses: call.misses,
    service: {
      ...{ direction: 'inbound', teamId: queue.teamId, queueName: queue.name },
      callerNumber: from.number,
      callerName: from.name === '' || from.name === from.number ? null : from.name,
      calledNumber: location.publicNumber,
      ...servedBy(call),
    },
  };
}

/** Who spoke last with the caller, as the application keeps it. */
function servedBy(call: CallInProgress): Pick<ServiceTruth, 'agent' | 'spokenFromMs' | 'status'> {
  const last = call.talks.at(-1);
  if (last !== undefined) {
    const status = call.talks.length > 1 ? 'transferred' : 'completed';
    return { agent: last.desk, spokenFromMs: last.fromMs, status };
  }
  const status = call.visits.at(-1)?.result === 'voicemail' ? 'voicemail' : 'abandoned';
  return { agent: null, spokenFromMs: null, status };
}

function openVisit(call: CallInProgress, start: SegmentStart): Segment {
  const segment = call.trace.open(start);
  segment.answerMs = start.startMs + queueAnswerMs;
  return segment;
}

/** The caller waits until somebody answers, or gives up; gives the end of the call. */
function runVisit(
  call: CallInProgress,
  random: Random,
  queue: Queue,
  visit: Segment,
  fate: QueueFate,
): number {
  if (fate === 'answered') return answer(call, random, queue, visit);
  if (fate === 'overflow') return overflow(call, random, visit);
  const waitMs = msOf(
    fate === 'short abandon'
      ? random.between(1, 4.9)
      : 6 + Math.min(400, random.logNormal(50, 0.7)),
  );
  return abandon(call, random, visit, visit.startMs + waitMs);
}

function abandon(call: CallInProgress, random: Random, visit: Segment, leftMs: number): number {
  // While somebody waits for long, a phone or two rings in vain.
  const rounds = Math.floor((leftMs - visit.startMs) / 40_000);
  const fromMs = visit.startMs + 150 + (rounds === 0 ? 0 : 20_000);
  const throughMs = ringInVain(call, random, visit, fromMs, Math.min(2, rounds));
  const ringMs = Math.max(throughMs, leftMs - msOf(random.between(2, 11)));
  ringUntilGivenUp(call, random, visit, ringMs, leftMs);
  endSegment(visit, leftMs, 'src_participant_terminated', '', 'source');
  call.visits.push({ enteredMs: visit.startMs, leftMs, result: 'abandoned' });
  return leftMs;
}

/** After two minutes the system gives the caller to the voicemail. */
function overflow(call: CallInProgress, random: Random, visit: Segment): number {
  const leftMs = visit.startMs + overflowWaitMs;
  ringInVain(call, random, visit, visit.startMs + 30_000, 3);
  const voicemail = call.trace.open({
    source: visit.source,
    destination: voicemailEnd,
    method: 'divert',
    forwardReason: 'no_answer',
    origin: visit,
    startMs: leftMs,
  });
  redirectTo(visit, voicemail, leftMs, 'timeout');
  voicemail.answerMs = leftMs + 300;
  const endMs = leftMs + msOf(8 + random.logNormal(30, 0.5));
  endSegment(voicemail, endMs, 'src_participant_terminated', '', 'source');
  call.visits.push({ enteredMs: visit.startMs, leftMs, result: 'voicemail' });
  return endMs;
}

/** Most callers get the first phone that rings; the others wait, and hear it ring in vain. */
function answer(call: CallInProgress, random: Random, queue: Queue, visit: Segment): number {
  const { day, plan } = call.workday;
  const { promptShare } = mondayStory;
  const isSlow = isSlowMonday(day, plan.horizon);
  const isPrompt = random.chance(isSlow ? promptShare.monday : promptShare.ordinary);
  const holdMs = msOf(isPrompt ? random.between(0.2, 4) : random.between(5, isSlow ? 60 : 20));
  const missCount = isPrompt ? 0 : random.integer(1, 4);
  const ringFromMs = ringInVain(call, random, visit, visit.startMs + holdMs, missCount);
  const ringMs = msOf(random.between(2.5, 12));
  const seconds = 20 + Math.min(3000, random.logNormal(200, 0.6));
  const answerMs = ringFromMs + ringMs;
  const desk = call.deskFor(random, (candidate) => [
    ringFromMs,
    answerMs + call.talkMs(candidate, seconds) + 15_000,
  ]);
  if (desk === undefined) return abandon(call, random, visit, answerMs);
  const offer = openOffer(call, visit, desk, ringFromMs);
  offer.answerMs = answerMs;
  continueIn(visit, offer, answerMs, 'polling');
  call.visits.push({ enteredMs: visit.startMs, leftMs: answerMs, result: 'answered' });
  return endTalk(call, random, queue, offer, desk, answerMs + call.talkMs(desk, seconds));
}

/** The talk ends: somebody hangs up, or the caller is handed on. */
function endTalk(
  call: CallInProgress,
  random: Random,
  queue: Queue,
  talk: Segment,
  desk: Desk,
  toMs: number,
): number {
  const draw = random.unit();
  const isFirst = call.talks.length === 0;
  if (isFirst && draw < handOver.again) {
    call.talks.push(talkTruth(desk, talk, toMs, true));
    const visit = openVisit(call, handedOn(talk, queueEnd(queue), 'transfer', toMs));
    continueIn(talk, visit, visit.answerMs ?? toMs);
    return runVisit(call, random, queue, visit, random.chance(0.9) ? 'answered' : 'abandoned');
  }
  if (isFirst && draw < handOver.again + handOver.blind + handOver.attended) {
    const way = draw < handOver.again + handOver.blind ? 'transfer' : 'join';
    const endMs = handToColleague(call, random, talk, way, desk, toMs);
    if (endMs !== undefined) return endMs;
  }
  call.talks.push(talkTruth(desk, talk, toMs, false));
  const isCaller = random.chance(0.62);
  const reason = isCaller ? 'src_participant_terminated' : 'dst_participant_terminated';
  endSegment(talk, toMs, reason, '', isCaller ? 'source' : 'destination');
  return toMs;
}

/** Blind, or after a word with the colleague; undefined when no colleague is free. */
function handToColleague(
  call: CallInProgress,
  random: Random,
  talk: Segment,
  method: 'transfer' | 'join',
  desk: Desk,
  toMs: number,
): number | undefined {
  const fromMs = talk.answerMs ?? talk.startMs;
  const consultMs = method === 'join' ? Math.min(20_000, Math.floor((toMs - fromMs) / 2)) : 0;
  const takenMs = method === 'join' ? toMs : toMs + msOf(random.between(3, 11));
  const endMs = takenMs + msOf(40 + random.logNormal(120, 0.5));
  const colleague = call.freeDesk(random, toMs - consultMs, endMs + 15_000);
  if (colleague === undefined) return undefined;
  call.talks.push(talkTruth(desk, talk, toMs, true));
  const second = handedOn(talk, deskEnd(colleague), method, toMs);
  const next = call.trace.open(second);
  next.answerMs = takenMs;
  if (method === 'join') consult(call, desk, colleague, { fromMs: toMs - consultMs, toMs, next });
  continueIn(talk, next, takenMs);
  endSegment(next, endMs, 'src_participant_terminated', '', 'source');
  call.talks.push(talkTruth(colleague, next, endMs, false));
  return endMs;
}

function talkTruth(desk: Desk, talk: Segment, toMs: number, isHandedOver: boolean): TalkTruth {
  const fromMs = talk.answerMs ?? talk.startMs;
  return { desk, direction: 'inbound', fromMs, toMs, isHandedOver };
}

function handedOn(
  talk: Segment,
  destination: Segment['destination'],
  method: Segment['method'],
  startMs: number,
): SegmentStart {
  return {
    ...{ source: talk.source, destination, method },
    forwardReason: 'none',
    origin: talk,
    startMs,
  };
}

/** The agent asks the colleague first, in a call of their own, while the caller is on hold. */
function consult(
  call: CallInProgress,
  desk: Desk,
  colleague: Desk,
  { fromMs, toMs, next }: { fromMs: number; toMs: number; next: Segment },
): void {
  const consultation = call.trace.open(
    {
      source: callingDeskEnd(desk),
      destination: deskEnd(colleague),
      method: 'call_init',
      forwardReason: 'none',
      origin: null,
      startMs: fromMs,
    },
    true,
  );
  consultation.answerMs = Math.min(toMs, fromMs + 4000);
  continueIn(consultation, next, toMs);
}
