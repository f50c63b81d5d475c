import { quote } from '../../warehouse/database.ts';

/**
 * SQL that finds what local times mean in UTC. From a table with file_number, line_number and local
 * times, the start first, it makes
 *
 * - `cdr_slots` (slot_local, first_seconds, second_seconds): for each half hour of local time its
 *   offset from UTC the first and the second time that it comes; one row with nulls where it never
 *   comes, two different offsets in the hour that comes twice;
 * - `cdr_passes` (file_number, line_number, pass): for starts in such an hour whether it is the first
 *   or the second time, by the order of the lines in the file. Lines in the order of time step back
 *   exactly once in that hour; where they do not, nothing is known and there is no row.
 */
export function localTimesSql(table: string, columns: readonly string[], zone: string): string {
  return `${slotsSql(table, columns, zone)};\n${passesSql(table, columns[0] ?? '')};`;
}

function slotsSql(table: string, columns: readonly string[], zone: string): string {
  const slots = columns.map(
    (column) => `select time_bucket(interval 30 minutes, ${column}) as slot_local from ${table}`,
  );
  const utc = `((slot_local at time zone ${quote(zone)}) at time zone 'UTC')`;
  // Clocks are put back by an hour, on Lord Howe Island by half of one.
  const near = [-60, -30, 0, 30, 60].map((minutes) => `${utc} + interval (${minutes}) minutes`);
  const isSame = `((at_utc at time zone 'UTC') at time zone ${quote(zone)}) = slot_local`;
  return `
    create or replace temp table cdr_slots as
    with candidates as (
      select slot_local, unnest([${near.join(', ')}]) as at_utc
      from (${slots.join(' union ')}) where slot_local is not null
    )
    select slot_local,
      epoch(slot_local)::bigint - epoch(min(at_utc) filter (where ${isSame}))::bigint
        as first_seconds,
      epoch(slot_local)::bigint - epoch(max(at_utc) filter (where ${isSame}))::bigint
        as second_seconds
    from candidates group by slot_local`;
}

function passesSql(table: string, start: string): string {
  return `
    create or replace temp table cdr_passes as
    with starts as (
      select file_number, line_number, ${start} as at_local, first_seconds <> second_seconds as is_twice
      from ${table} inner join cdr_slots on time_bucket(interval 30 minutes, ${start}) = slot_local
    ),
    steps as (
      select *, sign(epoch(at_local) - epoch(lag(at_local)
        over (partition by file_number order by line_number))) as step
      from starts
    ),
    senses as (
      select file_number, case when sum(step) < 0 then -1 else 1 end as sense,
        count(*) filter (where step > 0) as up_count, count(*) filter (where step < 0) as down_count,
        count(distinct at_local::date) filter (where is_twice) as night_count
      from steps group by file_number having night_count > 0
    ),
    twice as (
      select file_number, line_number, at_local::date as night, line_number * sense as place,
        at_local < lag(at_local) over (
          partition by file_number, at_local::date order by line_number * sense) as is_back
      from starts inner join senses using (file_number)
      where is_twice and least(up_count, down_count) <= night_count
    )
    select file_number, line_number,
      1 + count(*) filter (where is_back) over (
        partition by file_number, night order by place) as pass
    from twice
    qualify count(*) filter (where is_back) over (partition by file_number, night) = 1`;
}

/**
 * SQL for a local time in UTC, from a row joined with its `cdr_slots` and `cdr_passes`; null where it
 * does not exist or cannot be told.
 */
export function startUtcSql(local: string, slot: string, pass: string): string {
  return `${local} - to_seconds(case
    when ${slot}.first_seconds = ${slot}.second_seconds or ${pass} = 1 then ${slot}.first_seconds
    when ${pass} = 2 then ${slot}.second_seconds end)`;
}
