import type { Desk, ServiceTruth } from './call.ts';
import { type Location, lobbyPhone, locationOfTeam, teamById } from './company.ts';
import { answeredCall, deskWork, outsideFor, unansweredCall } from './desk-work.ts';
import type { OutsideParty } from './outside-parties.ts';
import { calledParty, deskParty } from './parties.ts';
import type { Random } from './random.ts';
import { dayRandom, msOf, openingTimes, type Workday } from './workday.ts';

const personShare = 0.62;
const lobbyCallsPerDay = 1.2;
const unansweredReasons = ['Failed', 'Failed_Cancelled', 'NotAvailable', 'RouteBusy'] as const;

/** The calls that people make at their desks, and those of the lobby's telephone, which is nobody's. */
export function addOutboundCalls(workday: Workday): void {
  if (workday.kind !== 'full') return;
  for (const desk of workday.presentDesks) {
    const { outbound, reach } = deskWork(workday, desk);
    const random = dayRandom(workday, `outbound/${desk.person?.key}`);
    addCalls(workday, random, desk, outbound, reach);
  }
  const lobby = { ...lobbyPhone, teamId: 'call-center-plymouth', person: null, weight: 1 };
  addCalls(workday, dayRandom(workday, 'outbound/lobby'), lobby, lobbyCallsPerDay, 0.5);
}

function addCalls(
  workday: Workday,
  random: Random,
  desk: Desk,
  expected: number,
  reach: number,
): void {
  const count = random.poisson(expected * workday.plan.scale);
  for (const startMs of openingTimes(workday, random, count)) {
    addCall(workday, random, desk, startMs, reach);
  }
}

/** Picked up by a person, by an answering machine within seconds, or by nobody. */
function addCall(
  workday: Workday,
  random: Random,
  desk: Desk,
  startMs: number,
  reach: number,
): void {
  const location = locationOfTeam(desk.teamId);
  const outside = outsideFor(workday, random, desk);
  const isPickedUp = random.chance(reach);
  const isPerson = random.chance(personShare);
  const answerMs = startMs + msOf(random.between(3, isPickedUp ? 22 : 38));
  const talkSeconds = isPerson ? 25 + random.logNormal(95, 0.9) : random.between(4, 26);
  const endMs = isPickedUp ? answerMs + msOf(Math.min(3600, talkSeconds)) : answerMs;
  const reason = random.pick(unansweredReasons);
  // Who is on the telephone already makes no second call; the time is simply lost.
  if (!workday.agenda.book(desk.extension, startMs, endMs + 10_000)) return;
  const start = { startMs, from: deskParty(desk), dialled: outside.number.slice(1) };
  const to = calledParty(outside, location);
  const call = isPickedUp
    ? answeredCall(start, to, answerMs, endMs)
    : unansweredCall(start, to, endMs, reason);
  workday.calls.push({ ...call, service: callBack(desk, outside, location, call.answerMs) });
}

/** What the application knows of a call that a call centre makes: a call-back, or one of a campaign. */
function callBack(
  desk: Desk,
  outside: OutsideParty,
  location: Location,
  spokenFromMs: number | null,
): ServiceTruth | null {
  if (desk.person === null || teamById(desk.teamId).kind !== 'call_center') return null;
  return {
    direction: 'outbound',
    teamId: desk.teamId,
    queueName: `${location.name} Callbacks`,
    callerNumber: location.publicNumber,
    callerName: outside.name,
    calledNumber: outside.number,
    agent: desk,
    spokenFromMs,
    status: spokenFromMs === null ? 'missed' : 'completed',
  };
}
