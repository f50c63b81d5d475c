import {
  canaryName,
  canaryNumber,
  canaryPatient,
  canaryWord,
  writtenForms,
} from './canary-markers.ts';

/** A telephone format: good lines with markers wherever an outside party stands in them. */
export interface MarkedFormat {
  readonly fileName: string;
  readonly header?: readonly string[];
  readonly lines: readonly string[];
  readonly delimiter: ',' | '|';
  /** Fields, from 0, that name one's own queue or agent: any word there is meant to be kept. */
  readonly ownFields: readonly number[];
  /** Fields that hold ids of the source, whatever these are. */
  readonly idFields?: readonly number[];
  /** Fields that hold a word of the telephone system: one word there cannot be told from a name. */
  readonly wordFields?: readonly number[];
  /** Gives a line ids that no other line has. */
  readonly renumber: (line: string, number: number) => string;
}

const number = (place: number) => canaryNumber(place);
const name = `${canaryName} ${canaryWord}`;

/** The lines as they are, and each of them spoilt in every way that a line is rejected for. */
export function markedFile(format: MarkedFormat): string {
  const { lines, header = [], delimiter } = format;
  const spoilt = lines.flatMap((line) => [
    ...spoiltShapes(line, delimiter),
    ...spoiltFields(format, line),
  ]);
  const numbered = [...lines, ...spoilt].map((line, at) => format.renumber(line, at + 1));
  // The last line is cut off in the middle of what it says.
  const cut = (lines[0] ?? '').slice(0, -9);
  return [...header, ...numbered, cut].join('\n');
}

function spoiltShapes(line: string, delimiter: string): string[] {
  const fields = fieldsOf(line, delimiter);
  const middle = Math.floor(line.length / 2);
  const join = (parts: readonly string[]) => parts.join(delimiter);
  return [
    ...[0.2, 0.4, 0.6, 0.8].map((share) => line.slice(0, Math.floor(line.length * share))),
    join([name, ...fields]),
    join([number(80), ...fields]),
    join([...fields, name, number(81)]),
    // All fields have moved by one, and their count is right.
    join([...fields.slice(1), name]),
    join([number(82), ...fields.slice(0, -1)]),
    join([name, ...fields.slice(0, -1)]),
    line.replaceAll(/20[0-9]{2}([-/])[0-9]{2}/g, '2026$113'),
    line.replaceAll(/[0-9]{2}:[0-9]{2}:[0-9]{2}/g, number(83)),
    `"${name}${line}`,
    // A quote means nothing between bars.
    ...(delimiter === '|' ? [] : [`${line.slice(0, middle)}"${name}"${line.slice(middle)}`]),
    `${line.slice(0, middle)}"${line.slice(middle)}`,
    `${name}${delimiter}${`${name} ${number(84)} `.repeat(1500)}`,
    join(fields.map((field, at) => (at === 4 ? `${name} ${number(85)}`.repeat(2000) : field))),
    `${name} rang from ${number(86)}, ${canaryPatient}`,
    join(fields.toReversed()),
  ];
}

/** Each field in turn is a name, a patient, and a number in several ways of writing it. */
function spoiltFields(
  { delimiter, ownFields, idFields = [], wordFields = [] }: MarkedFormat,
  line: string,
): string[] {
  const fields = fieldsOf(line, delimiter);
  const [plain = '', , plus = '', spaced = '', bracketed = ''] = writtenForms(number(87));
  const numbers = [plain, plus, spaced, bracketed];
  const words = [canaryName, canaryName.toUpperCase(), name, canaryPatient];
  return fields.flatMap((field, at) => {
    if (idFields.includes(at)) return [];
    const isQuoted = field.startsWith('"');
    const names = wordFields.includes(at) ? words.slice(2) : words;
    const wanted = ownFields.includes(at) ? numbers : [...numbers, ...names];
    return wanted.map((text) => fields.with(at, isQuoted ? `"${text}"` : text).join(delimiter));
  });
}

function fieldsOf(line: string, delimiter: string): string[] {
  if (delimiter === '|') return line.split('|');
  const fields = [...`${line},`.matchAll(/("(?:[^"]|"")*"|[^,]*),/g)].map(
    ([, field = '']) => field,
  );
  if (fields.join(',') !== line) throw new Error(`not read whole: ${line}`);
  return fields;
}

