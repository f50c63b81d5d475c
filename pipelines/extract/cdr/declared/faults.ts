import { quote } from '../../../warehouse/database.ts';
import {
  type DeclaredProfile,
  durationColumns,
  type FullRule,
  rulesOf,
  startParts,
  timeColumns,
} from './profile.ts';
import { durationWords, formatOf } from './times.ts';
import { isWordColumn } from './words.ts';

type Rule = readonly [isBroken: string, column: string | undefined, reason: string];

/** SQL for the first rule that a line breaks, as {field, reason}; null for a good line. */
export function firstFaultSql(profile: DeclaredProfile, zone: string): string {
  const columns = rulesOf(profile);
  const rules: Rule[] = [
    ...shapeRules(profile, columns),
    ...valueRules(columns),
    ...timeRules(zone),
    ...identityRules(profile),
  ];
  const branches = rules.map(([isBroken, column, reason]) => {
    const name = column === undefined ? 'null::varchar' : quote(column);
    return `when ${isBroken} then {field: ${name}, reason: ${reason}}`;
  });
  return `case ${branches.join('\n')} end`;
}

function shapeRules(profile: DeclaredProfile, columns: readonly FullRule[]): Rule[] {
  const named = columns.filter(({ column }) => typeof column === 'string');
  // The names of a header are told, but only when it is one: it has a column that is declared.
  const known = `coalesce('; it has ' || header_names, '; it has none of the declared columns')`;
  const missing = named.map(
    ({ name, column }): Rule => [
      `${name}_place is null`,
      name,
      `${quote(`the header has no column "${column}"`)} || ${known}`,
    ],
  );
  const places = columns.flatMap(({ column }) => (typeof column === 'number' ? [column] : []));
  const most = Math.max(0, ...places);
  const isShort = profile.header ? `len(f) <> name_count or len(f) < ${most}` : `len(f) < ${most}`;
  const told = profile.header ? `greatest(name_count, ${most})` : `'at least ${most}'`;
  return [
    ...missing,
    [`is_cut and (not is_whole or ${isShort})`, undefined, quote('the line is cut off')],
    ['not is_whole', undefined, quote('a quote is not closed, or text stands beside it')],
    [isShort, undefined, `${told} || ' fields expected, ' || len(f) || ' found'`],
  ];
}

function valueRules(columns: readonly FullRule[]): Rule[] {
  return columns.flatMap((rule): Rule[] => {
    const { name } = rule;
    const isGiven = `coalesce(${name}_text, '') <> ''`;
    const isUnread = `${isGiven} and ${name}_read is null`;
    if ([...timeColumns, ...startParts].some((one) => one === name)) {
      return [[isUnread, name, quote(`not a time as ${formatOf(rule)}`)]];
    }
    if (durationColumns.some((one) => one === name)) {
      return [[isUnread, name, quote(durationWords(rule))]];
    }
    if (!isWordColumn(name)) return [];
    return [[isUnread, name, quote(`a word that profile.columns.${name}.values does not name`)]];
  });
}

function timeRules(zone: string): Rule[] {
  const twice = `a time that comes twice in ${zone}, and nothing tells which`;
  return [
    ['start_read is null', 'started_at', quote('no start')],
    ['start_first is null', 'started_at', quote(`a time that does not exist in ${zone}`)],
    ['started_utc is null', 'started_at', quote(twice)],
    ...(['answered_at', 'ended_at'] as const).map(
      (name): Rule => [
        `${name}_read is not null and ${name}_first is null`,
        name,
        quote(`a time that does not exist in ${zone}`),
      ],
    ),
    [
      'answered_utc < started_utc - interval 1 second',
      'answered_at',
      quote('answered before it started'),
    ],
    [
      'ended_utc < coalesce(answered_utc, started_utc) - interval 1 second',
      'ended_at',
      quote('ended before it was answered or started'),
    ],
  ];
}

function identityRules(profile: DeclaredProfile): Rule[] {
  const isNumber = (text: string) =>
    `regexp_full_match(${text}, '[+0-9 ()./-]{7,}') and regexp_matches(${text}, '([0-9][^0-9]*){7}')`;
  const rules: Rule[] = [
    [
      `${isNumber('queue_read')} and not regexp_full_match(queue_read, ${quote(profile.extensions)})`,
      'queue',
      quote('a telephone number: give it a name in profile.columns.queue.values'),
    ],
    [
      `${isNumber('agent_read')} and not regexp_full_match(agent_read, ${quote(profile.extensions)})`,
      'agent',
      quote('the telephone number of an outside party, not of a person of your own'),
    ],
  ];
  if (profile.rows === 'legs' || profile.columns.call_id === undefined) return rules;
  if (profile.columns.leg_id !== undefined) return rules;
  return [
    ...rules,
    ['call_id_read is null', 'call_id', quote('no call id')],
    [
      'is_repeated',
      'call_id',
      quote('the same call id in several lines: set profile.rows to legs, or declare leg_id'),
    ],
  ];
}
