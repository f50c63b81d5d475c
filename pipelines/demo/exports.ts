import { type AnnotationRow, annotationColumns } from './annotation-columns.ts';
import { annotationOf } from './annotations.ts';
import { callsOfWeek, type NumberedCall } from './call-week.ts';
import { exportFile } from './export-file.ts';
import type { CallWeek } from './horizon.ts';
import type { TableWriter } from './postgres.ts';
import { SegmentIds } from './segment-rows.ts';
import { writeSegments } from './segmented-exports.ts';
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
  /** Calls and rows of the telephone system that is read as a database. */
  readonly segmentedCallCount: number;
  readonly segmentCount: number;
}

/** The tables that calls are written to. */
export interface CallTables {
  readonly records: TableWriter;
  readonly segments: TableWriter;
  /** Told of each annotation that is written. */
  readonly observe: (row: AnnotationRow, numbered: NumberedCall) => void;
}

/**
 * Makes the calls week by week: a file of each week into the inbox, the segments of the telephone
 * system that is read as a database, and the annotations of both as rows.
 */
export async function writeExports(
  plan: CallPlan,
  weeks: readonly CallWeek[],
  inbox: StagedInbox,
  tables: CallTables,
  progress: (line: string) => void,
): Promise<CallCounts> {
  const counts = { ...noCalls };
  const ids = new SegmentIds();
  let lastLines: readonly string[] = [];
  let nextNumber = firstHistoryNumber;
  for (const week of weeks) {
    const exported = callsOfWeek(plan, week, nextNumber);
    const { calls } = exported;
    nextNumber = exported.nextNumber;
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
    const segmented = await writeSegments(plan, week, ids, counts, tables.segments);
    counts.annotationCount += await writeAnnotations(plan, [...calls, ...segmented], tables);
    if (week.weeksAgo % weeksPerProgressLine === 0) {
      progress(
        `write calls to ${week.name} → ${counts.fileCount} files, ${counts.lineCount} lines`,
      );
    }
  }
  return counts;
}

async function writeAnnotations(
  plan: CallPlan,
  calls: readonly NumberedCall[],
  { records, observe }: CallTables,
): Promise<number> {
  let count = 0;
  for (const numbered of calls) {
    const row = annotationOf(numbered, plan.seed, plan.horizon);
    if (row === undefined) continue;
    await records.write(annotationColumns.map((column) => row[column]));
    observe(row, numbered);
    count += 1;
  }
  return count;
}

const noCalls = {
  fileCount: 0,
  callCount: 0,
  lineCount: 0,
  badLineCount: 0,
  repeatedLineCount: 0,
  annotationCount: 0,
  segmentedCallCount: 0,
  segmentCount: 0,
};
