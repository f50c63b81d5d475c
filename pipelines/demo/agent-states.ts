import { BusinessClock } from './business-clock.ts';
import type { CopyValue, TableRows } from './copy-text.ts';
import type { Shift } from './shifts.ts';
import { instantText } from './utc-text.ts';
import type { WorkPlan } from './work-plan.ts';

/** A part of a shift that is not spent at the telephone. */
interface Interruption {
  readonly state: 'break' | 'lunch' | 'training' | 'meeting';
  readonly startMinute: number;
  readonly minutes: number;
}

/** The states of the agents over every shift that was worked; calls are within `available`. */
export function stateRows(plan: WorkPlan, shifts: readonly Shift[]): TableRows {
  const columns = [
    ...['agent_email', 'state', 'reason_code', 'queue_extension', 'started_at', 'ended_at'],
  ];
  return { table: 'agent_states', columns, rows: allRows(plan, shifts) };
}

function* allRows(plan: WorkPlan, shifts: readonly Shift[]): Generator<CopyValue[]> {
  const clock = new BusinessClock(plan.horizon.timeZone);
  for (const shift of shifts) {
    const { actual, day, person } = shift;
    if (actual === null) continue;
    const at = (minute: number) => instantText(clock.at(day, minute * 60));
    const row = (state: string, reason: string | null, from: number, to: number): CopyValue[] => {
      return [person.email, state, reason, null, at(from), at(to)];
    };
    let minute = actual.startMinute;
    for (const { state, startMinute, minutes } of interruptions(shift)) {
      if (startMinute > minute) yield row('available', null, minute, startMinute);
      yield row(
        state,
        state === 'training' ? 'coaching' : null,
        startMinute,
        startMinute + minutes,
      );
      minute = startMinute + minutes;
    }
    if (actual.endMinute > minute) yield row('available', null, minute, actual.endMinute);
  }
}

/** In order; they never overlap, and all lie within what was worked of even the shortest shift. */
function interruptions(shift: Shift): Interruption[] {
  const start = shift.startMinute;
  const firstBreak = shift.breakMinutes === 15 ? 15 : shift.breakMinutes / 2;
  const planned: Interruption[] = [
    { state: 'meeting', startMinute: start + 45, minutes: shift.meetingMinutes },
    { state: 'break', startMinute: start + 120, minutes: firstBreak },
    { state: 'lunch', startMinute: start + 240, minutes: shift.lunchMinutes },
    { state: 'training', startMinute: start + 300, minutes: shift.trainingMinutes },
    { state: 'break', startMinute: start + 390, minutes: shift.breakMinutes - firstBreak },
  ];
  return planned.filter(({ minutes }) => minutes > 0);
}
