import { quotedFieldsSql, unquotedSql } from '../quoted-fields.ts';

/** The fields in their order; 27 of them make a line. */
export const fields = [
  'historyid',
  'callid',
  'duration',
  'time_start',
  'time_answered',
  'time_end',
  'reason_terminated',
  'from_no',
  'to_no',
  'from_dn',
  'to_dn',
  'dial_no',
  'reason_changed',
  'final_number',
  'final_dn',
  'bill_code',
  'bill_rate',
  'bill_cost',
  'bill_name',
  'chain',
  'from_type',
  'to_type',
  'final_type',
  'from_dispname',
  'to_dispname',
  'final_dispname',
  'missed_queue_calls',
] as const;

/** The name of a field. */
export type Field = (typeof fields)[number];

/** The SQL of a field of the list `f`. */
export function field(name: Field): string {
  return `f[${fields.indexOf(name) + 1}]`;
}

// The chain is the one field that older versions quote.
const chainAt = `strpos(line, ',"Chain: ')`;
const afterChain = `line[${chainAt} + 2:]`;
const chainEnd = `strpos(${afterChain}, '"')`;
const quoteCount = `length(line) - length(replace(line, '"', ''))`;
const csvFields = quotedFieldsSql('line');

/**
 * SQL that splits a line into its fields. A line with a quoted chain and no other quote is cut around
 * it; one with other quotes is read as CSV where it is CSV, else the quotes are part of the fields.
 */
export const splitSql = `case
  when not contains(line, '"') then string_split(line, ',')
  when ${quoteCount} = 2 and ${chainAt} > 0 and ${afterChain}[${chainEnd} + 1] = ','
    then list_concat(string_split(line[:${chainAt} - 1], ','),
      [${afterChain}[:${chainEnd} - 1]], string_split(${afterChain}[${chainEnd} + 2:], ','))
  else coalesce(list_transform(${csvFields}, lambda field: ${unquotedSql('field')}),
    string_split(line, ',')) end`;

const types = [
  'Line, Queue, Extension, VoiceMail, Script, RingGroup, IVR, Fax, Conference, Parking, Bridge',
  'Internal, External, OutboundRule, InboundRule, Provider, SpecialMenu, RoutePoint, Unknown',
]
  .join(', ')
  .split(', ')
  .map((type) => `'${type}'`)
  .join(', ');

/**
 * SQL: whether a line has its fields in their places. A comma in one of the names, which nobody quotes,
 * only moves what comes after the types, and nothing of that is read.
 */
export const isInPlaceSql = `(len(f) = ${fields.length} or (len(f) > ${fields.length}
  and ${field('from_type')} in (${types}) and ${field('to_type')} in (${types})
  and ${field('final_type')} in ('', ${types})))`;
