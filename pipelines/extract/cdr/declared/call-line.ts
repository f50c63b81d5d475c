import { quote } from '../../../warehouse/database.ts';
import type { DeclaredProfile } from './profile.ts';

const instantForm = '%Y-%m-%d %H:%M:%S.%g';

/** The columns of call_lines; null in a line that is rejected or no record. */
export function callLineColumns(profile: DeclaredProfile): string {
  const sides = ['from_number', 'to_number'] as const;
  const isOwn = (side: string) => `regexp_full_match(${side}_read, ${quote(profile.extensions)})`;
  const own = (side: string) => `case when ${isOwn(side)} then ${side}_read end`;
  const outside = (macro: string) =>
    `coalesce(${sides.map((side) => `case when not ${isOwn(side)} then ${macro}(${side}_read) end`).join(', ')})`;
  const type = (side: string) =>
    `case when ${isOwn(side)} then 'Extension' when ${side}_read is not null then 'Line' end`;
  const seconds = ['wait', 'ring', 'talk', 'hold', 'wrap_up', 'duration'];
  const clamped = [
    'answered_utc < started_utc',
    'ended_utc < coalesce(answered_utc, started_utc)',
  ].join(' or ');
  const id = legIdSql(profile);
  const list: [string, string][] = [
    ['leg_id', id],
    ['call_id', `coalesce(call_id_read, ${id})`],
    ['format', quote('declared')],
    ['event', 'kind_read'],
    ['direction', 'direction_read'],
    ['started_at', 'started_utc'],
    [
      'answered_at',
      'greatest(answered_utc, case when answered_utc is not null then started_utc end)',
    ],
    [
      'ended_at',
      `case when ended_utc is not null
        then greatest(ended_utc, coalesce(answered_utc, started_utc)) end`,
    ],
    ['updated_at', 'updated_utc'],
    ...seconds.map((name): [string, string] => [`${name}_seconds`, `${name}_read`]),
    ['status', 'status_read'],
    ['change_reason', "case when transferred_read = 'true' then 'transfer' end"],
    ['from_type', type('from_number')],
    ['to_type', type('to_number')],
    ['from_extension', own('from_number')],
    ['to_extension', own('to_number')],
    ['queue_id', 'queue_read'],
    ['agent_kind', `case when agent_read is not null then ${quote(profile.agentKind)} end`],
    ['agent_value', 'agent_read'],
    ['party_hash', outside('muster_private_hash')],
    ['party_masked', outside('muster_masked')],
    ['dialled_hash', 'muster_private_hash(dialled_number_read)'],
    [
      'repairs',
      `nullif(list_filter([case when ${clamped} then 'clock_clamped' end,
        case when is_start_twice then 'ambiguous_hour' end], lambda note: note is not null), [])`,
    ],
  ];
  return list
    .map(
      ([name, expression]) =>
        `case when fault is null and not is_skipped then ${expression} end as ${name}`,
    )
    .join(',\n');
}

/** A line's own id, else the call's where a line is a call, else one made of what the line says. */
function legIdSql(profile: DeclaredProfile): string {
  const isCall = profile.rows === 'calls';
  if (profile.columns.leg_id !== undefined && isCall) return 'coalesce(leg_id_read, call_id_read)';
  const parts = [
    `strftime(started_utc, '${instantForm}')`,
    `strftime(ended_utc, '${instantForm}')`,
    ...['call_id', 'direction', 'kind', 'status', 'queue', 'agent'].map((name) => `${name}_read`),
    'muster_private_hash(from_number_read)',
    'muster_private_hash(to_number_read)',
    ...['wait', 'ring', 'talk', 'hold', 'wrap_up', 'duration'].map(
      (name) => `${name}_read::varchar`,
    ),
  ];
  const content = parts.map((part) => `coalesce(${part}, '')`).join(" || '|' || ");
  const made = `left(sha256(${content}), 24) || '-' || row_number() over (
    partition by file_number, is_skipped, fault is null, ${content} order by line_number)`;
  return isCall ? `coalesce(call_id_read, ${made})` : `coalesce(leg_id_read, ${made})`;
}
