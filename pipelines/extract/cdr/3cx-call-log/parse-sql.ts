import { readTimeFormat, type TimeFormat } from '../../../run/time-format.ts';
import { quote } from '../../../warehouse/database.ts';
import { isWholeSql, placeSql, rawFieldsSql, valuesSql } from '../csv-record.ts';
import { localTimesSql, startUtcSql } from '../local-time.ts';
import { clockSecondsSql, readTimeSql } from '../time-sql.ts';
import { columnNames, columns } from './columns.ts';
import { firstFaultSql } from './faults.ts';
import { destinationTypeSql, dialledSql, isOwnSql, numberSql } from './parties.ts';
import type { CallLogProfile } from './profile.ts';

/** SQL that reads the rows of a 3CX call log into `cdr_read`; see CdrAdapter. */
export function parseSql(timeZone: string, profile: CallLogProfile): string {
  const format = readTimeFormat(profile.dateFormat);
  if (format === undefined) throw new Error(`no time format: ${profile.dateFormat}`);
  return [
    placesSql(),
    splitSql(),
    valuesTableSql(format),
    localTimesSql('cdr_values', ['started_local'], timeZone),
    readSql(format, timeZone, profile),
    'drop table cdr_places; drop table cdr_split; drop table cdr_values;',
    'drop table cdr_slots; drop table cdr_passes;',
  ].join(';\n');
}

/** For each file where its header has the columns. */
function placesSql(): string {
  const places = columnNames.map((name) => `${placeSql('names', columns[name])} as ${name}_place`);
  return `
    create or replace temp table cdr_places as
    select file_number, len(names) as name_count, ${places.join(', ')}
    from (
      select file_number, list_transform(${valuesSql(rawFieldsSql('line', ','))},
        lambda name: lower(name)) as names
      from cdr_headers
    )`;
}

function splitSql(): string {
  return `
    create or replace temp table cdr_split as
    select *, ${isWholeSql('line', 'raw', ',')} as is_whole, ${valuesSql('raw')} as f
    from (select *, ${rawFieldsSql('line', ',')} as raw from cdr_lines)`;
}

function valuesTableSql(format: TimeFormat): string {
  const values = columnNames.map((name) => `f[${name}_place] as ${name}`);
  const seconds = (['ringing', 'talking', 'total'] as const).map(
    (name) => `${clockSecondsSql(name)} as ${name}_seconds`,
  );
  // The last row holds sums, and in its second field how many rows there are.
  const isTotals = "regexp_full_match(f[1], '(?i)totals?:?') and is_whole";
  return `
    create or replace temp table cdr_values as
    select *, ${readTimeSql('call_time', format)} as started_local, ${seconds.join(', ')},
      ${numberSql('caller')} as caller_number, ${numberSql('destination')} as destination_number,
      case when is_totals and regexp_full_match(f[2], '[0-9]{1,9}') then f[2]::integer end
        as told_count,
      count(*) filter (where not is_totals and not is_empty) over (partition by file_number)
        as row_count
    from (
      select *, ${values.join(', ')}, ${isTotals} as is_totals,
        (is_whole and array_to_string(f, '') = '') as is_empty
      from cdr_split left join cdr_places using (file_number)
    )`;
}

function readSql(format: TimeFormat, timeZone: string, profile: CallLogProfile): string {
  const isStructure = '(is_empty or (is_totals and coalesce(told_count <= row_count, true)))';
  const isLacking = `{field: null::varchar, reason: 'the Totals row counts ' || told_count
    || ' rows, and the file has ' || row_count || ': rows are missing'}`;
  return `
    create or replace temp table cdr_read as
    with placed as (
      select values.*, ${startUtcSql('started_local', 'slots', 'passes.pass')} as started_at,
        slots.first_seconds, slots.first_seconds <> slots.second_seconds as is_twice,
        ${isStructure} as is_structure,
        ${isOwnSql('caller', profile.extensions)} as is_caller_own,
        ${isOwnSql('destination', profile.extensions)} as is_destination_own
      from cdr_values as values
      left join cdr_slots as slots
        on time_bucket(interval 30 minutes, values.started_local) = slots.slot_local
      left join cdr_passes as passes using (file_number, line_number)
    ),
    checked as (
      select *, case when is_structure then null when is_totals then ${isLacking}
        else ${firstFaultSql(format, timeZone).replaceAll('slots.', '')} end as fault
      from placed
    ),
    told as (
      select *, is_structure is not true and fault is null as is_good, ${contentSql()} as content
      from checked
    )
    select file_number, line_number, fault.reason as reason, fault.field as column_name,
      null::varchar as entity_key, case when fault is not null then ${keptTextSql()} end as kept_text,
      is_structure, ${callLineColumns(profile)}
    from told`;
}

