import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { basename, join, parse } from 'node:path';
import { createBenchmarkPools } from '../../pipelines/models/benchmark-pools.ts';
import { identifyBuild } from '../../pipelines/models/build.ts';
import { createGivenTables } from '../../pipelines/models/given-tables.ts';
import { createMetricRows } from '../../pipelines/models/metric-rows.ts';
import { createMetricSplits } from '../../pipelines/models/metric-splits.ts';
import { createMetricTables, createMetricValues } from '../../pipelines/models/metrics.ts';
import { type Model, relationKind } from '../../pipelines/models/model.ts';
import type { Program } from '../../pipelines/models/program.ts';
import { type Database, identifier } from '../../pipelines/warehouse/database.ts';
import { csvTexts } from './csv-texts.ts';
import { type CaseSettings, emptyRaw, settingsOf } from './model-case.ts';
import { knownProgram } from './pruned-program.ts';

/** When it is in a unit that does not say. */
const usualAsOf = '2026-11-16T12:00:00Z';

/** Every relation of the program, made of no data, for units to lie over. */
export interface EmptyBuild {
  readonly database: Database;
  readonly program: Program;
  readonly close: () => Promise<void>;
}

/** Some models over given rows: those between what is given and what is expected. */
export interface ModelUnit {
  readonly models: readonly Model[];
  readonly expectedPaths: readonly string[];
  readonly close: () => Promise<void>;
}

/** Builds the program once of no data, which takes some seconds. */
export async function openEmptyBuild(): Promise<EmptyBuild> {
  const { raw, folder } = await emptyRaw();
  const program = await knownProgram(raw, undefined);
  const database = await raw.another();
  await database.run("attach ':memory:' as build; use build");
  await createSettings(database, program, { asOf: usualAsOf });
  const { models, reads } = program.plan;
  const others = models.filter(({ layer }) => layer !== 'findings');
  const kpis = others.filter(({ layer }) => layer === 'kpis');
  for (const model of others) await create(database, model);
  await createMetricTables(database, kpis);
  await createMetricRows(database, kpis, others, reads);
  await createMetricSplits(database);
  await createBenchmarkPools(database, kpis);
  for (const model of models.filter(({ layer }) => layer === 'findings'))
    await create(database, model);
  const close = async () => {
    database.close();
    raw.close();
    await rm(folder, { recursive: true, force: true });
  };
  return { database, program, close };
}

/**
 * Opens `test/units/NAME`: the rows of `given/MODEL.csv` stand in the place of that model (a column that the
 * file leaves out is null), every other relation that nothing is given for is empty, and the models
 * between the given and the `expected/` ones are made of them. `expected/metric_values.csv` is over the
 * metrics that it names; of an audit they are the rows that it complains of, over what is given alone.
 * Where rows are many, `given/MODEL.sql` selects them. A `case.json` may set when it is, and settings.
 */
export async function openUnit(empty: EmptyBuild, folder: string): Promise<ModelUnit> {
  const { database, program } = empty;
  // A unit that could not be opened leaves its schema.
  await database.run(
    'set search_path = main; drop schema if exists unit cascade; create schema unit',
  );
  const close = async () => {
    await database.run('set search_path = main; drop schema unit cascade');
  };
  await database.run("set search_path = 'unit,main'");
  const given = new Set<string>();
  const casePath = join(folder, 'case.json');
  const settings = existsSync(casePath)
    ? (JSON.parse(readFileSync(casePath, 'utf8')) as Partial<CaseSettings>)
    : {};
  if (Object.keys(settings).some((key) => key !== 'comment')) {
    await createSettings(database, program, { asOf: usualAsOf, ...settings });
    given.add('run_settings');
  }
  for (const file of filesIn(join(folder, 'given')))
    given.add(await giveRows(database, join(folder, 'given', file)));
  const expected = csvNames(join(folder, 'expected'));
  const metricIds = expected.includes('metric_values')
    ? await idsIn(database, join(folder, 'expected/metric_values.csv'))
    : [];
  const models = modelsBetween(program, given, new Set([...expected, ...metricIds]));
  for (const model of models) await create(database, model);
  const kpis = program.plan.models.filter(({ name }) => metricIds.includes(name));
  if (kpis.length > 0) await createMetricValues(database, kpis);
  for (const { path, text } of program.audits) {
    const name = basename(path, '.sql');
    if (expected.includes(name)) await database.run(`create view ${identifier(name)} as ${text}`);
  }
  const expectedPaths = expected.map((name) => join(folder, 'expected', `${name}.csv`));
  return { models, expectedPaths, close };
}

