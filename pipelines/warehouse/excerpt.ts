import { chmod } from 'node:fs/promises';
import { Database, identifier, quote } from './database.ts';
import { isReadable, relationsFor, viewSql } from './scoped.ts';

/** Periods whose numbers are asked for: all of a grain, or those that start in some days. */
export interface PeriodsWanted {
  readonly grain: string;
  /** The first day, and the first day after; absent: of all time. */
  readonly days?: { readonly from: string; readonly until: string };
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
 * Writes to `path` (0600) what reports of one period read of a build, for all scopes. `openScoped` takes it for
 * the build: planning the view of all metrics takes a third of a second, which is spent once for all
 * reports and not for each. Tables that no report may read are left out.
 */
export async function writeExcerpt(
  buildFile: string,
  path: string,
  tables: readonly string[],
  periods: readonly PeriodsWanted[],
): Promise<void> {
  const database = await Database.open(':memory:');
  try {
    await database.run(`attach ${quote(buildFile)} as build (read_only);
      attach ${quote(path)} as excerpt`);
    await chmod(path, 0o600);
    const { copied, views } = relationsFor(tables);
    for (const table of copied.filter(isReadable)) {
      const where = tablesOfPeriods.has(table) ? periodsSql(periods) : 'true';
      const name = identifier(table);
      await database.run(
        `create table excerpt.${name} as select * from build.${name} where ${where}`,
      );
    }
    const texts = await Promise.all(views.map((view) => viewSql(database, view)));
    await database.run('use excerpt');
    for (const text of texts) await database.run(text);
    await database.run('use memory; detach excerpt');
  } finally {
    database.close();
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
