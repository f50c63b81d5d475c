import type { Desk, ServiceTruth } from './call.ts';
import type { LocalDay } from './local-day.ts';
import type { Segment } from './segment.ts';

/** A visit of a caller to a queue, as it truly was. */
export interface VisitTruth {
  readonly enteredMs: number;
  /** When a person answered, or the caller left. */
  readonly leftMs: number;
  readonly result: 'answered' | 'abandoned' | 'voicemail';
}

/** A talk of a desk with somebody outside, as it truly was. */
export interface TalkTruth {
  readonly desk: Desk;
  readonly direction: 'inbound' | 'outbound';
  readonly fromMs: number;
  readonly toMs: number;
  readonly isHandedOver: boolean;
}

/** A call of Plymouth's telephone system: its segments, and what they should be read as. */
export interface SegmentedCall {
  readonly day: LocalDay;
  readonly startMs: number;
  readonly endMs: number;
  readonly callerNumber: string;
  readonly segments: readonly Segment[];
  readonly visits: readonly VisitTruth[];
  readonly talks: readonly TalkTruth[];
  /** The desks that let it ring, or declined, once for each time. */
  readonly misses: readonly Desk[];
  readonly service: ServiceTruth | null;
}
