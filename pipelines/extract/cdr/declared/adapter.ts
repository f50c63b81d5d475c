import type { CdrAdapter } from '../adapter.ts';
import { parseSql } from './parse-sql.ts';
import { type DeclaredProfile, defaultProfile } from './profile.ts';

/**
 * Any telephone export of lines and fields: muster.yaml says which field is what, how times and
 * durations are written, and what the words mean.
 */
export const declared: CdrAdapter<DeclaredProfile> = {
  format: 'declared',
  defaultProfile,
  capabilities: ({ capabilities }) => ({
    wait: capabilities.wait ?? false,
    offers: capabilities.offers ?? false,
    hold: capabilities.hold ?? false,
    wrapUp: capabilities.wrap_up ?? false,
    talkInQueueCalls: capabilities.talk_in_queue_calls ?? false,
    unanswered: capabilities.unanswered ?? true,
    transfers: capabilities.transfers ?? false,
    callIds: capabilities.call_ids ?? true,
    holdInTalk: capabilities.hold_in_talk ?? false,
  }),
  shapes: [],
  shapesFor: (profile) => [
    {
      name: 'declared',
      isExport: (fileName) => isLike(fileName, profile.files) && !fileName.startsWith('.'),
      records: 'quoted',
      delimiter: profile.delimiter,
      // Lines to skip may stand before it, so the header is found among the lines.
      hasHeader: false,
      isGrowing: false,
      keepsText: true,
      parseSql: ({ timeZone }) => parseSql(timeZone, profile),
    },
  ],
};

/** Whether a name fits a pattern in which `*` is any text and `?` one letter; capitals do not matter. */
function isLike(name: string, pattern: string): boolean {
  const shape = pattern
    .replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${shape}$`, 'i').test(name);
}
