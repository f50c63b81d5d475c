import type { Call } from './call.ts';
import type { NumberedCall } from './call-week.ts';
import type { CallWeek } from './horizon.ts';
import type { TableWriter } from './postgres.ts';
import { type SegmentIds, segmentRows } from './segment-rows.ts';
import type { SegmentedCall } from './segmented-call.ts';
import { segmentedCallsOfWeek } from './segmented-week.ts';
import type { CallPlan } from './workday.ts';

// Far from the numbers of the company's own telephone system: both stand in one table.
const firstNumber = 9_000_001;

/** How many calls and rows of `cdroutput` have been written so far. */
export interface SegmentCounts {
  segmentedCallCount: number;
  segmentCount: number;
}

/** Writes a week's rows of `cdroutput`; gives its calls in the form that annotations are made from. */
export async function writeSegments(
  plan: CallPlan,
  week: CallWeek,
  ids: SegmentIds,
  counts: SegmentCounts,
  table: Pick<TableWriter, 'write'>,
): Promise<NumberedCall[]> {
  const numbered: NumberedCall[] = [];
  for (const call of segmentedCallsOfWeek(plan, week)) {
    const { callId, rows } = segmentRows(call.segments, ids);
    for (const row of rows) await table.write(row);
    const historyNumber = firstNumber + counts.segmentedCallCount;
    numbered.push({ historyNumber, callId, day: call.day, call: annotated(call) });
    counts.segmentedCallCount += 1;
    counts.segmentCount += rows.length;
  }
  return numbered;
}

/** As much of a call as an annotation is made from. */
function annotated(call: SegmentedCall): Call {
  const { startMs, endMs, callerNumber, service } = call;
  const party = { number: callerNumber, dn: '', type: 'Line', name: '' } as const;
  return {
    ...{ startMs, endMs, service, from: party, to: party },
    ...{ answerMs: service?.spokenFromMs ?? null, endReason: '', dialled: '' },
    ...{ changeReason: '', final: null, chain: [], missedBy: '' },
  };
}
