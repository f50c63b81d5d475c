import fc from 'fast-check';

const resultsOf: Readonly<Record<string, readonly string[]>> = {
  queue: ['answered', 'abandoned', 'flow_out', 'voicemail', 'callback', 'open'],
  agent: ['answered', 'no_answer', 'rejected', 'cancelled', 'busy', 'open'],
};

export interface Leg {
  readonly kind: string;
  readonly result: string;
  readonly agent: string;
  readonly waitSeconds: number;
  readonly talkSeconds: number | null;
  readonly afterSeconds: number;
  readonly isHandedOver: boolean;
  readonly isMonitoring: boolean;
}

export interface Call {
  readonly direction: string;
  readonly startSeconds: number;
  readonly legs: readonly Leg[];
}

const rareOpen = (results: readonly string[]) =>
  fc.oneof(
    { weight: 20, arbitrary: fc.constantFrom(...results.filter((result) => result !== 'open')) },
    { weight: 1, arbitrary: fc.constant('open') },
  );

const leg: fc.Arbitrary<Leg> = fc
  .constantFrom('queue', 'queue', 'agent', 'agent', 'agent', 'voicemail', 'ivr', 'external')
  .chain((kind) => {
    const results = resultsOf[kind];
    return fc.record({
      kind: fc.constant(kind),
      result: results === undefined ? fc.constant('reached') : rareOpen(results),
      agent: fc.constantFrom('101', '102', '103', '201', '999'),
      waitSeconds: fc.integer({ min: 0, max: 90 }),
      talkSeconds: fc.option(fc.integer({ min: 0, max: 600 }), { freq: 5 }),
      afterSeconds: fc.integer({ min: 0, max: 7200 }),
      isHandedOver: fc.boolean(),
      isMonitoring: fc.integer({ min: 0, max: 15 }).map((n) => n === 0),
    });
  });

const call: fc.Arbitrary<Call> = fc.record({
  direction: fc.constantFrom('inbound', 'inbound', 'outbound', 'internal'),
  startSeconds: fc.integer({ min: 0, max: 6 * 86_400 }),
  legs: fc.array(leg, { minLength: 1, maxLength: 6, size: 'max' }),
});

/** Some calls of six days around the night in which Detroit sets its clocks back. */
export const company = fc.array(call, { minLength: 40, maxLength: 60 });
/** The columns of `linesOf`. */
export const legsHeader = [
  'source,call_id,leg_number,direction,leg_kind,visit_number,queue_id,agent_value,result',
  'is_transferred_out,wait_seconds,talk_seconds,started_at,answered_at,ended_at,is_monitoring',
].join(',');

const instant = (seconds: number) =>
  Temporal.Instant.from('2026-10-29T00:00:00Z')
    .add({ seconds })
    .toString({ smallestUnit: 'second' })
    .replace('T', ' ')
    .replace('Z', '');

const onlyIf = (isGiven: boolean, value: string | number) => (isGiven ? value : '');

/** The legs of a call as lines; a leg begins some time after the one before it. */
export function linesOf({ direction, startSeconds, legs }: Call, index: number): string[] {
  let startedAt = startSeconds;
  let visit = 0;
  return legs.map((each, at) => {
    if (at > 0) startedAt += each.afterSeconds;
    if (each.kind === 'queue') visit += 1;
    const isAgent = each.kind === 'agent';
    const isInQueue = each.kind === 'queue' || (isAgent && visit > 0);
    const isAnswered = isAgent && each.result === 'answered';
    const isClosed = each.result !== 'open';
    const answeredAt = startedAt + (each.kind === 'queue' ? each.waitSeconds : 5);
    const endedAt = answeredAt + (isAnswered ? (each.talkSeconds ?? 60) : 0);
    return [
      'pbx',
      `c${index}`,
      at + 1,
      direction,
      each.kind,
      onlyIf(isInQueue, visit),
      onlyIf(isInQueue, '800'),
      onlyIf(isAgent, each.agent),
      each.result,
      isAnswered && each.isHandedOver,
      onlyIf(each.kind === 'queue' && isClosed, each.waitSeconds),
      onlyIf(isAnswered, each.talkSeconds ?? ''),
      instant(startedAt),
      onlyIf(each.result === 'answered', instant(answeredAt)),
      onlyIf(isClosed, instant(endedAt)),
      each.isMonitoring,
    ].join(',');
  });
}

/** The legs that count: those that do not merely listen in. */
export const seen = ({ legs }: Call) => legs.filter((each) => !each.isMonitoring);
/** Whether a call has a leg without an end. */
export const isOpen = (each: Call) => seen(each).some(({ result }) => result === 'open');

/** The outcome by the ordered rule, reckoned from the generated legs without any SQL. */
export function outcomeOf(given: Call): string {
  const legs = seen(given);
  const has = (kind: string, result?: string) =>
    legs.some((each) => each.kind === kind && (result === undefined || each.result === result));
  const visits = legs.filter(({ kind }) => kind === 'queue').map(({ result }) => result);
  const lastLoss = visits.findLast((result) => result === 'flow_out' || result === 'abandoned');
  const rang = ['answered', 'no_answer', 'rejected', 'cancelled'];
  if (isOpen(given)) return 'open';
  if (
    legs.some(
      ({ kind, result, talkSeconds }) =>
        kind === 'agent' && result === 'answered' && talkSeconds !== 0,
    )
  ) {
    return 'answered_human';
  }
  if (has('voicemail') || has('queue', 'voicemail')) return 'voicemail';
  if (has('queue', 'callback')) return 'callback_requested';
  if (has('external') && given.direction !== 'outbound') return 'diverted_external';
  if (lastLoss !== undefined) return lastLoss === 'flow_out' ? 'flow_out' : 'abandoned_queue';
  if (given.direction === 'inbound' && has('ivr')) return 'abandoned_ivr';
  if (given.direction === 'inbound' && rang.some((result) => has('agent', result))) {
    return 'abandoned_ringing';
  }
  return has('agent', 'busy') ? 'busy' : 'failed';
}
