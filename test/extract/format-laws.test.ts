import { type AdapterLaws, keepsTheLaws } from './adapter-laws.ts';
import * as lines from './format-lines.ts';

const secrets = /Dana|Frey|7345550142|2485550117|7345550173/;
const timeZone = 'America/Detroit';

const formats: readonly Omit<AdapterLaws, 'secrets'>[] = [
  {
    title: 'the CDR of Asterisk',
    source: { format: 'asterisk' },
    fileName: (number) => `Master-${number}.csv`,
    lines: lines.linesBy(lines.asteriskLine),
  },
  {
    title: 'the queue log of Asterisk',
    source: { format: 'asterisk' },
    fileName: (number) => `queue_log-${number}`,
    lines: lines.linesBy(lines.queueLogLine),
  },
  {
    title: 'FreeSWITCH',
    source: { format: 'freeswitch', timeZone },
    fileName: (number) => `Master-${number}.csv`,
    lines: lines.linesBy(lines.freeSwitchLine),
  },
  {
    title: 'FreeSWITCH with the variables of mod_callcenter',
    source: { format: 'freeswitch', timeZone, profile: { columns: lines.callCentreColumns } },
    fileName: (number) => `Master-${number}.csv`,
    lines: lines.linesBy(lines.callCentreLine),
  },
  {
    title: 'the call log of 3CX',
    source: { format: '3cx-call-log', timeZone },
    fileName: (number) => `${number}.csv`,
    header: lines.callLogHeader,
    lines: lines.linesBy(lines.callLogLine),
  },
  {
    title: 'Unified Communications Manager',
    source: { format: 'cucm' },
    fileName: (number) => `cdr_a_01_20261102_${number}`,
    header: lines.cucmHeader,
    lines: lines.linesBy(lines.cucmLine),
  },
  {
    title: 'declared columns',
    source: { format: 'declared', timeZone, profile: lines.declaredProfile },
    fileName: (number) => `${number}.csv`,
    header: lines.declaredHeader,
    lines: lines.linesBy(lines.declaredLine),
  },
];

for (const format of formats) keepsTheLaws({ ...format, secrets });
