import fc from 'fast-check';

/** What a V20 line says; the rest of its 27 fields follows from it. */
export interface SampleCall {
  readonly history: number;
  readonly startMs: number;
  readonly ringSeconds: number;
  /** Null: never answered. */
  readonly talkSeconds: number | null;
  readonly caller: string;
  readonly extension: string;
}

/** A queue call that 121 answered, of the sample in CDR.md, section 1.1: the night on which the clocks go back in Detroit. */
export const queueCall =
  'Call 512004,a0dbaf95a1010000_4410,00:06:02,2026/11/01 05:58:12,2026/11/01 05:58:12,2026/11/01 06:04:14,TerminatedByDst,+17345550142,Ext.800,10002,800,800,ReplacedDst,Ext.121,121,,,,,Chain: +17345550142;Ext.800;Ext.121;,Line,Queue,Extension,Dana Frey,Scheduling Q,Priya Nair,';
/** A caller who left queue 800. */
export const abandoned =
  'Call 512006,427db295a1010000_4412,00:00:31,2026/11/01 06:01:05,2026/11/01 06:01:05,2026/11/01 06:01:36,TerminatedBySrc,+12485550117,Ext.800,10002,800,800,,,,,,,,Chain: +12485550117;Ext.800;,Line,Queue,Queue,+12485550117,Scheduling Q,,800';
/** A call that 121 placed. */
export const outbound =
  'Call 512009,2d9ace95a1010000_4415,00:12:40,2026/11/01 06:31:47,2026/11/01 06:31:59,2026/11/01 06:44:39,TerminatedByDst,Ext.121,+17345550173,121,10002,17345550173,,,,,1,12.67,default,Chain: Ext.121;+17345550173;,Extension,Line,Line,Priya Nair,+17345550173,,';
/** An internal call that nobody answered. */
export const internal =
  'Call 512010,051ed695a1010000_4416,,2026/11/01 06:40:00,,2026/11/01 06:40:22,Failed_Cancelled,Ext.122,Ext.119,122,119,119,,,,,,,,,Extension,Extension,Extension,Tomas Wirth,Front Desk,,';
/** The four lines in their order. */
export const sample = [queueCall, abandoned, outbound, internal];

/**
 * Lines of a 3CX from before V20, in Detroit's local time (CDR.md, section 1.1): an answered queue call,
 * one abandoned in the queue, one placed, an internal one that nobody answered, one to voicemail.
 */
export const older = [
  'Call 40211,0000019E172178C8_1801,00:04:37,2026/05/11 09:02:10,2026/05/11 09:02:10,2026/05/11 09:06:48,TerminatedBySrc,7345550142,Ext.800,10002,800,800,ReplacedDst,Ext.121,121,,,,,"Chain: 7345550142,Ext.800,Ext.121,",External,Internal,Internal,Dana Frey,Scheduling Q,Priya Nair,',
  'Call 40212,0000019E1723FEB8_1802,00:00:23,2026/05/11 09:04:55,2026/05/11 09:04:55,2026/05/11 09:05:18,TerminatedBySrc,2485550117,Ext.800,10002,800,800,,,,,,,,"Chain: 2485550117,Ext.800,",External,Internal,Internal,2485550117,Scheduling Q,,800',
  'Call 40213,0000019E17265E47_1804,00:01:09,2026/05/11 09:07:31,2026/05/11 09:07:44,2026/05/11 09:08:53,TerminatedByDst,Ext.121,7345550173,121,10002,7345550173,,,,,1,1.15,default,"Chain: Ext.121,7345550173,",Internal,External,External,Priya Nair,7345550173,,',
  'Call 40214,0000019E1727C46C_1805,,2026/05/11 09:09:02,,2026/05/11 09:09:20,Failed_Cancelled,Ext.122,Ext.119,122,119,119,,,,,,,,,Internal,Internal,Internal,Tomas Wirth,Front Desk,,',
  'Call 40215,0000019E172A2C2A_1807,00:00:19,2026/05/11 09:11:40,2026/05/11 09:11:41,2026/05/11 09:12:00,TerminatedBySrc,Ext.122,Ext.999,122,119,119,,,,,,,,"Chain: Ext.122,Ext.119,",Internal,Internal,Internal,Tomas Wirth,Front Desk,,119',
];