/** A unit of settings alone has no folder of given rows. */
const filesIn = (folder: string) => (existsSync(folder) ? readdirSync(folder).sort() : []);

const csvNames = (folder: string) =>
  filesIn(folder)
    .filter((file) => file.endsWith('.csv'))
    .map((file) => file.replace('.csv', ''));

async function createSettings(
  database: Database,
  program: Program,
  given: CaseSettings,
): Promise<void> {
  const settings = settingsOf(given);
  const identity = identifyBuild(program, settings, 'unit', 'test');
  await createGivenTables(database, settings, identity, program.seeds);
}

/** Temporary views, as a build makes them, would hide what is given in their place. */
async function create(database: Database, model: Model): Promise<void> {
  const kind = relationKind(model) === 'table' ? 'table' : 'view';
  await database.run(`create ${kind} ${identifier(model.name)} as ${model.file.text}`);
}

/** Lays the rows of a file over the relation that it is named for, which it returns. */
async function giveRows(database: Database, path: string): Promise<string> {
  const name = parse(path).name;
  const rows = path.endsWith('.sql')
    ? `(${readFileSync(path, 'utf8')})`
    : csvTexts(path, 'allow_quoted_nulls = false');
  const named = new Set((await database.columns(`select * from ${rows}`)).map((each) => each.name));
  const columns = await database.columns(`select * from ${identifier(name)}`);
  const unknown = [...named].filter((each) => !columns.some((column) => column.name === each));
  if (unknown.length > 0) throw new Error(`${path}: ${name} has no ${unknown.join(', ')}`);
  const list = columns.map((column) => {
    const value = named.has(column.name) ? identifier(column.name) : 'null';
    return `${value}::${column.type} as ${identifier(column.name)}`;
  });
  await database.run(
    `create or replace table unit.${identifier(name)} as select ${list.join(', ')} from ${rows}`,
  );
  return name;
}

async function idsIn(database: Database, path: string): Promise<string[]> {
  const rows = await database.rows<{ metric_id: string }>(
    `select distinct metric_id from ${csvTexts(path)}`,
  );
  return rows.map((row) => row.metric_id);
}

/** The wanted models, and those that they read and that read what is given, in the order of the plan. */
function modelsBetween(
  program: Program,
  given: ReadonlySet<string>,
  wanted: ReadonlySet<string>,
): Model[] {
  const { models, reads } = program.plan;
  const changed = new Set(given);
  // Settings and seeds are no models, so the plan does not tell who reads them: their name in the text does.
  const tables = [...given].filter((name) => !reads.has(name));
  for (const { name, file } of models) {
    const isOverGiven =
      [...(reads.get(name) ?? [])].some((read) => changed.has(read)) ||
      tables.some((table) => new RegExp(`\\b${table}\\b`).test(file.text));
    if (isOverGiven) changed.add(name);
  }
  const needed = new Set(wanted);
  for (const { name } of [...models].reverse()) {
    if (!needed.has(name) || given.has(name)) continue;
    for (const read of reads.get(name) ?? []) needed.add(read);
  }
  return models.filter(
    ({ name }) => wanted.has(name) || (needed.has(name) && changed.has(name) && !given.has(name)),
  );
}
