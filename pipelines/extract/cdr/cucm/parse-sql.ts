import { quote } from '../../../warehouse/database.ts';
import { isWholeSql, placeSql, rawFieldsSql, valuesSql } from '../csv-record.ts';
import { type Column, columnNames, columns, numberColumns } from './columns.ts';
import { firstFaultSql } from './faults.ts';
import type { CucmProfile } from './profile.ts';

/** SQL that reads the records of a Unified Communications Manager into `cdr_read`; see CdrAdapter. */
export function parseSql(profile: CucmProfile): string {
  const places = columnNames.map(
    (name) => `${placeSql('names', [columns[name]])} as ${name}_place`,
  );
  const values = columnNames.map((name) => `f[${name}_place] as ${name}`);
  const numbers = numberColumns.map((name) => `try_cast(${name} as bigint) as ${name}_number`);
  // 0 is never; a call that was over before it began has its end only.
  const second = (name: Column) => `nullif(greatest(${name}_number, 0), 0)`;
  return `
    create or replace temp table cdr_read as
    with headers as (
      select file_number, list_transform(${valuesSql(rawFieldsSql('line', ','))},
        lambda name: lower(name)) as names
      from cdr_headers
    ),
    places as (
      select file_number, len(names) as name_count, ${places.join(', ')} from headers
    ),
    split as (
      select *, ${isWholeSql('line', 'raw', ',')} as is_whole, ${valuesSql('raw')} as f
      from (select *, ${rawFieldsSql('line', ',')} as raw from cdr_lines)
    ),
    named as (
      select *, ${values.join(', ')},
        regexp_full_match(f[1], '(?i)(integer|varchar *\\([0-9]+\\)|uniqueidentifier|cdrRecordType)')
          as is_structure
      from split left join places using (file_number)
    ),
    counted as (
      select *, ${numbers.join(', ')} from named
    ),
    timed as (
      select *, coalesce(${second('origination')}, ${second('connect')}, ${second('disconnect')})
          as started_second,
        ${second('connect')} as connect_second, ${second('disconnect')} as disconnect_second
      from counted
    ),
    checked as (
      select *, case when is_structure then null else ${firstFaultSql()} end as fault from timed
    )
    select file_number, line_number, fault.reason as reason, fault.field as column_name,
      case when fault is not null and regexp_full_match(pkid, '[0-9A-Fa-f-]{36}')
        then lower(pkid) end as entity_key,
      case when fault is not null then ${keptTextSql(profile)} end as kept_text,
      is_structure, ${callLineColumns(profile)}
    from checked`;
}

/** The columns of call_lines; null in a line that is rejected or no record. */
function callLineColumns(profile: CucmProfile): string {
  const own = (party: string) => `regexp_full_match(${party}, ${quote(profile.extensions)})`;
  const outside = (macro: string) =>
    `coalesce(${['calling', 'final', 'original']
      .map((party) => `case when not ${own(party)} then ${macro}(${party}) end`)
      .join(', ')})`;
  const extension = (party: string) => `case when ${own(party)} then ${party} end`;
  const list: [string, string][] = [
    ['leg_id', 'lower(pkid)'],
    ['call_id', "manager || '-' || call || coalesce('-' || nullif(cluster, ''), '')"],
    ['format', quote('cucm')],
    ['event', wordOf('join_on_behalf_number')],
    ['started_at', instantSql('started_second')],
    ['answered_at', instantSql('greatest(connect_second, started_second)', 'connect_second')],
    [
      'ended_at',
      instantSql(
        'greatest(disconnect_second, connect_second, started_second)',
        'disconnect_second',
      ),
    ],
    ['duration_seconds', 'case when connect_second is not null then duration_number end::integer'],
    [
      'wait_seconds',
      'case when queued_number = 1 then greatest(queue_wait_number, 0) end::integer',
    ],
    ['termination_reason', 'orig_cause_number::varchar'],
    ['termination_detail', 'dest_cause_number::varchar'],
    ['change_reason', wordOf('coalesce(nullif(dest_on_behalf_number, 0), orig_on_behalf_number)')],
    ['from_type', typeSql('calling', profile)],
    ['to_type', typeSql('original', profile)],
    ['final_type', typeSql('final', profile)],
    ['from_extension', extension('calling')],
    ['to_extension', extension('original')],
    ['final_extension', extension('final')],
    ['queue_id', extension('hunt_pilot')],
    ['party_hash', outside('muster_private_hash')],
    ['party_masked', outside('muster_masked')],
    [
      'chain_extensions',
      `list_filter([${extension('original')}, ${extension('redirecting')}, ${extension('final')}],
        lambda hop: hop is not null)`,
    ],
    [
      'repairs',
      `case when connect_second < started_second
        or disconnect_second < coalesce(connect_second, started_second) then ['clock_clamped'] end`,
    ],
  ];
  return list
    .map(
      ([name, expression]) =>
        `case when fault is null and is_structure is not true then ${expression} end as ${name}`,
    )
    .join(',\n');
}

/** An instant of Unix seconds, null where `given` is. */
function instantSql(seconds: string, given: string = 'true'): string {
  return `case when ${given} is not null then make_timestamp((${seconds}) * 1000000) end`;
}

/** What did it: 10 a transfer, 4 a conference. */
function wordOf(onBehalf: string): string {
  return `case ${onBehalf} when 10 then 'transfer' when 4 then 'conference' end`;
}

function typeSql(party: string, profile: CucmProfile): string {
  const pilots = profile.voicemailPilots.map((pilot) => quote(pilot)).join(', ');
  const isVoicemail = pilots === '' ? '' : `when ${party} in (${pilots}) then 'VoiceMail'`;
  // A bridge has a name like b00123456001.
  return `case ${isVoicemail} when regexp_full_match(${party}, 'b[0-9]{6,}') then 'Conference'
    when regexp_full_match(${party}, ${quote(profile.extensions)}) then 'Extension'
    when coalesce(${party}, '') <> '' then 'Line' end`;
}

/**
 * What is kept of a rejected line: ids, times, causes, duration and own numbers, by their columns;
 * every other field is replaced by its length.
 */
function keptTextSql(profile: CucmProfile): string {
  const kept: [Column, string][] = [
    ['pkid', '[0-9A-Fa-f-]{36}'],
    ...(['manager', 'call', 'orig_cause', 'dest_cause', 'duration'] as const).map(
      (name): [Column, string] => [name, '[0-9]{1,9}'],
    ),
    ...(['origination', 'connect', 'disconnect'] as const).map((name): [Column, string] => [
      name,
      // A telephone number of ten digits never begins with 1.
      '0|1[0-9]{9}',
    ]),
    ...(['calling', 'original', 'final', 'redirecting'] as const).map((name): [Column, string] => [
      name,
      profile.extensions,
    ]),
  ];
  const branches = kept.map(
    ([name, shape]) => `when place = ${name}_place
      and regexp_full_match(f[place], ${quote(shape)}) then f[place]`,
  );
  return `case when not is_whole or name_count is null or len(f) <> name_count
    then '<' || length(line) || ' chars>'
    else array_to_string(list_transform(range(1, len(f) + 1), lambda place: case
      when f[place] = '' then '' ${branches.join('\n')}
      else '<' || length(f[place]) || ' chars>' end), ',') end`;
}
