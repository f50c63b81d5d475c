import { quote } from '../../../warehouse/database.ts';
import { type Field, field, fields, isInPlaceSql } from './fields.ts';
import type { Zones } from './instants.ts';

/** A rule that a line may break, the field that it is about, and what is said then, as SQL. */
interface Rule {
  readonly isBroken: string;
  readonly field?: Field;
  readonly reason: string;
}

/** What is wrong with a line, as SQL. */
export interface Faults {
  /** The number of the first rule that a line breaks; null for a good line. */
  readonly firstSql: string;
  /** What is said then, by the column `fault` that has this number. */
  readonly reasonSql: string;
  readonly fieldSql: string;
  /** Whether the fault is that the times contradict the zone. */
  readonly isZoneSql: string;
}

/** The rules for the lines of a source. */
export function faultsOf(zones: Zones): Faults {
  // The zone is last: a line contradicts it only when all else in the line is right.
  const rules = [
    ...shapeRules(),
    ...valueRules(),
    ...wordRules(),
    ...clockRules(),
    zoneRule(zones),
  ];
  const branches = (branch: (rule: Rule, number: number) => string) =>
    rules.map((rule, number) => branch(rule, number)).join('\n');
  return {
    firstSql: `case ${branches((rule, number) => `when ${rule.isBroken} then ${number}`)} end`,
    reasonSql: `case fault ${branches((rule, number) => `when ${number} then ${rule.reason}`)} end`,
    fieldSql: `case fault ${branches(({ field: name }, number) =>
      name === undefined ? '' : `when ${number} then ${quote(name)}`,
    )} end`,
    isZoneSql: `fault = ${rules.length - 1}`,
  };
}

function shapeRules(): Rule[] {
  return [
    {
      isBroken: `is_cut and len(f) < ${fields.length}`,
      reason: quote('the line is cut off'),
    },
    {
      isBroken: `not ${isInPlaceSql}`,
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
      isBroken: `(${field('duration')} <> '' and duration_seconds is null)`,
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

/** A second back is rounding, which is mended; more is a wrong clock. */
function clockRules(): Rule[] {
  const isBefore = (late: string, early: string) =>
    `coalesce(epoch(${late}) - epoch(${early}) < -1, false) and abs(difference_ms) <= 1000`;
  const isLeftOut = (local: string, instant: string) =>
    `(${local} is not null and ${instant} is null and abs(difference_ms) <= 1000)`;
  const leftOut = quote('the clocks of the zone leave this time out');
  return [
    {
      isBroken: isLeftOut('answered_local', 'answer_at'),
      field: 'time_answered',
      reason: leftOut,
    },
    { isBroken: isLeftOut('ended_local', 'end_at'), field: 'time_end', reason: leftOut },
    {
      isBroken: isBefore('answer_at', 'start_at'),
      field: 'time_answered',
      reason: quote('answered before it started'),
    },
    {
      isBroken: isBefore('end_at', 'coalesce(answer_at, start_at)'),
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

function zoneRule(zones: Zones): Rule {
  const zone =
    zones.newer === zones.older
      ? quote(zones.newer)
      : `case when is_older then ${quote(zones.older)} else ${quote(zones.newer)} end`;
  return {
    isBroken: 'abs(difference_ms) > 1000',
    field: 'time_start',
    reason: `'the call id says ' || strftime(id_at, '%Y-%m-%d %H:%M:%S')
      || ' UTC, which is not this time in ' || ${zone}`,
  };
}
