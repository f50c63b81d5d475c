import { quote } from '../../../warehouse/database.ts';
import type { LineContext } from '../adapter.ts';
import { keptTextSql } from './kept-text.ts';

/** The fields in their order; 27 of them make a line. */
const fields = [
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

type Field = (typeof fields)[number];

/** The expression of a field. */
function field(name: Field): string {
  return `f[${fields.indexOf(name) + 1}]`;
}

/** SQL that turns the lines of 3CX V20 exports into `parsed` and `rejected`; see CdrAdapter. */
export function parseSql(context: LineContext): string {
  return `
    create or replace temp table cdr_values as
    with split as (
      select file_number, line_number, line, is_cut, string_split(line, ',') as f from cdr_lines
    ),
    read as (
      select file_number, line_number, line, is_cut, f, ${valueColumns()} from split
    ),
    placed as (
      select *, ${localTimeSql('id_at', context.timeZone)} as id_local from read
    )
    select *, epoch_ms(started_local) - epoch_ms(date_trunc('second', id_local))
      as zone_difference_ms from placed;

    create or replace temp table cdr_checked as
    select *, ${firstFault(context.timeZone)} as fault from cdr_values;

    create or replace temp table rejected as
    select file_number::integer as file_number, line_number,
      case when len(f) = ${fields.length} and ${isCallId()} then ${field('callid')} end as entity_key,
      fault.field as column_name, fault.reason as reason, ${keptTextSql()} as kept_text,
      case when fault.field = 'time_start' and zone_difference_ms is not null
        then zone_difference_ms end as zone_difference_ms
    from cdr_checked where fault is not null;

    create or replace temp table parsed as
    select file_number::integer as file_number, line_number, ${parsedColumns(context.timeZone)}
    from cdr_checked where fault is null;

    drop table cdr_values; drop table cdr_checked;`;
}

/** Reads the values of a line; null where they cannot be read. */
function valueColumns(): string {
  const hex = `${field('callid')}[1:16]`;
  const reversed = [15, 13, 11, 9, 7, 5, 3, 1]
    .map((place) => `${field('callid')}[${place}:${place + 1}]`)
    .join(' || ');
  return `
    ${timeSql('time_start')} as started_local,
    ${timeSql('time_answered')} as answered_local,
    ${timeSql('time_end')} as ended_local,
    case when ${isCallId()} then coalesce(
      ${plausibleInstant(`case when ${hex} like '%0000' then ${reversed} end`)},
      ${plausibleInstant(`case when ${hex} like '0000%' then ${hex} end`)}) end as id_at`;
}

/** `yyyy/MM/dd HH:mm:ss`, and nothing else. */
function timeSql(name: Field): string {
  const text = field(name);
  return `case when length(${text}) = 19 then try_strptime(${text}, '%Y/%m/%d %H:%M:%S') end`;
}

function isCallId(): string {
  return `regexp_full_match(${field('callid')}, '[0-9a-fA-F]{16}_[0-9]{1,12}')`;
}

/** A hex number of milliseconds as an instant, null outside this century. */
function plausibleInstant(hex: string): string {
  const milliseconds = `try_cast('0x' || ${hex} as ubigint)`;
  return `case when ${milliseconds} between 946684800000 and 4102444800000
    then epoch_ms((${milliseconds})::bigint) end`;
}

/** An instant in UTC as local time of a zone. */
function localTimeSql(instant: string, zone: string): string {
  return zone === 'UTC' ? instant : `((${instant} at time zone 'UTC') at time zone ${quote(zone)})`;
}

/** The first rule that a line breaks, as {field, reason}; null for a good line. */
function firstFault(zone: string): string {
  const isType = (name: Field) => `regexp_full_match(${field(name)}, '[A-Za-z_]{0,30}')`;
  const rules: [condition: string, name: Field | undefined, reason: string][] = [
    [
      `contains(line, '"Chain:') or (len(f) = ${fields.length}
        and ${field('from_type')} in ('Internal', 'External'))`,
      undefined,
      quote(
        'an older 3CX line (quoted chain, Internal and External); 3cx-v20 reads V20 lines only',
      ),
    ],
    [`is_cut and len(f) < ${fields.length}`, undefined, quote('the line is cut off')],
    [
      `len(f) <> ${fields.length}`,
      undefined,
      `'${fields.length} fields expected, ' || len(f) || ' found'`,
    ],
    [
      `not regexp_full_match(${field('historyid')}, 'Call [0-9]{1,15}')`,
      'historyid',
      quote('not "Call" and a number'),
    ],
    ['id_at is null', 'callid', quote('not 16 hexadecimal digits of an instant, _ and a number')],
    ['started_local is null', 'time_start', quote('not a time as yyyy/MM/dd HH:mm:ss')],
    [
      badTime('time_answered', 'answered_local'),
      'time_answered',
      quote('not a time as yyyy/MM/dd HH:mm:ss'),
    ],
    [badTime('time_end', 'ended_local'), 'time_end', quote('not a time as yyyy/MM/dd HH:mm:ss')],
    [
      `${field('duration')} <> '' and not
        regexp_full_match(${field('duration')}, '[0-9]{1,4}:[0-5][0-9]:[0-5][0-9]')`,
      'duration',
      quote('not a duration as HH:MM:SS'),
    ],
    [`not ${isType('reason_terminated')}`, 'reason_terminated', quote('not a word')],
    [`not ${isType('reason_changed')}`, 'reason_changed', quote('not a word')],
    [
      `${field('chain')} <> '' and not starts_with(${field('chain')}, 'Chain: ')`,
      'chain',
      quote('does not begin with "Chain: "'),
    ],
    [`not ${isType('from_type')}`, 'from_type', quote('not a word')],
    [`not ${isType('to_type')}`, 'to_type', quote('not a word')],
    [`not ${isType('final_type')}`, 'final_type', quote('not a word')],
    [
      'abs(zone_difference_ms) > 1000',
      'time_start',
      `'the call id says ' || strftime(id_at, '%Y-%m-%d %H:%M:%S') || ' UTC, which is not this time in '
        || ${quote(zone)}`,
    ],
  ];
  const branches = rules.map(([condition, name, reason]) => {
    const column = name === undefined ? 'null::varchar' : quote(name);
    return `when ${condition} then {field: ${column}, reason: ${reason}}`;
  });
  return `case ${branches.join('\n')} end`;
}

function badTime(name: Field, value: string): string {
  return `(${field(name)} <> '' and ${value} is null)`;
}

function parsedColumns(zone: string): string {
  const outside = (['from_no', 'to_no', 'final_number'] as const).map(
    (name) => `case when not starts_with(${field(name)}, 'Ext.') then ${field(name)} end`,
  );
  const firstOutside = (macro: string) =>
    `coalesce(${outside.map((party) => `${macro}(${party})`).join(', ')})`;
  const text = (name: Field) => `nullif(${field(name)}, '')`;
  return `
    ${field('callid')} as leg_id,
    ${field('callid')} as call_id,
    ${field('historyid')}[6:]::bigint as history_number,
    ${utcSql('started_local', zone)} as started_at,
    ${utcSql('answered_local', zone)} as answered_at,
    ${utcSql('ended_local', zone)} as ended_at,
    ${durationSql()} as duration_seconds,
    ${text('reason_terminated')} as termination_reason,
    ${text('reason_changed')} as change_reason,
    ${text('from_type')} as from_type,
    ${text('to_type')} as to_type,
    ${text('final_type')} as final_type,
    ${extensionSql(field('from_no'))} as from_extension,
    ${extensionSql(field('to_no'))} as to_extension,
    ${extensionSql(field('final_number'))} as final_extension,
    ${firstOutside('muster_private_hash')} as party_hash,
    ${firstOutside('muster_masked')} as party_masked,
    case when ${field('chain')} <> '' then list_filter(
      list_transform(string_split(${field('chain')}[8:], ';'), lambda hop: ${extensionSql('hop')}),
      lambda hop: hop is not null) end as chain_extensions`;
}

/** `Ext.121` is the internal party 121; all else is outside, and null here. */
function extensionSql(party: string): string {
  return `case when regexp_full_match(${party}, 'Ext\\.[0-9A-Za-z*#_-]{1,8}') then ${party}[5:] end`;
}

function durationSql(): string {
  const part = (place: number) => `split_part(${field('duration')}, ':', ${place})::integer`;
  return `case when ${field('duration')} <> ''
    then ${part(1)} * 3600 + ${part(2)} * 60 + ${part(3)} end`;
}

/**
 * A local time of the line in UTC. The id tells the offset at the start, also in the hour that comes
 * twice; a later time of the call that does not exist at that offset is read by the zone's own rule.
 */
function utcSql(local: string, zone: string): string {
  if (zone === 'UTC') return local;
  const offset = "(date_trunc('second', id_local) - date_trunc('second', id_at))";
  const near = `(${local} - ${offset})`;
  const byRule = `((${local} at time zone ${quote(zone)}) at time zone 'UTC')`;
  return `case when ${localTimeSql(near, zone)} = ${local} then ${near} else ${byRule} end`;
}
