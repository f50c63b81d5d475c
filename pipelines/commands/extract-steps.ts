import type { ExtractedUnit } from '../extract/sources.ts';
import type { Record } from '../record/record.ts';
import { finishStep, startStep } from '../record/run-steps.ts';
import type { Effects } from '../run/effects.ts';

/** The step of a run's record that holds what came from a source. */
export function extractStepOf(source: string): string {
  return `extract ${source}`;
}

/** Writes into the record of a run what became of every row that each source gave it. */
export async function recordSourceSteps(
  record: Record,
  runId: string,
  read: { readonly sources: readonly string[]; readonly units: readonly ExtractedUnit[] },
  effects: Effects,
): Promise<void> {
  for (const source of read.sources) {
    const ofSource = read.units.filter((unit) => unit.source === source);
    const step = extractStepOf(source);
    await startStep(record, runId, step, effects);
    const end = { state: 'done' as const, detail: describeSource(ofSource) };
    await finishStep(record, runId, step, end, effects);
  }
}

/**
 * What a run read of one source, so that the counts add up: rows = loaded + merged + rejected + no
 * record. Such as `23 rows read: 16 loaded, 4 merged, 1 rejected, 2 no record; 1 file waits`.
 */
export function describeSource(units: readonly ExtractedUnit[]): string {
  const read = units.filter((unit) => unit.state === 'read');
  const sum = (pick: (unit: ExtractedUnit) => number) =>
    read.reduce((total, unit) => total + pick(unit), 0);
  const waiting = units.filter((unit) => unit.state === 'waiting').length;
  const waits = waiting === 0 ? '' : `${waiting} ${waiting === 1 ? 'file waits' : 'files wait'}`;
  if (read.length === 0) return ['no new file', waits].filter((part) => part !== '').join('; ');
  const merged = sum((unit) => unit.mergedCount ?? 0);
  const parts = [
    `${format(sum((unit) => unit.loadedCount) - merged)} loaded`,
    `${format(merged)} merged`,
    `${format(sum((unit) => unit.rejectedCount))} rejected`,
    `${format(sum((unit) => unit.skippedCount ?? 0))} no record`,
  ];
  return [
    `${format(sum((unit) => unit.readCount))} rows read: ${parts.join(', ')}`,
    `${format(sum((unit) => unit.changedCount))} new or changed`,
    waits,
    ...new Set(read.flatMap((unit) => unit.note ?? [])),
  ]
    .filter((part) => part !== '')
    .join('; ');
}

function format(count: number): string {
  return count.toLocaleString('en-US');
}
