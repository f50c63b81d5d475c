import { readTimeFormat } from '../../../run/time-format.ts';
import { clockSecondsSql, readTimeSql } from '../time-sql.ts';
import type { FullRule } from './profile.ts';

const epochs: Readonly<Record<string, number>> = { epoch_seconds: 1_000_000, epoch_ms: 1_000 };
const defaults: Readonly<Record<string, string>> = {
  started_date: 'yyyy-MM-dd',
  started_time: 'HH:mm:ss',
};

/** How a time column is written, in the words of muster.yaml. */
export function formatOf(rule: FullRule): string {
  return rule.format ?? defaults[rule.name] ?? 'yyyy-MM-dd HH:mm:ss';
}

/** Whether a column's times are in UTC by themselves. */
export function isUtc(rule: FullRule): boolean {
  const format = formatOf(rule);
  return epochs[format] !== undefined || readTimeFormat(format)?.hasOffset === true;
}

/** SQL for the timestamp in a column's text; null where it is none. */
export function timeSql(rule: FullRule, text: string): string {
  const format = formatOf(rule);
  const microseconds = epochs[format];
  if (microseconds !== undefined) {
    const shape = microseconds === 1_000 ? '[0-9]{12,13}' : '[0-9]{9,10}';
    return `case when regexp_full_match(${text}, '${shape}')
      then make_timestamp(${text}::bigint * ${microseconds}) end`;
  }
  const read = readTimeFormat(format);
  if (read === undefined) throw new Error(`no time format: ${format}`);
  return readTimeSql(text, read);
}

const units: Readonly<Record<string, number>> = { seconds: 1, milliseconds: 0.001, minutes: 60 };

/** SQL for the whole seconds of a duration; null for a text that is none. */
export function durationSql(rule: FullRule, text: string): string {
  const format = rule.format ?? 'seconds';
  const number = "'[0-9]{1,12}([.][0-9]{1,6})?'";
  const factor = units[format];
  if (factor !== undefined) {
    return `case when regexp_full_match(${text}, ${number})
      then try_cast(round(${text}::double * ${factor}) as integer) end`;
  }
  if (format !== 'MM:SS') return clockSecondsSql(text);
  return `case when regexp_full_match(${text}, '[0-9]{1,5}:[0-5][0-9]')
    then split_part(${text}, ':', 1)::integer * 60 + split_part(${text}, ':', 2)::integer end`;
}

/** What is said of a duration that cannot be read. */
export function durationWords(rule: FullRule): string {
  const format = rule.format ?? 'seconds';
  return units[format] === undefined ? `not a duration as ${format}` : `not a number of ${format}`;
}
