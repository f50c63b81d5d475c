import { Command, Option } from 'commander';
import type { ScopeRow } from '../access/scope.ts';
import { formatScope, parseScope, scopeKinds, visibleScopes } from '../access/scope.ts';
import { readProgram } from '../models/build.ts';
import { computeRange } from '../models/range.ts';
import { toCsv } from '../render/csv.ts';
import { formatValue } from '../render/format.ts';
import { type Grain, grains, type Period, parsePeriod } from '../run/period.ts';
import { exitCodes, UserError } from '../run/user-error.ts';
import { Database, quote } from '../warehouse/database.ts';
import { openPublished, openScoped } from '../warehouse/scoped.ts';
import type { CommandContext } from './context.ts';
import { openSession, type Session } from './session.ts';
import { textTable } from './text-table.ts';

interface KpiOptions {
  readonly by?: string;
  readonly for?: string;
  readonly grain?: Grain;
  readonly period: string;
  readonly json?: boolean;
  readonly csv?: boolean;
}

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
  readonly sample_count: number;
  readonly unit: string;
  readonly reason: string | null;
}

/** `muster kpi`: values of metrics as a table, JSON or CSV. */
export function kpiCommand(context: CommandContext): Command {
  return new Command('kpi')
    .summary('values of metrics as a table, JSON or CSV')
    .description('Prints the values of metrics from the published build.')
    .argument('[metric...]', 'metrics, such as csat nrr; all when none is named')
    .addOption(
      new Option('--by <kind>', 'a row for each scope of this kind').choices([
        ...scopeKinds,
        'team_member',
      ]),
    )
    .option('--for <scope>', 'only what this scope may see, such as team:ID', 'organization')
    .addOption(
      new Option('--grain <grain>', 'default: the grain of the period').choices([...grains]),
    )
    .option('--period <period>', '2026-W46, 2026-10, 2026-10-01..2026-10-15 …', 'last-week')
    .option('--json', 'print JSON; a missing value is null and has its reason')
    .option('--csv', 'print CSV with exact values')
    .addHelpText(
      'after',
      `
Example:
  muster kpi csat answered_count --by team --grain week --period last-week

Exit codes: 0 printed · 2 unknown metric, scope or period, or no build yet`,
    )
    .action(async (metrics: string[], options: KpiOptions, command: Command) => {
      const session = await openSession(context, command);
      try {
        const rows = await findValues(session, metrics, options);
        context.effects.print(printRows(rows, options, session.config.currency));
      } finally {
        await session.close();
      }
    });
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
  const database = await openForPeriod(session, options, period);
  try {
    await checkMetrics(database, metrics, session);
    const rows = await database.rows<KpiRow>(valuesSql(metrics), {
      by,
      grain: options.grain ?? period.grain,
      start: period.startDate.toString(),
      end: period.endDate.toString(),
    });
    if (rows.length === 0) {
      const what = `no ${by} has a value in ${options.period} for ${formatScope(scope)}`;
      session.effects.log.warn(`${what}; \`muster status\` shows how far the data reaches.`);
    }
    return rows;
  } finally {
    database.close();
  }
}

async function openForPeriod(
  session: Session,
  options: KpiOptions,
  period: Period,
): Promise<Database> {
  const buildFile = await session.publishedBuildFile();
  const scope = parseScope(options.for ?? 'organization');
  const everything = await openPublished(buildFile);
  const all = await everything.rows<ScopeRow>('select * from scopes');
  requireScope(scope, all);
  const isRange = period.grain === 'range' && options.grain === undefined;
  if (scope.kind === 'organization' && !isRange) return everything;
  everything.close();
  const visible = visibleScopes(scope, all);
  if (!isRange) return openScoped(buildFile, ['metric_values', 'scopes', 'metrics'], visible);
  return openRange(session, buildFile, period, visible);
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
    const { plan } = await readProgram(computed, session.folder);
    await computeRange(computed, buildFile, plan, period);
    await computed.run(`create temp table visible (scope_kind varchar, scope_id varchar)`);
    const keys = visible.map((row) => `(${quote(row.scope_kind)}, ${quote(row.scope_id)})`);
    if (keys.length > 0) await computed.run(`insert into visible values ${keys.join(', ')}`);
    await computed.run(`create temp table answer as
      select * from metric_values semi join visible using (scope_kind, scope_id)`);
    await computed.run('create temp table names as select * from scopes');
    await computed.run('create temp table catalogue as select * from metrics');
    await computed.run("set search_path = 'memory.main'; drop view metric_values");
    await computed.run(`create table metric_values as select * from answer;
      create table scopes as select * from names semi join visible using (scope_kind, scope_id);
      create table metrics as select * from catalogue; detach build`);
    await computed.run('set enable_external_access = false; set lock_configuration = true');
    return computed;
  } catch (error) {
    computed.close();
    throw error;
  }
}

