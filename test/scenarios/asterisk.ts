import { type Format, talkMetrics, waitMetrics } from './format.ts';
import {
  callerOf,
  epoch,
  type Part,
  type QueuePart,
  queuesOf,
  ringsOf,
  type Scenario,
  talksOf,
  utc,
  visitOf,
} from './scenario.ts';

interface Record_ {
  readonly from: string;
  readonly to: string;
  readonly application: string;
  readonly data: string;
  readonly start: number;
  readonly answer: number | null;
  readonly end: number;
  readonly dialled: string;
}

const trunk = 'PJSIP/trunk-000001a4';
const phone = (agent: string) => `PJSIP/${agent}-000001a6`;

/** The talk that a queue visit led to. */
const talkOf = (scenario: Scenario, visit: QueuePart) =>
  talksOf(scenario).find((talk) => visitOf(scenario, talk) === visit);

function recordOf(scenario: Scenario, part: Part): Record_ {
  const isOut = scenario.direction === 'outbound';
  switch (part.kind) {
    case 'queue': {
      const talk = part.left === 'answered' ? talkOf(scenario, part) : undefined;
      return {
        from: trunk,
        to: talk === undefined ? '' : phone(talk.agent),
        application: 'Queue',
        data: `${part.queue},t,,,,,,,`,
        start: part.from,
        answer: part.from,
        end: talk?.to ?? part.to,
        dialled: part.queue,
      };
    }
    case 'ring':
    case 'talk': {
      const isMember = visitOf(scenario, part) !== undefined;
      const inbound = isMember ? `Local/${part.agent}@from-queue-0000003b;2` : trunk;
      return {
        from: isOut ? phone(part.agent) : inbound,
        to: isOut ? trunk : phone(part.agent),
        application: 'Dial',
        data: `PJSIP/${part.agent},20`,
        start: part.kind === 'ring' ? part.from : part.rang,
        answer: part.kind === 'ring' ? null : part.from,
        end: part.to,
        dialled: part.agent,
      };
    }
    case 'voicemail':
      return {
        from: trunk,
        to: '',
        application: 'VoiceMail',
        data: '101@default,u',
        start: part.from,
        answer: part.from,
        end: part.to,
        dialled: '999',
      };
  }
}

/** Lines of `Master.csv` with the newer columns: linkedid joins the records of a call. */
function cdrLines(scenario: Scenario, number: number, all: readonly Scenario[]): string[] {
  if (scenario.isOpen === true) return [];
  const caller = callerOf(scenario, all);
  const linked = `${epoch(scenario, 0)}.${number}00`;
  return scenario.parts.map((part, index) => {
    const told = recordOf(scenario, part);
    const isOut = scenario.direction === 'outbound';
    const [source, dialled] = isOut ? [told.dialled, caller] : [caller, told.dialled];
    const answer = told.answer === null ? '' : `"${utc(scenario, told.answer)}"`;
    // The caller's channel lives on; a phone that rings has a channel of its own.
    const channel = told.from.startsWith('Local')
      ? `${epoch(scenario, told.start)}.${number}${String(index + 1).padStart(2, '0')}`
      : linked;
    return [
      ...['""', `"${source}"`, `"${dialled}"`, '"from-trunk"', '""', `"${told.from}"`],
      ...[`"${told.to}"`, `"${told.application}"`, `"${told.data}"`],
      ...[`"${utc(scenario, told.start)}"`, answer, `"${utc(scenario, told.end)}"`],
      told.end - told.start,
      told.answer === null ? 0 : told.end - told.answer,
      told.answer === null ? '"NO ANSWER"' : '"ANSWERED"',
      ...['"DOCUMENTATION"', `"${channel}"`, '""', '""', `"${linked}"`, index],
    ].join(',');
  });
}

const exits = { timeout: 'EXITWITHTIMEOUT', voicemail: 'EXITWITHTIMEOUT', callback: 'EXITWITHKEY' };

type Event = readonly [at: number, agent: string, event: string, ...data: (number | string)[]];

