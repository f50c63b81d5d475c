/** A stretch of a call, in seconds from its start. */
export type Part =
  | {
      readonly kind: 'queue';
      readonly queue: string;
      readonly from: number;
      readonly to: number;
      readonly left: 'answered' | 'abandoned' | 'timeout' | 'voicemail' | 'callback' | 'open';
    }
  /** A phone that rang in vain: it rang out, or a colleague was faster, or the caller gave up. */
  | {
      readonly kind: 'ring';
      readonly agent: string;
      readonly from: number;
      readonly to: number;
      readonly left: 'rang_out' | 'colleague' | 'caller';
    }
  | {
      readonly kind: 'talk';
      readonly agent: string;
      readonly rang: number;
      readonly from: number;
      readonly to: number;
      readonly handedOver?: 'blind' | 'attended';
    }
  | { readonly kind: 'voicemail'; readonly from: number; readonly to: number };

export type QueuePart = Extract<Part, { kind: 'queue' }>;
export type RingPart = Extract<Part, { kind: 'ring' }>;
export type TalkPart = Extract<Part, { kind: 'talk' }>;

/** The numbers that are compared: those of the company on the local day of the call. */
export const metrics = [
  'offered_count',
  'answered_count',
  'abandoned_count',
  'short_abandoned_count',
  'flow_out_count',
  'unique_calls_count',
  'average_speed_of_answer_seconds',
  'longest_wait_seconds',
  'service_level',
  'missed_count',
  'handled_count',
  'unique_handled_calls_count',
  'talk_seconds',
  'average_handle_seconds',
  'transfer_rate',
  'calls_made',
] as const;
export type Metric = (typeof metrics)[number];

/** One call whose numbers are known by hand. */
export interface Scenario {
  readonly id: string;
  /** Its start in UTC; each call has a local day of its own. */
  readonly at: string;
  readonly direction: 'inbound' | 'outbound';
  readonly parts: readonly Part[];
  /** Absent: not seen. */
  readonly isOpen?: true;
  /** Its record arrives twice. */
  readonly isTwice?: true;
  readonly numbers: Readonly<Partial<Record<Metric, number | null>>>;
}

export const queue = (
  from: number,
  to: number,
  left: QueuePart['left'],
  number = '800',
): QueuePart => ({ kind: 'queue', queue: number, from, to, left });
export const ring = (
  agent: string,
  from: number,
  to: number,
  left: RingPart['left'],
): RingPart => ({ kind: 'ring', agent, from, to, left });
export const talk = (
  agent: string,
  rang: number,
  from: number,
  to: number,
  handedOver?: 'blind' | 'attended',
): TalkPart => ({ kind: 'talk', agent, rang, from, to, ...(handedOver && { handedOver }) });

export const queuesOf = ({ parts }: Scenario) =>
  parts.filter((part): part is QueuePart => part.kind === 'queue');
export const ringsOf = ({ parts }: Scenario) =>
  parts.filter((part): part is RingPart => part.kind === 'ring');
export const talksOf = ({ parts }: Scenario) =>
  parts.filter((part): part is TalkPart => part.kind === 'talk');
export const endOf = ({ parts }: Scenario) => Math.max(...parts.map(({ to }) => to));

/** The queue visit during which a phone rang, or before which it did. */
export function visitOf(scenario: Scenario, part: RingPart | TalkPart): QueuePart | undefined {
  const at = part.kind === 'ring' ? part.from : part.rang;
  return queuesOf(scenario).findLast(({ from, to }) => from <= at && at <= to);
}

/** An instant of the call in UTC, as `2026-11-02 14:00:05`. */
export function utc(scenario: Scenario, seconds: number): string {
  return instantOf(scenario, seconds).toString().slice(0, 19).replace('T', ' ');
}

export function instantOf({ at }: Scenario, seconds: number): Temporal.Instant {
  return Temporal.Instant.from(at).add({ seconds });
}

/** The same on the clock of Detroit. */
export function local(scenario: Scenario, seconds: number): string {
  const there = instantOf(scenario, seconds).toZonedDateTimeISO('America/Detroit');
  return there.toPlainDateTime().toString({ smallestUnit: 'second' }).replace('T', ' ');
}

export const epoch = (scenario: Scenario, seconds: number) =>
  instantOf(scenario, seconds).epochMilliseconds / 1000;

/** A duration as `0:03:12`. */
export function clock(seconds: number, hourDigits = 1): string {
  const [hours, minutes, rest] = [seconds / 3600, (seconds / 60) % 60, seconds % 60].map((part) =>
    String(Math.floor(part)),
  );
  return `${hours?.padStart(hourDigits, '0')}:${minutes?.padStart(2, '0')}:${rest?.padStart(2, '0')}`;
}

/** An outside number that no other call has. */
export function callerOf(scenario: Scenario, all: readonly Scenario[]): string {
  return `73455501${String(all.findIndex(({ id }) => id === scenario.id)).padStart(2, '0')}`;
}
