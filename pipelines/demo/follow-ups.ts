import type { CopyValue, TableRows } from './copy-text.ts';
import type { FloorLog } from './floor-log.ts';
import { reviewerOf } from './journals.ts';
import { instantText } from './utc-text.ts';
import { streamOf, type WorkPlan } from './work-plan.ts';

const dayMs = 86_400_000;
const outcomes = [
  ...['appointment_scheduled', 'information_provided', 'transfer_required'],
  'callback_scheduled',
];

/** Which follow-ups were done, and when: most in time, some late, some never. */
export function followUpRows(plan: WorkPlan, log: FloorLog): TableRows {
  const columns = ['call_record_id', 'due_date', 'completed_at', 'updated_at'];
  return { table: 'call_follow_ups', columns, rows: allFollowUps(plan, log) };
}

function* allFollowUps(plan: WorkPlan, log: FloorLog): Generator<CopyValue[]> {
  for (const { recordId, followUpDate, endMs } of log.followUps) {
    const random = streamOf(plan, 'follow-up', recordId);
    const dueMs = Date.parse(`${followUpDate}T21:00:00Z`);
    const isLate = random.chance(0.09);
    const isNever = random.chance(0.08);
    const drawnMs = isLate ? dueMs + random.between(0.3, 6) * dayMs : random.between(endMs, dueMs);
    const isDone = !isNever && drawnMs < plan.horizon.asOfMs;
    const writtenMs = isDone ? drawnMs : Math.min(plan.horizon.asOfMs, endMs + 60_000);
    const doneAt = isDone ? instantText(drawnMs) : null;
    yield [recordId, followUpDate, doneAt, instantText(writtenMs)];
  }
}

/** Audits of what agents wrote down as a call's outcome: 95 in a hundred agree. */
export function auditRows(plan: WorkPlan, log: FloorLog): TableRows {
  const columns = ['call_record_id', 'audited_outcome', 'audited_by', 'audited_at'];
  return { table: 'call_outcome_audits', columns, rows: allAudits(plan, log) };
}

function* allAudits(plan: WorkPlan, log: FloorLog): Generator<CopyValue[]> {
  for (const call of log.auditedCalls) {
    const random = streamOf(plan, 'outcome-audit', call.recordId);
    const others = outcomes.filter((outcome) => outcome !== call.outcome);
    const found = random.chance(0.05) ? random.pick(others) : call.outcome;
    const atMs = call.endMs + random.between(1, 9) * dayMs;
    if (atMs < plan.horizon.asOfMs) {
      yield [call.recordId, found, reviewerOf(plan, call), instantText(atMs)];
    }
  }
}
