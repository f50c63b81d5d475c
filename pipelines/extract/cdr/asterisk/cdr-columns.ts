import { applicationSql, isNamelessSql, isTelephoneNumberSql, ownSql } from '../channels.ts';
import type { AsteriskProfile } from './profile.ts';

/** The columns of call_lines that a CDR line fills; null in a line that is rejected. */
export function callLineColumns(profile: AsteriskProfile): string {
  const columns: [string, string][] = [
    ['leg_id', legIdSql()],
    ['call_id', `coalesce(linkedid, uniqueid, content_id)`],
    ['format', "'asterisk-cdr'"],
    ['sequence_number', 'try_cast(sequence as bigint)'],
    ['started_at', 'start_at'],
    ['answered_at', 'case when answer_at < start_at then start_at else answer_at end'],
    ['ended_at', 'greatest(end_at, start_at, answer_at)'],
    ['duration_seconds', 'duration_seconds'],
    ['talk_seconds', 'billable_seconds'],
    [
      'status',
      `case upper(disposition) when 'NOANSWER' then 'NO ANSWER' else upper(disposition) end`,
    ],
    ['application', applicationSql('lastapp')],
    ['from_type', 'from_technology'],
    ['to_type', 'to_technology'],
    ['from_extension', fromSql(profile)],
    ['to_extension', toSql(profile)],
    ['queue_id', queueSql()],
    ['party_hash', `muster_private_hash(${partySql(profile)})`],
    ['party_masked', `muster_masked(${partySql(profile)})`],
    [
      'dialled_hash',
      `case when not coalesce(${isOutside('dst')}, false) then null
      else muster_private_hash(dst) end`,
    ],
    [
      'repairs',
      `case when answer_at < start_at or end_at < coalesce(answer_at, start_at)
      then ['clock_clamped'] end`,
    ],
  ];
  return columns
    .map(([name, sql]) => `case when fault is null and not is_header then ${sql} end as ${name}`)
    .join(',\n');
}

/**
 * A channel's id and the record's number. Without the number it is the contents that tell the records
 * of one channel apart; the channel's id can be read off either.
 */
function legIdSql(): string {
  return `coalesce(uniqueid, linkedid, '') || '/' || case when sequence is not null
    and coalesce(uniqueid, linkedid) is not null then sequence else content_id end`;
}

/** One's own party that calls: the phone of the channel; the number only where no channel tells. */
function fromSql(profile: AsteriskProfile): string {
  const tellsNumber = `from_technology is null or from_technology = 'Local'
    or ${isNamelessSql('from_technology')}`;
  return `case when ${tellsNumber} then ${ownSql('src', profile.extensions)}
    else ${ownSql('from_endpoint', profile.extensions)} end`;
}

/** One's own party that is called. A queue's number is nobody's phone. */
function toSql(profile: AsteriskProfile): string {
  return `case when to_technology is not null and not ${isNamelessSql('to_technology')}
      then ${ownSql('to_endpoint', profile.extensions)}
    when lower(coalesce(lastapp, '')) <> 'queue' then ${ownSql('dst', profile.extensions)} end`;
}

/** The queue that `Queue(800,t)` names; an older Asterisk has bars between its arguments. */
function queueSql(): string {
  const name = (
    text: string,
  ) => `case when not ${isTelephoneNumberSql(`split_part(${text}, ',', 1)`)}
    then nullif(regexp_extract(${text}, '^[A-Za-z0-9_.-]{1,60}'), '') end`;
  return `case when lower(lastapp) = 'queue' then coalesce(${name('lastdata')}, ${name('dst')}) end`;
}

function isOutside(text: string): string {
  return `(regexp_replace(${text}, '[^0-9]', '', 'g') <> '' and length(${text}) > 6)`;
}

/** The outside party: whom one's own phone dialled, else who called. */
function partySql(profile: AsteriskProfile): string {
  const own = fromSql(profile);
  return `(case when ${own} is not null
      then case when ${ownSql('dst', profile.extensions)} is null and length(dst) > 6 then dst end
    when ${ownSql('src', profile.extensions)} is null or from_technology is not null
      and from_technology <> 'Local' then src end)`;
}
