import { quote } from '../../../warehouse/database.ts';
import type { LineContext } from '../adapter.ts';
import { endpointSql, technologySql } from '../channels.ts';
import { contentIdSql } from '../content-id.ts';
import { localTimesSql } from '../local-time.ts';
import { instantsSql, nearestSql, startByEndSql, timestampSql } from '../naive-time.ts';
import { keptFieldsSql, quotedFieldsSql } from '../quoted-fields.ts';
import { callLineColumns } from './cdr-columns.ts';
import { firstFaultSql } from './cdr-faults.ts';
import { fieldSql, isHeaderSql, isKnownLengthSql, uniqueIdShape } from './fields.ts';
import type { AsteriskProfile } from './profile.ts';

// What a rejected line may keep: times, seconds, ids, extensions, dispositions.
const harmless = [
  '"?[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}"?',
  '"?(ANSWERED|NO ANSWER|BUSY|FAILED|CONGESTION|DOCUMENTATION|OMIT|BILLING)"?',
  '"?(Dial|Queue|VoiceMail|Hangup|Answer|Playback|BackGround)"?',
  `"?${uniqueIdShape}"?`,
  '""',
  '[0-9]{1,6}',
];

/** SQL that reads the lines of `Master.csv` into `cdr_read`; see CdrShape. */
export function parseCdrSql(context: LineContext<AsteriskProfile>): string {
  const { timeZone, profile } = context;
  return `
    create or replace temp table cdr_timed as
    with split as (
      select file_number, line_number, line, is_cut, ${quotedFieldsSql('line')} as f from cdr_lines
    ),
    named as (
      select file_number, line_number, line, is_cut, f, ${fieldColumns(profile)},
        f is not null and ${isKnownLengthSql(profile.columns)} as is_whole,
        f is not null and ${isHeaderSql(profile.columns)} as is_header
      from split
    )
    select *, ${timeColumns()},
      ${technologySql('channel')} as from_technology,
      ${technologySql('dstchannel')} as to_technology,
      ${endpointSql('channel')} as from_endpoint, ${endpointSql('dstchannel')} as to_endpoint
    from named;
    ${localTimesSql('cdr_timed', ['end_local'], timeZone)}
    create or replace temp table cdr_read as
    with file_zones as materialized (${fileZonesSql(timeZone)}),
    placed as (
      select cdr_timed.*, ${instantsSql('start_local', timeZone)} as starts,
        ${instantsSql('answer_local', timeZone)} as answers,
        ${instantsSql('end_local', timeZone)} as ends, cdr_passes.pass as end_pass
      from cdr_timed left join cdr_passes using (file_number, line_number)
    ),
    started as (select *, ${startSql()} as start_at from placed),
    ended as (
      select *, ${nearestSql('ends', 'start_at', 'duration_seconds')} as end_at from started
    ),
    answered as (
      select *, case when answer_local is null then null when answers.first = answers.second
          then answers.first when answers.first >= start_at and (answers.second > end_at
          or abs(epoch(end_at) - epoch(answers.first) - billable_seconds)
            <= abs(epoch(end_at) - epoch(answers.second) - billable_seconds))
          then answers.first else answers.second end as answer_at,
        starts.first <> starts.second and id_at is null and ((ends.first <> ends.second
          and end_pass is null)
          or abs(epoch(end_at) - epoch(start_at) - duration_seconds) > 1) as is_ambiguous,
        epoch(start_at) - epoch(id_at) as difference
      from ended
    ),
    compared as (
      select answered.*, ${otherZoneSql()} as is_other_zone
      from answered left join file_zones using (file_number)
    ),
    checked as (
      select *, case when not is_header then ${firstFaultSql(timeZone, profile)} end as fault
      from compared
    )
    select file_number, line_number, fault.reason as reason, fault.field as column_name,
      is_header as is_structure,
      case when fault is not null and is_whole and regexp_full_match(uniqueid, '${uniqueIdShape}')
        then substring(uniqueid, 1, 60) end as entity_key,
      case when fault is not null then ${keptTextSql(profile)} end as kept_text,
      case when fault.field = 'start' and is_other_zone
        then (difference * 1000)::bigint end as zone_difference_ms,
      ${callLineColumns(profile)}
    from (select *, ${contentIdSql('line')} as content_id from checked);
    drop table cdr_timed; drop table cdr_slots; drop table cdr_passes`;
}

