import {
  callerOf,
  endOf,
  instantOf,
  type Part,
  type QueuePart,
  queuesOf,
  type Scenario,
  talksOf,
  visitOf,
} from './scenario.ts';

interface Segment {
  readonly id: string;
  readonly method: string;
  readonly reason: string;
  readonly from: string;
  readonly to: string;
  readonly number: string;
  readonly fromNumber?: string;
  readonly previous?: string;
  readonly next?: string | undefined;
  readonly start: number;
  readonly answer: number | null;
  readonly end: number | null;
  readonly ended: string;
  readonly detail: string;
}

/** The columns of `cdroutput` that the mapping reads. */
export const cdroutputSql = `create table cdroutput (cdr_id text, call_history_id text,
  main_call_history_id text, base_cdr_id text, originating_cdr_id text, continued_in_cdr_id text,
  creation_method text, creation_forward_reason text, termination_reason text,
  termination_reason_details text, source_entity_type text, source_dn_type text,
  destination_entity_type text, destination_dn_type text, source_dn_number text,
  destination_dn_number text, source_participant_phone_number text,
  destination_participant_phone_number text, source_participant_trunk_did text,
  cdr_started_at timestamptz, cdr_answered_at timestamptz, cdr_ended_at timestamptz)`;

const ringEnds = {
  rang_out: 'no_answer',
  colleague: 'completed_elsewhere',
  caller: 'terminated_by_originator',
};

const hungUp = { ended: 'src_participant_terminated', detail: '' };
const goesOn = { ended: 'redirected', detail: 'no_answer' };

const idOf = (scenario: Scenario, part: Part) => `p${scenario.parts.indexOf(part)}`;

/** What a queue visit went on in: the person who answered, or the next stop. */
function afterOf(scenario: Scenario, visit: QueuePart): Part | undefined {
  const talk = talksOf(scenario).find((each) => visitOf(scenario, each) === visit);
  if (visit.left === 'answered') return talk;
  return scenario.parts.find(
    (part) => part !== visit && part.kind !== 'ring' && part.from === visit.to,
  );
}

function segmentOf(scenario: Scenario, part: Part): Segment {
  const id = idOf(scenario, part);
  const outside = { id, from: 'external_line' };
  const before = queuesOf(scenario).find(({ to }) => to === part.from && part.kind !== 'talk');
  const first = { method: 'divert', reason: 'by_did', previous: 'in' };
  const diverted =
    before === undefined || before === part
      ? first
      : { method: 'divert', reason: 'no_answer', previous: idOf(scenario, before) };
  const times = { start: part.from, answer: null, end: part.to };
  switch (part.kind) {
    case 'queue': {
      const next = afterOf(scenario, part);
      const isCallback = part.left === 'callback';
      const nextId = isCallback ? 'qcb' : next && idOf(scenario, next);
      const sent = nextId === undefined ? hungUp : goesOn;
      const ending = part.left === 'answered' ? { ended: 'continued_in', detail: 'polling' } : sent;
      const end = part.left === 'open' ? null : part.to;
      const party = { to: 'queue', number: part.queue, next: nextId };
      return { ...outside, ...diverted, ...party, ...times, answer: part.from, end, ...ending };
    }
    case 'ring':
    case 'talk':
      return phoneOf(scenario, part, id);
    case 'voicemail':
      return {
        ...{ ...outside, ...diverted, to: 'voicemail', number: '999' },
        ...{ ...times, answer: part.from, ...hungUp },
      };
  }
}

function phoneOf(
  scenario: Scenario,
  part: Extract<Part, { kind: 'ring' | 'talk' }>,
  id: string,
): Segment {
  const visit = visitOf(scenario, part);
  const party = { id, from: 'external_line', to: 'extension', number: part.agent };
  const polled = visit && {
    method: 'route_to',
    reason: 'polling',
    previous: idOf(scenario, visit),
  };
  const direct = { method: 'divert', reason: 'by_did', previous: 'in' };
  if (part.kind === 'ring') {
    const ending = { ended: 'cancelled', detail: ringEnds[part.left] };
    return {
      ...party,
      ...(polled ?? direct),
      start: part.from,
      answer: null,
      end: part.to,
      ...ending,
    };
  }
  const talks = talksOf(scenario);
  const [from, to] = [talks[talks.indexOf(part) - 1], talks[talks.indexOf(part) + 1]];
  const method = from?.handedOver === 'blind' ? 'transfer' : 'join';
  const handed = from?.handedOver && { method, reason: 'none', previous: idOf(scenario, from) };
  const times = { start: part.rang, answer: part.from, end: part.to };
  if (scenario.direction === 'outbound') {
    const parties = {
      id,
      from: 'extension',
      to: 'external_line',
      number: '',
      fromNumber: part.agent,
    };
    return { ...parties, method: 'call_init', reason: 'none', ...times, ...hungUp };
  }
  // The first agent's segment runs on until the colleague answers.
  if (part.handedOver !== undefined && to !== undefined) {
    const ending = {
      next: idOf(scenario, to),
      end: to.from,
      ended: 'continued_in',
      detail: 'none',
    };
    return { ...party, ...(handed ?? polled ?? direct), ...times, ...ending };
  }
  return { ...party, ...(handed ?? polled ?? direct), ...times, ...hungUp };
}

function segmentsOf(scenario: Scenario): Segment[] {
  const told = scenario.parts.map((part) => segmentOf(scenario, part));
  const start: Segment = {
    ...{ id: 'in', method: 'call_init', reason: 'none', from: 'external_line' },
    ...{ to: 'inbound_routing', number: '', next: told[0]?.id, start: 0, answer: null, end: 0 },
    ...{ ended: 'redirected', detail: 'by_did' },
  };
  const callback: Segment = {
    ...{ id: 'qcb', method: 'divert', reason: 'callback_requested', from: 'external_line' },
    ...{ to: 'script', number: 'QCB', previous: 'p0', start: endOf(scenario) },
    ...{ answer: endOf(scenario), end: endOf(scenario), ...hungUp },
  };
  const isCallback = queuesOf(scenario).some(({ left }) => left === 'callback');
  const entry = scenario.direction === 'outbound' ? [] : [start];
  return [...entry, ...told, ...(isCallback ? [callback] : [])];
}

/** The rows of a call for `insert`, in the order of the columns. */
export function rowsOf(scenario: Scenario, all: readonly Scenario[]): (string | null)[][] {
  const caller = callerOf(scenario, all);
  const own = (id: string | undefined) => (id === undefined ? null : `${scenario.id}-${id}`);
  const time = (seconds: number | null) =>
    seconds === null ? null : instantOf(scenario, seconds).toString();
  return segmentsOf(scenario).map((segment) => [
    ...[own(segment.id), scenario.id, scenario.id, null, own(segment.previous), own(segment.next)],
    ...[segment.method, segment.reason, segment.ended, segment.detail],
    ...[segment.from, null, segment.to, null, segment.fromNumber ?? null, segment.number],
    ...(segment.fromNumber === undefined ? [caller, null] : [null, caller]),
    ...['17345550100', time(segment.start), time(segment.answer), time(segment.end)],
  ]);
}
