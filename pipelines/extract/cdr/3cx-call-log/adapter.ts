import type { CdrAdapter } from '../adapter.ts';
import { parseSql } from './parse-sql.ts';
import { type CallLogProfile, defaultProfile } from './profile.ts';

/**
 * The call log that the web console of 3CX exports: CSV with a header, a row for each segment of a
 * call, and a row of totals. It has no ids, so what belongs together is told by time and caller.
 */
export const threeCxCallLog: CdrAdapter<CallLogProfile> = {
  format: '3cx-call-log',
  defaultProfile,
  capabilities: (profile) => ({
    wait: profile.hasWait,
    offers: false,
    hold: false,
    wrapUp: false,
    talkInQueueCalls: true,
    unanswered: true,
    transfers: false,
    callIds: false,
  }),
  shapes: [
    {
      name: 'call-log',
      isExport: (fileName) => /\.csv$/i.test(fileName) && !fileName.startsWith('.'),
      records: 'quoted',
      hasHeader: true,
      isGrowing: false,
      parseSql: ({ timeZone, profile }) => parseSql(timeZone, profile),
    },
  ],
};
