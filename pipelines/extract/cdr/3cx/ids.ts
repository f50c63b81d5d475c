import { field } from './fields.ts';

/**
 * The id of a call in both byte orders, as columns: V20 writes the lowest byte first, so that the two
 * highest, which are zero, end it.
 */
export function idColumns(): string {
  const hex = `${field('callid')}[1:16]`;
  const reversed = [15, 13, 11, 9, 7, 5, 3, 1]
    .map((place) => `${field('callid')}[${place}:${place + 1}]`)
    .join(' || ');
  const isId = `regexp_full_match(${field('callid')}, '[0-9a-fA-F]{16}_[0-9]{1,12}')`;
  return `
    case when ends_with(${hex}, '0000') and ${isId}
      then ${plausible(`try_cast('0x' || ${reversed} as ubigint)`)} end as id_reversed,
    case when starts_with(${hex}, '0000') and ${isId}
      then ${plausible(`try_cast('0x' || ${hex} as ubigint)`)} end as id_straight`;
}

/** A number of milliseconds since 1970, null outside this century. */
function plausible(milliseconds: string): string {
  return `(case when ${milliseconds} between 946684800000 and 4102444800000
    then ${milliseconds}::bigint end)`;
}

/** The instant that the id tells; of two that could be meant, the one nearer to the start. */
export function idInstantSql(): string {
  const distance = (id: string) => `abs(${id} - epoch_ms(started_local))`;
  return `epoch_ms(case
    when id_straight is null then id_reversed
    when id_reversed is null then id_straight
    when ${distance('id_straight')} < ${distance('id_reversed')} then id_straight
    else id_reversed end)`;
}
