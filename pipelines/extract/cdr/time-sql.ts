import type { TimeFormat } from '../../run/time-format.ts';

/**
 * SQL for a text in this format as a timestamp, in UTC where the text names its offset; null for any
 * other text.
 */
export function readTimeSql(text: string, { shape, strptime, hasOffset }: TimeFormat): string {
  const value = hasOffset
    ? `(try_strptime(regexp_replace(${text}, 'Z$', '+0000'), '${strptime}') at time zone 'UTC')`
    : `try_strptime(${text}, '${strptime}')`;
  return `case when regexp_full_match(${text}, '${shape}') then ${value} end`;
}

/** SQL for a duration as `H:MM:SS`, which may be longer than a day, in seconds; null for other text. */
export function clockSecondsSql(text: string): string {
  return `case when regexp_full_match(${text}, '[0-9]{1,5}:[0-5][0-9]:[0-5][0-9]')
    then left(${text}, -6)::integer * 3600 + left(right(${text}, 5), 2)::integer * 60
      + right(${text}, 2)::integer end`;
}
