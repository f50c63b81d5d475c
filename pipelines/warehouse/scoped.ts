import { exitCodes, UserError } from '../run/user-error.ts';
import { Database, identifier, quote } from './database.ts';

/** A pair that identifies a row of `scopes`. */
export interface ScopeKey {
  readonly scope_kind: string;
  readonly scope_id: string;
}

/** Tables without anybody's rows: every scope may read them whole. */
const sharedTables: readonly string[] = [
  'periods',
  'run_settings',
  'build_info',
  'metrics',
  'team_metrics',
  'section_metrics',
  'audit_results',
  'source_state',
  'source_counts',
  'data_quality',
  'holidays',
  'working_days',
  'health_validation',
  'metric_gaps',
  'metric_yardsticks',
  'performance_weights',
  'performance_minimum',
];

/** Tables whose every row carries the scope it is about. */
const scopedTables: readonly string[] = [
  'metric_values',
  'metric_intervals',
  'metric_changes',
  'metric_trends',
  'metric_splits',
  'metric_bands',
  'metric_benchmarks',
  'metric_ranks',
  'alerts',
  'alerts_by_scope',
  'scopes',
  'held_scopes',
  'renewals_by_contract',
  'performance_components',
  'performance_scores',
  'performance_points',
];

/** Rows behind numbers: a table of the build, and which of its rows are asked for. */
export interface RowsWanted {
  readonly table: string;
  readonly where: string;
}

/** What beside its tables a scoped database is given. */
export interface ScopedOptions {
  /** Done when the rows are there and before the database is locked. */
  readonly prepare?: (database: Database) => Promise<void>;
  /** Rows behind numbers. */
  readonly rows?: readonly RowsWanted[];
  /** Of the numbers only those of these metrics; absent or empty: of all. */
  readonly metrics?: readonly string[];
}

/** What the views over `metric_values` of a scope read beside it. */
const readByViews = ['metric_yardsticks', 'metric_gaps', 'periods', 'working_days'];

/**
 * Views that a scope computes from its own rows, and what each reads: tables, and views that stand before it. Made for
 * all scopes they would take seconds.
 */
const viewsOfTables: ReadonlyMap<string, readonly string[]> = new Map([
  ['metric_intervals', ['metric_values', 'metrics']],
  ['metric_changes', ['metric_intervals', 'metric_values', 'metrics', ...readByViews]],
  ['metric_series', ['metric_values', ...readByViews]],
  ['metric_trends', ['metric_series', ...readByViews]],
  ['performance_components', ['metric_values', 'performance_weights']],
  ['performance_scores', ['performance_components', 'performance_weights', 'performance_minimum']],
  ['performance_points', ['performance_components', 'performance_scores']],
]);

/**
 * A fresh in-memory database that holds only what a scope may see of a build: shared tables whole,
 * scoped tables only for the visible scopes. The build is detached and the database locked before it
 * is given out, so that no query can reach another row, a file or a setting. Of `rows`, the rows behind
 * numbers, only those that count to a visible scope are copied. Throws a UserError
 * (exit 2) for a table that is neither shared nor scoped.
 */