function requireScope(scope: { kind: string; id: string }, all: readonly ScopeRow[]): void {
  if (all.some((row) => row.scope_kind === scope.kind && row.scope_id === scope.id)) return;
  const known = all.filter((row) => row.scope_kind === scope.kind).map((row) => row.scope_id);
  throw new UserError({
    what: `no ${scope.kind} has the id "${scope.id}"`,
    advice: `Known: ${known.slice(0, 12).join(', ') || 'none'}. Nothing was run.`,
    exitCode: exitCodes.usage,
  });
}

async function checkMetrics(database: Database, metrics: readonly string[], session: Session) {
  const known = await database.rows<{ metric_id: string; missing_needs: string | null }>(
    'select metric_id, missing_needs from metrics order by metric_id',
  );
  for (const metric of metrics) {
    const found = known.find((row) => row.metric_id === metric);
    if (found === undefined) {
      throw new UserError({
        what: `"${metric}" is not a metric`,
        advice: `Known: ${known.map((row) => row.metric_id).join(', ')}. Nothing was run.`,
        exitCode: exitCodes.usage,
      });
    }
    if (found.missing_needs !== null) {
      session.effects.log.warn(
        `${metric} has no rows: no mapping gives ${found.missing_needs} (sql/sources/).`,
      );
    }
  }
}

function valuesSql(metrics: readonly string[]): string {
  const list = metrics.map((metric) => quote(metric)).join(', ');
  return `select
      metric_values.metric_id, metric_values.scope_kind, metric_values.scope_id,
      scopes.scope_name, metric_values.grain, metric_values.period_start_date,
      metric_values.numerator, metric_values.denominator, metric_values.value,
      metric_values.sample_count, metrics.unit, metric_values.reason
    from metric_values
    inner join metrics on metric_values.metric_id = metrics.metric_id
    inner join scopes
      on metric_values.scope_kind = scopes.scope_kind and metric_values.scope_id = scopes.scope_id
    where metric_values.scope_kind = $by
      and metric_values.grain = $grain
      and metric_values.period_start_date >= $start::date
      and metric_values.period_start_date < $end::date
      ${list === '' ? '' : `and metric_values.metric_id in (${list})`}
    order by metric_values.metric_id, scopes.scope_name, metric_values.scope_id,
      metric_values.period_start_date`;
}

const csvColumns = [
  'metric_id',
  'scope_kind',
  'scope_id',
  'scope_name',
  'grain',
  'period_start_date',
  'numerator',
  'denominator',
  'value',
  'sample_count',
  'unit',
  'reason',
] as const;

function printRows(rows: readonly KpiRow[], options: KpiOptions, currency: string): string {
  if (options.json === true) return `${JSON.stringify(rows, null, 2)}\n`;
  if (options.csv === true) {
    return toCsv(
      csvColumns,
      rows.map((row) => csvColumns.map((column) => row[column])),
    );
  }
  const heads = ['metric', 'scope', 'period', 'value', 'n', 'note'];
  const cells = rows.map((row) => [
    row.metric_id,
    row.scope_name,
    row.period_start_date,
    formatValue(row.value, row.unit, { currencyCode: currency, isCompact: false }),
    String(row.sample_count),
    row.reason ?? '',
  ]);
  return textTable(heads, cells, new Set([3, 4]));
}
