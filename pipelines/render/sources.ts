import { formatNumber } from './format.ts';
import { describeInstant } from './period-text.ts';

/** How far a source reaches and what it can know about a call: a row of `source_state`. */
export interface SourceState {
  readonly source: string;
  readonly kind: string;
  /** Its newest record of any kind, in UTC. */
  readonly reached_at: string | null;
  readonly has_wait: boolean | null;
  readonly has_offers: boolean | null;
  readonly has_hold?: boolean | null;
  readonly has_wrap_up?: boolean | null;
  readonly has_talk_in_queue_calls: boolean | null;
  readonly has_unanswered?: boolean | null;
  readonly has_transfers?: boolean | null;
}

/** What became of every row of a source: a row of `source_counts`, the same as `muster reconcile`. */
export interface SourceCounts {
  readonly source: string;
  readonly row_count: number;
  readonly loaded_count: number;
  readonly merged_count: number;
  readonly rejected_count: number;
  readonly skipped_count: number;
  readonly line_count: number;
  readonly line_of_no_caller_count: number;
  readonly line_of_the_future_count: number;
  readonly call_count: number;
  readonly annotation_count: number;
  readonly annotation_matched_count: number;
  readonly remark: string | null;
}

/** One source as the page shows it. */
export interface SourceView {
  readonly name: string;
  readonly newest: string;
  readonly rows: string;
  readonly loaded: string;
  readonly merged: string;
  readonly rejected: string;
  readonly skipped: string;
  /** Empty for a source that holds no calls. */
  readonly calls: string;
  readonly remarks: string;
}

/** The view of each source that the build knows, with its counts. */
export function viewSources(
  states: readonly SourceState[],
  counts: readonly SourceCounts[],
  zone: string,
): SourceView[] {
  return states.map((state) => {
    const count = counts.find(({ source }) => source === state.source);
    const isOfCalls = count !== undefined && count.line_count > 0;
    return {
      name: `${state.source} (${state.kind})`,
      newest: state.reached_at === null ? '–' : describeInstant(state.reached_at, zone),
      rows: formatNumber(count?.row_count ?? 0),
      loaded: formatNumber(count?.loaded_count ?? 0),
      merged: formatNumber(count?.merged_count ?? 0),
      rejected: formatNumber(count?.rejected_count ?? 0),
      skipped: formatNumber(count?.skipped_count ?? 0),
      calls: isOfCalls ? formatNumber(count.call_count) : '',
      remarks: [describeLacks(state), ...describeCalls(count), count?.remark ?? '']
        .filter((remark) => remark !== '')
        .join('; '),
    };
  });
}

/** What a source cannot know, so that the metrics which need it have no value there. */
function describeLacks(source: SourceState): string {
  const lacks = [
    source.has_wait === false ? 'waiting time' : undefined,
    source.has_offers === false ? 'offers to agents' : undefined,
    source.has_talk_in_queue_calls === false ? 'talk time of queue calls' : undefined,
    source.has_hold === false ? 'hold time' : undefined,
    source.has_wrap_up === false ? 'wrap-up time' : undefined,
    source.has_unanswered === false ? 'unanswered calls' : undefined,
    source.has_transfers === false ? 'transfers' : undefined,
  ].filter((lack) => lack !== undefined);
  return lacks.length === 0 ? '' : `does not record ${lacks.join(', ')}`;
}

function describeCalls(count: SourceCounts | undefined): string[] {
  if (count === undefined) return [];
  const lines = (lineCount: number, what: string) =>
    lineCount === 0 ? '' : `${formatNumber(lineCount)} lines ${what}`;
  const { annotation_count: notes, annotation_matched_count: matched } = count;
  return [
    lines(count.line_of_no_caller_count, 'tell of no caller'),
    lines(count.line_of_the_future_count, 'start after the as-of time'),
    notes === 0
      ? ''
      : `${formatNumber(matched)} of ${formatNumber(notes)} annotations belong to a call of it`,
  ];
}
