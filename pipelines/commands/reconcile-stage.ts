import { type CountedDay, reconcileSources } from '../extract/recount/reconcile.ts';
import type { Period } from '../run/period.ts';
import { readRawState } from '../warehouse/raw-state.ts';
import { openPublished } from '../warehouse/scoped.ts';
import { extractInput } from './extract-stage.ts';
import type { Session } from './session.ts';

/** One source, entity and day: what the source has, what raw has, what the published build has. */
export interface ReconciledDay extends CountedDay {
  /** Rows of the build that come of raw's lines and calls; null for what leads to no call. */
  readonly build_line_count: number | null;
  /** Lines that tell of no caller: an agent's pause, a conference's bookkeeping, a future start. */
  readonly no_call_count: number | null;
  readonly call_count: number | null;
  readonly annotation_count: number | null;
  readonly annotation_matched_count: number | null;
  readonly is_explained: boolean;
  readonly explanation: string;
}

interface BuiltDay {
  readonly source: string;
  readonly local_date: string | null;
  readonly line_count: number;
  readonly line_of_call_count: number;
  readonly line_of_the_future_count: number;
  readonly line_of_no_caller_count: number;
  readonly call_count: number;
  readonly annotation_count: number;
  readonly annotation_matched_count: number;
}

/** Counts sources, raw and the published build anew, for the days of a period or for all. */
export async function reconcileStage(session: Session, period?: Period): Promise<ReconciledDay[]> {
  const raw = await session.raw();
  const input = await extractInput(session, 'reconcile', () => undefined);
  const timeZone = session.config.time_zone;
  const counted = await reconcileSources(raw, { ...input, timeZone }, session.effects);
  const build = await openPublished(await session.publishedBuildFile());
  try {
    const days = await build.rows<BuiltDay>('select * from call_reconciliation');
    const { raw_state: builtState } = await build.one<{ raw_state: string }>(
      'select raw_state from build_info',
    );
    const isBuildOlder = builtState !== (await readRawState(raw));
    return join(counted, days, isBuildOlder).filter((day) => isWithin(day, period));
  } finally {
    build.close();
  }
}

function isWithin(day: ReconciledDay, period: Period | undefined): boolean {
  if (period === undefined || day.local_date === null) return true;
  return day.local_date >= `${period.startDate}` && day.local_date < `${period.endDate}`;
}

function join(
  counted: readonly CountedDay[],
  built: readonly BuiltDay[],
  isBuildOlder: boolean,
): ReconciledDay[] {
  const left = new Map(built.map((day) => [keyOf(day), day]));
  const isOfCalls = ({ entity }: CountedDay) => entity === 'call_lines' || entity === 'calls';
  const days = counted.map((day) => {
    if (!isOfCalls(day) || day.local_date === null) return withoutCalls(day);
    const found = left.get(keyOf(day));
    left.delete(keyOf(day));
    return withCalls(day, found, isBuildOlder);
  });
  // Annotations of a source that has no calls on that day.
  const alone = [...left.values()].map((day) => withCalls(emptyDay(day), day, isBuildOlder));
  return [...days, ...alone];
}

function keyOf(day: { readonly source: string; readonly local_date: string | null }): string {
  return `${day.source} ${day.local_date ?? ''}`;
}

function emptyDay({ source, local_date }: BuiltDay): CountedDay {
  return {
    source,
    entity: 'calls',
    local_date,
    source_count: 0,
    raw_count: 0,
    rejected_count: 0,
    skipped_count: 0,
    merged_count: 0,
    unread_count: 0,
    gone_count: 0,
    difference: 0,
  };
}

function withoutCalls(day: CountedDay): ReconciledDay {
  return {
    ...day,
    build_line_count: null,
    no_call_count: null,
    call_count: null,
    annotation_count: null,
    annotation_matched_count: null,
    is_explained: day.difference === 0,
    explanation: explain(day, []),
  };
}

function withCalls(
  day: CountedDay,
  built: BuiltDay | undefined,
  isBuildOlder: boolean,
): ReconciledDay {
  const lines = built?.line_count ?? 0;
  const noCall = (built?.line_of_the_future_count ?? 0) + (built?.line_of_no_caller_count ?? 0);
  const lost = lines - (built?.line_of_call_count ?? 0) - noCall;
  const isBehind = lines !== day.raw_count;
  const annotations = built?.annotation_count ?? 0;
  const matched = built?.annotation_matched_count ?? 0;
  const notes = [
    noCall > 0 ? `${noCall} lines tell of no caller` : '',
    isBehind && isBuildOlder ? 'the published build is older than raw: run `muster build`' : '',
    isBehind && !isBuildOlder ? `the build has ${lines} of raw's ${day.raw_count} lines` : '',
    lost > 0 ? `${lost} lines lead to no call` : '',
    annotations > matched ? `${annotations - matched} annotations fit no call` : '',
  ];
  return {
    ...day,
    build_line_count: lines,
    no_call_count: noCall,
    call_count: built?.call_count ?? 0,
    annotation_count: annotations,
    annotation_matched_count: matched,
    is_explained: day.difference === 0 && lost === 0 && (!isBehind || isBuildOlder),
    explanation: explain(day, notes),
  };
}

function explain(day: CountedDay, notes: readonly string[]): string {
  const missing = Math.abs(day.difference);
  return [
    day.rejected_count > 0 ? `${day.rejected_count} rejected` : '',
    day.skipped_count > 0 ? `${day.skipped_count} no record` : '',
    day.merged_count > 0 ? `${day.merged_count} merged` : '',
    day.unread_count > 0 ? `${day.unread_count} in files not read yet` : '',
    day.gone_count > 0 ? `${day.gone_count} from files no longer in the archive` : '',
    day.difference > 0 ? `${missing} in the source and not in raw` : '',
    day.difference < 0 ? `${missing} in raw and not in the source` : '',
    ...notes,
  ]
    .filter((part) => part !== '')
    .join(', ');
}
