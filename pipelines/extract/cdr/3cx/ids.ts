import { field } from './fields.ts';

/**
 * The number that the id of a call begins with, null where it is no id, and what it is in the other
 * byte order: V20 writes the lowest byte first, so that the two highest, which are zero, end it.
 */
export function idColumns(): string {
  const isId = `regexp_full_match(${field('callid')}, '[0-9a-fA-F]{16}_[0-9]{1,12}')`;
  return `case when ${isId}
    then try_cast('0x' || left(${field('callid')}, 16) as ubigint) end as id_number`;
}

/** The bytes of the number from the last to the first; of two that are zero, nothing is left. */
export function idReadingColumns(): string {
  const bytes = [0, 1, 2, 3, 4, 5].map(
    (place) => `((((id_number >> ${56 - 8 * place}) & 255)::bigint) << ${8 * place})`,
  );
  return `
    case when id_number & 65535 = 0 then ${plausible(`(${bytes.join(' + ')})`)} end as id_reversed,
    ${plausible('id_number')} as id_straight`;
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
