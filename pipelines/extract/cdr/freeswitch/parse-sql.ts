import { quote } from '../../../warehouse/database.ts';
import type { LineContext } from '../adapter.ts';
import { applicationSql, ownSql } from '../channels.ts';
import { localTimesSql } from '../local-time.ts';
import { instantsSql, nearestSql, startByEndSql, timestampSql } from '../naive-time.ts';
import { keptFieldsSql, quotedFieldsSql, unquotedSql } from '../quoted-fields.ts';
import { firstFaultSql } from './faults.ts';
import type { FreeSwitchProfile } from './profile.ts';

const fields = [
  'caller_id_number',
  'destination_number',
  'start_stamp',
  'answer_stamp',
  'end_stamp',
  'duration',
  'billsec',
  'hangup_cause',
  'uuid',
  'bleg_uuid',
  'last_app',
  'cc_queue',
  'cc_agent',
  'cc_cause',
  'cc_queue_joined_epoch',
  'cc_queue_answered_epoch',
  'hold_accum_seconds',
];

// What a rejected line may keep: times, seconds, ids, causes.
const harmless = [
  '"?[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}"?',
  '"?[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"?',
  '"?(NORMAL_CLEARING|ORIGINATOR_CANCEL|NO_ANSWER|USER_BUSY|CALL_REJECTED)"?',
  '"?[0-9]{1,6}"?',
  '""',
];

/** SQL that reads the lines of FreeSWITCH's `Master.csv` into `cdr_read`; see CdrShape. */
export function parseSql(context: LineContext<FreeSwitchProfile>): string {
  const { timeZone, profile } = context;
  const shape = quote([...harmless, `"?(${profile.extensions})"?`].join('|'));
  return `
    create or replace temp table cdr_timed as
    with split as (
      select file_number, line_number, line, is_cut, ${strictFieldsSql()} as strict,
        ${lenientFieldsSql()} as lenient
      from cdr_lines
    ),
    chosen as (
      select *, case when len(strict) = ${profile.columns.length} then strict
        else coalesce(lenient, strict) end as f from split
    ),
    named as (
      select *, ${fieldColumns(profile.columns)},
        coalesce(len(f) = ${profile.columns.length}, false) as is_whole from chosen
    )
    select *, ${timestampSql('start_stamp')} as start_local,
      ${timestampSql('answer_stamp')} as answer_local, ${timestampSql('end_stamp')} as end_local,
      try_cast(duration as integer) as duration_seconds,
      try_cast(billsec as integer) as billable_seconds
    from named;
    ${localTimesSql('cdr_timed', ['end_local'], timeZone)}
    create or replace temp table cdr_read as
    with placed as (
      select cdr_timed.*, ${instantsSql('start_local', timeZone)} as starts,
        ${instantsSql('answer_local', timeZone)} as answers,
        ${instantsSql('end_local', timeZone)} as ends, cdr_passes.pass as end_pass
      from cdr_timed left join cdr_passes using (file_number, line_number)
    ),
    started as (
      select *, case when starts.first <> starts.second and ends.first = ends.second
          and abs(epoch(ends.first) - epoch(starts.second) - duration_seconds) <= 1
        then starts.second
        when starts.first <> starts.second and end_pass is not null
        then ${startByEndSql('starts', 'ends', 'end_pass', 'duration_seconds')}
        else starts.first end as start_at,
        starts.first <> starts.second and ends.first <> ends.second and end_pass is null
          as is_ambiguous
      from placed
    ),
    ended as (
      select *, ${nearestSql('ends', 'start_at', 'duration_seconds')} as end_at from started
    ),
    answered as (
      select *, case when answers.first >= start_at and abs(epoch(end_at) - epoch(answers.first)
          - billable_seconds) <= abs(epoch(end_at) - epoch(answers.second) - billable_seconds)
        then answers.first else answers.second end as answer_at
      from ended
    ),
    checked as (select *, ${firstFaultSql(timeZone, profile)} as fault from answered)
    select file_number, line_number, fault.reason as reason, fault.field as column_name,
      case when fault is not null and is_whole and regexp_full_match(uuid, '[0-9a-fA-F-]{36}')
        then uuid end as entity_key,
      case when fault is not null
        then ${keptFieldsSql(`coalesce(f, string_split(line, ','))`, ',', shape)} end as kept_text,
      ${callLineColumns(profile)}
    from checked;
    drop table cdr_timed; drop table cdr_slots; drop table cdr_passes`;
}

