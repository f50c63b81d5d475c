import { quote } from '../../../warehouse/database.ts';
import { isWholeSql, placeSql, rawFieldsSql, valuesSql } from '../csv-record.ts';
import { localTimesSql } from '../local-time.ts';
import { callLineColumns } from './call-line.ts';
import { firstFaultSql } from './faults.ts';
import { keptTextSql } from './kept-text.ts';
import { momentsSql } from './moments.ts';
import {
  type Column,
  type DeclaredProfile,
  durationColumns,
  type FullRule,
  rulesOf,
  startParts,
  textColumns,
  timeColumns,
} from './profile.ts';
import { durationSql, isUtc, timeSql } from './times.ts';
import { meaningSql } from './words.ts';

/** SQL that reads lines of declared columns into `cdr_read`; see CdrAdapter. */
export function parseSql(timeZone: string, profile: DeclaredProfile): string {
  const rules = rulesOf(profile);
  const locals = timeColumns.map((name) => `${name}_local`);
  const start = rules.find(({ name }) => name === 'started_at');
  const partsAreUtc = start !== undefined && isUtc(start);
  return [
    splitSql(profile),
    headersSql(profile, rules),
    textsSql(profile, rules),
    readSql(rules, partsAreUtc),
    localTimesSql('cdr_values', ['start_local', ...locals], timeZone),
    `create or replace temp table cdr_read as
     with moments as (${momentsSql()}),
     checked as (
       select *, case when is_skipped then null else ${firstFaultSql(profile, timeZone)} end as fault
       from moments
     )
     select file_number, line_number, fault.reason as reason, fault.field as column_name,
       null::varchar as entity_key,
       case when fault is not null then ${keptTextSql(profile, rules)} end as kept_text,
       is_skipped as is_structure, ${callLineColumns(profile)}
     from checked`,
    ['cdr_split', 'cdr_places', 'cdr_texts', 'cdr_values', 'cdr_slots', 'cdr_passes']
      .map((table) => `drop table ${table}`)
      .join('; '),
  ].join(';\n');
}

/** Fields of the lines; those to skip, and empty ones, are no records. */
function splitSql(profile: DeclaredProfile): string {
  const { delimiter } = profile;
  const patterns = profile.skipLines.map((pattern) => `or regexp_matches(line, ${quote(pattern)})`);
  return `
    create or replace temp table cdr_split as
    select *, ${isWholeSql('line', 'raw', delimiter)} as is_whole, ${valuesSql('raw')} as f,
      (array_to_string(${valuesSql('raw')}, '') = '' and ${isWholeSql('line', 'raw', delimiter)})
        ${patterns.join(' ')} as is_left_out
    from (select *, ${rawFieldsSql('line', delimiter)} as raw from cdr_lines)`;
}

/** For each file its header, where there is one, and the places of the declared columns in it. */
function headersSql(profile: DeclaredProfile, rules: readonly FullRule[]): string {
  const places = rules.map(
    ({ name, column }) =>
      `${
        column === undefined
          ? 'null::bigint'
          : typeof column === 'number'
            ? `${column}::bigint`
            : `${placeSql('names', [column])}::bigint`
      } as ${name}_place`,
  );
  const named = rules.filter(({ column }) => typeof column === 'string');
  const anyNamed = named.map(({ name }) => `${name}_place is not null`).join(' or ') || 'false';
  // Names are words; a number of many digits in a header would be a value.
  const shown = `array_to_string(list_transform(written, lambda name:
    case when regexp_matches(name, '[0-9]{4}') then '<' || length(name) || ' chars>' else name end),
    ', ')`;
  const isHeader = profile.header ? 'not is_left_out' : 'false';
  return `
    create or replace temp table cdr_places as
    select *, case when ${anyNamed} then ${shown} end as header_names
    from (
      select file_number, header_line, len(names) as name_count, written, ${places.join(', ')}
      from (
        select file_number, min(line_number) filter (where ${isHeader}) as header_line,
          arg_min(f, line_number) filter (where ${isHeader}) as written,
          list_transform(written, lambda name: lower(name)) as names
        from cdr_split group by file_number
      )
    )`;
}

/** The text of each column; empty where it is not declared. */
function textsSql(profile: DeclaredProfile, rules: readonly FullRule[]): string {
  const all: Column[] = [...textColumns, ...timeColumns, ...startParts, ...durationColumns];
  const texts = all.map((name) => {
    const rule = rules.find((candidate) => candidate.name === name);
    const text =
      rule === undefined
        ? 'null::varchar'
        : rule.value !== undefined
          ? quote(rule.value)
          : `f[${name}_place]`;
    return `${text} as ${name}_text`;
  });
  const isHeader = profile.header ? 'or line_number = header_line' : '';
  return `
    create or replace temp table cdr_texts as
    select *, coalesce(is_left_out ${isHeader}, false) as is_skipped, ${texts.join(', ')}
    from cdr_split left join cdr_places using (file_number)`;
}

/** What the texts mean: words, seconds, and times as they are written. */
function readSql(rules: readonly FullRule[], isStartUtc: boolean): string {
  const read = (name: Column, meaning: (rule: FullRule) => string, none: string) => {
    const rule = rules.find((candidate) => candidate.name === name);
    return `${rule === undefined ? none : meaning(rule)} as ${name}_read`;
  };
  const columns = [
    ...textColumns.map((name) =>
      read(name, (rule) => meaningSql(rule, `${name}_text`), 'null::varchar'),
    ),
    ...[...timeColumns, ...startParts].map((name) =>
      read(name, (rule) => timeSql(rule, `${name}_text`), 'null::timestamp'),
    ),
    ...durationColumns.map((name) =>
      read(name, (rule) => durationSql(rule, `${name}_text`), 'null::integer'),
    ),
  ];
  const start = `coalesce(started_at_read,
    started_date_read + (started_time_read - date_trunc('day', started_time_read)))`;
  const locals = timeColumns.map((name) => {
    const rule = rules.find((candidate) => candidate.name === name);
    const isLocal = rule !== undefined && !isUtc(rule);
    return `case when not is_skipped and ${isLocal} then ${name}_read end as ${name}_local`;
  });
  return `
    create or replace temp table cdr_values as
    select *, ${locals.join(', ')},
      case when not is_skipped and ${!isStartUtc} then start_read end as start_local,
      min(line) over same_call <> max(line) over same_call as is_repeated
    from (select *, ${start} as start_read from (select *, ${columns.join(', ')} from cdr_texts))
    window same_call as (partition by file_number, is_skipped, call_id_read)`;
}
