import { type AnnotationRow, annotationColumns } from './annotation-columns.ts';
import { annotationOf } from './annotations.ts';
import { callsOfWeek, type NumberedCall } from './call-week.ts';
import { exportFile } from './export-file.ts';
import type { CallWeek } from './horizon.ts';
import type { TableWriter } from './postgres.ts';
import type { StagedInbox } from './staged-inbox.ts';
import type { CallPlan } from './workday.ts';

const firstHistoryNumber = 214_001;
const weeksPerProgressLine = 13;

/** How many calls, lines and annotations were written. */
export interface CallCounts {
  readonly fileCount: number;
  readonly callCount: number;
  /** Lines of all files: one for each call, and the repeated ones. */
  readonly lineCount: number;
  readonly badLineCount: number;
  readonly repeatedLineCount: number;
  readonly annotationCount: number;
}

/**
 * Makes the calls week by week: a file of each week into the inbox, and their annotations as rows, each
 * of which `observe` is told.
 */
export async function writeExports(
  plan: CallPlan,
  weeks: readonly CallWeek[],
  inbox: StagedInbox,
  records: TableWriter,
  observe: (row: AnnotationRow, numbered: NumberedCall) => void,
  progress: (line: string) => void,
): Promise<CallCounts> {
  const counts = { ...noCalls };
  let lastLines: readonly string[] = [];
  for (const week of weeks) {
    const calls = callsOfWeek(plan, week, firstHistoryNumber + counts.callCount);
    const file = exportFile(week, calls, lastLines);
    lastLines = file.lastLines;
    counts.callCount += calls.length;
    counts.lineCount += file.lineCount;
    counts.badLineCount += file.damage === null ? 0 : 1;
    counts.repeatedLineCount += file.repeatedLineCount;
    if (file.lineCount > 0) {
      await inbox.add(file.name, file.text);
      counts.fileCount += 1;
    }
    for (const numbered of calls) {
      const row = annotationOf(numbered, plan.seed, plan.horizon);
      if (row === undefined) continue;
      await records.write(annotationColumns.map((column) => row[column]));
      observe(row, numbered);
      counts.annotationCount += 1;
    }
    if (week.weeksAgo % weeksPerProgressLine === 0) {
      progress(
        `write calls to ${week.name} → ${counts.fileCount} files, ${counts.lineCount} lines`,
      );
    }
  }
  return counts;
}

const noCalls = {
  fileCount: 0,
  callCount: 0,
  lineCount: 0,
  badLineCount: 0,
  repeatedLineCount: 0,
  annotationCount: 0,
};
