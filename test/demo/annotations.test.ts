import { describe, expect, it } from 'vitest';
import type { AnnotationRow } from '../../pipelines/demo/annotation-columns.ts';
import { annotationOf } from '../../pipelines/demo/annotations.ts';
import { threeCxCallId } from '../../pipelines/demo/three-cx-line.ts';
import { isQueueCall, makeExports, smallCompany } from './export-lines.ts';

const { calls, horizon } = makeExports({ ...smallCompany, callScale: 1 });
const annotated = calls.flatMap((numbered) => {
  const row = annotationOf(numbered, 7, horizon);
  return row === undefined ? [] : [{ ...numbered, row }];
});
const idOf = ({ call, historyNumber }: (typeof calls)[number]) =>
  threeCxCallId(call, historyNumber);

function startMs(row: AnnotationRow): number {
  return Date.parse(String(row.call_start_time).replace(' ', 'T').replace('+00', 'Z'));
}

function shareOf(rows: readonly unknown[]): number {
  return rows.length / annotated.length;
}

describe('annotationOf(numbered, seed, horizon)', () => {
  it('annotates every queue call and the calls that call centres make, and no other', () => {
    const wanted = calls.filter(
      ({ call }) => isQueueCall(call) || /^Ext\.1[2-8]\d$/.test(call.from.number),
    );
    const outbound = wanted.filter(({ call }) => isQueueCall(call) || call.to.type === 'Line');
    expect(annotated.map(idOf)).toEqual(outbound.map(idOf));
  });

  it('matches 98 in a hundred by the id of the call', () => {
    const byId = annotated.filter((one) => one.row.call_id === idOf(one));
    expect(shareOf(byId)).toBeGreaterThan(0.975);
    expect(shareOf(byId)).toBeLessThan(0.99);
  });

  it('matches one in a hundred by agent and start within five seconds', () => {
    const byTime = annotated.filter(({ row }) => String(row.call_id).startsWith('Call '));
    expect(shareOf(byTime)).toBeGreaterThan(0.006);
    expect(shareOf(byTime)).toBeLessThan(0.013);
    const far = byTime.filter(({ call, row }) => Math.abs(startMs(row) - call.startMs) > 5000);
    expect(far).toEqual([]);
    expect(byTime.filter(({ row }) => row.agent_email === '')).toEqual([]);
  });

  it('matches one in a hundred not at all', () => {
    const unmatched = annotated.filter(({ row }) => String(row.call_id).startsWith('manual-'));
    expect(shareOf(unmatched)).toBeGreaterThan(0.006);
    expect(shareOf(unmatched)).toBeLessThan(0.013);
    const near = unmatched.filter(({ row }) =>
      annotated.some(
        ({ call, row: other }) =>
          other.agent_email === row.agent_email && Math.abs(startMs(row) - call.startMs) < 6000,
      ),
    );
    expect(near).toEqual([]);
  });

  it('gives a score from 1 to 5 to about 22 in a hundred answered calls, and to no other', () => {
    const answered = annotated.filter(({ row }) => row.call_answer_time !== null);
    const scored = annotated.filter(({ row }) => row.customer_satisfaction_score !== null);
    expect(scored.length / answered.length).toBeCloseTo(0.22, 1);
    expect(scored.filter(({ row }) => row.call_answer_time === null)).toEqual([]);
    const scores = new Set(scored.map(({ row }) => row.customer_satisfaction_score));
    expect([...scores].sort()).toEqual([1, 2, 3, 4, 5]);
  });

  it('fills what must never get in', () => {
    const count = (column: keyof AnnotationRow) =>
      annotated.filter(({ row }) => row[column] !== null && row[column] !== '').length;
    expect(count('caller_number')).toBe(annotated.length);
    expect(shareOf(Array.from({ length: count('caller_name') }))).toBeGreaterThan(0.8);
    expect(shareOf(Array.from({ length: count('patient_mrn') }))).toBeGreaterThan(0.5);
    expect(count('compliance_notes')).toBeGreaterThan(50);
  });

  it('gives a row that depends on its own call only', () => {
    const [first] = annotated;
    if (first === undefined) throw new Error('nothing is annotated');
    expect(annotationOf(first, 7, horizon)).toEqual(first.row);
    expect(annotationOf({ ...first, historyNumber: 99 }, 7, horizon)).toEqual({
      ...first.row,
      call_id: `${idOf(first).split('_')[0]}_99`,
    });
  });
});
