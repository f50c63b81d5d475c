import type { AnnotationRow } from './annotation-columns.ts';
import type { Call, Desk, ServiceTruth } from './call.ts';
import type { NumberedCall } from './call-week.ts';
import { campaignOf } from './campaigns.ts';
import { locationOfTeam } from './company.ts';
import type { Horizon } from './horizon.ts';
import { isoDate, type LocalDay } from './local-day.ts';
import { Random } from './random.ts';
import { threeCxCallId } from './three-cx-line.ts';
import { queueTrend } from './trends.ts';
import { instantText } from './utc-text.ts';

const satisfactionShare = 0.22;
const unhappyShare = 0.05;
const halfDayMs = 12 * 3600 * 1000;

/** How an annotation can be brought together with its call. */
type Match = 'id' | 'time' | 'none';

/**
 * What the application of the call centre wrote down about a call; undefined for a call that it knows
 * nothing of. Each row has a random stream of its own, so that more calls never change it.
 */
export function annotationOf(
  numbered: NumberedCall,
  seed: number,
  horizon: Horizon,
): AnnotationRow | undefined {
  const { call, day } = numbered;
  if (call.service === null) return undefined;
  const random = new Random(seed, `annotation/${call.startMs}/${call.from.number}`);
  return {
    ...identity(numbered, call.service, random, seed),
    ...talk(call, call.service, random, day, horizon),
    ...appointment(call.service, random, day),
    ...followUp(call.service, random, day),
    compliance_notes: random.chance(0.01)
      ? `Verified ${call.service.callerName ?? 'the caller'} by date of birth`
      : null,
    campaign_id: campaignOf(numbered, seed, horizon),
    ...written(call, random, horizon),
  };
}

/** 98 % name the call by its id, 1 % fit by agent and start within five seconds, 1 % fit no call. */
function drawMatch(random: Random, agent: Desk | null): Match {
  const draw = random.unit();
  // Without an agent there is nothing to match by but the id.
  if (agent?.person == null || draw >= 0.02) return 'id';
  return draw < 0.01 ? 'time' : 'none';
}

function identity(numbered: NumberedCall, service: ServiceTruth, random: Random, seed: number) {
  const { call, day, historyNumber } = numbered;
  const { agent } = service;
  const match = drawMatch(random, agent);
  const startSecond = Math.floor(call.startMs / 1000) * 1000;
  const ids = {
    id: numbered.callId ?? threeCxCallId(call, historyNumber),
    time: `Call ${historyNumber}`,
    none: `manual-${historyNumber}`,
  };
  // Those that fit nothing were typed in later, with morning and afternoon mixed up.
  const shiftsMs = { id: 0, time: random.integer(-4, 5) * 1000, none: -halfDayMs };
  return {
    id: random.uuid(),
    call_id: ids[match],
    location: locationOfTeam(service.teamId).name,
    queue_name: service.queueName,
    agent_extension: agent?.extension ?? '',
    agent_email: agent === null ? '' : (agent.person?.email ?? 'lobby@example.com'),
    agent_name: agent?.name ?? '',
    caller_number: service.callerNumber,
    caller_name: service.callerName,
    called_number: service.calledNumber,
    call_direction: service.direction,
    call_start_time: instantText(startSecond + shiftsMs[match]),
    shift_id: agent?.person == null ? null : shiftId(seed, agent.person.key, day),
  };
}

