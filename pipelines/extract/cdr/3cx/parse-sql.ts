import { quote } from '../../../warehouse/database.ts';
import type { LineContext } from '../adapter.ts';
import { firstFaultSql } from './faults.ts';
import { type Field, field, fields } from './fields.ts';
import { keptTextSql } from './kept-text.ts';
import type { ThreeCxProfile } from './profile.ts';

/** SQL that reads the lines of 3CX V20 exports into `cdr_read`; see CdrAdapter. */
export function parseSql(context: LineContext<ThreeCxProfile>): string {
  const { timeZone } = context;
  // One pass from lines to rows: a million lines in between would have to be written down and read.
  return `
    create or replace temp table cdr_read as
    with split as (
      select file_number, line_number, line, is_cut, string_split(line, ',') as f from cdr_lines
    ),
    measured as (
      select *, ${valueColumns()} from split
    ),
    known as (
      select *, epoch_ms(coalesce(${plausible('id_reversed')}, ${plausible('id_straight')})) as id_at
      from measured
    ),
    placed as (
      select *, ${localTimeSql('id_at', timeZone)} as id_local from known
    ),
    compared as (
      select *, epoch_ms(started_local) - epoch_ms(date_trunc('second', id_local))
        as difference_ms from placed
    ),
    checked as (
      select *, ${firstFaultSql(timeZone)} as fault from compared
    )
    select file_number, line_number, fault.reason as reason, fault.field as column_name,
      case when fault is not null and len(f) = ${fields.length} and id_at is not null
        then ${field('callid')} end as entity_key,
      case when fault is not null then ${keptTextSql()} end as kept_text,
      case when fault.field = 'time_start' then difference_ms end as zone_difference_ms,
      ${callLineColumns(timeZone)}
    from checked`;
}

/**
 * Reads the times of a line, null where they cannot be read, and its id in both byte orders: V20
 * writes the lowest byte first, so that the two highest, which are zero, end it.
 */
function valueColumns(): string {
  const hex = `${field('callid')}[1:16]`;
  const reversed = [15, 13, 11, 9, 7, 5, 3, 1]
    .map((place) => `${field('callid')}[${place}:${place + 1}]`)
    .join(' || ');
  const isId = `regexp_full_match(${field('callid')}, '[0-9a-fA-F]{16}_[0-9]{1,12}')`;
  return `
    ${timeSql('time_start')} as started_local,
    ${timeSql('time_answered')} as answered_local,
    ${timeSql('time_end')} as ended_local,
    case when ${isId} and ends_with(${hex}, '0000')
      then try_cast('0x' || ${reversed} as ubigint) end as id_reversed,
    case when ${isId} and starts_with(${hex}, '0000')
      then try_cast('0x' || ${hex} as ubigint) end as id_straight`;
}

/** `yyyy/MM/dd HH:mm:ss`, and nothing else. */
function timeSql(name: Field): string {
  const text = field(name);
  return `case when length(${text}) = 19 then try_strptime(${text}, '%Y/%m/%d %H:%M:%S') end`;
}

/** A number of milliseconds since 1970, null outside this century. */
function plausible(milliseconds: string): string {
  return `case when ${milliseconds} between 946684800000 and 4102444800000
    then ${milliseconds}::bigint end`;
}

/** An instant in UTC as local time of a zone. */
function localTimeSql(instant: string, zone: string): string {
  return zone === 'UTC' ? instant : `((${instant} at time zone 'UTC') at time zone ${quote(zone)})`;
}

/** The columns of call_lines; null in a line that is rejected. */
function callLineColumns(zone: string): string {
  const outside = (['from_no', 'to_no', 'final_number'] as const).map(
    (name) => `case when not starts_with(${field(name)}, 'Ext.') then ${field(name)} end`,
  );
  const firstOutside = (macro: string) =>
    `coalesce(${outside.map((party) => `${macro}(${party})`).join(', ')})`;
  const text = (name: Field) => `nullif(${field(name)}, '')`;
  const columns: [string, string][] = [
    ['leg_id', field('callid')],
    ['call_id', field('callid')],
    ['format', "'3cx-file'"],
    ['history_number', `try_cast(${field('historyid')}[6:] as bigint)`],
    ['started_at', utcSql('started_local', zone)],
    ['answered_at', utcSql('answered_local', zone)],
    ['ended_at', utcSql('ended_local', zone)],
    ['duration_seconds', durationSql()],
    ['termination_reason', text('reason_terminated')],
    ['change_reason', text('reason_changed')],
    ['from_type', text('from_type')],
    ['to_type', text('to_type')],
    ['final_type', text('final_type')],
    ['from_extension', partySql('from_no', 'from_dn')],
    ['to_extension', partySql('to_no', 'to_dn')],
    ['final_extension', partySql('final_number', 'final_dn')],
    ['party_hash', firstOutside('muster_private_hash')],
    ['party_masked', firstOutside('muster_masked')],
    ['chain_extensions', chainSql()],
  ];
  return columns
    .map(([name, expression]) => `case when fault is null then ${expression} end as ${name}`)
    .join(',\n');
}

function chainSql(): string {
  const hops = `list_transform(string_split(${field('chain')}[8:], ';'),
    lambda hop: ${extensionSql('hop')})`;
  return `case when ${field('chain')} <> ''
    then list_filter(${hops}, lambda hop: hop is not null) end`;
}

/**
 * The extension of an internal party: its `dn`, which for voicemail is the person and not the mailbox
 * (`Ext.999` with dn 121), else the number itself.
 */
function partySql(number: Field, dn: Field): string {
  const own = `case when regexp_full_match(${field(dn)}, '[0-9A-Za-z*#_-]{1,8}') then ${field(dn)} end`;
  const named = extensionSql(field(number));
  return `case when ${named} is not null then coalesce(${own}, ${named}) end`;
}

/** `Ext.121` is the internal party 121; all else is outside, and null here. */
function extensionSql(party: string): string {
  return `case when regexp_full_match(${party}, 'Ext\\.[0-9A-Za-z*#_-]{1,8}') then ${party}[5:] end`;
}

function durationSql(): string {
  const part = (place: number) =>
    `try_cast(split_part(${field('duration')}, ':', ${place}) as integer)`;
  return `case when ${field('duration')} <> ''
    then ${part(1)} * 3600 + ${part(2)} * 60 + ${part(3)} end`;
}

/**
 * A local time of the line in UTC. The id tells the offset at the start, also in the hour that comes
 * twice; a later time that does not exist at that offset, or would lie before the start, is read by
 * the zone's own rule, which takes the second of two.
 */
function utcSql(local: string, zone: string): string {
  if (zone === 'UTC') return local;
  const offset = "(date_trunc('second', id_local) - date_trunc('second', id_at))";
  const near = `(${local} - ${offset})`;
  if (local === 'started_local') return near;
  const byRule = `((${local} at time zone ${quote(zone)}) at time zone 'UTC')`;
  return `case when ${localTimeSql(near, zone)} = ${local} and ${local} >= started_local
    then ${near} else ${byRule} end`;
}
