import { chmod } from 'node:fs/promises';
import { Database, identifier, quote } from './database.ts';
import { isReadable, readViews, relationsFor, requireTables } from './scoped.ts';

/** Periods whose numbers are asked for: all of a grain, or those that start in some days. */
export interface PeriodsWanted {
  readonly grain: string;
  /** The first day, and the first day after; absent: of all time. */
  readonly days?: { readonly from: string; readonly until: string };
}

/** What reports of one period read of a build. */
export interface ExcerptWanted {
  readonly tables: readonly string[];
  readonly scopeKinds: readonly string[];
  readonly periods: readonly PeriodsWanted[];
  /** The period whose changes are told. */
  readonly changed: { readonly grain: string; readonly start: string };
}

/** Tables with a row for every period, of which a report looks at few. */
const tablesOfPeriods: ReadonlySet<string> = new Set([
  'metric_values',
  'metric_splits',
  'metric_bands',
  'metric_benchmarks',
  'metric_ranks',
]);

/**
 * Writes to `path` (0600) what reports of one period read of a build. `openScoped` takes it for the build:
 * planning the view of all metrics takes a third of a second, and so do the changes of a period, which are
 * spent once for all reports and not for each. Tables that no report may read are left out.
 */
export async function writeExcerpt(
  buildFile: string,
  path: string,
  wanted: ExcerptWanted,
): Promise<void> {
  const database = await Database.open(':memory:');
  try {
    await database.run(`attach ${quote(buildFile)} as build (read_only);
      attach ${quote(path)} as excerpt; use excerpt`);
    await chmod(path, 0o600);
    const { copied, views } = relationsFor(wanted.tables, await readViews(database));
    await requireTables(database, copied.filter(isReadable));
    for (const table of copied.filter(isReadable)) {
      await database.run(`create table ${identifier(table)} as
        select * from build.${identifier(table)} where ${rowsSql(table, wanted)}`);
    }
    for (const sql of views) await database.run(sql);
    await keepChanges(database, wanted);
    await database.run('use memory; detach excerpt');
  } finally {
    database.close();
  }
}

function rowsSql(table: string, { scopeKinds, periods }: ExcerptWanted): string {
  if (!tablesOfPeriods.has(table)) return 'true';
  return `scope_kind in (${scopeKinds.map(quote).join(', ')}) and (${periodsSql(periods)})`;
}

/** Of the changes and trends, where they are read, only the period's are computed: one in a hundred. */
async function keepChanges(database: Database, { tables, changed }: ExcerptWanted): Promise<void> {
  for (const view of ['metric_changes', 'metric_trends']) {
    if (!tables.includes(view)) continue;
    await database.run(`alter view ${view} rename to all_of_view;
      create table ${view} as select * from all_of_view
        where grain = ${quote(changed.grain)} and period_start_date = ${quote(changed.start)}::date;
      drop view all_of_view`);
  }
}

function periodsSql(periods: readonly PeriodsWanted[]): string {
  const each = periods.map(({ grain, days }) => {
    const inDays =
      days === undefined
        ? ''
        : ` and period_start_date >= ${quote(days.from)}::date
          and period_start_date < ${quote(days.until)}::date`;
    return `(grain = ${quote(grain)}${inDays})`;
  });
  return each.length === 0 ? 'false' : each.join(' or ');
}
