import { BusinessClock } from './business-clock.ts';
import type { CopyValue, TableRows } from './copy-text.ts';
import type { FloorLog } from './floor-log.ts';
import { isoDate } from './local-day.ts';
import type { Shift } from './shifts.ts';
import { clockText, instantText } from './utc-text.ts';
import { streamOf, type WorkPlan } from './work-plan.ts';

/** The table of shifts, with what the agents' calls of the day came to. */
export function shiftRows(plan: WorkPlan, shifts: readonly Shift[], log: FloorLog): TableRows {
  const columns = [
    ...['id', 'agent_email', 'agent_name', 'location', 'shift_date', 'scheduled_start_time'],
    ...['scheduled_end_time', 'actual_start_time', 'actual_end_time', 'total_break_time_minutes'],
    ...['lunch_break_minutes', 'training_time_minutes', 'meeting_time_minutes', 'calls_handled'],
    ...['calls_missed', 'total_talk_time_seconds', 'total_available_time_seconds'],
    ...['total_after_call_work_seconds', 'call_target', 'appointment_target', 'quality_target'],
    ...['shift_notes', 'tardiness_minutes', 'early_departure_minutes', 'shift_status'],
    ...['created_at', 'updated_at'],
  ];
  return { table: 'agent_shifts', columns, rows: allRows(plan, shifts, log) };
}

function* allRows(plan: WorkPlan, shifts: readonly Shift[], log: FloorLog): Generator<CopyValue[]> {
  const clock = new BusinessClock(plan.horizon.timeZone);
  for (const shift of shifts) {
    const { person, day, actual } = shift;
    const tally = log.tallyOf(person, day);
    const random = streamOf(plan, 'shift-row', person.key, isoDate(day));
    const at = (minute: number) => instantText(clock.at(day, minute * 60));
    const isWorked = actual !== null;
    yield [
      ...[shift.id, person.email, person.fullName, shift.location, isoDate(day)],
      ...[clockText(shift.startMinute * 60), clockText(shift.endMinute * 60)],
      ...[isWorked ? at(actual.startMinute) : null, isWorked ? at(actual.endMinute) : null],
      ...(isWorked ? [shift.breakMinutes, shift.lunchMinutes] : [0, 0]),
      ...(isWorked ? [shift.trainingMinutes, shift.meetingMinutes] : [0, 0]),
      ...[tally.handledCount, isWorked ? random.poisson(1.5) : 0, tally.talkSeconds],
      ...[availableMinutes(shift) * 60, tally.wrapUpSeconds, 20, 8, 85],
      ...[random.chance(0.02) ? 'Had to see a doctor' : null, ...deviations(shift), shift.status],
      ...[`${isoDate(day - 21)} 15:00:00+00`, writtenAt(plan, at(shift.endMinute + 20))],
    ];
  }
}

/** Signed in and neither away from the desk nor in a room. */
function availableMinutes(shift: Shift): number {
  const { actual } = shift;
  if (actual === null) return 0;
  const away = shift.breakMinutes + shift.lunchMinutes;
  const busy = shift.trainingMinutes + shift.meetingMinutes;
  return Math.max(0, actual.endMinute - actual.startMinute - away - busy);
}

function deviations({ actual, startMinute, endMinute }: Shift): [number, number] {
  if (actual === null) return [0, 0];
  const late = Math.max(0, actual.startMinute - startMinute);
  return [late, Math.max(0, endMinute - actual.endMinute)];
}

function writtenAt(plan: WorkPlan, at: string): string {
  const latest = instantText(plan.horizon.asOfMs);
  return at < latest ? at : latest;
}
