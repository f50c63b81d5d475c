import { quote } from '../../../warehouse/database.ts';
import { endpointSql, ownSql } from '../channels.ts';
import { uniqueIdShape } from './fields.ts';
import type { AsteriskProfile } from './profile.ts';

/** The columns of call_lines that an event fills; null in a line that is rejected. */
export function queueLogColumns(profile: AsteriskProfile): string {
  const caller = "case when event = 'ENTERQUEUE' then p[2] end";
  const isOwn = `coalesce(regexp_full_match(${caller}, ${quote(profile.extensions)}), false)`;
  const columns: [string, string][] = [
    ['leg_id', `coalesce(call_text, '') || '/' || content_id`],
    // An event of no call, such as a pause, stands for itself.
    ['call_id', `case when ${isCallSql} then call_text else '/' || content_id end`],
    ['format', "'asterisk-queue-log'"],
    ['event', 'event'],
    ['event_reason', reasonSql()],
    ['next_leg_id', channelIdSql()],
    ['started_at', 'event_at'],
    ['duration_seconds', durationSql()],
    ['wait_seconds', 'try_cast(wait_text as integer)'],
    ['talk_seconds', 'try_cast(talk_text as integer)'],
    ['ring_seconds', ringSql()],
    ['from_extension', `case when ${isOwn} then ${caller} end`],
    ['to_extension', transferSql(profile)],
    ['queue_id', 'queue_text'],
    [
      'agent_kind',
      `case when ${agentSql(profile)} is null then null
      when ${isNameSql()} then 'display_name' else 'extension' end`,
    ],
    ['agent_value', agentSql(profile)],
    ['party_hash', `case when not ${isOwn} then muster_private_hash(${caller}) end`],
    ['party_masked', `case when not ${isOwn} then muster_masked(${caller}) end`],
  ];
  return columns
    .map(([name, sql]) => `case when fault is null then ${sql} end as ${name}`)
    .join(',\n');
}

const isCallSql = `coalesce(call_text not in ('NONE', 'REALTIME', 'MANAGER'), false)`;

/** Ring times are milliseconds where nobody answered, and seconds where somebody did. */
function ringSql(): string {
  return `case when event = 'CONNECT' then try_cast(ring_text as integer)
    else round(try_cast(ring_text as integer) / 1000.0)::integer end`;
}

/** How a caller left, or why an agent paused, as far as it is a word. */
function reasonSql(): string {
  return `case when event in ('PAUSE', 'PAUSEALL', 'UNPAUSE', 'UNPAUSEALL', 'ATTENDEDTRANSFER')
      and regexp_full_match(p[1], '[A-Za-z][A-Za-z _-]{0,39}') then p[1]
    when event = 'EXITWITHKEY' and regexp_full_match(p[1], '[0-9*#A-D]') then p[1] end`;
}

/** The channel of the agent who answered, by which the CDR knows it. */
function channelIdSql(): string {
  return `case when event = 'CONNECT' and regexp_full_match(p[2], '${uniqueIdShape}')
    then p[2] end`;
}

function durationSql(): string {
  return `case when event in ('AGENTLOGOFF', 'AGENTCALLBACKLOGOFF')
    then try_cast(p[2] as integer) end`;
}

/** Where an agent sent the caller, when that is one's own. */
function transferSql(profile: AsteriskProfile): string {
  return `case when event in ('TRANSFER', 'BLINDTRANSFER')
    then ${ownSql('p[1]', profile.extensions)} end`;
}

/** A member without an interface is written by name or number. */
function isNameSql(): string {
  return `not regexp_matches(agent_text, '^[A-Za-z0-9]+/') and not
    regexp_full_match(agent_text, '[0-9]+')`;
}

/** One's own agent; a member that is a number outside stays out, as every number outside. */
function agentSql(profile: AsteriskProfile): string {
  const endpoint = `case when regexp_matches(agent_text, '^[A-Za-z0-9]+/')
    then ${endpointSql("regexp_replace(agent_text, '/n$', '')")} else agent_text end`;
  return `case when regexp_full_match(${endpoint}, ${quote(profile.extensions)})
      or length(regexp_replace(${endpoint}, '[^0-9]', '', 'g')) < 7
    then nullif(left(${endpoint}, 80), '') end`;
}
