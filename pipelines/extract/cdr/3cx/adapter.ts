import type { CdrAdapter } from '../adapter.ts';
import { parseSql } from './parse-sql.ts';
import { defaultProfile, type ThreeCxProfile } from './profile.ts';

/**
 * CDR files of 3CX, and what its socket writes: 27 fields, no header. A queue answers before an agent
 * does, so such a file knows neither waits nor misses.
 */
export const threeCx: CdrAdapter<ThreeCxProfile> = {
  format: '3cx',
  defaultProfile,
  capabilities: () => ({
    wait: false,
    offers: false,
    hold: false,
    wrapUp: false,
    talkInQueueCalls: false,
    unanswered: true,
    transfers: true,
    callIds: true,
  }),
  shapes: [
    {
      name: 'cdr',
      isExport: (fileName) => /\.(log|csv|txt)$/i.test(fileName) && !fileName.startsWith('.'),
      records: 'lines',
      hasHeader: false,
      isGrowing: true,
      parseSql,
    },
  ],
};
