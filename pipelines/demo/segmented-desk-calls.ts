import type { Desk, ServiceTruth } from './call.ts';
import { type Location, locationOfTeam, type Queue, queues } from './company.ts';
import { deskWork, outsideFor } from './desk-work.ts';
import type { OutsideParty } from './outside-parties.ts';
import { callingParty } from './parties.ts';
import type { Random } from './random.ts';
import { continueIn, endSegment, redirectTo, SegmentTrace } from './segment.ts';
import {
  calledEnd,
  callerEnd,
  callingDeskEnd,
  closedMessageEnd,
  deskEnd,
  outboundRuleEnd,
  routingEnd,
  voicemailEnd,
} from './segment-ends.ts';
import type { SegmentedCall, TalkTruth } from './segmented-call.ts';
import { msOf, type Workday } from './workday.ts';

const personShare = 0.62;
const nobodysTruth = { visits: [], talks: [], misses: [], service: null } as const;

/** A call that a desk makes to the outside; undefined while the desk is on the telephone. */
export function outboundCall(
  workday: Workday,
  random: Random,
  desk: Desk,
  startMs: number,
): SegmentedCall | undefined {
  const outside = outsideFor(workday, random, desk);
  const isPickedUp = random.chance(deskWork(workday, desk).reach);
  const seconds = random.chance(personShare)
    ? 25 + random.logNormal(95, 0.9)
    : random.between(4, 26);
  const isBusy = random.chance(0.15);
  const answerMs = startMs + msOf(isBusy && !isPickedUp ? 2 : random.between(4, 30));
  const endMs = isPickedUp ? answerMs + msOf(Math.min(3600, seconds)) : answerMs;
  if (!workday.agenda.book(desk.extension, startMs, endMs + 10_000)) return undefined;
  const trace = new SegmentTrace();
  const start = { source: callingDeskEnd(desk), origin: null, startMs };
  const rule = trace.open({
    ...start,
    ...{ destination: outboundRuleEnd(outside.number), method: 'call_init' },
    forwardReason: 'none',
  });
  const line = trace.open({
    ...{ source: start.source, destination: calledEnd(outside.number) },
    ...{ method: 'route_to', forwardReason: 'polling', origin: rule, startMs: startMs + 40 },
  });
  continueIn(rule, line, answerMs, 'polling');
  if (isPickedUp) line.answerMs = answerMs;
  if (isPickedUp) endSegment(line, endMs, 'dst_participant_terminated', '', 'destination');
  else if (isBusy) endSegment(line, endMs, 'rejected', 'busy');
  else endSegment(line, endMs, 'src_participant_terminated', '', 'source');
  const talk: TalkTruth = {
    ...{ desk, direction: 'outbound', fromMs: answerMs, toMs: endMs, isHandedOver: false },
  };
  return {
    ...{ ...nobodysTruth, day: workday.day, startMs, endMs, callerNumber: desk.extension },
    segments: trace.segments,
    talks: isPickedUp ? [talk] : [],
    service: callBack(desk, outside, locationOfTeam(desk.teamId), line.answerMs),
  };
}

/** What the application knows of a call that a call centre makes; nothing of a lobby's. */
function callBack(
  desk: Desk,
  outside: OutsideParty,
  location: Location,
  spokenFromMs: number | null,
): ServiceTruth | null {
  if (desk.person === null) return null;
  return {
    ...{ direction: 'outbound', teamId: desk.teamId, queueName: `${location.name} Callbacks` },
    callerNumber: location.publicNumber,
    callerName: outside.name,
    calledNumber: outside.number,
    agent: desk,
    spokenFromMs,
    status: spokenFromMs === null ? 'missed' : 'completed',
  };
}

/** A call from one desk to another; undefined while one of them is on the telephone. */
export function internalCall(
  workday: Workday,
  random: Random,
  caller: Desk,
  called: Desk,
  startMs: number,
): SegmentedCall | undefined {
  const isAnswered = random.chance(0.7);
  const answerMs = startMs + msOf(random.between(3, 18));
  const endMs = isAnswered ? answerMs + msOf(random.logNormal(60, 0.8)) : answerMs;
  const { agenda } = workday;
  if (!agenda.isFree(called.extension, startMs, endMs)) return undefined;
  if (!agenda.book(caller.extension, startMs, endMs)) return undefined;
  agenda.book(called.extension, startMs, endMs);
  const trace = new SegmentTrace();
  const segment = trace.open({
    ...{ source: callingDeskEnd(caller), destination: deskEnd(called) },
    ...{ method: 'call_init', forwardReason: 'none', origin: null, startMs },
  });
  if (isAnswered) segment.answerMs = answerMs;
  if (isAnswered) endSegment(segment, endMs, 'src_participant_terminated', '', 'source');
  else endSegment(segment, endMs, 'cancelled', 'terminated_by_originator', 'source');
  return {
    ...{ ...nobodysTruth, day: workday.day, startMs, endMs, callerNumber: caller.extension },
    segments: trace.segments,
  };
}

/** A call outside the opening hours: the closed message, and for those who stay the voicemail. */
export function nightCall(
  workday: Workday,
  random: Random,
  queue: Queue,
  startMs: number,
): SegmentedCall {
  const location = locationOfTeam(queue.teamId);
  const outside = workday.plan.outside.caller(random, queues.indexOf(queue));
  const from = callingParty(outside, location, random);
  const source = callerEnd(from.number, from.name, location);
  const trace = new SegmentTrace();
  const open = { source, forwardReason: 'out_of_office', method: 'divert' } as const;
  const routing = trace.open({
    ...{ source, destination: routingEnd(location), method: 'call_init' },
    ...{ forwardReason: 'none', origin: null, startMs },
  });
  const messageMs = startMs + 30;
  const message = trace.open({
    ...open,
    ...{ destination: closedMessageEnd, origin: routing, startMs: messageMs },
  });
  redirectTo(routing, message, messageMs, 'out_of_office');
  message.answerMs = messageMs + 60;
  const stays = random.chance(0.7);
  const heardMs = messageMs + msOf(stays ? 9 : random.between(1, 9));
  const endMs = stays ? heardMs + msOf(8 + random.logNormal(25, 0.5)) : heardMs;
  if (stays) {
    const voicemail = trace.open({
      ...open,
      ...{ destination: voicemailEnd, origin: message, startMs: heardMs },
    });
    voicemail.answerMs = heardMs + 200;
    continueIn(message, voicemail, heardMs);
    endSegment(voicemail, endMs, 'src_participant_terminated', '', 'source');
  } else endSegment(message, endMs, 'src_participant_terminated', '', 'source');
  return {
    ...{ ...nobodysTruth, day: workday.day, startMs, endMs, callerNumber: from.number },
    segments: trace.segments,
  };
}
