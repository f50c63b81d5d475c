import { quote } from '../../../warehouse/database.ts';
import type { FreeSwitchProfile } from './profile.ts';

/** SQL for the first rule that a line breaks, as {field, reason}; null for a good line. */
export function firstFaultSql(zone: string, profile: FreeSwitchProfile): string {
  const branches = rules(zone, profile).map(([isBroken, field, reason]) => {
    const name = field === '' ? 'null::varchar' : quote(field);
    return `when ${isBroken} then {field: ${name}, reason: ${reason}}`;
  });
  return `case ${branches.join('\n')} end`;
}

function rules(zone: string, profile: FreeSwitchProfile): [string, string, string][] {
  const noTime = quote('not a time as yyyy-MM-dd HH:mm:ss');
  const noNumber = quote('not a whole number of seconds');
  const missing = `'there is no such time in ' || ${quote(zone)}`;
  const isNumber = (name: string) => `regexp_full_match(coalesce(${name}, ''), '[0-9]{1,9}')`;
  const isNoTime = (name: string) =>
    `(coalesce(${name}_stamp, '') <> '' and ${name}_local is null)`;
  const isMissing = (name: string) => `(${name}_local is not null and ${name}_at is null)`;
  return [
    ['is_cut and not is_whole', '', quote('the line is cut off')],
    [
      'not is_whole',
      '',
      `'${profile.columns.length} fields expected, ' || coalesce(len(f)::varchar, 'no') || ' found'`,
    ],
    ['start_local is null', 'start_stamp', noTime],
    [isNoTime('answer'), 'answer_stamp', noTime],
    [isNoTime('end'), 'end_stamp', noTime],
    [`not ${isNumber('duration')}`, 'duration', noNumber],
    [`not ${isNumber('billsec')}`, 'billsec', noNumber],
    [
      `not regexp_full_match(coalesce(hangup_cause, ''), '[A-Z][A-Z0-9_]{1,60}')
        or regexp_matches(hangup_cause, '[0-9]{5}')`,
      'hangup_cause',
      quote('not a cause'),
    ],
    [
      `not regexp_full_match(coalesce(uuid, ''), '[A-Za-z0-9._:-]{8,80}')`,
      'uuid',
      quote('not the id of a channel'),
    ],
    [
      'is_ambiguous',
      'start_stamp',
      quote(
        'in the hour that comes twice, and neither the line nor the order of the lines tells which',
      ),
    ],
    [isMissing('start'), 'start_stamp', missing],
    [isMissing('answer'), 'answer_stamp', missing],
    [isMissing('end'), 'end_stamp', missing],
    [
      'coalesce(epoch(answer_at) - epoch(start_at) < -1, false)',
      'answer_stamp',
      quote('answered before it started'),
    ],
    [
      'coalesce(epoch(end_at) - epoch(coalesce(answer_at, start_at)) < -1, false)',
      'end_stamp',
      quote('ended before it was answered or started'),
    ],
  ];
}
