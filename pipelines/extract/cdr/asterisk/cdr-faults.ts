import { quote } from '../../../warehouse/database.ts';
import { uniqueIdShape } from './fields.ts';
import type { AsteriskProfile } from './profile.ts';

interface Rule {
  readonly isBroken: string;
  readonly field?: string;
  readonly reason: string;
}

const dispositions =
  "('ANSWERED', 'NO ANSWER', 'NOANSWER', 'BUSY', 'FAILED', 'CONGESTION', 'UNKNOWN')";

/** SQL for the first rule that a CDR line breaks, as {field, reason}; null for a good line. */
export function firstFaultSql(zone: string, profile: AsteriskProfile): string {
  // The zone is last: a line contradicts it only when all else in the line is right.
  const rules = [...shapeRules(profile), ...valueRules(), ...clockRules(zone), zoneRule(zone)];
  const branches = rules.map(({ isBroken, field, reason }) => {
    const name = field === undefined ? 'null::varchar' : quote(field);
    return `when ${isBroken} then {field: ${name}, reason: ${reason}}`;
  });
  return `case ${branches.join('\n')} end`;
}

function shapeRules(profile: AsteriskProfile): Rule[] {
  const expected = profile.columns === undefined ? '16 to 21' : String(profile.columns.length);
  return [
    { isBroken: 'is_cut and not is_whole', reason: quote('the line is cut off') },
    { isBroken: 'f is null', reason: quote('a quote is opened that never closes') },
    {
      isBroken: 'not is_whole',
      reason: `'${expected} fields expected, ' || len(f) || ' found'`,
    },
  ];
}

function valueRules(): Rule[] {
  const noTime = quote('not a time as yyyy-MM-dd HH:mm:ss');
  const noNumber = quote('not a whole number of seconds');
  const isNumber = (name: string) => `regexp_full_match(coalesce(${name}, ''), '[0-9]{1,9}')`;
  return [
    { isBroken: 'start_local is null', field: 'start', reason: noTime },
    {
      isBroken: `(coalesce(answer, '') <> '' and answer_local is null)`,
      field: 'answer',
      reason: noTime,
    },
    { isBroken: `(coalesce("end", '') <> '' and end_local is null)`, field: 'end', reason: noTime },
    { isBroken: `not ${isNumber('duration')}`, field: 'duration', reason: noNumber },
    { isBroken: `not ${isNumber('billsec')}`, field: 'billsec', reason: noNumber },
    {
      isBroken: `coalesce(upper(disposition) not in ${dispositions}, true)`,
      field: 'disposition',
      reason: quote('not a disposition that Asterisk writes'),
    },
    {
      isBroken: `(uniqueid is not null and not regexp_full_match(uniqueid, '${uniqueIdShape}'))`,
      field: 'uniqueid',
      reason: quote('not an epoch, a dot and a number'),
    },
    {
      isBroken: `(linkedid is not null and not regexp_full_match(linkedid, '${uniqueIdShape}'))`,
      field: 'linkedid',
      reason: quote('not an epoch, a dot and a number'),
    },
    {
      isBroken: `(sequence is not null and not ${isNumber('sequence')})`,
      field: 'sequence',
      reason: quote('not a number'),
    },
  ];
}

function clockRules(zone: string): Rule[] {
  const missing = `'there is no such time in ' || ${quote(zone)}`;
  const isMissing = (name: string) => `(${name}_local is not null and ${name}_at is null)`;
  return [
    {
      isBroken: 'is_ambiguous',
      field: 'start',
      reason: quote(
        'in the hour that comes twice, and neither the line nor the order of the lines tells which',
      ),
    },
    { isBroken: isMissing('start'), field: 'start', reason: missing },
    { isBroken: isMissing('answer'), field: 'answer', reason: missing },
    { isBroken: isMissing('end'), field: 'end', reason: missing },
    {
      isBroken: 'coalesce(epoch(answer_at) - epoch(start_at) < -1, false)',
      field: 'answer',
      reason: quote('answered before it started'),
    },
    {
      isBroken: `coalesce(epoch(end_at) - epoch(coalesce(answer_at, start_at)) < -1, false)`,
      field: 'end',
      reason: quote('ended before it was answered or started'),
    },
  ];
}

function zoneRule(zone: string): Rule {
  return {
    isBroken: 'is_other_zone',
    field: 'start',
    reason: `'the uniqueid says ' || strftime(id_at, '%Y-%m-%d %H:%M:%S')
      || ' UTC, which is not this time in ' || ${quote(zone)}`,
  };
}
