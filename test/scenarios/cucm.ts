import { cucmHeader } from '../extract/format-lines.ts';
import { type Format, talkMetrics, waitMetrics } from './format.ts';
import {
  callerOf,
  endOf,
  epoch,
  type QueuePart,
  queuesOf,
  type Scenario,
  type TalkPart,
  talksOf,
} from './scenario.ts';

interface Segment {
  readonly start: number;
  readonly connect: number | null;
  readonly end: number;
  readonly final: string;
  readonly visit?: QueuePart;
  readonly isSplit?: boolean;
}

/** One record for each person that the caller was with, the first one for the queue too. */
function segmentsOf(scenario: Scenario): Segment[] {
  const [visit] = queuesOf(scenario);
  const talks = talksOf(scenario);
  const ofVisit = visit === undefined ? {} : { visit };
  if (talks.length === 0 && visit !== undefined) {
    const mailbox = scenario.parts.find((part) => part.kind === 'voicemail');
    const final = mailbox === undefined ? visit.queue : '999';
    return [{ start: 0, connect: mailbox?.from ?? null, end: endOf(scenario), final, visit }];
  }
  return talks.map((talk: TalkPart, index) => ({
    start: index === 0 ? 0 : talk.rang,
    // A queue connects the caller to its music at once.
    connect: index === 0 && visit !== undefined ? 0 : talk.from,
    end: talk.to,
    final: talk.agent,
    isSplit: talk.handedOver !== undefined,
    ...(index === 0 ? ofVisit : {}),
  }));
}

function linesOf(scenario: Scenario, number: number, all: readonly Scenario[]): string[] {
  const caller = callerOf(scenario, all);
  const isOut = scenario.direction === 'outbound';
  return segmentsOf(scenario).map(({ start, connect, end, final, visit, isSplit }, index) => {
    const called = visit?.queue ?? final;
    const causes = isSplit === true ? [393216, 393216] : connect === null ? [16, 0] : [0, 16];
    const parties = isOut ? [final, caller, caller] : [caller, called, final];
    return [
      ...[
        1,
        100 + number,
        `8b1f0000-0000-4000-8000-${String(number * 10 + index).padStart(12, '0')}`,
      ],
      epoch(scenario, start),
      connect === null ? 0 : epoch(scenario, connect),
      epoch(scenario, end),
      connect === null ? 0 : end - connect,
      ...parties,
      ...causes,
      ...['StandAloneCluster', '', visit?.queue ?? ''],
      ...[0, isSplit === true ? 10 : 12, 0],
      ...(visit === undefined ? [0, 0] : [1, visit.to - visit.from]),
    ].join(',');
  });
}

const twoNumbers = 'a record has the number first called and the one reached last';

/** Records of a cluster that writes calls of no duration, too. */
export const cucm: Format = {
  name: 'CUCM',
  write(all) {
    const lines = all.flatMap((scenario, at) => linesOf(scenario, at, all));
    const file = `${[cucmHeader, ...lines].join('\n')}\n`;
    const name = (minute: number) => `cdr_StandAloneCluster_01_2026113012${minute}_1`;
    return { files: { [name(10)]: file }, again: { [name(20)]: file } };
  },
  source: (folder) => ({
    kind: 'cdr',
    name: 'pbx',
    format: 'cucm',
    folder,
    timeZone: 'UTC',
    profile: { voicemailPilots: ['999'], zeroDurationCalls: true },
  }),
  cannot: {
    ping_pong: twoNumbers,
    overflow: twoNumbers,
    callback: 'a callback is a matter of the contact centre, whose records are others',
    conference: 'the parties of a conference have records of the bridge',
    open: 'a record is written when the call is over',
  },
  unknown(metric, scenario) {
    const isInQueue = queuesOf(scenario).length > 0;
    if (metric === 'missed_count') return 'only the number reached last is written';
    if (metric === 'longest_wait_seconds' && scenario.id === 'abandon_ringing') return undefined;
    if (waitMetrics.includes(metric)) return 'the wait of answered calls is in the contact centre';
    if (talkMetrics.includes(metric) && isInQueue) return 'the duration contains the wait';
    return undefined;
  },
  // Of two people the second one's talk is known.
  partly: { attended_transfer: { talk_seconds: 72 } },
};
