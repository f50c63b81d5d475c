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

/** The upper six bytes, the two on the left and the two on the right in each other's place. */
export function idSwappedColumns(): string {
  const upper = '(id_number >> 16)';
  return `(((${upper} & 65535)::bigint << 32) | (${upper}::bigint & 4294901760)
    | (id_number >> 48)::bigint) as id_swapped`;
}

/** The six bytes from the last to the first; of the two that are zero, nothing is left. */
export function idReadingColumns(): string {
  const evenBytes = 1095233372415;
  return `
    case when id_number & 65535 = 0 then ((id_swapped & ${evenBytes}) << 8)
      | ((id_swapped >> 8) & ${evenBytes}) end as id_backward`;
}

/** The instants that the number may be, in milliseconds. */
export function idCandidateColumns(): string {
  return `${plausible('id_backward')} as id_reversed, ${plausible('id_number')} as id_straight`;
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
