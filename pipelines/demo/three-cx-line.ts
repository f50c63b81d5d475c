import type { Call, Damage } from './call.ts';
import { clockText, utcText } from './utc-text.ts';

/**
 * The line of a call in a 3CX V20 call export with all 27 fields in the usual order: no header, times
 * in UTC, an unquoted chain with semicolons.
 */
export function threeCxLine(call: Call, historyNumber: number): string {
  const { from, to, final, answerMs } = call;
  const isBilled = to.type === 'Line' && answerMs !== null;
  const talkSeconds = answerMs === null ? 0 : Math.floor((call.endMs - answerMs) / 1000);
  return [
    `Call ${historyNumber}`,
    threeCxCallId(call, historyNumber),
    answerMs === null ? '' : clockText(talkSeconds),
    utcText(call.startMs, '/'),
    answerMs === null ? '' : utcText(answerMs, '/'),
    utcText(call.endMs, '/'),
    call.endReason,
    from.number,
    to.number,
    from.dn,
    to.dn,
    call.dialled,
    call.changeReason,
    final?.number ?? '',
    final?.dn ?? '',
    '',
    isBilled ? '1' : '',
    isBilled ? (talkSeconds / 60).toFixed(2) : '',
    isBilled ? 'default' : '',
    call.chain.length === 0
      ? ''
      : `Chain: ${call.chain.map(({ number }) => `${number};`).join('')}`,
    from.type,
    to.type,
    (final ?? to).type,
    from.name,
    to.name,
    final?.name ?? '',
    call.missedBy,
  ].join(',');
}

/** The id of a call: its start in Unix milliseconds as byte-reversed hex, then a running number. */
export function threeCxCallId(call: Call, historyNumber: number): string {
  let rest = call.startMs;
  let hex = '';
  for (let byte = 0; byte < 8; byte += 1) {
    hex += (rest % 256).toString(16).padStart(2, '0');
    rest = Math.floor(rest / 256);
  }
  return `${hex}_${historyNumber % 10_000}`;
}

/** A line spoilt as real exports are: each of the three must be rejected, none may stop a load. */
export function damageLine(line: string, damage: Damage): string {
  if (damage === 'cut line') return line.slice(0, Math.floor(line.length * 0.6));
  const fields = line.split(',');
  if (damage === 'impossible date') {
    fields[3] = (fields[3] ?? '').replace(/\/\d\d\/\d\d /, '/02/30 ');
  } else {
    const [first, ...rest] = (fields[23] ?? '').split(' ');
    fields[23] = rest.length === 0 ? `${first}, Inc` : `${rest.join(' ')}, ${first}`;
  }
  return fields.join(',');
}
