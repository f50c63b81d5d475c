import type { ScopeRow } from '../access/scope.ts';
import type { Grain, Period } from '../run/period.ts';
import type { Database } from '../warehouse/database.ts';
import type { PeriodsWanted } from '../warehouse/excerpt.ts';

/** The one row that every query of a report starts from: whom and which period it is about. */
export async function createReportScope(
  database: Database,
  row: ScopeRow,
  period: Period,
  periodLabel: string,
): Promise<void> {
  await database.run(
    `create table report_scope as select $kind as scope_kind, $id as scope_id, $name as scope_name,
      $team_kind::varchar as team_kind, $grain as grain, $start::date as period_start_date,
      $end::date as period_end_date, $label as period_label`,
    {
      kind: row.scope_kind,
      id: row.scope_id,
      name: row.scope_name,
      team_kind: row.team_kind,
      grain: period.grain,
      start: period.startDate.toString(),
      end: period.endDate.toString(),
      label: periodLabel,
    },
  );
}

/**
 * The periods whose numbers a report of one period may read: all of its grain, unfinished ones so far included,
 * the days in it or, of a quarter, its months, and all of other grains that are asked for.
 */
export function periodsOfReport(
  { grain, startDate, endDate }: Period,
  otherGrains: readonly Grain[],
): PeriodsWanted[] {
  const whole = [...new Set<string>([grain, `${grain}_so_far`, ...otherGrains])];
  const part = grain === 'quarter' ? 'month' : 'day';
  const days = { from: startDate.toString(), until: endDate.toString() };
  const parts = whole.includes(part) ? [] : [{ grain: part, days }];
  return [...whole.map((each) => ({ grain: each })), ...parts];
}
