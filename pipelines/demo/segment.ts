/** One end of a segment, as the table `cdroutput` of 3CX V20 describes a participant. */
export interface SegmentEnd {
  readonly entity:
    | 'external_line'
    | 'inbound_routing'
    | 'outbound_rule'
    | 'queue'
    | 'extension'
    | 'ivr'
    | 'voicemail';
  readonly dn: string;
  readonly dnType: string;
  readonly dnName: string;
  readonly name: string;
  readonly phone: string;
  /** The number that was dialled, of a call that comes in on a trunk. */
  readonly did: string;
  readonly isIncoming: boolean;
}

/** A stretch of a call between two ends; instants in milliseconds UTC. Filled as the call goes on. */
export interface Segment {
  readonly source: SegmentEnd;
  readonly destination: SegmentEnd;
  readonly method: 'call_init' | 'divert' | 'route_to' | 'transfer' | 'join';
  readonly forwardReason: 'none' | 'by_did' | 'polling' | 'no_answer' | 'out_of_office';
  /** The segment that this one came out of. */
  readonly origin: Segment | null;
  /** True for a call of its own that was joined with the main one. */
  readonly isConsultation: boolean;
  readonly startMs: number;
  answerMs: number | null;
  endMs: number;
  endReason: string;
  endDetail: string;
  endedBy: 'source' | 'destination' | null;
  next: Segment | null;
}

/** How a segment begins; what becomes of it is set later. */
export type SegmentStart = Pick<
  Segment,
  'source' | 'destination' | 'method' | 'forwardReason' | 'origin' | 'startMs'
>;

/** The segments of a call in the order in which they are made. */
export class SegmentTrace {
  readonly segments: Segment[] = [];

  /** Begins a segment, which is open until `close`. */
  open(start: SegmentStart, isConsultation = false): Segment {
    const segment: Segment = {
      ...start,
      isConsultation,
      answerMs: null,
      endMs: start.startMs,
      endReason: '',
      endDetail: '',
      endedBy: null,
      next: null,
    };
    this.segments.push(segment);
    return segment;
  }
}

/** Ends a segment because somebody hung up, was cut off or declined. */
export function endSegment(
  segment: Segment,
  endMs: number,
  endReason: string,
  endDetail = '',
  endedBy: Segment['endedBy'] = null,
): void {
  Object.assign(segment, { endMs, endReason, endDetail, endedBy });
}

/** Ends a segment that the call goes on from in another one. */
export function continueIn(segment: Segment, next: Segment, endMs: number, detail = 'none'): void {
  Object.assign(segment, { next, endMs, endReason: 'continued_in', endDetail: detail });
}

/** Ends a segment whose rule sends the call on before anybody answered. */
export function redirectTo(segment: Segment, next: Segment, endMs: number, detail: string): void {
  Object.assign(segment, { next, endMs, endReason: 'redirected', endDetail: detail });
}