/** What became of a visit: a member's answer and the end of it, or how the caller left. */
function endsOf(scenario: Scenario, visit: QueuePart): Event[] {
  const wait = visit.to - visit.from;
  if (visit.left === 'abandoned') return [[visit.to, 'NONE', 'ABANDON', 1, 1, wait]];
  if (visit.left in exits) {
    const event = exits[visit.left as keyof typeof exits];
    const key = event === 'EXITWITHKEY' ? ['1'] : [];
    return [[visit.to, 'NONE', event, ...key, 1, 1, wait]];
  }
  const talk = talkOf(scenario, visit);
  if (talk === undefined) return [];
  const agent = `PJSIP/${talk.agent}`;
  const tail = [wait, talk.to - talk.from, 1];
  return [
    [talk.from, agent, 'CONNECT', wait, '1793628017.424', talk.from - talk.rang],
    talk.handedOver === undefined
      ? [talk.to, agent, 'COMPLETECALLER', ...tail]
      : [talk.to, agent, 'ATTENDEDTRANSFER', 'BRIDGE', 'b1', ...tail],
  ];
}

/** Events of `queue_log`, in their order. */
function logLines(scenario: Scenario, number: number, all: readonly Scenario[]): string[] {
  const channel = `${epoch(scenario, 0)}.${number}00`;
  return queuesOf(scenario).flatMap((visit) => {
    const rings = ringsOf(scenario).filter(
      (ring) => visitOf(scenario, ring) === visit && ring.left !== 'colleague',
    );
    const events: Event[] = [
      [visit.from, 'NONE', 'ENTERQUEUE', '', callerOf(scenario, all), 1],
      ...rings.map((ring): Event => {
        const event = ring.left === 'rang_out' ? 'RINGNOANSWER' : 'RINGCANCELED';
        return [ring.to, `PJSIP/${ring.agent}`, event, (ring.to - ring.from) * 1000];
      }),
      ...endsOf(scenario, visit),
    ];
    return events
      .sort((a, b) => a[0] - b[0])
      .map(([at, ...rest]) => [epoch(scenario, at), channel, visit.queue, ...rest].join('|'));
  });
}

const fileOf = (lines: readonly string[]) => `${lines.join('\n')}\n`;

function source(folder: string, queueLog: boolean) {
  return {
    kind: 'cdr',
    name: 'pbx',
    format: 'asterisk',
    folder,
    timeZone: 'UTC',
    profile: { queueLog },
  } as const;
}

export const asteriskCdr: Format = {
  name: 'Asterisk, CDR alone',
  write(all) {
    const file = fileOf(all.flatMap((scenario, at) => cdrLines(scenario, at, all)));
    return { files: { 'Master.csv': file }, again: { 'Master-2.csv': file } };
  },
  source: (folder) => source(folder, false),
  cannot: {
    callback: 'who pressed a key for a callback and who hung up leave the same record',
    open: 'a record is written when the call is over',
  },
  unknown(metric, scenario) {
    if (metric === 'missed_count') return 'without the queue log misses are not counted';
    if (metric === 'transfer_rate') return 'a second record may be an overflow or a transfer';
    // Whoever was not answered waited until the end of the record.
    const isLost = queuesOf(scenario).every(({ left }) => left === 'abandoned');
    if (metric === 'longest_wait_seconds' && isLost) return undefined;
    if (waitMetrics.includes(metric)) return 'the queue answers the channel at once';
    if (talkMetrics.includes(metric) && queuesOf(scenario).length > 0) {
      return 'the billed seconds contain the wait';
    }
    return undefined;
  },
  partly: { overflow: { longest_wait_seconds: 20 } },
};

export const asteriskQueueLog: Format = {
  name: 'Asterisk, CDR and queue log',
  write(all) {
    const cdr = fileOf(all.flatMap((scenario, at) => cdrLines(scenario, at, all)));
    const log = fileOf(all.flatMap((scenario, at) => logLines(scenario, at, all)));
    return {
      files: { 'Master.csv': cdr, queue_log: log },
      again: { 'Master-2.csv': cdr, 'queue_log-2': log },
    };
  },
  source: (folder) => source(folder, true),
  cannot: {},
  unknown: () => undefined,
};