/** Names the fields. A cut line's last field may be half a number, so it is no line at all. */
function fieldColumns(profile: AsteriskProfile): string {
  const names = [
    'src',
    'dst',
    'channel',
    'dstchannel',
    'lastapp',
    'lastdata',
    'start',
    'answer',
    'end',
    'duration',
    'billsec',
    'disposition',
  ] as const;
  const plain = names.map((name) => `${fieldSql(name, profile.columns)} as "${name}"`);
  const ids = (['linkedid', 'sequence'] as const).map(
    (name) => `nullif(${fieldSql(name, profile.columns)}, '') as ${name}`,
  );
  return [...plain, ...ids, `${uniqueIdSql(profile)} as uniqueid`].join(',\n');
}

/** Lines of 17 and 20 fields have either a uniqueid or a userfield in one place. */
function uniqueIdSql(profile: AsteriskProfile): string {
  const field = fieldSql('uniqueid', profile.columns);
  if (profile.columns !== undefined) return field;
  return `case when len(f) not in (17, 20) or regexp_full_match(${field}, '${uniqueIdShape}')
    then ${field} end`;
}

/** Tables of the CDR have no times of answer and end; their seconds tell them. */
function timeColumns(): string {
  const start = timestampSql('start');
  return `${start} as start_local,
    try_cast(duration as integer) as duration_seconds,
    try_cast(billsec as integer) as billable_seconds,
    case when "end" is null then ${start} + to_seconds(try_cast(duration as integer))
      else ${timestampSql('"end"')} end as end_local,
    case when answer is not null then ${timestampSql('answer')}
      when disposition = 'ANSWERED' then ${start}
        + to_seconds(try_cast(duration as integer)::bigint - try_cast(billsec as integer))
      end as answer_local,
    to_timestamp(try_cast(regexp_extract(uniqueid, '([0-9]{9,11})\\.[0-9]+$', 1) as bigint))
      at time zone 'UTC' as id_at`;
}

/** A channel exists before it has a record, so the first instant not before the id is the start. */
function startSql(): string {
  return `case when starts.first = starts.second then starts.first
    when id_at is not null then case when epoch(starts.first) - epoch(id_at) >= -2
      then starts.first else starts.second end
    when ends.first = ends.second then case when abs(epoch(ends.first) - epoch(starts.second)
      - duration_seconds) <= 1 then starts.second else starts.first end
    when end_pass is not null
      then ${startByEndSql('starts', 'ends', 'end_pass', 'duration_seconds')}
    else starts.first end`;
}

/**
 * A record may begin long after its channel, at a transfer, but never before. So times ahead of the id
 * by whole quarters of an hour speak against the zone only where many lines of the file say so.
 */
function otherZoneSql(): string {
  return `coalesce(difference < -890
    or (difference > 0 and is_ahead and ${isOffByQuartersSql('difference')}), false)`;
}

function isOffByQuartersSql(seconds: string): string {
  const quarters = `round(${seconds} / 900)`;
  return `(${quarters} <> 0 and abs(${seconds} - 900 * ${quarters}) <= 3)`;
}

/** Of each file, whether more than a fifth of its lines, of which some are looked at, are ahead. */
function fileZonesSql(zone: string): string {
  const id = "regexp_extract(line, '([0-9]{9,11})[.][0-9]+', 1)";
  const start = timestampSql(
    "regexp_extract(line, '[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}')",
  );
  const ahead = `epoch((${instantsSql(`(${start})`, zone)}).first) - try_cast(${id} as bigint)`;
  return `select file_number, coalesce(avg((${isOffByQuartersSql('ahead')})::integer) > 0.2, false)
      as is_ahead
    from (
      select file_number, ${ahead} as ahead from cdr_lines
      where line_number <= 500 or line_number % 50 = 0
    ) group by file_number`;
}

function keptTextSql(profile: AsteriskProfile): string {
  const shape = quote([...harmless, `"?(${profile.extensions})"?`].join('|'));
  return keptFieldsSql(`coalesce(f, string_split(line, ','))`, ',', shape);
}
