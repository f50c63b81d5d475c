import type { ScopeRow } from '../access/scope.ts';
import { usageError } from '../run/user-error.ts';
import { type Database, quote } from '../warehouse/database.ts';

/** A question that `muster kpi` found no value for. */
export interface AskedValues {
  readonly metrics: readonly string[];
  readonly by: string;
  readonly grain: string;
  /** As it was written, such as `last-week`, with its first day and the first one after. */
  readonly period: string;
  readonly start: string;
  readonly end: string;
  /** Who asks, such as `team:ID`, and what that scope may see. */
  readonly scope: string;
  readonly visible: readonly ScopeRow[];
  readonly split: string | undefined;
}

/**
 * Says why there is no value. Throws a UserError (exit 2) where it is the question and not the data: a period that the
 * published `build` does not list, a cut that none of the metrics has, scopes or a grain that they are not given by.
 */
export async function whyNoValue(build: Database, asked: AskedValues): Promise<string> {
  const { metrics, by, grain, period, scope, split } = asked;
  if (grain !== 'range') await requirePeriod(build, asked);
  if (split !== undefined) await requireSplit(build, metrics, split);
  const seen = new Set(asked.visible.map((row) => row.scope_kind));
  if (!seen.has(by)) {
    throw usageError(`${scope} sees no ${by}`, `Its numbers are of ${[...seen].join(', ')}.`);
  }
  const notGiven = await whyNotGiven(build, metrics, by, grain);
  if (notGiven !== undefined) {
    throw usageError(`${metrics.join(', ') || 'no metric'}: ${notGiven}`, 'Ask for one of these.');
  }
  const successor = await successorOf(build, asked.visible);
  if (successor !== undefined) {
    return `${scope} was merged and is counted as ${successor}: ask --for tenant:${successor}`;
  }
  return `no ${by} has a value in ${period} for ${scope}; \`muster status\` shows how far the data reaches`;
}

/** The tenant as which the only one that is asked for counts since a merger. */
async function successorOf(
  build: Database,
  visible: readonly ScopeRow[],
): Promise<string | undefined> {
  const [only, ...others] = visible;
  if (only?.scope_kind !== 'tenant' || others.length > 0) return undefined;
  const [found] = await build.rows<{ successor_id: string }>(
    'select successor_id from tenant_successors where tenant_id = $tenant',
    { tenant: only.scope_id },
  );
  return found?.successor_id;
}

/** Of which scopes, or by which grains, metrics are given that are never given of these; else undefined. */
export async function whyNotGiven(
  build: Database,
  metrics: readonly string[],
  by: string,
  grain: string,
): Promise<string | undefined> {
  const kinds = await distinct(build, 'scope_kind', metrics, 'true');
  if (kinds.length > 0 && !kinds.includes(by)) return `given of ${kinds.join(', ')}, not of ${by}`;
  const grains = await distinct(build, 'grain', metrics, `scope_kind = ${quote(by)}`);
  if (grain === 'range' || grains.length === 0 || grains.includes(grain)) return undefined;
  return `given by ${grains.join(', ')}, not by ${grain}`;
}

/** Throws a UserError (exit 2) for a period of which the published `build` lists none. */
export async function requirePeriod(
  build: Database,
  asked: Pick<AskedValues, 'grain' | 'period' | 'start' | 'end'>,
): Promise<void> {
  const { grain, period, start, end } = asked;
  const [listed] = await build.rows(
    `select 1 from periods where grain = $grain and period_start_date >= $start::date
      and period_start_date < $end::date limit 1`,
    { grain, start, end },
  );
  if (listed !== undefined) return;
  throw usageError(
    `the build lists no ${grain} in ${period}`,
    '`muster status` shows how far the data reaches.',
  );
}

async function requireSplit(build: Database, metrics: readonly string[], split: string) {
  const rows = await build.rows<{ splits: string[] }>(
    `select splits from metric_rows where ${listed(metrics)}`,
  );
  const known = [...new Set(rows.flatMap(({ splits }) => splits))].sort();
  if (known.includes(split)) return;
  throw usageError(
    `${metrics.join(', ') || 'no metric'} cannot be cut by ${split}`,
    `Known: ${known.join(', ') || 'none'}.`,
  );
}

async function distinct(
  build: Database,
  column: 'grain' | 'scope_kind',
  metrics: readonly string[],
  where: string,
): Promise<string[]> {
  const rows = await build.rows<{ found: string }>(
    `select distinct ${column}::varchar as found from metric_values
    where ${listed(metrics)} and ${where} and not ends_with(grain::varchar, '_so_far') order by found`,
  );
  return rows.map(({ found }) => found);
}

function listed(metrics: readonly string[]): string {
  return metrics.length === 0
    ? 'true'
    : `metric_id in (${metrics.map((metric) => quote(metric)).join(', ')})`;
}
