import type { CdrAdapter } from '../adapter.ts';
import { parseSql } from './parse-sql.ts';
import { defaultProfile, type FreeSwitchProfile } from './profile.ts';

/**
 * `cdr-csv` of FreeSWITCH. Its queue answers the caller itself, so waits are known only where the
 * template names the variables of mod_callcenter.
 */
export const freeSwitch: CdrAdapter<FreeSwitchProfile> = {
  format: 'freeswitch',
  defaultProfile,
  capabilities: ({ columns }) => {
    const isQueueTimed =
      columns.includes('cc_queue_joined_epoch') && columns.includes('cc_queue_answered_epoch');
    return {
      wait: isQueueTimed,
      offers: false,
      hold: columns.includes('hold_accum_seconds'),
      wrapUp: false,
      talkInQueueCalls: isQueueTimed,
      unanswered: true,
      transfers: false,
      callIds: true,
    };
  },
  shapes: [
    {
      name: 'cdr',
      isExport: (fileName) => /\.csv([.-][0-9-]+)?$/i.test(fileName) && !fileName.startsWith('.'),
      records: 'lines',
      hasHeader: false,
      isGrowing: true,
      parseSql,
    },
  ],
};
