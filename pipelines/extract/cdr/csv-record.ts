import { quote } from '../../warehouse/database.ts';

/**
 * SQL for the fields of a CSV record as they stand in it, quotes included. What fits no field is left
 * out, so they are the record only where `isWholeSql` says so.
 */
export function rawFieldsSql(record: string, delimiter: string): string {
  const mark = `\\x${delimiter.charCodeAt(0).toString(16).padStart(2, '0')}`;
  // A quote inside an unquoted field is a letter like any other.
  const pattern = `("(?:[^"]|"")*"|[^"${mark}][^${mark}]*|)${mark}`;
  return `regexp_extract_all(${record} || ${quote(delimiter)}, ${quote(pattern)}, 1)`;
}

/** SQL for whether the raw fields, joined again, are the record. */
export function isWholeSql(record: string, rawFields: string, delimiter: string): string {
  return `(array_to_string(${rawFields}, ${quote(delimiter)}) = ${record})`;
}

/** SQL for the values of raw fields: without quotes and without spaces at the ends. */
export function valuesSql(rawFields: string): string {
  return `list_transform(${rawFields}, lambda field: trim(case when field[1] = '"'
    then replace(field[2:-2], '""', '"') else field end))`;
}

/**
 * SQL for the place of a column in a list of header names, which are in lower case; null where none
 * of its spellings is there. A letter beyond ASCII may have become question marks, one a byte.
 */
export function placeSql(names: string, spellings: readonly string[]): string {
  const forms = spellings.flatMap((spelling) => {
    const lower = spelling.trim().toLowerCase();
    const inAscii = Buffer.from(lower, 'utf8')
      .toString('latin1')
      .replaceAll(/[^\0-\x7f]/g, '?');
    return lower === inAscii ? [lower] : [lower, inAscii];
  });
  const places = forms.map((form) => `list_position(${names}, ${quote(form)})`);
  return places.length === 1 ? (places[0] ?? 'null') : `coalesce(${places.join(', ')})`;
}
