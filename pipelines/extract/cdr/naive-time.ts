import { quote } from '../../warehouse/database.ts';

/** SQL for an instant in UTC as local time of a zone. */
export function localTimeSql(instant: string, zone: string): string {
  return zone === 'UTC' ? instant : `((${instant} at time zone 'UTC') at time zone ${quote(zone)})`;
}

/**
 * SQL for the instants in UTC that a local time may stand for, as {first, second}. Both are the same
 * but in the hour that comes twice; null where the zone has no such time.
 */
export function instantsSql(local: string, zone: string): string {
  if (zone === 'UTC') return `{first: ${local}, second: ${local}}`;
  const byRule = (time: string) => `((${time} at time zone ${quote(zone)}) at time zone 'UTC')`;
  const second = byRule(local);
  const first = `(${byRule(`(${local} - interval 1 hour)`)} + interval 1 hour)`;
  return `case when ${localTimeSql(second, zone)} = ${local} then {
    first: case when ${localTimeSql(first, zone)} = ${local} then ${first} else ${second} end,
    second: ${second}} end`;
}

/**
 * SQL for which of two instants, {first, second}, a call started, where the order of the lines tells which
 * of its ends is meant: `pass` 1 or 2. Telephone systems write a call when it ends, so the ends of a file
 * step back once in the hour that comes twice, and its starts may do so at any time.
 */
export function startByEndSql(starts: string, ends: string, pass: string, seconds: string): string {
  const end = `epoch(case when ${pass} = 2 then (${ends}).second else (${ends}).first end)`;
  const miss = (which: string) => `abs(${end} - epoch((${starts}).${which}) - ${seconds})`;
  return `case when ${miss('second')} < ${miss('first')}
    then (${starts}).second else (${starts}).first end`;
}

/** SQL for a time written `yyyy-MM-dd HH:mm:ss`; null for anything else. */
export function timestampSql(text: string): string {
  return `case when length(${text}) = 19 then try_strptime(${text}, '%Y-%m-%d %H:%M:%S') end`;
}

/**
 * SQL for the one of two instants, {first, second}, that lies as many seconds after another instant
 * as a duration says; the first when both do or neither does.
 */
export function nearestSql(instants: string, earlier: string, seconds: string): string {
  const miss = (which: string) =>
    `abs(epoch((${instants}).${which}) - epoch(${earlier}) - coalesce(${seconds}, 0))`;
  return `case when ${miss('second')} < ${miss('first')}
    then (${instants}).second else (${instants}).first end`;
}
