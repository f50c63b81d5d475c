import { callLogHeader } from '../extract/format-lines.ts';
import type { Format } from './format.ts';
import { callerOf, clock, local, type Part, type Scenario } from './scenario.ts';

const statusOf = { rang_out: 'Redirected', colleague: 'Unanswered', caller: 'Unanswered' };

function rowOf(scenario: Scenario, part: Part, all: readonly Scenario[]): string {
  const caller = callerOf(scenario, all);
  const row = (
    start: number,
    own: string,
    status: string,
    ringing: number,
    talking: number,
  ): string => {
    const parties =
      scenario.direction === 'outbound'
        ? [`Sam (${own})`, caller]
        : [`Dana Frey (${caller})`, `Own (${own})`];
    const times = [ringing, talking, ringing + talking].map((seconds) => clock(seconds));
    return [
      local(scenario, start).replace(' ', 'T'),
      ...parties,
      'Trunk',
      1,
      status,
      ...times,
    ].join();
  };
  switch (part.kind) {
    case 'queue':
      return row(part.from, part.queue, 'Unanswered', 0, part.to - part.from);
    case 'ring':
      return row(part.from, part.agent, statusOf[part.left], part.to - part.from, 0);
    case 'talk': {
      const status = part.handedOver === undefined ? 'Answered' : 'Redirected';
      return row(part.rang, part.agent, status, part.from - part.rang, part.to - part.from);
    }
    case 'voicemail':
      return row(part.from, '999', 'Answered', 0, part.to - part.from);
  }
}

/** The rows of the web console, whose waits are taken for good. */
export const callLog: Format = {
  name: '3CX call log',
  write(all) {
    const rows = all.flatMap((one) => one.parts.map((part) => rowOf(one, part, all)));
    const file = `\uFEFF${[callLogHeader, ...rows].join('\r\n')}\r\n`;
    return { files: { 'calls.csv': file }, again: { 'calls-2.csv': file } };
  },
  source: (folder) => ({
    kind: 'cdr',
    name: 'pbx',
    format: '3cx-call-log',
    folder,
    timeZone: 'America/Detroit',
    profile: { queues: ['800-810'], voicemail: ['999'], hasWait: true },
  }),
  cannot: {
    clocks_back: 'a time of the hour that comes twice has no zone and no id beside it',
    callback: 'a row without an answer says no more',
    open: 'only calls that are over are listed',
  },
  unknown(metric) {
    if (metric === 'missed_count') return 'Unanswered does not say who gave up';
    if (metric === 'transfer_rate') return 'Redirected does not say who did it';
    return undefined;
  },
};