/** The export of 3CX, of V20 and from before it: CDR.md, section 1.1. */
export const threeCx: MarkedFormat = {
  fileName: 'cdr-canary.log',
  delimiter: ',',
  ownFields: [],
  wordFields: [6, 12, 20, 21, 22],
  lines: [
    `Call 512004,a0dbaf95a1010000_4410,00:06:02,2026/11/01 05:58:12,2026/11/01 05:58:12,2026/11/01 06:04:14,TerminatedByDst,+1${number(20)},Ext.800,10002,800,800,ReplacedDst,Ext.121,121,,,,,Chain: +1${number(20)};Ext.800;Ext.121;,Line,Queue,Extension,${name},Scheduling Q,Priya Nair,`,
    `Call 512009,2d9ace95a1010000_4415,00:12:40,2026/11/01 06:31:47,2026/11/01 06:31:59,2026/11/01 06:44:39,TerminatedByDst,Ext.121,+1${number(21)},121,${number(21)},+1${number(21)},,,,${number(21)},1,12.67,${canaryName},Chain: Ext.121;+1${number(21)};,Extension,Line,Line,Priya Nair,+1${number(21)},${name},`,
    `Call 40211,0000019E172178C8_1801,00:04:37,2026/05/11 09:02:10,2026/05/11 09:02:10,2026/05/11 09:06:48,TerminatedBySrc,${number(22)},Ext.800,10002,800,800,ReplacedDst,Ext.121,121,,,,,"Chain: ${number(22)},Ext.800,Ext.121,",External,Internal,Internal,${name},Scheduling Q,Priya Nair,`,
    `Call 40213,0000019E17265E47_1804,00:01:09,2026/05/11 09:07:31,2026/05/11 09:07:44,2026/05/11 09:08:53,TerminatedByDst,Ext.121,${number(23)},121,10002,${number(23)},,,,,1,1.15,default,"Chain: Ext.121,${number(23)},",Internal,External,External,Priya Nair,${name},${number(23)},`,
  ],
  renumber: (line, at) =>
    line.replace(/(0000)_[0-9]+|(0000[0-9A-F]{12})_[0-9]+/, `$1$2_${7000 + at}`),
};

/** `Master.csv` of Asterisk. */
export const asteriskCdr: MarkedFormat = {
  fileName: 'Master.csv',
  delimiter: ',',
  // A queue's name stands among its application's arguments.
  ownFields: [8],
  wordFields: [7],
  lines: [
    `"${name}","${number(30)}","800","ext-queues","""${name}"" <${number(30)}>","PJSIP/${number(30)}-000001a4","PJSIP/121-000001a6","Queue","800,t,,,,,,,","2026-11-02 14:00:01","2026-11-02 14:00:01","2026-11-02 14:04:51",290,290,"ANSWERED","DOCUMENTATION","1793628001.420","${name}"`,
    `"","121","1${number(31)}","from-internal","""Priya Nair"" <121>","PJSIP/121-000001ac","SIP/${number(31)}-000001ad","Dial","PJSIP/1${number(31)}@trunk,300,Tt","2026-11-02 14:12:30",,"2026-11-02 14:12:34",4,0,"BUSY","DOCUMENTATION","1793628750.437","${canaryPatient}"`,
  ],
  renumber: (line, at) => line.replace(/(1793628[0-9]{3})\.[0-9]+/, `$1.${5000 + at}`),
};

/** `queue_log` of Asterisk. */
export const asteriskQueueLog: MarkedFormat = {
  fileName: 'queue_log',
  delimiter: '|',
  ownFields: [2, 3],
  idFields: [1],
  wordFields: [4],
  lines: [
    `1793628001|1793628001.420|800|NONE|ENTERQUEUE|${name}|${number(32)}|1`,
    '1793628017|1793628001.420|800|Tomas Wirth|RINGNOANSWER|15000',
    `1793628023|1793628001.420|800|Priya Nair|CONNECT|22|1793628017.424|6`,
    `1793628200|1793628001.420|800|Priya Nair|BLINDTRANSFER|${number(33)}|${canaryName}|22|177|1`,
    `1793628291|1793628001.420|800|Priya Nair|COMPLETECALLER|22|268|1`,
    `1793628300|1793628300.431|800|NONE|DID|${number(34)}`,
  ],
  renumber: (line, at) => line.replace(/(\|1793628[0-9]{3})\.[0-9]+/, `$1.${5000 + at}`),
};

