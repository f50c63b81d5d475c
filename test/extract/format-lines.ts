import fc from 'fast-check';

/** What one line of a format says; the rest of it follows from this. */
interface Sample {
  /** Tells the lines apart. */
  readonly number: number;
  readonly talkSeconds: number;
  readonly caller: string;
  readonly extension: string;
}

const samples = fc.uniqueArray(
  fc.record({
    number: fc.integer({ min: 0, max: 99_999 }),
    talkSeconds: fc.integer({ min: 1, max: 7000 }),
    caller: fc.constantFrom('7345550142', '2485550117', '17345550173'),
    extension: fc.constantFrom('121', '122'),
  }),
  { selector: ({ number }) => number, minLength: 1, maxLength: 12 },
);

/** Lines that `lineOf` makes, none twice. */
export function linesBy(lineOf: (sample: Sample) => string): fc.Arbitrary<readonly string[]> {
  return samples.map((all) => all.map(lineOf));
}

// 2 November 2026, 14:00 in UTC: no clock of the samples is changed then or in the weeks after.
const startMs = Date.UTC(2026, 10, 2, 14);
const secondOf = ({ number }: Sample, later = 0) => startMs / 1000 + number * 7 + later;
const timeOf = (sample: Sample, later = 0) =>
  Temporal.Instant.fromEpochMilliseconds(secondOf(sample, later) * 1000)
    .toString()
    .slice(0, 19);
const spaced = (sample: Sample, later = 0) => timeOf(sample, later).replace('T', ' ');
const clock = (seconds: number) =>
  [seconds / 3600, (seconds / 60) % 60, seconds % 60]
    .map((part) => String(Math.floor(part)).padStart(2, '0'))
    .join(':');

/** `Master.csv` of Asterisk: a queue call, 18 fields. */
export function asteriskLine(sample: Sample): string {
  const { caller, extension, talkSeconds, number } = sample;
  const times = [spaced(sample), spaced(sample), spaced(sample, talkSeconds)];
  return `"","${caller}","800","ext-queues","""Dana Frey"" <${caller}>","PJSIP/trunk-${number}","PJSIP/${extension}-${number}","Queue","800,t,,,,,,,","${times.join('","')}",${talkSeconds},${talkSeconds},"ANSWERED","DOCUMENTATION","${secondOf(sample)}.${number}",""`;
}

/** `queue_log` of Asterisk: one of four events. */
export function queueLogLine(sample: Sample): string {
  const { caller, extension, talkSeconds, number } = sample;
  const head = `${secondOf(sample, 9)}|${secondOf(sample)}.${number}|800`;
  const events = [
    `NONE|ENTERQUEUE||${caller}|1`,
    `PJSIP/${extension}|CONNECT|9|${secondOf(sample)}.${number + 1}|4`,
    `Priya Nair|COMPLETECALLER|9|${talkSeconds}|1`,
    `NONE|ABANDON|1|1|9`,
  ];
  return `${head}|${events[number % events.length]}`;
}

/** `Master.csv` of FreeSWITCH. */
export function freeSwitchLine(sample: Sample): string {
  const { caller, extension, talkSeconds, number } = sample;
  const times = [spaced(sample), spaced(sample, 5), spaced(sample, 5 + talkSeconds)];
  const id = `6a1d0c1e-b7f2-4c55-9a51-${number.toString(16).padStart(12, '0')}`;
  return `"Dana Frey","${caller}","${extension}","public","${times.join('","')}","${5 + talkSeconds}","${talkSeconds}","NORMAL_CLEARING","${id}","","","PCMU","PCMU"`;
}

/** The variables of mod_callcenter after those of FreeSWITCH's own template. */
export const callCentreColumns = [
  'caller_id_name,caller_id_number,destination_number,context,start_stamp,answer_stamp,end_stamp',
  'duration,billsec,hangup_cause,uuid,bleg_uuid,accountcode,read_codec,write_codec,last_app',
  'cc_queue,cc_agent,cc_cause,cc_queue_joined_epoch,cc_queue_answered_epoch,hold_accum_seconds',
].flatMap((part) => part.split(','));

/** `Master.csv` of FreeSWITCH with what mod_callcenter knows. */
export function callCentreLine(sample: Sample): string {
  const joined = secondOf(sample, 1);
  return `${freeSwitchLine(sample)},"callcenter","800@default","${sample.extension}@default","answered","${joined}","${joined + 9}","0"`;
}

export const callLogHeader =
  'Call Time,Caller ID,Destination,Trunk,Did,Status,Ringing,Talking,Total Duration';

/** A row of 3CX's call log. */
export function callLogLine(sample: Sample): string {
  const { caller, extension, talkSeconds } = sample;
  return `${timeOf(sample)},Dana Frey (${caller}),Priya Nair (${extension}),Trunk,1,Answered,00:00:05,${clock(talkSeconds)},${clock(talkSeconds + 5)}`;
}

export const cucmHeader = [
  'globalCallID_callManagerId,globalCallID_callId,pkid,dateTimeOrigination,dateTimeConnect',
  'dateTimeDisconnect,duration,callingPartyNumber,originalCalledPartyNumber',
  'finalCalledPartyNumber,origCause_value,destCause_value,globalCallId_ClusterID,lastRedirectDn',
  'huntPilotDN,origCallTerminationOnBehalfOf,destCallTerminationOnBehalfOf,joinOnBehalfOf',
  'wasCallQueued,totalWaitTimeInQueue',
].join(',');

/** A record of CUCM. */
export function cucmLine(sample: Sample): string {
  const { caller, extension, talkSeconds, number } = sample;
  const times = [0, 5, 5 + talkSeconds].map((later) => secondOf(sample, later));
  const id = `8b1f0000-0000-4000-8000-${number.toString(16).padStart(12, '0')}`;
  return `1,${number},${id},${times.join(',')},${talkSeconds},${caller},${extension},${extension},0,16,StandAloneCluster,2000,800,0,12,0,1,9`;
}

export const declaredHeader = 'Start;Answer;End;Wait;Seconds;Hold;Caller;Queue;Agent;State';

/** What the columns of `declaredHeader` are. */
export const declaredProfile = {
  delimiter: ';',
  columns: {
    started_at: 'Start',
    answered_at: { column: 'Answer', format: 'epoch_ms' },
    wait: { column: 'Wait', format: 'MM:SS' },
    hold: { column: 'Hold', format: 'minutes' },
    queue: 'Queue',
    ended_at: 'End',
    talk: 'Seconds',
    from_number: 'Caller',
    agent: 'Agent',
    status: 'State',
  },
};

/** The local times of the samples are in Detroit, five hours behind. */
const localSecond = (sample: Sample, later: number) => secondOf(sample, later + 5 * 3600);

/** A line of `declaredHeader`. */
export function declaredLine(sample: Sample): string {
  const { caller, extension, talkSeconds } = sample;
  const answeredMs = localSecond(sample, 5) * 1000;
  return `${spaced(sample)};${answeredMs};${spaced(sample, talkSeconds + 5)};00:05;${talkSeconds};0;${caller};Queue A;${extension};answered`;
}
