import type { Call, Desk } from './call.ts';
import { locationOfTeam } from './company.ts';
import { answeredCall, deskWork, outsideFor, unansweredCall } from './desk-work.ts';
import { callingParty, deskParty, voicemailParty } from './parties.ts';
import type { Random } from './random.ts';
import { dayRandom, msOf, openingTimes, type Workday } from './workday.ts';

const answeredShare = 0.72;
const transferredShare = 0.03;
const voicemailShare = 0.18;
const ringsBeforeVoicemailMs = 20_000;

/** The calls from outside that reach a person's own extension. */
export function addDirectCalls(workday: Workday): void {
  if (workday.kind !== 'full') return;
  for (const desk of workday.presentDesks) {
    const random = dayRandom(workday, `direct/${desk.person?.key}`);
    const count = random.poisson(deskWork(workday, desk).inbound * workday.plan.scale);
    for (const startMs of openingTimes(workday, random, count)) {
      addCall(workday, random, desk, startMs);
    }
  }
}

/** Answered, left to the voicemail, or ringing until the caller gives up. */
function addCall(workday: Workday, random: Random, desk: Desk, startMs: number): void {
  const outside = outsideFor(workday, random, desk);
  const from = callingParty(outside, locationOfTeam(desk.teamId), random);
  const answerMs = startMs + msOf(random.between(3, 18));
  const talkMs = msOf(Math.min(3600, 20 + random.logNormal(150, 0.8)));
  const messageMs = msOf(random.between(6, 45));
  const outcome = random.unit();
  const start = { startMs, from, dialled: desk.extension };
  const own = deskParty(desk);
  const isAnswered =
    outcome < answeredShare &&
    workday.agenda.book(desk.extension, startMs, answerMs + talkMs + 10_000);
  if (isAnswered) {
    const call = answeredCall(start, own, answerMs, answerMs + talkMs);
    const isTransferred = outcome < transferredShare;
    workday.calls.push(isTransferred ? transfer(workday, random, call, desk) : call);
  } else if (outcome < answeredShare + voicemailShare) {
    const voicemail = voicemailParty(desk.extension, desk.name);
    const heardMs = startMs + ringsBeforeVoicemailMs;
    const call = answeredCall(start, voicemail, heardMs, heardMs + messageMs);
    workday.calls.push({ ...call, chain: [from, own], missedBy: desk.extension });
  } else {
    const call = unansweredCall(start, own, answerMs, 'Failed_Cancelled');
    workday.calls.push({ ...call, missedBy: desk.extension });
  }
}

/** The desk hands the caller to a colleague of the team, who speaks for the rest of the call. */
function transfer(workday: Workday, random: Random, call: Call, desk: Desk): Call {
  const colleagues = workday.presentDesks.filter(
    ({ teamId, extension }) => teamId === desk.teamId && extension !== desk.extension,
  );
  if (colleagues.length === 0) return call;
  const colleague = random.pick(colleagues);
  const endMs = call.endMs + msOf(30 + random.logNormal(120, 0.6));
  if (!workday.agenda.book(colleague.extension, call.endMs, endMs)) return call;
  const final = deskParty(colleague);
  return { ...call, endMs, changeReason: 'ReplacedSrc', final, chain: [...call.chain, final] };
}
