import { quote } from '../../../warehouse/database.ts';
import { type Field, field, fields } from './fields.ts';

/** A rule that a line may break, the field that it is about, and what is said then, as SQL. */
interface Rule {
  readonly isBroken: string;
  readonly field?: Field;
  readonly reason: string;
}

/** SQL for the first rule that a line breaks, as {field, reason}; null for a good line. */
export function firstFaultSql(zone: string): string {
  // The zone is last: a line contradicts it only when all else in the line is right.
  const rules = [
    ...shapeRules(),
    ...valueRules(),
    ...wordRules(),
    ...clockRules(zone),
    zoneRule(zone),
  ];
  const branches = rules.map((rule) => {
    const name = rule.field === undefined ? 'null::varchar' : quote(rule.field);
    return `when ${rule.isBroken} then {field: ${name}, reason: ${rule.reason}}`;
  });
  return `case ${branches.join('\n')} end`;
}

function shapeRules(): Rule[] {
  const isOlder = `contains(line, '"Chain:') or (len(f) = ${fields.length}
    and ${field('from_type')} in ('Internal', 'External'))`;
  return [
    {
      isBroken: isOlder,
      reason: quote(
        'an older 3CX line (quoted chain, Internal and External); 3cx-v20 reads V20 lines only',
      ),
    },
    { isBroken: `is_cut and len(f) < ${fields.length}`, reason: quote('the line is cut off') },
    {
      isBroken: `len(f) <> ${fields.length}`,
      reason: `'${fields.length} fields expected, ' || len(f) || ' found'`,
    },
  ];
}

function valueRules(): Rule[] {
  const noTime = quote('not a time as yyyy/MM/dd HH:mm:ss');
  return [
    {
      isBroken: `not regexp_full_match(${field('historyid')}, 'Call [0-9]{1,15}')`,
      field: 'historyid',
      reason: quote('not "Call" and a number'),
    },
    {
      isBroken: 'id_at is null',
      field: 'callid',
      reason: quote('not 16 hexadecimal digits of an instant, _ and a number'),
    },
    { isBroken: 'started_local is null', field: 'time_start', reason: noTime },
    {
      isBroken: `(${field('time_answered')} <> '' and answered_local is null)`,
      field: 'time_answered',
      reason: noTime,
    },
    {
      isBroken: `(${field('time_end')} <> '' and ended_local is null)`,
      field: 'time_end',
      reason: noTime,
    },
    {
      isBroken: `(${field('duration')} <> '' and not
        regexp_full_match(${field('duration')}, '[0-9]{1,4}:[0-5][0-9]:[0-5][0-9]'))`,
      field: 'duration',
      reason: quote('not a duration as HH:MM:SS'),
    },
    {
      isBroken: `(${field('chain')} <> '' and not starts_with(${field('chain')}, 'Chain: '))`,
      field: 'chain',
      reason: quote('does not begin with "Chain: "'),
    },
  ];
}

/**
 * A second back is rounding, more is a wrong clock. In a zone with daylight saving the local times of
 * one call may run backwards, so only times in UTC are judged.
 */
function clockRules(zone: string): Rule[] {
  if (zone !== 'UTC') return [];
  const isBefore = (late: string, early: string) => `epoch(${late}) - epoch(${early}) < -1`;
  return [
    {
      isBroken: `coalesce(${isBefore('answered_local', 'started_local')}, false)`,
      field: 'time_answered',
      reason: quote('answered before it started'),
    },
    {
      isBroken: `coalesce(${isBefore('ended_local', 'coalesce(answered_local, started_local)')}, false)`,
      field: 'time_end',
      reason: quote('ended before it was answered or started'),
    },
  ];
}

/** What is kept as text must be one word: a name there means that the fields have moved. */
function wordRules(): Rule[] {
  const words = [
    'reason_terminated',
    'reason_changed',
    'from_type',
    'to_type',
    'final_type',
  ] as const;
  return words.map((name) => ({
    isBroken: `not regexp_full_match(${field(name)}, '[A-Za-z_]{0,30}')`,
    field: name,
    reason: quote('not a word'),
  }));
}

function zoneRule(zone: string): Rule {
  return {
    isBroken: 'abs(difference_ms) > 1000',
    field: 'time_start',
    reason: `'the call id says ' || strftime(id_at, '%Y-%m-%d %H:%M:%S')
      || ' UTC, which is not this time in ' || ${quote(zone)}`,
  };
}
