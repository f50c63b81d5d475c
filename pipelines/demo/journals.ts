import type { CopyValue, TableRows } from './copy-text.ts';
import type { AnsweredCall, FloorLog } from './floor-log.ts';
import type { Random } from './random.ts';
import { membershipOn } from './roster.ts';
import { instantText } from './utc-text.ts';
import { streamOf, type WorkPlan } from './work-plan.ts';

const dayMs = 86_400_000;
/** Journals began half a year before the as-of; since then more and more calls get one. */
const coverage = { first: 0.6, last: 0.93, days: 182 } as const;
const followUpTypes = ['callback', 'appointment', 'provider_review', 'billing'] as const;

/** What agents wrote about their calls, on its way from draft to approval. */
export function journalRows(plan: WorkPlan, log: FloorLog): TableRows {
  const columns = [
    ...['id', 'call_record_id', 'agent_email', 'call_summary', 'detailed_notes'],
    ...['patient_concern', 'resolution_provided', 'follow_up_required', 'follow_up_type'],
    ...['follow_up_date', 'call_tags', 'department_involved', 'referral_made', 'referral_type'],
    ...['commendation_worthy', 'journal_status', 'submitted_at', 'reviewed_by', 'reviewed_at'],
    ...['review_score', 'created_at', 'updated_at'],
  ];
  return { table: 'call_journals', columns, rows: allRows(plan, log) };
}

function* allRows(plan: WorkPlan, log: FloorLog): Generator<CopyValue[]> {
  for (const call of log.recentCalls) {
    const age = (plan.horizon.asOfDay - call.day) / coverage.days;
    const share = coverage.last + (coverage.first - coverage.last) * age;
    if (call.draw < share) yield journal(plan, call);
  }
}

/** When a journal came how far; the last one of these is what it is at the as-of. */
interface Progress {
  readonly status: 'draft' | 'submitted' | 'reviewed' | 'approved';
  readonly createdMs: number;
  readonly submittedMs: number | null;
  readonly reviewedMs: number | null;
  readonly updatedMs: number;
}

function drawProgress(plan: WorkPlan, random: Random, call: AnsweredCall): Progress {
  const { asOfMs } = plan.horizon;
  const createdMs = Math.min(asOfMs - 1000, call.endMs + random.integer(60, 1800) * 1000);
  const submittedMs = createdMs + random.integer(300, 14_000) * 1000;
  const reviewedMs = submittedMs + random.between(0.5, 7) * dayMs;
  const approvedMs = reviewedMs + random.between(0.1, 3) * dayMs;
  const steps = [
    { status: 'submitted', ms: submittedMs, isStuck: random.chance(0.04) },
    { status: 'reviewed', ms: reviewedMs, isStuck: random.chance(0.08) },
    { status: 'approved', ms: approvedMs, isStuck: random.chance(0.12) },
  ] as const;
  const stop = steps.findIndex(({ ms, isStuck }) => isStuck || ms >= asOfMs);
  const done = stop < 0 ? steps : steps.slice(0, stop);
  const last = done.at(-1);
  return {
    status: last?.status ?? 'draft',
    createdMs,
    submittedMs: done[0]?.ms ?? null,
    reviewedMs: done[1]?.ms ?? null,
    updatedMs: last?.ms ?? createdMs,
  };
}

function journal(plan: WorkPlan, call: AnsweredCall): CopyValue[] {
  const random = streamOf(plan, 'journal', call.recordId);
  const id = random.uuid();
  const progress = drawProgress(plan, random, call);
  const { submittedMs, reviewedMs } = progress;
  const isReviewed = reviewedMs !== null;
  const isResolved = random.chance(0.94) && submittedMs !== null;
  const isReferred = random.chance(0.06);
  const followUpType = random.pick(followUpTypes);
  const score = Math.round(Math.min(100, Math.max(50, 86 + 7 * random.normal())));
  return [
    ...[id, call.recordId, call.person.email, `Patient ${call.secret} called`],
    `Notes about ${call.secret}`,
    call.type && `Asked about ${call.type}`,
    isResolved ? 'Explained and booked' : null,
    ...[call.followUpDate !== null, call.followUpDate && followUpType],
    ...[call.followUpDate, tags(call), `{${isReferred ? 'billing' : 'front_desk'}}`],
    ...[isReferred, isReferred ? 'specialist' : null, random.chance(0.03), progress.status],
    ...[instantOrNull(submittedMs), isReviewed ? reviewerOf(plan, call) : null],
    ...[instantOrNull(reviewedMs), isReviewed ? score : null],
    ...[instantText(progress.createdMs), instantText(progress.updatedMs)],
  ];
}

function instantOrNull(ms: number | null): string | null {
  return ms === null ? null : instantText(ms);
}

function tags(call: AnsweredCall): string {
  const own = [call.type, call.isComplaint ? 'complaint' : null, call.outcome];
  return `{${own.filter((tag) => tag !== null).join(',')}}`;
}

/** The lead of the call's team on that day; whoever leads it now where it had none. */
export function reviewerOf(plan: WorkPlan, call: AnsweredCall): string {
  const leads = (day: number) =>
    plan.people.find((person) => {
      const membership = membershipOn(person, day);
      return membership?.teamId === call.teamId && membership.role === 'lead';
    });
  return (leads(call.day) ?? leads(plan.horizon.asOfDay))?.email ?? 'operations@example.com';
}
