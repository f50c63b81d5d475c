import { readdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createGivenTables } from '../../pipelines/models/given-tables.ts';
import { type Model, relationKind } from '../../pipelines/models/model.ts';
import type { Plan } from '../../pipelines/models/plan.ts';
import type { Program } from '../../pipelines/models/program.ts';
import { type Database, identifier } from '../../pipelines/warehouse/database.ts';
import { csvTexts } from './csv-texts.ts';
import { emptyRaw, settingsOf } from './model-case.ts';

/** Tables of raw that name things; what is derived from them alone is nothing that happened. */
const namingTables = new Set([
  ...['people', 'teams', 'team_members', 'locations', 'person_identities', 'queues', 'tenants'],
  ...['tenant_owners', 'stakeholders', 'call_annotations', 'entities', 'sources', 'loads', 'files'],
  ...['rejects', 'watermarks', 'ignored_columns'],
]);

/** The tables of raw that have rows. */
export async function filledTables(raw: Database): Promise<ReadonlySet<string>> {
  const counted = await raw.rows<{ table_name: string }>(
    `select table_name from duckdb_tables() where database_name = 'raw' and estimated_size > 0`,
  );
  return new Set(counted.map((row) => row.table_name));
}

/** Tells of a model whether raw has rows of anything that happened and that it is made of. */
export async function factsIn(raw: Database, plan: Plan): Promise<(name: string) => boolean> {
  const filled = await filledTables(raw);
  // Legs that a test gives are read from its file.
  return reaching(
    plan,
    (text, tables) =>
      text.includes('read_csv(') ||
      tables.some((table) => filled.has(table) && !namingTables.has(table)),
  );
}

/** Whether a model, or one that it is made of, is as asked. */
function reaching(
  plan: Plan,
  isSo: (text: string, rawTables: readonly string[]) => boolean,
): (name: string) => boolean {
  const byName = new Map(plan.models.map((model) => [model.name, model]));
  const seen = new Map<string, boolean>();
  const reaches = (name: string): boolean => {
    const known = seen.get(name);
    if (known !== undefined) return known;
    const text = byName.get(name)?.file.text ?? '';
    const tables = [...text.matchAll(/\braw\.(\w+)/g)].map(([, table = '']) => table);
    const found = isSo(text, tables) || [...(plan.reads.get(name) ?? [])].some(reaches);
    seen.set(name, found);
    return found;
  };
  return reaches;
}

const mark = '-- Nothing happened of which this would be made.\n';

/** Whether a model was put in the place of one that has no rows. */
export const isStandIn = (model: Model) => model.file.text.startsWith(mark);

/**
 * A plan in which models without rows are not made of what they are else made of, where raw tells of nothing that
 * happened of which they are: those that are empty also where there are people, teams and tenants alone.
 */
export async function withStandIns(
  program: Program,
  hasFacts: (name: string) => boolean,
  wanted: ReadonlySet<string>,
): Promise<Plan> {
  const { plan } = program;
  known ??= emptyModels(program);
  const empty = await known;
  const reads = new Map(plan.reads);
  const models = plan.models.map((model) => {
    const found = empty.get(model.name);
    // A workspace may have a model of its own by that name.
    if (found?.sql !== model.file.text || hasFacts(model.name) || wanted.has(model.name)) {
      return model;
    }
    reads.set(model.name, new Set());
    const list = found.columns.map(({ name, type }) => `null::${type} as ${identifier(name)}`);
    const text = `${mark}select ${list.join(', ')} where false`;
    return { ...model, file: { ...model.file, text } };
  });
  return { models, reads };
}

interface EmptyModel {
  readonly sql: string;
  readonly columns: readonly { readonly name: string; readonly type: string }[];
}

let known: Promise<ReadonlyMap<string, EmptyModel>> | undefined;

/** Tables that have no rows where things have names and nothing happened, though they are made of facts. */
async function emptyModels({ plan, seeds, sqlHash }: Program): Promise<Map<string, EmptyModel>> {
  const { raw, folder } = await emptyRaw();
  await fillNames(raw);
  const build = await raw.another();
  await build.run("attach ':memory:' as build; use build");
  const madeAt = Temporal.Instant.from('2026-11-16T12:00:00Z');
  const given = { buildId: 'e', fingerprint: 'e', rawState: 'e', programVersion: 'e' };
  const settings = settingsOf({ asOf: madeAt.toString() });
  await createGivenTables(build, settings, { ...given, sqlHash, madeAt }, seeds);
  const isOfFacts = reaching(plan, (_text, tables) =>
    tables.some((table) => !namingTables.has(table)),
  );
  const empty = new Map<string, EmptyModel>();
  const layers = new Set(['staging', 'core', 'rollups']);
  for (const model of plan.models.filter(({ layer }) => layers.has(layer))) {
    const kind = relationKind(model);
    await build.run(`create ${kind} ${identifier(model.name)} as ${model.file.text}`);
    if (kind !== 'table' || !isOfFacts(model.name)) continue;
    const rows = await build.rows(`select 1 from ${identifier(model.name)} limit 1`);
    if (rows.length === 0) {
      const columns = await build.columns(`from ${identifier(model.name)}`);
      empty.set(model.name, { sql: model.file.text, columns });
    }
  }
  build.close();
  raw.close();
  await rm(folder, { recursive: true, force: true });
  return empty;
}

const casesFolder = join(import.meta.dirname, '../cases');

/** Every table that names things, with the rows that the first case gives. */
async function fillNames(raw: Database): Promise<void> {
  const left = new Set(namingTables);
  for (const name of readdirSync(casesFolder)) {
    for (const file of readdirSync(join(casesFolder, name, 'raw'))) {
      const table = file.replace('.csv', '');
      if (!left.delete(table)) continue;
      const rows = csvTexts(join(casesFolder, name, 'raw', file), 'allow_quoted_nulls = false');
      await raw.run(`insert into raw.${table} by name select * from ${rows}`);
    }
  }
}