const twoDigits = (value: number) => String(value).padStart(2, '0');

/** `2026/11/01 05:58:12`, in UTC. */
function timeText(ms: number): string {
  const at = Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO('UTC');
  const date = [at.year, twoDigits(at.month), twoDigits(at.day)].join('/');
  return `${date} ${[at.hour, at.minute, at.second].map(twoDigits).join(':')}`;
}

/** The id of a call as V20 writes it: its start in byte-reversed hex, and a number. */
export function callId(call: SampleCall): string {
  const hex = call.startMs.toString(16).padStart(16, '0');
  const bytes = hex.match(/../g) ?? [];
  return `${bytes.reverse().join('')}_${call.history % 10_000}`;
}

/** An inbound call to queue 800 as a V20 line, written by hand beside the pipeline's own reader. */
export function lineOf(call: SampleCall): string {
  const { startMs, ringSeconds, talkSeconds, caller, extension } = call;
  const answeredMs = startMs + ringSeconds * 1000;
  const endMs = answeredMs + (talkSeconds ?? 0) * 1000;
  const seconds = talkSeconds ?? 0;
  const duration = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const isAnswered = talkSeconds !== null;
  return [
    `Call ${call.history}`,
    callId(call),
    isAnswered ? duration.map(twoDigits).join(':') : '',
    timeText(startMs),
    isAnswered ? timeText(answeredMs) : '',
    timeText(endMs),
    isAnswered ? 'TerminatedByDst' : 'TerminatedBySrc',
    caller,
    'Ext.800',
    '10002,800,800',
    isAnswered ? `ReplacedDst,Ext.${extension},${extension}` : ',,',
    ',,,',
    `Chain: ${caller};Ext.800;${isAnswered ? `Ext.${extension};` : ''}`,
    'Line,Queue',
    isAnswered ? 'Extension' : 'Queue',
    'Dana Frey,Scheduling Q,Priya Nair,',
  ].join(',');
}

/** The same call as a line from before V20, in Detroit's local time. */
export function olderLineOf(call: SampleCall): string {
  const local = (text: string) =>
    text.replace(/\d{4}\/\d{2}\/\d{2} \d{2}:\d{2}:\d{2}/g, (utc) => {
      const at = Temporal.PlainDateTime.from(utc.replaceAll('/', '-').replace(' ', 'T'));
      const there = at.toZonedDateTime('UTC').withTimeZone('America/Detroit');
      return timeText(Date.UTC(...clockOf(there)));
    });
  const hex = call.startMs.toString(16).padStart(16, '0').toUpperCase();
  return local(lineOf(call))
    .replace(callId(call), `${hex}_${call.history % 10_000}`)
    .replace(/Chain: ([^,]*)/, (_all, hops: string) => `"Chain: ${hops.replaceAll(';', ',')}"`)
    .replace('Line,Queue,Extension', 'External,Internal,Internal')
    .replace('Line,Queue,Queue', 'External,Internal,Internal');
}

function clockOf(at: Temporal.ZonedDateTime): [number, number, number, number, number, number] {
  return [at.year, at.month - 1, at.day, at.hour, at.minute, at.second];
}

const startOfNovember = Date.UTC(2026, 10, 1);

/** Calls with ids of their own. */
export const calls = fc.uniqueArray(
  fc.record({
    history: fc.integer({ min: 1, max: 999_999 }),
    startMs: fc.integer({ min: 0, max: 14 * 86_400_000 }).map((offset) => startOfNovember + offset),
    ringSeconds: fc.integer({ min: 0, max: 60 }),
    talkSeconds: fc.option(fc.integer({ min: 1, max: 7000 }), { nil: null }),
    caller: fc.constantFrom('+17345550142', '2485550117', 'anonymous'),
    extension: fc.constantFrom('121', '122'),
  }),
  { selector: callId, minLength: 1, maxLength: 12 },
);
