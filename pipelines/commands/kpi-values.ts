import {
  formatScope,
  parseScope,
  type Scope,
  type ScopeRow,
  visibleScopes,
} from '../access/scope.ts';
import { parsePeriod } from '../run/period.ts';
import { usageError } from '../run/user-error.ts';
import type { Database } from '../warehouse/database.ts';
import { openPublished } from '../warehouse/scoped.ts';
import { type AskedValues, whyNoValue } from './kpi-empty.ts';
import { isFull, type KpiOptions, openForPeriod } from './kpi-open.ts';
import { changesSql, splitsSql, valuesSql } from './kpi-sql.ts';
import type { Session } from './session.ts';

/** One value of one metric for one scope and period, as `--json` prints it. */
export interface KpiRow {
  readonly metric_id: string;
  readonly scope_kind: string;
  readonly scope_id: string;
  readonly scope_name: string;
  readonly grain: string;
  readonly period_start_date: string;
  readonly numerator: number | null;
  readonly denominator: number | null;
  readonly value: number | null;
  readonly sample_count: number | null;
  readonly unit: string;
  readonly reason: string | null;
  readonly period_label: string;
  readonly is_closed: boolean;
  /** The performance band of a score from 0 to 100, in a word; null for every other metric. */
  readonly band?: string | null;
  /** Of a share what could be behind it, at 95 %; see sql/findings/metric_intervals.sql. Not with `--split`. */
  readonly low_95?: number | null;
  readonly high_95?: number | null;
  /** Only with `--split`; null for what belongs to none of them. */
  readonly dimension_value?: string | null;
  /** The rest only with `--compare`; see sql/findings/metric_changes.sql. */
  readonly base_label?: string;
  readonly base_value?: number | null;
  readonly change?: number | null;
  readonly compared_as?: string;
  readonly low?: number | null;
  readonly high?: number | null;
  readonly trend?: string;
  readonly test?: string;
  /** Where the series goes that ends with this value; see sql/findings/metric_trends.sql. */
  readonly series_trend?: string | null;
  readonly series_reason?: string | null;
  readonly series_count?: number | null;
  readonly slope?: number | null;
  readonly side_outside?: string | null;
  readonly is_shift?: boolean | null;
  readonly run_count?: number | null;
  readonly run_side?: string | null;
  readonly run_label?: string | null;
}

/** The values that the options ask for, in the order of metric, scope name and period. */
export async function findValues(
  session: Session,
  metrics: readonly string[],
  options: KpiOptions,
): Promise<KpiRow[]> {
  const scope = parseScope(options.for ?? 'organization');
  const period = parsePeriod(options.period, session.effects.now(), session.calendar);
  const by = options.by ?? scope.kind;
  const database = await openForPeriod(session, options, period, metrics);
  try {
    await checkMetrics(database, metrics, session);
    const wanted = {
      by,
      grain: options.grain ?? period.grain,
      start: period.startDate.toString(),
      end: period.endDate.toString(),
    };
    const rows = await database.rows<KpiRow>(
      options.split !== undefined
        ? splitsSql(metrics, options.split)
        : options.compare === undefined
          ? valuesSql(metrics, isFull(options))
          : changesSql(metrics, baseOf(options.compare), isFull(options)),
      wanted,
    );
    if (rows.length > 0) return rows;
    const asked = { ...wanted, metrics, period: options.period, split: options.split };
    session.effects.log.warn(`${await whyNone(session, scope, asked)}.`);
    return [];
  } finally {
    database.close();
  }
}

/** Asks the published build, since what a scope may see of it does not tell what there is. */
async function whyNone(
  session: Session,
  scope: Scope,
  asked: Omit<AskedValues, 'scope' | 'visible'>,
): Promise<string> {
  const build = await openPublished(await session.publishedBuildFile());
  try {
    const all = await build.rows<ScopeRow>('select * from scopes');
    const visible = visibleScopes(scope, all);
    return await whyNoValue(build, { ...asked, scope: formatScope(scope), visible });
  } finally {
    build.close();
  }
}

function baseOf(compare: string | true): string {
  return compare === true ? 'previous_period' : compare;
}

async function checkMetrics(database: Database, metrics: readonly string[], session: Session) {
  const known = await database.rows<{ metric_id: string; missing_needs: string | null }>(
    'select metric_id, missing_needs from metrics order by metric_id',
  );
  for (const metric of metrics) {
    const found = known.find((row) => row.metric_id === metric);
    if (found === undefined) {
      throw usageError(
        `"${metric}" is not a metric`,
        `Known: ${known.map((row) => row.metric_id).join(', ')}.`,
      );
    }
    if (found.missing_needs !== null) {
      session.effects.log.warn(
        `${metric} has no rows: no mapping gives ${found.missing_needs} (sql/sources/).`,
      );
    }
  }
}
