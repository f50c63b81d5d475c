import { type Format, talkMetrics, waitMetrics } from './format.ts';
import {
  callerOf,
  clock,
  endOf,
  instantOf,
  local,
  queuesOf,
  type Scenario,
  talksOf,
  utc,
} from './scenario.ts';

interface Style {
  readonly name: string;
  readonly types: Readonly<Record<'line' | 'queue' | 'agent' | 'voicemail', string>>;
  readonly isOlder: boolean;
}

const v20: Style = {
  name: '3CX call file, V20',
  types: { line: 'Line', queue: 'Queue', agent: 'Extension', voicemail: 'VoiceMail' },
  isOlder: false,
};
const older: Style = {
  name: '3CX call file, before V20',
  types: { line: 'External', queue: 'Internal', agent: 'Internal', voicemail: 'Internal' },
  isOlder: true,
};

/** The stations of an inbound call, one after the other. */
function stationsOf(scenario: Scenario): [kind: keyof Style['types'], number: string][] {
  const stops = scenario.parts.flatMap((part): [number, keyof Style['types'], string][] => {
    if (part.kind === 'queue') return [[part.from, 'queue', part.queue]];
    if (part.kind === 'talk') return [[part.from, 'agent', part.agent]];
    return part.kind === 'voicemail' ? [[part.from, 'voicemail', '999']] : [];
  });
  return stops.sort((a, b) => a[0] - b[0]).map(([, kind, number]) => [kind, number]);
}

function idOf(scenario: Scenario, number: number, { isOlder }: Style): string {
  const hex = instantOf(scenario, 0).epochMilliseconds.toString(16).padStart(16, '0');
  const bytes = isOlder ? hex.toUpperCase() : (hex.match(/../g) ?? []).reverse().join('');
  return `${bytes}_${1800 + number}`;
}

function lineOf(scenario: Scenario, number: number, all: readonly Scenario[], style: Style) {
  const time = (seconds: number) =>
    (style.isOlder ? local(scenario, seconds) : utc(scenario, seconds)).replaceAll('-', '/');
  const caller = callerOf(scenario, all);
  const stations = stationsOf(scenario);
  const [first, last] = [stations[0], stations.at(-1)];
  const [talk] = talksOf(scenario);
  const answered = queuesOf(scenario).length > 0 ? 0 : (talk?.from ?? 0);
  const isOut = scenario.direction === 'outbound';
  const isChanged = !isOut && stations.length > 1;
  const change = talk === undefined ? 'QFwdToDNA' : 'ReplacedDst';
  const hops = stations.map(([, extension]) => `Ext.${extension}`);
  const parties = isOut ? [...hops, caller] : [caller, ...hops];
  const chain = `Chain: ${parties.map((party) => `${party}${style.isOlder ? ',' : ';'}`).join('')}`;
  const to = isOut ? 'line' : (first?.[0] ?? 'line');
  const final = isChanged ? (last?.[0] ?? to) : to;
  return [
    `Call ${900 + number}`,
    idOf(scenario, number, style),
    clock(endOf(scenario) - answered, 2),
    time(0),
    time(answered),
    time(endOf(scenario)),
    'TerminatedBySrc',
    parties[0],
    parties[1],
    isOut ? first?.[1] : '10002',
    isOut ? '10002' : first?.[1],
    isOut ? caller : first?.[1],
    isChanged ? change : '',
    isChanged ? `Ext.${last?.[1]}` : '',
    isChanged ? last?.[1] : '',
    ',,,',
    style.isOlder ? `"${chain}"` : chain,
    style.types[isOut ? 'agent' : 'line'],
    style.types[to],
    style.types[final],
    'A,B,C,',
  ].join(',');
}

function formatOf(style: Style): Format {
  return {
    name: style.name,
    write(all) {
      const lines = all.map((scenario, number) => lineOf(scenario, number, all, style));
      const file = `${lines.join('\n')}\n`;
      return { files: { 'cdr.log': file }, again: { 'cdr-once-more.log': file } };
    },
    source: (folder) => ({
      kind: 'cdr',
      name: 'pbx',
      format: '3cx',
      folder,
      timeZone: style.isOlder ? 'America/Detroit' : 'UTC',
    }),
    cannot: {
      callback: 'no word of the file says that the caller asked to be called back',
      conference: 'a line has one party at its end, and a second one who joins leaves no trace',
      open: 'only calls that are over are written',
    },
    unknown(metric, scenario) {
      const hasQueue = queuesOf(scenario).length > 0;
      if (metric === 'missed_count') return 'a line does not say whose phone rang';
      if (metric === 'longest_wait_seconds' && scenario.id === 'abandon_ringing') return undefined;
      if (waitMetrics.includes(metric)) return 'the time of the answer is when the queue answered';
      if (talkMetrics.includes(metric) && (hasQueue || talksOf(scenario).length > 1)) {
        return 'one duration for the wait and for all who talked';
      }
      return undefined;
    },
  };
}

export const threeCxFormats = [formatOf(v20), formatOf(older)];