/** `Master.csv` of FreeSWITCH. */
export const freeSwitch: MarkedFormat = {
  fileName: 'Master.csv',
  delimiter: ',',
  ownFields: [],
  idFields: [10],
  wordFields: [9],
  lines: [
    `"${name}","${number(40)}","800","public","2026-11-02 09:00:01","2026-11-02 09:00:01","2026-11-02 09:04:51","290","290","NORMAL_CLEARING","6a1d0c1e-b7f2-4c55-9a51-0d8f3c1e7a01","0f0b9c52-52a8-4f3c-8f43-6e1f5a2b9c11","${canaryName}","PCMU","PCMU"`,
    `"${canaryName} "the" Roe","121","1${number(41)}","default","2026-11-02 09:12:30","2026-11-02 09:12:41","2026-11-02 09:20:02","452","441","NORMAL_CLEARING","6a1d0c1e-b7f2-4c55-9a51-0d8f3c1e7a02","d7c41a6e-9f02-4e0d-a1b5-5b7e3c2f8d33","${number(41)}","OPUS","PCMU"`,
  ],
  renumber: (line, at) =>
    line.replace(/(6a1d0c1e-b7f2-4c55-9a51-)[0-9a-f]{12}/, `$1${String(at).padStart(12, '0')}`),
};

const cucmNames =
  'cdrRecordType,globalCallID_callManagerId,globalCallID_callId,origLegCallIdentifier,dateTimeOrigination,origIpAddr,callingPartyNumber,callingPartyUnicodeLoginUserID,origCause_value,originalCalledPartyNumber,finalCalledPartyNumber,destCause_value,dateTimeConnect,dateTimeDisconnect,lastRedirectDn,pkid,duration,origCallTerminationOnBehalfOf,destCallTerminationOnBehalfOf,globalCallId_ClusterID,joinOnBehalfOf,huntPilotDN,wasCallQueued,totalWaitTimeInQueue,comment';

/** Call detail records of Cisco. */
export const cucm: MarkedFormat = {
  fileName: 'cdr_StandAlone_01_202611021400_1',
  header: [cucmNames],
  delimiter: ',',
  ownFields: [],
  idFields: [1, 2, 15, 19],
  lines: [
    `1,2,4711,9001,1793628001,-1139627840,"${number(50)}","${canaryName}",0,"2001","2001",16,1793628007,1793628127,"${number(51)}","8B1F0000-0000-4000-8000-000000000001",120,0,12,"StandAlone",0,"",0,0,"${name}, ""b"" ${canaryPatient}"`,
    `1,2,4712,9001,1793628301,-1139627840,"2001","",0,"9${number(52)}","9${number(52)}",16,1793628307,1793628427,"9${number(52)}","8B1F0000-0000-4000-8000-000000000002",120,0,12,"StandAlone",0,"",0,0,"${name}"`,
  ],
  renumber: (line, at) =>
    line.replace(/(8B1F0000-0000-4000-8000-)[0-9]{12}/, `$1${String(at).padStart(12, '0')}`),
};

/** The call log of 3CX's web console, with what its artificial intelligence heard. */
export const callLog: MarkedFormat = {
  fileName: 'calls.csv',
  header: [
    'Call Time,Caller ID,Destination,Trunk,Trunk number,Did,Status,Ringing,Talking,Total Duration,Call Type,Sentiment,Summary,Transcription',
  ],
  delimiter: ',',
  ownFields: [],
  wordFields: [6],
  lines: [
    `2026-11-02T09:14:22,${number(70)},Scheduling Queue (800),${name},10002,1${number(71)},Unanswered,0:00:00,0:00:41,0:00:41,,,"${name} asked for ${canaryPatient}","Hello, this is ${name}"`,
    `2026-11-02T09:12:05,${name} (${number(72)}),Priya Nair (121),Main Trunk,10002,1${number(71)},Answered,0:00:06,0:03:12,0:03:18,Inbound,,"${canaryName}, call (947) 555-0172","said ""${name}"" twice"`,
    `2026-11-02T10:12:05,Priya Nair (121),"${name} (+1 947 555 0173)",Main Trunk,10002,,Answered,0:00:06,0:03:12,0:03:18,Outbound,,${canaryName},${canaryName}`,
  ],
  renumber: (line, at) =>
    line.replace(
      /T(09|10):[0-9]{2}:[0-9]{2}/,
      `T$1:${String(at % 60).padStart(2, '0')}:${String(Math.floor(at / 60) % 60).padStart(2, '0')}`,
    ),
};

/** Columns as a workspace declares them. */
export const declared: MarkedFormat = {
  fileName: 'export.csv',
  header: ['Id,Start,State,Caller,Called,Name,Agent,Queue,Wait,Talk,Note'],
  delimiter: ',',
  ownFields: [6, 7],
  idFields: [0],
  lines: [
    `k1,2026-11-02 09:00:00,OK,+1 947 555 0175,121,${name},121,Front desk,20,0:01:40,"${name}, ${canaryPatient}"`,
    `k2,2026-11-02 09:05:00,LOST,121,${number(76)},${name},121,,12,,${name} ${number(76)}`,
  ],
  renumber: (line, at) => line.replace(/^k[0-9]+/, `k${at}`),
};
