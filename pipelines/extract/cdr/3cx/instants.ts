import { quote } from '../../../warehouse/database.ts';
import type { LineContext } from '../adapter.ts';
import { localTimeSql } from '../naive-time.ts';
import { clockSecondsSql } from '../time-sql.ts';
import { type Field, field } from './fields.ts';
import type { ThreeCxProfile } from './profile.ts';

/** The zones of the times in lines of V20 and in lines of older versions. */
export interface Zones {
  readonly newer: string;
  readonly older: string;
}

/** The zones of a source. */
export function zonesOf({ timeZone, profile }: LineContext<ThreeCxProfile>): Zones {
  return { newer: timeZone, older: profile.olderTimeZone ?? timeZone };
}

/** A piece of SQL for the zone of each line; one piece where all are in the same. */
function byZone(zones: Zones, piece: (zone: string) => string): string {
  if (zones.newer === zones.older) return piece(zones.newer);
  return `(case when is_older then ${piece(zones.older)} else ${piece(zones.newer)} end)`;
}

/** The times of a line as it says them, null where they cannot be read. */
export function localColumns(): string {
  return `
    ${timeSql('time_start')} as started_local,
    ${timeSql('time_answered')} as answered_local,
    ${timeSql('time_end')} as ended_local,
    ${clockSecondsSql(field('duration'))} as duration_seconds`;
}

/** `yyyy/MM/dd HH:mm:ss`, and nothing else. */
function timeSql(name: Field): string {
  const text = field(name);
  return `case when length(${text}) = 19 then try_strptime(${text}, '%Y/%m/%d %H:%M:%S') end`;
}

/** The instant of the id as the local time of the line. */
export function localAtIdSql(zones: Zones): string {
  return byZone(zones, (zone) => localTimeSql('id_at', zone));
}

// What the clock is ahead of UTC when the call starts.
const offset = "(date_trunc('second', id_local) - date_trunc('second', id_at))";

/**
 * The times of a line in UTC, and whether one was in the hour that comes twice. The id tells the offset
 * at the start. A later time is read at that offset too; where that gives no such time, one before the
 * start, or an end that does not fit the duration while the other does, it is read by the zone's rule,
 * which takes the second of two. A time that the zone leaves out is null.
 */
export function instantColumns(zones: Zones): string {
  const started = byZone(zones, (zone) => nearSql('started_local', zone));
  const answered = byZone(zones, (zone) => laterSql('answered_local', zone, ''));
  const ended = byZone(zones, (zone) => laterSql('ended_local', zone, answered));
  const isTwice = byZone(zones, (zone) => isTwiceSql(zone));
  return `${started} as start_at, ${answered} as answer_at, ${ended} as end_at,
    ${isTwice} as is_twice`;
}

/** A local time at the offset of the call's start. */
function nearSql(local: string, zone: string): string {
  return zone === 'UTC' ? local : `(${local} - ${offset})`;
}

function byRuleSql(local: string, zone: string): string {
  return `((${local} at time zone ${quote(zone)}) at time zone 'UTC')`;
}

function isNearSql(local: string, zone: string): string {
  const near = nearSql(local, zone);
  const earliest = `${nearSql('started_local', zone)} - interval 1 second`;
  return `(${localTimeSql(near, zone)} = ${local} and ${near} >= ${earliest})`;
}

function laterSql(local: string, zone: string, answered: string): string {
  if (zone === 'UTC') return local;
  const near = nearSql(local, zone);
  const byRule = byRuleSql(local, zone);
  // 3CX cuts fractions off, so the times may say a second more than the duration.
  const fits = (end: string) =>
    `coalesce(epoch(${end}) - epoch(${answered}) - duration_seconds between 0 and 1, false)`;
  const isOther = answered === '' ? '' : `and (${fits(near)} or not ${fits(byRule)})`;
  return `(case when ${isNearSql(local, zone)} ${isOther} then ${near}
    when ${localTimeSql(byRule, zone)} = ${local} then ${byRule} end)`;
}

function isTwiceSql(zone: string): string {
  if (zone === 'UTC') return 'false';
  const isTwice = (['answered_local', 'ended_local'] as const).map(
    (local) =>
      `coalesce(${isNearSql(local, zone)} and ${nearSql(local, zone)} <> ${byRuleSql(local, zone)}, false)`,
  );
  const start = `coalesce(${nearSql('started_local', zone)} <> ${byRuleSql('started_local', zone)}, false)`;
  return `(${[start, ...isTwice].join(' or ')})`;
}