/** Some templates have a space after each comma. */
function strictFieldsSql(): string {
  const fields = quotedFieldsSql(`regexp_replace(line, '",\\s+"', '","', 'g')`);
  return `list_transform(${fields}, lambda part: ${unquotedSql('part')})`;
}

/** The module writes values as they are; a quote in a name is told from the end of a field. */
function lenientFieldsSql(): string {
  return `case when regexp_full_match(line, '".*"')
    then string_split_regex(line[2:-2], '"\\s*,\\s*"') end`;
}

function fieldColumns(columns: readonly string[]): string {
  return fields
    .map((name) => {
      const place = columns.indexOf(name);
      return `${place === -1 ? 'null::varchar' : `f[${place + 1}]`} as ${name}`;
    })
    .join(',\n');
}

/** The columns of call_lines that a line fills; null in a line that is rejected. */
function callLineColumns(profile: FreeSwitchProfile): string {
  const own = (text: string) => ownSql(text, profile.extensions);
  const party = `(case when ${own('caller_id_number')} is null then caller_id_number
    when ${own('destination_number')} is null then destination_number end)`;
  const beforeAt = (text: string) => `nullif(split_part(${text}, '@', 1), '')`;
  const agent = beforeAt('cc_agent');
  const epoch = (text: string) =>
    `case when regexp_full_match(${text}, '[1-9][0-9]{8,9}') then ${text}::bigint end`;
  const columns: [string, string][] = [
    ['leg_id', 'uuid'],
    ['call_id', 'uuid'],
    ['format', "'freeswitch-csv'"],
    [
      'next_leg_id',
      "case when regexp_full_match(bleg_uuid, '[A-Za-z0-9._:-]{16,80}') then bleg_uuid end",
    ],
    ['started_at', 'start_at'],
    ['answered_at', 'greatest(answer_at, case when answer_at is not null then start_at end)'],
    ['ended_at', 'greatest(end_at, start_at, answer_at)'],
    ['duration_seconds', 'duration_seconds'],
    // From the agent's answer on, where the queue tells it; else from the answer of the channel.
    [
      'talk_seconds',
      `coalesce(try_cast(epoch(end_at)::bigint - ${epoch('cc_queue_answered_epoch')} as integer),
        billable_seconds)`,
    ],
    [
      'wait_seconds',
      `try_cast(coalesce(${epoch('cc_queue_answered_epoch')}, epoch(end_at)::bigint)
        - ${epoch('cc_queue_joined_epoch')} as integer)`,
    ],
    ['hold_seconds', "try_cast(nullif(hold_accum_seconds, '') as integer)"],
    ['status', 'hangup_cause'],
    ['application', applicationSql('last_app')],
    ['event_reason', `nullif(regexp_extract(cc_cause, '^[A-Za-z_]{1,40}'), '')`],
    ['from_extension', own('caller_id_number')],
    ['to_extension', own('destination_number')],
    ['queue_id', beforeAt('cc_queue')],
    ['agent_kind', `case when ${agent} is not null then 'extension' end`],
    ['agent_value', agent],
    ['party_hash', `muster_private_hash(${party})`],
    ['party_masked', `muster_masked(${party})`],
    [
      'dialled_hash',
      `case when ${own('destination_number')} is null
      then muster_private_hash(destination_number) end`,
    ],
    [
      'repairs',
      `nullif(list_filter([
      case when len(strict) is distinct from ${profile.columns.length} then 'quote_in_name' end,
      case when answer_at < start_at or end_at < coalesce(answer_at, start_at)
        then 'clock_clamped' end], lambda repair: repair is not null), [])`,
    ],
  ];
  return columns
    .map(([name, sql]) => `case when fault is null then ${sql} end as ${name}`)
    .join(',\n');
}
