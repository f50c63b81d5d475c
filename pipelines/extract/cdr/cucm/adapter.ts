import type { CdrAdapter } from '../adapter.ts';
import { parseSql } from './parse-sql.ts';
import { type CucmProfile, defaultProfile } from './profile.ts';

/**
 * Call detail records of Cisco Unified Communications Manager: CSV with a header of names and a line of
 * types, times in Unix seconds. Its queues are in the records of the contact centre, not in these.
 */
export const cucm: CdrAdapter<CucmProfile> = {
  format: 'cucm',
  defaultProfile,
  capabilities: (profile) => ({
    wait: false,
    offers: false,
    hold: false,
    wrapUp: false,
    talkInQueueCalls: true,
    unanswered: profile.zeroDurationCalls,
    transfers: true,
    callIds: true,
  }),
  shapes: [
    {
      name: 'cdr',
      // Beside each lies a file cmr_…, which is about the quality of the sound.
      isExport: (fileName) => /^cdr_/i.test(fileName),
      records: 'quoted',
      hasHeader: true,
      isGrowing: false,
      parseSql: ({ profile }) => parseSql(profile),
    },
  ],
};