export async function openScoped(
  buildFile: string,
  tables: readonly string[],
  visible: readonly ScopeKey[],
  { prepare, rows = [], metrics = [] }: ScopedOptions = {},
): Promise<Database> {
  const database = await Database.open(':memory:');
  try {
    await database.run(`attach ${quote(buildFile)} as build (read_only)`);
    await fillVisible(database, visible);
    const { copied, views } = relationsFor(tables, await readViews(database));
    await requireTables(database, copied.filter(isReadable));
    for (const table of copied) await copyTable(database, table, metrics);
    for (const sql of views) await database.run(sql);
    for (const wanted of rows) await copyRows(database, wanted, visible);
    await database.run('drop table visible; detach build');
    await prepare?.(database);
    await lock(database);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/**
 * A published build, read only and locked: for the organization, which may see everything. Throws a UserError (exit 2)
 * where it lacks one of the `tables` that are going to be read.
 */
export async function openPublished(
  buildFile: string,
  tables: readonly string[] = [],
): Promise<Database> {
  const database = await Database.open(':memory:');
  try {
    await database.run(`attach ${quote(buildFile)} as build (read_only)`);
    await requireTables(database, tables);
    await database.run('use build');
    await lock(database);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/**
 * A build that another version of the program made, or to which was rolled back, may lack what is new. Throws a
 * UserError (exit 2) where the attached `build` lacks a table.
 */
export async function requireTables(database: Database, tables: readonly string[]): Promise<void> {
  if (tables.length === 0) return;
  const found = await database.rows<{ name: string }>(
    `select table_name as name from duckdb_tables() where database_name = 'build'
    union all select view_name from duckdb_views() where database_name = 'build'`,
  );
  const known = new Set(found.map(({ name }) => name));
  const missing = tables.filter((table) => !known.has(table));
  if (missing.length === 0) return;
  throw new UserError({
    what: `the published build has no ${missing.join(', ')}: another version of muster made it`,
    where: 'published build',
    advice: 'Run `muster build`, then ask again. Nothing was changed.',
    exitCode: exitCodes.usage,
  });
}

async function lock(database: Database): Promise<void> {
  await database.run('set enable_external_access = false; set lock_configuration = true');
}

async function fillVisible(database: Database, visible: readonly ScopeKey[]): Promise<void> {
  await database.run('create table visible (scope_kind varchar, scope_id varchar)');
  if (visible.length === 0) return;
  const values = visible.map((key) => `(${quote(key.scope_kind)}, ${quote(key.scope_id)})`);
  await database.run(`insert into visible values ${values.join(', ')}`);
}

/** Whether a report may read a table of the build. */
export function isReadable(table: string): boolean {
  return sharedTables.includes(table) || scopedTables.includes(table);
}

/** The build's own texts of the views that a scope computes, which name tables without their database. */
export async function readViews(database: Database): Promise<Map<string, string>> {
  const names = [...viewsOfTables.keys()].map(quote).join(', ');
  const rows = await database.rows<{ view_name: string; sql: string }>(
    `select view_name, sql from duckdb_views() where database_name = 'build' and view_name in (${names})`,
  );
  return new Map(rows.map((row) => [row.view_name, row.sql]));
}

/** What tables of a report become in a database of rows: tables, and views over these as SQL. */
export function relationsFor(tables: readonly string[], views: ReadonlyMap<string, string>) {
  const withRead = (name: string): string[] =>
    views.has(name) ? [...(viewsOfTables.get(name) ?? []).flatMap(withRead), name] : [name];
  const all = [...new Set(tables.flatMap(withRead))];
  const sqlOf = (name: string) => views.get(name) ?? [];
  return { copied: all.filter((name) => !views.has(name)), views: all.flatMap(sqlOf) };
}

/** Tables of numbers, each row of one metric. */
const numberTables = ['metric_values', 'metric_splits', 'metric_bands', 'metric_benchmarks'];

async function copyTable(
  database: Database,
  table: string,
  metrics: readonly string[],
): Promise<void> {
  const name = identifier(table);
  const isOfMetric =
    metrics.length > 0 && numberTables.includes(table)
      ? `where metric_id in (${metrics.map(quote).join(', ')})`
      : '';
  if (sharedTables.includes(table)) {
    await database.run(`create table ${name} as select * from build.${name}`);
  } else if (scopedTables.includes(table)) {
    await database.run(
      `create table ${name} as select * from build.${name}
      semi join visible using (scope_kind, scope_id) ${isOfMetric}`,
    );
  } else {
    throw new UserError({
      what: `the table "${table}" has no scope, so a report cannot read it`,
      where: 'tables of the report',
      advice: `A report reads ${[...sharedTables, ...scopedTables].join(', ')}. Nothing was rendered.`,
      exitCode: exitCodes.usage,
    });
  }
}

/**
 * A row that names its scope is seen by who sees that scope. A fact names its location, team and person:
 * it is seen as a whole team's only by who sees the team, and as a person's by who sees that work.
 */
async function copyRows(
  database: Database,
  wanted: RowsWanted,
  visible: readonly ScopeKey[],
): Promise<void> {
  const name = identifier(wanted.table);
  const columns = await database.columns(`select * from build.${name}`);
  const isSeen = seenBy(new Set(columns.map((column) => column.name)), visible);
  // Views of the build read its tables by their bare names.
  await database.run(`use build; create table memory.${name} as
    select * from ${name} where (${wanted.where}) and (${isSeen}); use memory`);
}

const factColumns: Readonly<Record<string, readonly string[]>> = {
  location: ['location_id'],
  team: ['team_id'],
  member: ['person_id'],
  team_member: ['team_id', 'person_id'],
  tenant: ['tenant_id'],
};

function seenBy(columns: ReadonlySet<string>, visible: readonly ScopeKey[]): string {
  const byKind = Map.groupBy(visible, (key) => key.scope_kind);
  if (byKind.has('organization')) return 'true';
  const inKind = (column: string, keys: readonly ScopeKey[]) =>
    `${column} in (${keys.map((key) => quote(key.scope_id)).join(', ')})`;
  const isOfScope = columns.has('scope_kind') && columns.has('scope_id');
  const ways = [...byKind].flatMap(([kind, keys]) => {
    if (isOfScope) return [`(scope_kind = ${quote(kind)} and ${inKind('scope_id', keys)})`];
    const own = factColumns[kind] ?? [];
    if (own.length === 0 || !own.every((column) => columns.has(column))) return [];
    return [inKind(own.join(" || '/' || "), keys)];
  });
  return ways.length === 0 ? 'false' : ways.join(' or ');
}
