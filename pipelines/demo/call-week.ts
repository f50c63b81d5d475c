import type { Call } from './call.ts';
import { queues } from './company.ts';
import { addDirectCalls } from './direct-calls.ts';
import type { CallWeek } from './horizon.ts';
import { addInternalCalls } from './internal-calls.ts';
import type { LocalDay } from './local-day.ts';
import { addNightCalls } from './night-calls.ts';
import { addOutboundCalls } from './outbound-calls.ts';
import { addQueueCalls } from './queue-calls.ts';
import { hasMoved } from './telephone-move.ts';
import { type CallPlan, startWorkday } from './workday.ts';

/** A call with the number under which the telephone system keeps it. */
export interface NumberedCall {
  readonly historyNumber: number;
  /** The id under which the application knows the call; absent: the telephone export's. */
  readonly callId?: string;
  /** The local day on which it started. */
  readonly day: LocalDay;
  readonly call: Call;
}

/** The calls of a week in the telephone export, and the number that the next week begins with. */
export interface ExportedWeek {
  readonly calls: readonly NumberedCall[];
  readonly nextNumber: number;
}

/**
 * The calls that started in a week and had ended at the as-of, in order of their start, numbered from
 * `firstNumber` on. Calls that another telephone system has by now keep their numbers, which are
 * missing in the export, so that the move changes no other call.
 */
export function callsOfWeek(plan: CallPlan, week: CallWeek, firstNumber: number): ExportedWeek {
  const calls: Omit<NumberedCall, 'historyNumber'>[] = [];
  for (let day = week.startDay; day < week.startDay + 7; day += 1) {
    if (day > plan.horizon.asOfDay) break;
    const workday = startWorkday(plan, day);
    for (const queue of queues) addQueueCalls(workday, queue);
    addNightCalls(workday);
    addOutboundCalls(workday);
    addDirectCalls(workday);
    addInternalCalls(workday);
    for (const call of workday.calls) calls.push({ day, call });
  }
  const numbered = calls
    .filter(({ call }) => call.endMs < plan.horizon.asOfMs)
    .sort((a, b) => a.call.startMs - b.call.startMs)
    .map((dated, index) => ({ ...dated, historyNumber: firstNumber + index }));
  return {
    calls: numbered.filter(({ call, day }) => !hasMoved(call, day, plan.horizon)),
    nextNumber: firstNumber + numbered.length,
  };
}