/** What a row says, in a form that no version or setting changes; numbers only as keyed hashes. */
function contentSql(): string {
  const parts = [
    "strftime(started_at, '%Y-%m-%d %H:%M:%S')",
    ...(['caller', 'destination'] as const).map(
      (side) => `case when is_${side}_own then ${side}_number
        else muster_private_hash(${dialledSql(side)}) end`,
    ),
    'muster_private_hash(did)',
    'lower(status)',
    'ringing_seconds::varchar',
    'talking_seconds::varchar',
    'total_seconds::varchar',
  ];
  return parts.map((part) => `coalesce(${part}, '')`).join(" || '|' || ");
}

/** The columns of call_lines; null in a row that is rejected or no call. */
function callLineColumns(profile: CallLogProfile): string {
  const occurrence = `row_number() over (
    partition by file_number, is_good, content order by line_number)`;
  const id = `left(sha256(content), 24) || '-' || ${occurrence}`;
  const total =
    'coalesce(total_seconds, coalesce(ringing_seconds, 0) + coalesce(talking_seconds, 0))';
  const answered = "lower(status) = 'answered' and ringing_seconds is not null";
  const own = (side: string) => `case when is_${side}_own then ${side}_number end`;
  const outside = (macro: string) => `coalesce(
    case when not is_caller_own then ${macro}(${dialledSql('caller')}) end,
    case when not is_destination_own then ${macro}(${dialledSql('destination')}) end)`;
  const list: [string, string][] = [
    ['leg_id', id],
    ['call_id', id],
    ['format', quote('3cx-call-log')],
    ['direction', "lower(nullif(direction, ''))"],
    ['started_at', 'started_at'],
    ['answered_at', `case when ${answered} then started_at + to_seconds(ringing_seconds) end`],
    ['ended_at', `started_at + to_seconds(${total})`],
    ['duration_seconds', total],
    ['ring_seconds', 'ringing_seconds'],
    ['talk_seconds', 'talking_seconds'],
    ['status', 'status'],
    ['from_type', "case when is_caller_own then 'Extension' else 'Line' end"],
    ['to_type', `case when is_destination_own then ${destinationTypeSql(profile)} else 'Line' end`],
    ['from_extension', own('caller')],
    ['to_extension', own('destination')],
    ['party_hash', outside('muster_private_hash')],
    ['party_masked', outside('muster_masked')],
    ['dialled_hash', 'muster_private_hash(did)'],
    ['repairs', "case when is_twice then ['ambiguous_hour'] end"],
  ];
  return list
    .map(([name, expression]) => `case when is_good then ${expression} end as ${name}`)
    .join(',\n');
}

/**
 * What is kept of a rejected row: its time, own extensions, status and durations where they are what
 * the column is for; every other field is replaced by its length.
 */
function keptTextSql(): string {
  const clock = '[0-9]{1,5}:[0-9]{2}:[0-9]{2}';
  const keep: [string, string][] = [
    ['call_time', '[0-9]{1,4}[-/.][0-9]{1,2}[-/.][0-9]{1,4}[T ][0-9:]{4,8}( [AaPp][Mm])?'],
    ['status', '(?i)answered|unanswered|redirected|missed|failed'],
    ['ringing', clock],
    ['talking', clock],
    ['total', clock],
  ];
  const branches = keep.map(
    ([name, shape]) => `when place = ${name}_place and regexp_full_match(f[place], '${shape}')
      then f[place]`,
  );
  const own = (['caller', 'destination'] as const).map(
    (side) => `when place = ${side}_place and is_${side}_own then '(' || ${side}_number || ')'`,
  );
  // A row that is not whole may have anything anywhere.
  return `case when not is_whole or name_count is null or len(f) <> name_count
    then '<' || length(line) || ' chars>'
    else array_to_string(list_transform(range(1, len(f) + 1), lambda place: case
      when f[place] = '' then '' ${branches.join('\n')} ${own.join('\n')}
      else '<' || length(f[place]) || ' chars>' end), ',') end`;
}
