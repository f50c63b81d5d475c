const slotOf = (local: string) => `time_bucket(interval 30 minutes, ${local})`;

/**
 * SQL for the lines with their times in UTC, from `cdr_values`, `cdr_slots` and `cdr_passes`. A start in
 * the hour that comes twice is told by the order of the lines, else by the end and the duration; a
 * later time is the first one that is not before the start, unless only the second fits the duration.
 */
export function momentsSql(): string {
  const later = ['answered_at', 'ended_at', 'updated_at'] as const;
  const slots = ['start', ...later].map(
    (name) => `left join cdr_slots as ${name}_slot
      on ${slotOf(`${name}_local`)} = ${name}_slot.slot_local`,
  );
  return `
    with candidates as (
      select lines.*, passes.pass,
        ${['start', ...later].map((name) => candidatesSql(name)).join(', ')},
        coalesce(duration_read, coalesce(wait_read, ring_read, 0)::bigint + talk_read
          + coalesce(hold_read, 0)) as whole_seconds
      from cdr_values as lines
      ${slots.join('\n')}
      left join cdr_passes as passes using (file_number, line_number)
    ),
    starts as (
      select *, start_first <> start_second as is_start_twice, case
          when start_first = start_second or pass = 1 then start_first
          when pass = 2 then start_second
          when ${fits('start_first')} and not ${fits('start_second')} then start_first
          when ${fits('start_second')} and not ${fits('start_first')} then start_second
        end as started_utc
      from candidates
    )
    select *, ${later.map((name) => `${laterSql(name)} as ${name.replace('_at', '_utc')}`).join(', ')}
    from starts`;
}

/** The first and the second instant that a time may be; both the same for a time in UTC. */
function candidatesSql(name: string): string {
  const one = (pass: string) => `case when ${name}_local is null then ${name}_read
    else ${name}_local - to_seconds(${name}_slot.${pass}_seconds) end as ${name}_${pass}`;
  return `${one('first')}, ${one('second')}`;
}

const isEnd = (end: string, start: string) =>
  `coalesce(abs(epoch(${end}) - epoch(${start}) - whole_seconds) <= 1, false)`;

function fits(start: string): string {
  return `(${isEnd('ended_at_first', start)} or ${isEnd('ended_at_second', start)})`;
}

function laterSql(name: string): string {
  const [first, second] = [`${name}_first`, `${name}_second`];
  const isBefore = `${first} < started_utc - interval 1 second`;
  const isOnlySecond =
    name === 'ended_at'
      ? `or (${isEnd(second, 'started_utc')} and not ${isEnd(first, 'started_utc')})`
      : '';
  return `case when ${isBefore} ${isOnlySecond} then ${second} else ${first} end`;
}
