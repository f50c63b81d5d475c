import { callCentreColumns } from '../extract/format-lines.ts';
import type { Format } from './format.ts';
import { callerOf, endOf, epoch, queuesOf, type Scenario, talksOf, utc } from './scenario.ts';

function lineOf(scenario: Scenario, number: number, all: readonly Scenario[]): string {
  const [queue] = queuesOf(scenario);
  const [talk] = talksOf(scenario);
  const caller = callerOf(scenario, all);
  const dialled = queue?.queue ?? talk?.agent ?? '';
  const [from, to] = scenario.direction === 'outbound' ? [dialled, caller] : [caller, dialled];
  const answer = queue === undefined ? (talk?.from ?? 0) : 0;
  const end = endOf(scenario);
  const id = (mark: string) => `6a1d0c1e-b7f2-4c55-9a5${mark}-${String(number).padStart(12, '0')}`;
  const ofQueue =
    queue === undefined
      ? ['', '', '', '', '', '']
      : [
          'callcenter',
          `${queue.queue}@default`,
          talk === undefined ? '' : `${talk.agent}@default`,
          talk === undefined ? 'cancel' : 'answered',
          epoch(scenario, queue.from),
          talk === undefined ? '' : epoch(scenario, talk.from),
        ];
  return [
    ...['A', from, to, 'public', utc(scenario, 0), utc(scenario, answer), utc(scenario, end)],
    ...[end, end - answer, talk === undefined ? 'ORIGINATOR_CANCEL' : 'NORMAL_CLEARING'],
    ...[id('1'), talk === undefined ? '' : id('2'), '', 'PCMU', 'PCMU'],
    ...[...ofQueue, 0],
  ]
    .map((field) => `"${field}"`)
    .join(',');
}

const oneQueue = "the caller's line names one queue, the last one";

/** `Master.csv` with the variables of mod_callcenter. */
export const freeSwitch: Format = {
  name: 'FreeSWITCH with mod_callcenter',
  write(all) {
    const file = `${all.map((scenario, at) => lineOf(scenario, at, all)).join('\n')}\n`;
    return { files: { 'Master.csv': file }, again: { 'Master.csv.2026-11-30-12-00-00': file } };
  },
  source: (folder) => ({
    kind: 'cdr',
    name: 'pbx',
    format: 'freeswitch',
    folder,
    timeZone: 'UTC',
    profile: { columns: callCentreColumns },
  }),
  cannot: {
    blind_transfer: "the caller's line names its last other end only",
    attended_transfer: "the caller's line names its last other end only",
    conference: 'a conference is a room of its own, not the other end of a line',
    ping_pong: oneQueue,
    overflow: oneQueue,
    voicemail: 'the line names the application that had the caller last',
    callback: 'a line without an agent is one of a caller who hung up',
    open: 'a line is written when the call is over',
  },
  unknown(metric) {
    if (metric === 'missed_count') return 'only the line of the caller is written';
    if (metric === 'transfer_rate') return 'the line does not say who handed the caller over';
    return undefined;
  },
};
