/**
 * SQL for the fields of a CSV record as a list, still quoted; null when the record is no CSV to its
 * end, such as one with a quote that never closes.
 */
export function quotedFieldsSql(line: string): string {
  const field = '("(?:[^"]|"")*"|[^,"]*),';
  const fields = `regexp_extract_all(${line} || ',', '${field}', 1)`;
  // What the pattern skipped would be lost without a word; so the fields must give the line again.
  return `case when array_to_string(${fields}, ',') = ${line} then ${fields} end`;
}

/** SQL for a field of such a list without its quotes. */
export function unquotedSql(field: string): string {
  return `case when starts_with(${field}, '"')
    then replace((${field})[2:-2], '""', '"') else ${field} end`;
}

/**
 * SQL for what is kept of a rejected record: the fields whose whole text has a harmless shape, such
 * as times and status words; every other one is replaced by its length.
 */
export function keptFieldsSql(fields: string, delimiter: string, harmless: string): string {
  const most = 40;
  const kept = `list_transform((${fields})[1:${most}], lambda part:
    case when part = '' or regexp_full_match(part, ${harmless}) then part
    else '<' || length(part) || ' chars>' end)`;
  return `array_to_string(${kept}, '${delimiter}') || case when len(${fields}) > ${most}
    then '${delimiter}<' || (len(${fields}) - ${most}) || ' more fields>' else '' end`;
}
