import { formatScope, parseScope, type Scope } from '../access/scope.ts';
import type { RowsOfMetric } from '../models/metric-rows.ts';
import { type Place, splitsFor } from '../models/parts-sql.ts';
import { type Period, parsePeriod } from '../run/period.ts';
import { usageError } from '../run/user-error.ts';
import type { Database } from '../warehouse/database.ts';
import type { ListedPeriod } from './equal-days.ts';
import { benchmarkSql, openExplained } from './explain-open.ts';
import { addsUp, findContributions, findParts, findRows } from './explain-parts.ts';
import { findTrend } from './explain-trend.ts';
import type {
  Benchmark,
  ExplainedMetric,
  ExplainedValue,
  ExplainOptions,
  Explanation,
  InPeriodValue,
} from './explanation.ts';
import type { Session } from './session.ts';

/** Finds one number of the published build and what it is made of. Throws UserErrors (exit 2). */
export async function explainNumber(
  session: Session,
  metricId: string,
  options: ExplainOptions,
): Promise<Explanation> {
  const scope = parseScope(options.for);
  const period = readPeriod(session, options.period);
  const before = options.against === undefined ? undefined : readPeriod(session, options.against);
  if (before !== undefined && before.grain !== period.grain) {
    throw usageError(
      `${options.against} is a ${before.grain} and ${options.period} a ${period.grain}`,
      'Compare a week with a week, a month with a month.',
    );
  }
  const { database, made, ...compared } = await openExplained(
    session,
    metricId,
    scope,
    period,
    before,
  );
  try {
    return await explainIn(database, made, { metricId, scope, ...compared, options });
  } finally {
    database.close();
  }
}

function readPeriod(session: Session, text: string): Period {
  const period = parsePeriod(text, session.effects.now(), session.calendar);
  if (period.grain !== 'range') return period;
  throw usageError(`${text} is a range of your own`, 'Name a day, week, month or quarter.');
}

interface Asked {
  readonly metricId: string;
  readonly scope: Scope;
  readonly period: ListedPeriod;
  readonly before: ListedPeriod | undefined;
  /** Asks why there is no number of such a scope or by such a grain, where there is none of any. */
  readonly whyNone: () => Promise<string | undefined>;
  readonly options: ExplainOptions;
}

async function explainIn(
  database: Database,
  made: RowsOfMetric | undefined,
  asked: Asked,
): Promise<Explanation> {
  const { metricId, scope, period, before, whyNone, options } = asked;
  const metric = await database.one<ExplainedMetric>(
    `select metric_id, name, unit, answers, definition, period_window, in_period_id, sql_path,
      is_overlaid, missing_needs from metrics where metric_id = $metricId`,
    { metricId },
  );
  const value = await findValue(database, metric, scope, period, whyNone);
  const place = placeOf(scope, period);
  const split = made === undefined ? null : chooseSplit(made, scope, options.by);
  const base =
    before === undefined ? null : await findValue(database, metric, scope, before, whyNone);
  const shared = {
    metric,
    scope: formatScope(scope),
    value,
    in_period: await findInPeriod(database, metric, scope, period),
    settings: await findSettings(database, made),
    grain: period.grain,
    change: await findChange(database, metricId, scope, period),
    trend: await findTrend(database, {
      metricId,
      scopeKind: scope.kind,
      scopeId: scope.id,
      grain: period.grain,
      start: period.startDate.toString(),
    }),
    benchmarks: await findBenchmarks(database, metricId, scope, period),
    split,
  };
  if (made === undefined) {
    const none = {
      parts: [],
      against: null,
      rows: [],
      row_columns: [],
      row_count: 0,
      adds_up: true,
    };
    return { ...shared, ...none, part_sums: null, rows_model: null, rows_condition: null };
  }
  const contributions =
    before === undefined || base === null
      ? null
      : {
          value: base,
          parts:
            split === null
              ? []
              : await findContributions(database, made, place, placeOf(scope, before), split),
        };
  return {
    ...shared,
    part_sums: made.part_sums,
    parts: split === null ? [] : await findParts(database, made, place, split),
    against: contributions,
    rows_model: made.rows_model,
    rows_condition: made.rows_condition === 'true' ? null : made.rows_condition,
    ...(await findRows(database, made, place, options)),
    adds_up: await addsUp(database, made, place, value),
  };
}

function placeOf(scope: Scope, period: ListedPeriod): Place {
  return {
    scope_kind: scope.kind,
    scope_id: scope.id,
    grain: period.grain,
    period_start_date: period.startDate.toString(),
    period_end_date: period.endDate.toString(),
  };
}

