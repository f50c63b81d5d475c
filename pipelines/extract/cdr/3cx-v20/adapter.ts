import type { CdrAdapter } from '../adapter.ts';
import { parseSql } from './parse-sql.ts';

/**
 * Call exports of 3CX V20, as files or from the socket: 27 fields, no header, an unquoted chain with
 * semicolons. A queue answers before an agent does, so such a file knows neither waits nor misses.
 */
export const threeCxV20: CdrAdapter = {
  format: '3cx-v20',
  capabilities: {
    wait: false,
    offers: false,
    hold: false,
    wrapUp: false,
    talkInQueueCalls: false,
    unanswered: true,
    transfers: true,
    callIds: true,
  },
  isExport: (fileName) => /\.(log|csv|txt)$/i.test(fileName) && !fileName.startsWith('.'),
  parseSql,
};
