import type { ScopeRow } from '../access/scope.ts';
import { formatScope, parseScope, visibleScopes } from '../access/scope.ts';
import { parsePeriod } from '../run/period.ts';
import type { Database } from '../warehouse/database.ts';
import { openPublished, openScoped } from '../warehouse/scoped.ts';
import { requirePeriod } from './kpi-empty.ts';
import { requireScope } from './kpi-open.ts';
import type { Session } from './session.ts';

export const alertLevels = ['watch', 'warning', 'critical'] as const;
export type AlertLevel = (typeof alertLevels)[number];

/** What `muster alerts` was asked for. */
export interface AlertOptions {
  readonly for: string;
  readonly period: string;
  readonly level: AlertLevel;
  readonly new?: boolean;
  readonly json?: boolean;
  readonly csv?: boolean;
}

/** One alert as it stood at the end of the period, as `--json` prints it. */
export interface AlertRow {
  readonly level: AlertLevel;
  readonly state: 'new' | 'open' | 'cleared';
  readonly first_known_date: string;
  readonly metric_id: string;
  readonly metric_name: string;
  readonly unit: string;
  readonly subject_kind: string;
  readonly subject_id: string;
  readonly subject_name: string;
  readonly grain: string;
  readonly kind: 'change' | 'slide' | 'limit' | 'band' | 'points' | 'data';
  readonly first_period_start_date: string;
  readonly last_period_start_date: string;
  readonly warning_date: string | null;
  readonly critical_date: string | null;
  readonly cleared_date: string | null;
  readonly fired_count: number;
  readonly value: number | null;
  readonly baseline_value: number | null;
  readonly baseline_spread: number | null;
  readonly baseline_count: number | null;
  readonly robust_z: number | null;
  readonly change: number | null;
  readonly slide_ratio: number | null;
  readonly evidence: string;
}

/** The alerts that a scope had in a period, the gravest and newest first. */
export async function findAlerts(session: Session, options: AlertOptions): Promise<AlertRow[]> {
  const scope = parseScope(options.for);
  const period = parsePeriod(options.period, session.effects.now(), session.calendar);
  const buildFile = await session.publishedBuildFile();
  const everything = await openPublished(buildFile);
  let database: Database = everything;
  try {
    const all = await everything.rows<ScopeRow>('select * from scopes');
    requireScope(scope, all);
    await requirePeriod(everything, {
      // A range has to hold some of the days that the build lists.
      grain: period.grain === 'range' ? 'day' : period.grain,
      period: options.period,
      start: period.startDate.toString(),
      end: period.endDate.toString(),
    });
    if (scope.kind !== 'organization') {
      database = await openScoped(buildFile, ['alerts_by_scope'], visibleScopes(scope, all));
    }
    const rows = await database.rows<AlertRow>(alertsSql, {
      scope_kind: scope.kind,
      scope_id: scope.id,
      start: period.startDate.toString(),
      end: period.endDate.toString(),
      least: alertLevels.indexOf(options.level),
      is_new_only: options.new === true,
    });
    if (rows.length === 0) {
      const what = `no alert of ${formatScope(scope)} in ${options.period}`;
      session.effects.log.warn(`${what}; \`muster status\` shows how far the data reaches.`);
    }
    return rows;
  } finally {
    database.close();
    if (database !== everything) everything.close();
  }
}

/** An alert is of the period in which it began, and of every one until it cleared. */
const alertsSql = `
  with in_period as (
    select *,
      case
        when critical_date <= greatest($end::date, first_known_date) then 2
        when warning_date <= greatest($end::date, first_known_date) then 1
        else 0
      end as level_number
    from alerts_by_scope
    where scope_kind = $scope_kind
      and scope_id = $scope_id
      and first_period_start_date < $end::date
      and (not $is_new_only or first_period_start_date >= $start::date)
      and (cleared_date is null or cleared_date > $start::date)
      and (state != 'ended' or last_period_start_date >= $start::date)
  )
  select
    ['watch', 'warning', 'critical'][level_number + 1] as level,
    case
      when cleared_date <= $end::date then 'cleared'
      when first_period_start_date >= $start::date then 'new'
      else 'open'
    end as state,
    first_known_date, metric_id, metric_name, unit, subject_kind, subject_id, subject_name, grain,
    kind, first_period_start_date, last_period_start_date, warning_date, critical_date,
    cleared_date, fired_count, value, baseline_value, baseline_spread, baseline_count, robust_z,
    change, slide_ratio, evidence
  from in_period
  where level_number >= $least
  order by level_number desc, first_known_date desc, subject_name, subject_id, metric_id, kind`;
