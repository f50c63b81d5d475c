import type { Period } from '../run/period.ts';
import type { Database } from '../warehouse/database.ts';

/** A period of the build's table `periods`, among them those of the running month or quarter until now. */
export interface ListedPeriod extends Omit<Period, 'grain'> {
  readonly grain: string;
}

/**
 * Two periods of which one is still open, each until as many working days as that has had (KPI.md 3.9), as
 * `metric_changes` compares them; as they were given where both are over, or the build has no such pair.
 */
export async function overEqualDays(
  build: Database,
  period: Period,
  before: Period,
): Promise<{ readonly period: ListedPeriod; readonly before: ListedPeriod }> {
  const found = await build.rows<{ start: string; end: string }>(
    `select so_far.period_start_date as start, so_far.period_end_date as "end"
    from periods as so_far
    where so_far.grain = $grain || '_so_far'
      and so_far.period_start_date in ($start::date, $before::date)
      and exists (
        from periods where periods.grain = $grain and not periods.is_closed
          and periods.period_start_date in ($start::date, $before::date)
      )`,
    {
      grain: period.grain,
      start: period.startDate.toString(),
      before: before.startDate.toString(),
    },
  );
  const ends = new Map(found.map(({ start, end }) => [start, end]));
  const until = (whole: Period): ListedPeriod | undefined => {
    const end = ends.get(whole.startDate.toString());
    if (end === undefined) return undefined;
    return { ...whole, grain: `${whole.grain}_so_far`, endDate: Temporal.PlainDate.from(end) };
  };
  const [now, then] = [until(period), until(before)];
  return now === undefined || then === undefined
    ? { period, before }
    : { period: now, before: then };
}
