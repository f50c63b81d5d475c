import type { CdrAdapter } from '../adapter.ts';
import { parseCdrSql } from './cdr-parse.ts';
import { type AsteriskProfile, defaultProfile } from './profile.ts';
import { parseQueueLogSql } from './queue-log-parse.ts';

/**
 * Asterisk and FreePBX: `Master.csv` of `cdr_csv`, and `queue_log`. The CDR alone does not say how long a
 * caller waited nor whose phone rang in vain; with the queue log beside it both are known.
 */
export const asterisk: CdrAdapter<AsteriskProfile> = {
  format: 'asterisk',
  defaultProfile,
  capabilities: ({ queueLog, columns }) => ({
    wait: queueLog,
    offers: queueLog,
    hold: false,
    wrapUp: false,
    talkInQueueCalls: queueLog,
    unanswered: true,
    transfers: queueLog,
    callIds: columns === undefined || columns.includes('uniqueid') || columns.includes('linkedid'),
  }),
  shapes: [
    {
      name: 'queue-log',
      isExport: (fileName) => /^queue_log/i.test(fileName) && !/\.(gz|bz2|xz)$/i.test(fileName),
      records: 'lines',
      hasHeader: false,
      // Lines without an id of their own are told apart by their number among equal ones of a file.
      isGrowing: false,
      keepsText: true,
      parseSql: parseQueueLogSql,
    },
    {
      name: 'cdr',
      isExport: (fileName) =>
        /\.csv(\.[0-9]+|-[0-9]+)?$/i.test(fileName) && !fileName.startsWith('.'),
      records: 'quoted',
      hasHeader: false,
      isGrowing: false,
      parseSql: parseCdrSql,
    },
  ],
};
