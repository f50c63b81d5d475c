import { quote } from '../../../warehouse/database.ts';
import type { LineContext } from '../adapter.ts';
import { isTelephoneNumberSql } from '../channels.ts';
import { contentIdSql } from '../content-id.ts';
import { keptFieldsSql } from '../quoted-fields.ts';
import { uniqueIdShape } from './fields.ts';
import type { AsteriskProfile } from './profile.ts';
import { queueLogColumns } from './queue-log-columns.ts';

const housekeeping = ['CONFIGRELOAD', 'RESETCOUNTERS', 'QUEUERESET'];

/** Events that say seconds, and the least number of parameters with which they are whole. */
const measured: Readonly<Record<string, number>> = {
  ENTERQUEUE: 2,
  CONNECT: 1,
  COMPLETEAGENT: 2,
  COMPLETECALLER: 2,
  ABANDON: 3,
  EXITWITHTIMEOUT: 3,
  EXITEMPTY: 3,
  EXITWITHKEY: 4,
  BLINDTRANSFER: 4,
  ATTENDEDTRANSFER: 4,
  TRANSFER: 4,
};

/** SQL that reads the lines of `queue_log` into `cdr_read`; see CdrShape. */
export function parseQueueLogSql(context: LineContext<AsteriskProfile>): string {
  const { profile } = context;
  return `
    create or replace temp table cdr_read as
    with split as (
      select file_number, line_number, line, is_cut,
        string_split(regexp_replace(line, '\\|+$', ''), '|') as f
      from cdr_lines
    ),
    named as (
      select *, f[1] as epoch_text, nullif(f[2], '') as call_text,
        case when f[3] not in ('', 'NONE') and not ${isTelephoneNumberSql('f[3]')}
          then f[3] end as queue_text,
        case when f[4] not in ('', 'NONE') then f[4] end as agent_text,
        f[5] as event, f[6:] as p, len(f[6:]) as p_count
      from split
    ),
    measured as (
      select *, case when regexp_full_match(epoch_text, '[0-9]{9,10}(\\.[0-9]{1,9})?')
            -- Beyond the century it is no instant but perhaps a telephone number.
            and epoch_text::double < 4102444800
          then to_timestamp(trunc(epoch_text::double)) at time zone 'UTC' end as event_at,
        ${secondsColumns()}
      from named
    ),
    checked as (
      select *, ${faultSql()} as fault, ${isStructureSql()} as is_structure,
        ${contentIdSql('line')} as content_id
      from measured
    )
    select file_number, line_number, fault.reason as reason, fault.field as column_name,
      coalesce(is_structure and fault is null, false) as is_structure,
      case when fault is not null and regexp_full_match(call_text, '${uniqueIdShape}')
        then call_text end as entity_key,
      case when fault is not null then ${keptTextSql(profile)} end as kept_text,
      ${queueLogColumns(profile)}
    from checked`;
}

/**
 * Wait, talk and ring of an event, as text. The seconds of transfers are counted from the right: how
 * many fields stand before them depends on the kind of transfer.
 */
function secondsColumns(): string {
  return `
    case when event in ('COMPLETEAGENT', 'COMPLETECALLER', 'CONNECT') then p[1]
      when event in ('TRANSFER', 'BLINDTRANSFER', 'ATTENDEDTRANSFER') then p[-3]
      when event in ('ABANDON', 'EXITWITHTIMEOUT', 'EXITEMPTY') then p[3]
      when event = 'EXITWITHKEY' then p[4] end as wait_text,
    case when event in ('COMPLETEAGENT', 'COMPLETECALLER') then p[2]
      when event in ('TRANSFER', 'BLINDTRANSFER', 'ATTENDEDTRANSFER') then p[-2] end as talk_text,
    case when event = 'CONNECT' then p[3]
      when event in ('RINGNOANSWER', 'RINGCANCELED') then p[1] end as ring_text`;
}

function faultSql(): string {
  const least = Object.entries(measured).map(([event, count]) => `when '${event}' then ${count}`);
  const isWrong = (text: string) =>
    `coalesce(${text}, '') <> '' and not regexp_full_match(${text}, '[0-9]{1,9}')`;
  const rules: [string, string, string][] = [
    ['is_cut and len(f) < 5', 'null::varchar', 'the line is cut off'],
    ['len(f) < 5', 'null::varchar', 'fewer than five fields between bars'],
    ['event_at is null', "'time'", 'not a number of seconds since 1970'],
    // A number of many digits would be one of a telephone.
    [
      `not regexp_full_match(event, '[A-Z][A-Z0-9_]{1,39}') or regexp_matches(event, '[0-9]{5}')`,
      "'event'",
      'not an event',
    ],
    [
      `p_count < (case event ${least.join(' ')} else 0 end)`,
      "'data'",
      'too few parameters for this event',
    ],
    [isWrong('wait_text'), "'data'", 'a wait that is no number of seconds'],
    [isWrong('talk_text'), "'data'", 'a talk time that is no number of seconds'],
    [isWrong('ring_text'), "'data'", 'a ring time that is no number'],
    [
      `event in (${Object.keys(measured)
        .map((name) => quote(name))
        .join(', ')}) and (call_text in ('NONE', 'REALTIME', 'MANAGER') or queue_text is null)`,
      "'callid'",
      'an event of a call without its call or queue',
    ],
  ];
  return `case ${rules
    .map(
      ([broken, field, reason]) =>
        `when ${broken} then {field: ${field}, reason: ${quote(reason)}}`,
    )
    .join('\n')} end`;
}

function isStructureSql(): string {
  return `event in (${housekeeping.map((name) => quote(name)).join(', ')})`;
}

function keptTextSql(profile: AsteriskProfile): string {
  const events = [
    ...Object.keys(measured),
    ...housekeeping,
    'RINGNOANSWER',
    'RINGCANCELED',
    'NONE',
  ];
  const shape = [
    uniqueIdShape,
    events.join('|'),
    '[0-9]{1,6}',
    `(PJSIP|SIP|IAX2|Local|Agent)/(${profile.extensions})(@[a-z-]+(/n)?)?`,
  ].join('|');
  // An instant looks like a telephone number, so only its place tells it.
  const instant = `case when regexp_full_match(f[1], '1[0-9]{9}(\\.[0-9]{1,9})?') then f[1]
    else '<' || length(f[1]) || ' chars>' end`;
  return `${instant} || '|' || ${keptFieldsSql(`f[2:]`, '|', quote(shape))}`;
}
