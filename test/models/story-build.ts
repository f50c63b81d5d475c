import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { accountStories, type SlideSize } from '../../pipelines/demo/account-stories.ts';
import { activityRows } from '../../pipelines/demo/activity-log.ts';
import { copyLine, type TableRows } from '../../pipelines/demo/copy-text.ts';
import { messageRows } from '../../pipelines/demo/customer-messages.ts';
import { customerTables } from '../../pipelines/demo/customer-tables.ts';
import { peopleTables } from '../../pipelines/demo/people-tables.ts';
import { stakeholderRows } from '../../pipelines/demo/stakeholders.ts';
import { sampleTables } from '../../pipelines/demo/tables.ts';
import { usageRows } from '../../pipelines/demo/usage.ts';
import type { WorkPlan } from '../../pipelines/demo/work-plan.ts';
import { type Database, quote } from '../../pipelines/warehouse/database.ts';
import { sampleWorkPlan } from '../demo/work-plan-of.ts';
import { buildFrom, emptyRaw } from './model-case.ts';

/** Whose records retention is made of. */
const revenueEntities = [
  ...['people', 'locations', 'teams', 'team_members', 'tenants', 'tenant_owners', 'subscriptions'],
];
/** Whose records a build of customer success is made of. */
const entities = [...revenueEntities, ...['stakeholders', 'activities', 'usage_daily', 'messages']];

/** What alerts on accounts are made of. */
const watched = new Set([
  ...['active_users_week', 'usage_depth', 'touch_count', 'response_time_median_seconds'],
  ...['health_score', 'tenant_health', 'alert_measures', 'alerts'],
]);

/**
 * A build over the customer tables of a sample company, filled straight into DuckDB and read by the
 * same mappings that read Postgres. `stories` tells which account has which story.
 */
export async function buildStories(seed: number, tenantCount: number, slide: SlideSize) {
  const plan = sampleWorkPlan({ seed, tenantCount, monthCount: 8 });
  const tables = [...revenueTables(plan, seed), ...deskTables(plan, slide)];
  const { build, close } = await buildOf(tables, entities, watched);
  return { build, close, plan, stories: accountStories(plan.tenants, plan.horizon) };
}

/** A build of what a sample company's customers pay, with these metrics. */
export async function buildRevenue(seed: number, tenantCount: number, metrics: readonly string[]) {
  const plan = sampleWorkPlan({ seed, tenantCount, monthCount: 1 });
  return buildOf(revenueTables(plan, seed), revenueEntities, new Set(metrics));
}

async function buildOf(
  tables: Iterable<TableRows>,
  read: readonly string[],
  wanted: ReadonlySet<string>,
) {
  const { raw, folder } = await emptyRaw();
  await raw.run('create schema app');
  for (const table of tables) await fill(raw, folder, table);
  for (const entity of read) {
    const known = (await raw.columns(`select * from raw.${entity}`)).map(({ name }) => quote(name));
    await raw.run(`insert into raw.${entity} by name
      select columns(lambda name: name in (${known.join(', ')})) from (${await mappingOf(entity)});
      insert into raw.entities (entity, state) values (${quote(entity)}, 'mapped')`);
  }
  await raw.run('drop schema app cascade');
  return buildFrom(raw, folder, { asOf: '2026-11-16T12:00:00Z' }, { wanted: () => wanted });
}

function* revenueTables(plan: WorkPlan, seed: number): Generator<TableRows> {
  yield* peopleTables(plan.people, plan.horizon);
  yield* customerTables(seed, plan.tenants, plan.assignments, plan.people, plan.horizon);
}

function* deskTables(plan: WorkPlan, slide: SlideSize): Generator<TableRows> {
  yield stakeholderRows(plan);
  yield activityRows(plan);
  yield messageRows(plan, []);
  yield usageRows(plan, slide);
}

async function fill(raw: Database, folder: string, { table, columns, rows }: TableRows) {
  const definition = sampleTables.find(({ name }) => name === table)?.definition ?? '';
  // Keys and checks are Postgres' to keep.
  const lines = definition
    .split('\n')
    .map((line) => line.trim().replace(/,$/, ''))
    .filter((line) => line !== '' && !/^(primary key|unique|check|foreign)/.test(line))
    .map((line) => line.replace(/ (primary key|references|check|unique).*$/, ''));
  await raw.run(`create table app.${table} (${lines.join(', ')})`);
  const path = join(folder, `${table}.tsv`);
  let text = '';
  for (const row of rows) text += copyLine(row);
  await writeFile(path, text);
  // Postgres writes a list as {a,b}.
  const values = columns.map((column) =>
    lines.some((line) => line.startsWith(`${column} text[]`))
      ? `string_split(trim(${column}, '{}'), ',')`
      : column,
  );
  const types = columns.map((column) => `${quote(column)}: 'varchar'`);
  await raw.run(`insert into app.${table} (${columns.join(', ')})
    select ${values.join(', ')} from read_csv(${quote(path)}, delim = '\\t', header = false,
      nullstr = '\\N', quote = '', escape = '', auto_detect = false, columns = {${types.join(', ')}})`);
}

/** The mapping that reads Postgres, in DuckDB's dialect. */
async function mappingOf(entity: string): Promise<string> {
  const text = await readFile(new URL(`../../sql/sources/${entity}.sql`, import.meta.url), 'utf8');
  return text
    .replace(/^--.*$/gm, '')
    .replace(/(\S+) !~\* ('.*')/, "not regexp_matches($1, $2, 'i')")
    .replace(/\b(from|join) (\w+)/g, '$1 app.$2');
}
