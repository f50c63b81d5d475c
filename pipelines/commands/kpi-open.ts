import { parseScope, type ScopeRow, visibleScopes } from '../access/scope.ts';
import { readProgram } from '../models/program.ts';
import { computeRange } from '../models/range.ts';
import type { Grain, Period } from '../run/period.ts';
import { usageError } from '../run/user-error.ts';
import { Database, quote } from '../warehouse/database.ts';
import { openPublished, openScoped } from '../warehouse/scoped.ts';
import type { Session } from './session.ts';

/** What `muster kpi` was asked for. */
export interface KpiOptions {
  readonly by?: string;
  readonly for?: string;
  readonly grain?: Grain;
  readonly period: string;
  /** The base: true for the period before. */
  readonly compare?: string | true;
  /** Cut by one of `keptSplits`, such as queue or lead_type. */
  readonly split?: string;
  readonly json?: boolean;
  readonly csv?: boolean;
}

/** What the scope may see, of the numbers that the options ask for. Throws UserErrors (exit 2). */
export async function openForPeriod(
  session: Session,
  options: KpiOptions,
  period: Period,
  metrics: readonly string[],
): Promise<Database> {
  const buildFile = await session.publishedBuildFile();
  const scope = parseScope(options.for ?? 'organization');
  const everything = await openPublished(buildFile, kpiTables(options));
  const all = await everything.rows<ScopeRow>('select * from scopes');
  requireScope(scope, all);
  const isRange = period.grain === 'range' && options.grain === undefined;
  if (isRange && options.compare !== undefined) {
    throw usageError(
      `${options.period} is a range of your own, and has no period before it to compare with`,
      'Name a week, month or quarter, or add --grain.',
    );
  }
  if (isRange && options.split !== undefined) {
    throw usageError(
      `${options.period} is a range of your own, and only weeks, months and quarters are cut`,
      'Name a week, month or quarter, or add --grain.',
    );
  }
  // Changes are those of all series that there are: of few metrics they are few.
  const isOfAll = options.compare === undefined || metrics.length === 0;
  if (scope.kind === 'organization' && !isRange && isOfAll) return everything;
  everything.close();
  const visible = visibleScopes(scope, all);
  if (!isRange) {
    const splits = options.split === undefined ? [] : [wantedSplits(options.split, period)];
    return openScoped(buildFile, kpiTables(options), visible, { rows: splits, metrics });
  }
  return openRange(session, buildFile, period, visible);
}

function wantedSplits(split: string, period: Period) {
  const where = `dimension = ${quote(split)} and period_start_date >= '${period.startDate}'::date
    and period_start_date < '${period.endDate}'::date`;
  return { table: 'metric_splits', where };
}

/** A range is computed in memory and then narrowed, before anything is given out. */
async function openRange(
  session: Session,
  buildFile: string,
  period: Period,
  visible: readonly ScopeRow[],
): Promise<Database> {
  const computed = await Database.open(':memory:');
  try {
    const program = await readProgram(computed, session.folder);
    await computeRange(computed, buildFile, program, period);
    await computed.run(`create temp table visible (scope_kind varchar, scope_id varchar)`);
    const keys = visible.map((row) => `(${quote(row.scope_kind)}, ${quote(row.scope_id)})`);
    if (keys.length > 0) await computed.run(`insert into visible values ${keys.join(', ')}`);
    await computed.run(`create temp table answer as
      select * from metric_intervals semi join visible using (scope_kind, scope_id)`);
    await computed.run(`create temp table bands_of_answer as
      select * from metric_bands semi join visible using (scope_kind, scope_id)`);
    await computed.run('create temp table names as select * from scopes');
    await computed.run('create temp table catalogue as select * from metrics');
    await computed.run('create temp table range_period as select * from periods');
    await computed.run(
      `set search_path = 'memory.main'; drop view metric_bands; drop view metric_intervals;
      drop view metric_values`,
    );
    await computed.run(`create table metric_intervals as select * from answer;
      create view metric_values as select * from metric_intervals;
      create table metric_bands as select * from bands_of_answer;
      create table scopes as select * from names semi join visible using (scope_kind, scope_id);
      create table metrics as select * from catalogue;
      create or replace table periods as select * from range_period; detach build`);
    await computed.run('set enable_external_access = false; set lock_configuration = true');
    return computed;
  } catch (error) {
    computed.close();
    throw error;
  }
}

/** Throws a UserError (exit 2) that names the known ids when a scope is none of them. */
export function requireScope(scope: { kind: string; id: string }, all: readonly ScopeRow[]): void {
  if (all.some((row) => row.scope_kind === scope.kind && row.scope_id === scope.id)) return;
  const known = all.filter((row) => row.scope_kind === scope.kind).map((row) => row.scope_id);
  throw usageError(
    `no ${scope.kind} has the id "${scope.id}"`,
    `Known: ${known.slice(0, 12).join(', ') || 'none'}.`,
  );
}

function kpiTables(options: KpiOptions): string[] {
  const tables = ['metric_values', 'scopes', 'metrics', 'periods', 'metric_bands'];
  if (isFull(options) && options.split === undefined) tables.push('metric_intervals');
  if (options.compare === undefined) return tables;
  return [...tables, 'metric_changes', ...(isFull(options) ? ['metric_trends'] : [])];
}

/** The table for people has no room for intervals, nor for the series, which take as long to compute as changes. */
export function isFull({ json, csv }: KpiOptions): boolean {
  return json === true || csv === true;
}