function talk(call: Call, service: ServiceTruth, random: Random, day: LocalDay, horizon: Horizon) {
  const { spokenFromMs, agent } = service;
  const isAnswered = spokenFromMs !== null;
  const mean =
    queueTrend(service.teamId, day, horizon).satisfaction +
    (agent?.person?.skill.satisfaction ?? -0.2);
  const usualScore = Math.min(5, Math.max(1, Math.round(mean + 0.8 * random.normal())));
  const unhappyScore = random.integer(1, 3);
  const score = random.chance(unhappyShare) ? unhappyScore : usualScore;
  const hasScore = random.chance(satisfactionShare);
  const quality = Math.round(Math.min(100, Math.max(40, 84 + 8 * random.normal())));
  const hasQuality = random.chance(0.05);
  const isHeld = random.chance(0.15);
  const holdSeconds = random.integer(10, 120);
  const wrapUpSeconds = Math.round(random.logNormal(35, 0.6));
  return {
    call_answer_time: spokenFromMs === null ? null : instantText(spokenFromMs),
    call_end_time: instantText(call.endMs),
    call_status: service.status,
    customer_satisfaction_score: isAnswered && hasScore ? score : null,
    quality_score: isAnswered && hasQuality ? quality : null,
    recording_available: isAnswered,
    recording_url: isAnswered ? `https://recordings.example.com/${call.startMs}` : null,
    recording_reviewed: isAnswered && hasQuality,
    after_call_work_seconds: isAnswered ? wrapUpSeconds : 0,
    hold_time_seconds: isAnswered && isHeld ? holdSeconds : 0,
    transfer_count: service.status === 'transferred' ? 1 : 0,
  };
}

const callTypes = ['appointment', 'prescription', 'billing', 'general', 'follow_up'] as const;
const otherOutcomes = ['information_provided', 'transfer_required', 'callback_scheduled'] as const;
const appointmentTypes = ['new_patient', 'annual_visit', 'follow_up', 'procedure'] as const;
const providers = ['Dr. Alder', 'Dr. Basswood', 'Dr. Cedar', 'Dr. Dunes'] as const;

/** What the call was about. Some agents leave the type or the outcome empty. */
function appointment(service: ServiceTruth, random: Random, day: LocalDay) {
  const isAnswered = service.spokenFromMs !== null;
  const type = callTypes[random.weighted([52, 12, 12, 16, 8])] ?? 'general';
  const isScheduled = random.chance(0.55) && isAnswered && type === 'appointment';
  const otherOutcome = otherOutcomes[random.weighted([70, 12, 18])] ?? 'information_provided';
  const outcome = isScheduled ? 'appointment_scheduled' : otherOutcome;
  const appointmentDay = day + random.integer(2, 45);
  const patient = `MRN-${random.integer(100_000, 1_000_000)}`;
  const appointmentType = random.pick(appointmentTypes);
  const provider = random.pick(providers);
  return {
    call_type: random.chance(0.05) ? null : type,
    call_outcome: random.chance(0.08) || !isAnswered ? null : outcome,
    patient_mrn: isAnswered && random.chance(0.7) ? patient : null,
    appointment_scheduled: isScheduled,
    appointment_date: isScheduled ? isoDate(appointmentDay) : null,
    appointment_type: isScheduled ? appointmentType : null,
    provider_requested: isScheduled ? provider : null,
  };
}

function followUp(service: ServiceTruth, random: Random, day: LocalDay) {
  const isAnswered = service.spokenFromMs !== null;
  const isEscalated = random.chance(0.03) && isAnswered;
  const isComplaint = random.chance(0.02) && isAnswered;
  const needsFollowUp = random.chance(0.12) && isAnswered;
  const followUpDay = day + random.integer(1, 10);
  return {
    first_call_resolution: random.chance(0.74) && isAnswered,
    escalation_required: isEscalated,
    complaint_call: isComplaint,
    follow_up_required: needsFollowUp,
    follow_up_date: needsFollowUp ? isoDate(followUpDay) : null,
    call_priority: isEscalated ? 'urgent' : isComplaint ? 'high' : 'normal',
  };
}

/** The row is written soon after the call, and never after the as-of. */
function written(call: Call, random: Random, horizon: Horizon) {
  const createdMs = Math.min(horizon.asOfMs, call.endMs + random.integer(20_000, 600_000));
  return { created_at: instantText(createdMs), updated_at: instantText(createdMs) };
}

/** The shift of a person on a day; the table of shifts has the same id. */
export function shiftId(seed: number, personKey: string, day: LocalDay): string {
  return new Random(seed, `shift/${personKey}/${isoDate(day)}`).uuid();
}
