import type { Format } from './format.ts';
import { callerOf, endOf, type Part, queuesOf, type Scenario, utc } from './scenario.ts';

const header =
  'call,leg,kind,direction,status,queue,agent,caller,start,answer,end,wait,talk,hold,handed';

const statusOf = {
  ...{ answered: 'answered', abandoned: 'abandoned', timeout: 'flow_out', open: 'open' },
  ...{ voicemail: 'voicemail', callback: 'callback' },
  ...{ rang_out: 'no_answer', colleague: 'cancelled', caller: 'cancelled' },
};

/** Of an outbound call a line is the whole call. */
function lineOf(scenario: Scenario, part: Part, leg: number, all: readonly Scenario[]): string {
  const time = (seconds: number) => utc(scenario, seconds);
  const head = (kind: string, status: string, queue = '', agent = '') =>
    [scenario.id, `${scenario.id}-${leg}`, kind, scenario.direction, status, queue, agent].join(
      ',',
    );
  const caller = callerOf(scenario, all);
  switch (part.kind) {
    case 'queue': {
      const status = statusOf[part.left];
      const wait = part.to - part.from;
      const answer = part.left === 'answered' ? time(part.to) : '';
      const end = part.left === 'open' ? ',,' : `${time(part.to)},${wait},`;
      return `${head('queue', status, part.queue)},${caller},${time(part.from)},${answer},${end},,`;
    }
    case 'ring':
      return `${head('agent', statusOf[part.left], '', part.agent)},${caller},${time(part.from)},,${time(part.to)},,,,`;
    case 'talk': {
      const handed = part.handedOver === undefined ? 'no' : 'yes';
      return `${head('agent', 'answered', '', part.agent)},${caller},${time(part.rang)},${time(part.from)},${time(part.to)},,${part.to - part.from},0,${handed}`;
    }
    case 'voicemail':
      return `${head('voicemail', 'voicemail')},${caller},${time(part.from)},,${time(part.to)},,,,`;
  }
}

const file = (all: readonly Scenario[], some: readonly Scenario[]) =>
  `${[header, ...some.flatMap((one) => one.parts.map((part, leg) => lineOf(one, part, leg, all)))].join('\n')}\n`;

/** Lines of one's own making, a line a part: they can tell everything but what follows a call. */
export const declared: Format = {
  name: 'declared columns',
  write: (all) => ({
    files: { 'calls.csv': file(all, all) },
    again: {
      'later.csv': file(
        all,
        all.filter(({ isTwice }) => isTwice === true),
      ),
    },
  }),
  source: (folder) => ({
    kind: 'cdr',
    name: 'pbx',
    format: 'declared',
    folder,
    timeZone: 'UTC',
    profile: {
      agentKind: 'extension',
      capabilities: {
        wait: true,
        offers: true,
        hold: true,
        talk_in_queue_calls: true,
        transfers: true,
      },
      columns: {
        call_id: 'call',
        leg_id: 'leg',
        kind: 'kind',
        direction: 'direction',
        status: 'status',
        queue: 'queue',
        agent: 'agent',
        from_number: 'caller',
        started_at: 'start',
        answered_at: 'answer',
        ended_at: 'end',
        wait: 'wait',
        talk: 'talk',
        hold: 'hold',
        transferred: { column: 'handed', values: { yes: true, no: false } },
      },
    },
  }),
  cannot: {},
  unknown: () => undefined,
};

const tableHeader =
  'call_id,direction,queue_id,agent_value,started_at,answered_at,ended_at,is_answered,wait_seconds,talk_seconds';

function rowOf(scenario: Scenario): string {
  const [queue] = queuesOf(scenario);
  const talk = scenario.parts.findLast((part) => part.kind === 'talk');
  const isOpen = scenario.isOpen === true;
  const time = (seconds: number) => utc(scenario, seconds);
  return [
    scenario.id,
    scenario.direction,
    queue?.queue ?? '',
    talk?.agent ?? '',
    time(0),
    talk === undefined ? (isOpen ? time(0) : '') : time(talk.from),
    isOpen ? '' : time(endOf(scenario)),
    talk !== undefined,
    queue === undefined || isOpen ? '' : queue.to - queue.from,
    talk === undefined ? '' : talk.to - talk.from,
  ].join(',');
}

/** The mapping of the call table, which `writeMapping` puts into the workspace. */
export const tableMapping = `-- Entity:  calls
-- Answers: one row a call

select
    'pbx' as source,
    call_id,
    direction,
    nullif(queue_id, '') as queue_id,
    'extension' as agent_kind,
    nullif(agent_value, '') as agent_value,
    null::varchar as party_hash,
    null::varchar as party_masked,
    started_at::timestamp as started_at,
    nullif(answered_at, '')::timestamp as answered_at,
    nullif(ended_at, '')::timestamp as ended_at,
    is_answered::boolean as is_answered,
    nullif(wait_seconds, '')::integer as wait_seconds,
    nullif(talk_seconds, '')::integer as talk_seconds,
    null::integer as hold_seconds,
    null::integer as wrap_up_seconds,
    null::boolean as is_transferred

from read_csv(getvariable('folder') || '/calls.csv', header = true, all_varchar = true)
`;

/** A table with one row a call: what became of the caller, and who had the caller last. */
export const callTable: Format = {
  name: 'call table',
  write: (all) => {
    const text = `${[tableHeader, ...all.map(rowOf)].join('\n')}\n`;
    return { files: { 'calls.csv': text }, again: { 'calls.csv': text } };
  },
  source: (folder) => ({
    kind: 'files',
    name: 'pbx',
    folder,
    capabilities: {
      wait: true,
      offers: false,
      hold: false,
      wrapUp: false,
      talkInQueueCalls: true,
      unanswered: true,
      transfers: false,
      callIds: true,
    },
  }),
  cannot: {
    blind_transfer: 'a row has one agent',
    attended_transfer: 'a row has one agent',
    conference: 'a row has one agent',
    ping_pong: 'a row has one queue',
    overflow: 'a row has one queue',
    voicemail: 'a row says answered or not',
    callback: 'a row says answered or not',
  },
  unknown(metric) {
    if (metric === 'missed_count') return 'a row does not say whose phone rang in vain';
    if (metric === 'transfer_rate') return 'the table does not tell transfers';
    return undefined;
  },
};