function chooseSplit(made: RowsOfMetric, scope: Scope, by: string | undefined): string | null {
  const possible = splitsFor(made, scope.kind);
  if (by === undefined) return possible[0] ?? null;
  if (possible.includes(by)) return by;
  throw usageError(
    `${made.metric_id} of ${formatScope(scope)} cannot be cut by ${by}`,
    `Known: ${possible.join(', ')}.`,
  );
}

async function findValue(
  database: Database,
  metric: ExplainedMetric,
  scope: Scope,
  period: ListedPeriod,
  whyNone: Asked['whyNone'],
): Promise<ExplainedValue> {
  const rows = await database.rows<ExplainedValue & { is_given: boolean }>(
    `select scopes.scope_name, periods.period_label, periods.is_closed, periods.period_end_date,
      numerator, denominator, value, sample_count, low_95, high_95,
      metric_intervals.metric_id is not null as is_given, reason
    from scopes
    cross join periods
    left join metric_intervals on metric_intervals.metric_id = $metric
      and metric_intervals.scope_kind = scopes.scope_kind
      and metric_intervals.scope_id = scopes.scope_id
      and metric_intervals.grain = periods.grain
      and metric_intervals.period_start_date = periods.period_start_date
    where scopes.scope_kind = $kind and scopes.scope_id = $id
      and periods.grain = $grain and periods.period_start_date = $start::date`,
    {
      metric: metric.metric_id,
      kind: scope.kind,
      id: scope.id,
      grain: period.grain,
      start: period.startDate.toString(),
    },
  );
  const [found] = rows;
  if (found === undefined) {
    throw usageError(
      `the build does not list the ${period.grain} that begins on ${period.startDate}`,
      '`muster status` shows how far the data reaches.',
    );
  }
  const { is_given: isGiven, ...value } = found;
  const { missing_needs: missing } = metric;
  if (missing !== null) return { ...value, reason: `no mapping gives ${missing}` };
  if (isGiven) return value;
  return { ...value, reason: (await whyNone()) ?? 'nothing of the kind happened' };
}

/** What is new in a period hardly shows in a window of twelve months (KPI.md 3.9). */
async function findInPeriod(
  database: Database,
  metric: ExplainedMetric,
  scope: Scope,
  period: ListedPeriod,
): Promise<InPeriodValue | null> {
  if (metric.in_period_id === null) return null;
  const [found = null] = await database.rows<InPeriodValue>(
    `select metric_id, name, numerator, denominator, value, sample_count, reason
    from metric_values inner join metrics using (metric_id)
    where metric_id = $metric and scope_kind = $kind and scope_id = $id
      and grain = $grain and period_start_date = $start::date`,
    {
      metric: metric.in_period_id,
      kind: scope.kind,
      id: scope.id,
      grain: period.grain,
      start: period.startDate.toString(),
    },
  );
  return found;
}

async function findSettings(database: Database, made: RowsOfMetric | undefined) {
  const [settings = {}] = await database.rows('select * from run_settings');
  const names = (made?.settings ?? []).filter((name) => name in settings);
  return Object.fromEntries(names.map((name) => [name, settings[name] ?? null]));
}

async function findChange(
  database: Database,
  metricId: string,
  scope: Scope,
  period: ListedPeriod,
) {
  const [change = null] = await database.rows(
    `select base_label, base_value, change, compared_as, low, high, trend, test, reason
    from metric_changes
    where metric_id = $metricId and scope_kind = $kind and scope_id = $id
      and base = 'previous_period' and grain in ($grain, $grain || '_so_far')
      and period_start_date = $start::date`,
    {
      metricId,
      kind: scope.kind,
      id: scope.id,
      grain: period.grain,
      start: period.startDate.toString(),
    },
  );
  return change;
}

/** The rest of each team that a person worked in, or the other tenants. */
async function findBenchmarks(
  database: Database,
  metricId: string,
  scope: Scope,
  period: ListedPeriod,
): Promise<Benchmark[]> {
  if (scope.kind !== 'member' && scope.kind !== 'tenant') return [];
  return database.rows<Benchmark>(
    `select coalesce(scopes.team_id, 'all tenants') as group_name, peer_value, peer_count
    from metric_benchmarks inner join scopes using (scope_kind, scope_id)
    where ${benchmarkSql(metricId, period)}
      and coalesce(scopes.person_id, scopes.tenant_id) = $id
    order by group_name`,
    { id: scope.id },
  );
}
