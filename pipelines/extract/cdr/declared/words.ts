import { quote } from '../../../warehouse/database.ts';
import type { Column, FullRule } from './profile.ts';

/** The words that a column's values must come down to; other columns hold any text. */
const known: Partial<Record<Column, readonly string[]>> = {
  direction: ['inbound', 'outbound', 'internal'],
  kind: ['queue', 'agent', 'voicemail', 'ivr', 'callback', 'external'],
  status: [
    'answered',
    'no_answer',
    'rejected',
    'cancelled',
    'busy',
    'failed',
    'abandoned',
    'flow_out',
    'voicemail',
    'callback',
    'external',
    'ivr',
    'open',
  ],
  transferred: ['true', 'false'],
};

/** Whether a column's values are words from a list. */
export function isWordColumn(name: Column): boolean {
  return known[name] !== undefined;
}

/** SQL for what a text means; null where the rule and the list know nothing of it. */
export function meaningSql(rule: FullRule, text: string): string {
  const words = known[rule.name];
  if (rule.values === undefined) {
    if (words === undefined) return `nullif(${text}, '')`;
    const list = words.map((word) => quote(word)).join(', ');
    return `case when lower(${text}) in (${list}) then lower(${text}) end`;
  }
  const branches = Object.entries(rule.values).map(
    ([word, means]) => `when ${quote(word.trim().toLowerCase())} then ${quote(means)}`,
  );
  // A column without a list keeps what is not named.
  const rest = words === undefined ? `else nullif(${text}, '')` : '';
  return `case lower(${text}) ${branches.join(' ')} ${rest} end`;
}
