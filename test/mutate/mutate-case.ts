import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { identifyBuild } from '../../pipelines/models/build.ts';
import { createGivenTables } from '../../pipelines/models/given-tables.ts';
import { createMetricTables } from '../../pipelines/models/metrics.ts';
import { type Model, relationKind } from '../../pipelines/models/model.ts';
import { type Database, identifier } from '../../pipelines/warehouse/database.ts';
import { isStandIn } from '../models/empty-models.ts';
import { withGivenLegs } from '../models/given-legs.ts';
import {
  type CaseSettings,
  compareWithExpected,
  emptyRaw,
  fillRaw,
  settingsOf,
} from '../models/model-case.ts';
import { type EmptyBuild, openUnit } from '../models/model-unit.ts';
import { knownProgram, pruneProgram, relationsOf } from '../models/pruned-program.ts';

/** What became of a changed model in one case; `broken`: DuckDB refuses it, so nobody could run it. */
export type Fate = 'killed' | 'survived' | 'broken';

/** A golden case, built in memory, in which one model after the other can be changed. */
export interface OpenCase {
  readonly name: string;
  /** The models that its expected rows are made of, in the order in which they are made. */
  readonly models: readonly Model[];
  try(model: Model, sql: string): Promise<Fate>;
  close(): Promise<void>;
}

/** Builds a case for changes; undefined where it looks at findings or cuts, which are made of all metrics. */
export async function openCase(folder: string, name: string): Promise<OpenCase | undefined> {
  const { raw, folder: temporary } = await emptyRaw();
  const close = async () => {
    raw.close();
    await rm(temporary, { recursive: true, force: true });
  };
  await fillRaw(raw, join(folder, 'raw'));
  const given = JSON.parse(readFileSync(join(folder, 'case.json'), 'utf8')) as CaseSettings;
  let program = await knownProgram(raw, given.workspaceFolder);
  const legsPath = join(folder, 'legs.csv');
  if (existsSync(legsPath)) program = await withGivenLegs(raw, program, legsPath);
  const expected = join(folder, 'expected');
  const wanted = relationsOf(expected, program);
  const isOfSplits = existsSync(join(expected, 'metric_splits.csv'));
  if (isOfSplits || program.plan.models.some(isFindingIn(wanted))) {
    await close();
    return;
  }
  const whole = program.plan.models.find(({ name: each }) => each === 'periods');
  program = await pruneProgram(raw, program, wanted);
  const { reads } = program.plan;
  // A changed model is the one of the workspace, so the model that it is changed in is that one too.
  const models = program.plan.models.map((model) =>
    model.name === 'periods' && whole !== undefined ? whole : model,
  );
  const build = await raw.another();
  const settings = settingsOf(given);
  await build.run("attach ':memory:' as build; use build");
  const identity = identifyBuild(program, settings, 'mutate', 'test');
  await createGivenTables(build, settings, identity, program.seeds);
  for (const model of models) {
    if (model === whole) await createMissingStarts(build, whole, models);
    await create(build, model, model.file.text);
  }
  await createMetricTables(
    build,
    models.filter(({ layer }) => layer === 'kpis'),
  );
  const paths = readdirSync(expected)
    .filter((file) => file.endsWith('.csv'))
    .map((file) => join(expected, file));
  const changed = models.filter((model) => !isStandIn(model));
  return { name, models: changed, try: attemptsIn(build, models, reads, paths), close };
}

const isFindingIn =
  (wanted: ReadonlySet<string>) =>
  ({ name, layer }: Model) =>
    layer === 'findings' && wanted.has(name);

/** Opens a unit over the empty build for changes. */
export async function openUnitForChanges(
  empty: EmptyBuild,
  folder: string,
  name: string,
): Promise<OpenCase> {
  const { models, expectedPaths, close } = await openUnit(empty, folder);
  const { reads } = empty.program.plan;
  return { name, models, try: attemptsIn(empty.database, models, reads, expectedPaths), close };
}

/** Tries a changed model with what is made of it against the expected files that it can be seen in. */
function attemptsIn(
  build: Database,
  models: readonly Model[],
  reads: ReadonlyMap<string, ReadonlySet<string>>,
  expectedPaths: readonly string[],
): OpenCase['try'] {
  return async (model, sql) => {
    const below = descendants(model.name, models, reads);
    const paths = expectedPaths.filter((path) => {
      const relation = basename(path, '.csv');
      return relation === 'metric_values' || below.has(relation);
    });
    const remade = models.filter(({ name }) => below.has(name));
    return tryIn(build, model, sql, remade, paths);
  };
}

/** What `periods` asks for its first day, and no model of the case has rows for, is there and empty. */
async function createMissingStarts(
  build: Database,
  periods: Model,
  models: readonly Model[],
): Promise<void> {
  const made = new Set(models.map(({ name }) => name));
  const starts = periods.file.text.matchAll(/select min\((\w+)\)(?:::date)? from (\w+)/g);
  for (const [, column = '', name = ''] of starts) {
    if (made.has(name)) continue;
    await build.run(`create table ${identifier(name)} (${identifier(column)} date)`);
  }
}

async function create(build: Database, model: Model, sql: string): Promise<void> {
  await build.run(`create ${relationKind(model)} ${identifier(model.name)} as ${sql}`);
}

/** The model and all that reads it, at whatever distance. */
function descendants(
  name: string,
  models: readonly Model[],
  reads: ReadonlyMap<string, ReadonlySet<string>>,
): Set<string> {
  const below = new Set([name]);
  for (const model of models) {
    const read = reads.get(model.name) ?? new Set();
    if ([...read].some((each) => below.has(each))) below.add(model.name);
  }
  return below;
}

/** Changes one model and what is made of it, in a transaction that is rolled back. */
async function tryIn(
  build: Database,
  model: Model,
  sql: string,
  below: readonly Model[],
  expectedPaths: readonly string[],
): Promise<Fate> {
  const name = identifier(model.name);
  try {
    await build.run(`create or replace temp table mutant as ${sql}`);
    const { differing } = await build.one<{
      differing: number;
    }>(`select count(*) as differing from (
      (from ${name} except all from mutant) union all (from mutant except all from ${name}))`);
    if (differing === 0) return 'survived';
  } catch {
    return 'broken';
  }
  await build.run('begin transaction');
  try {
    for (const each of below) {
      const kind = relationKind(each);
      if (each.name !== model.name && kind === 'view') continue;
      await build.run(`drop ${kind === 'table' ? 'table' : 'view'} ${identifier(each.name)}`);
      await create(build, each, each.name === model.name ? sql : each.file.text);
    }
    for (const path of expectedPaths) {
      const { missing, unexpected } = await compareWithExpected(build, path);
      if (missing.length + unexpected.length > 0) return 'killed';
    }
    return 'survived';
  } catch {
    // A build that fails is noticed.
    return 'killed';
  } finally {
    await build.run('rollback');
  }
}
