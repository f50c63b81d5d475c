import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { declaredRows } from '../../pipelines/models/metric-rows.ts';
import { missingNeeds } from '../../pipelines/models/metrics.ts';
import type { Model } from '../../pipelines/models/model.ts';
import type { Plan } from '../../pipelines/models/plan.ts';
import { type Program, readProgram } from '../../pipelines/models/program.ts';
import { findReferences } from '../../pipelines/models/references.ts';
import type { Database } from '../../pipelines/warehouse/database.ts';
import { factsIn, filledTables, withStandIns } from './empty-models.ts';

/** What the audits of a program read; variants of a program share its audits. */
const auditReads = new WeakMap<Program['audits'], ReturnType<typeof findReferences>>();
const programs = new Map<string | undefined, Promise<Program>>();

/** The program of a workspace, read once a test file: parsing every model takes a while. */
export function knownProgram(raw: Database, workspaceFolder: string | undefined): Promise<Program> {
  const known = programs.get(workspaceFolder) ?? readProgram(raw, workspaceFolder);
  programs.set(workspaceFolder, known);
  return known;
}

/** Made of all metrics at the end of a build; which metrics a case means, its own files say. */
const metricViews = ['metric_values', 'metric_rows', 'metric_splits', 'metrics'];

/** The relations that the files of a case's folder are about. */
export function relationsOf(expectedFolder: string, program: Program): Set<string> {
  const byName = new Map(program.plan.models.map((model) => [model.name, model]));
  const wanted = new Set<string>();
  for (const file of readdirSync(expectedFolder)) {
    if (!file.endsWith('.csv')) continue;
    const relation = file.replace('.csv', '');
    const isFinding = byName.get(relation)?.layer === 'findings';
    if (!metricViews.includes(relation)) wanted.add(relation);
    if (!isFinding && !metricViews.includes(relation)) continue;
    for (const kpi of metricsNamed(join(expectedFolder, `${relation}.where`), program)) {
      wanted.add(kpi.name);
      if (relation === 'metric_values') continue;
      for (const { rows_model: rows } of declaredRows(kpi)) wanted.add(rows);
    }
  }
  return wanted;
}

/** The metrics at which a filter looks: those that it names, or all. */
function metricsNamed(filterPath: string, program: Program): Model[] {
  const kpis = program.plan.models.filter((model) => model.layer === 'kpis');
  const filter = existsSync(filterPath) ? readFileSync(filterPath, 'utf8') : '';
  if (!/metric_id (=|in|like) /.test(filter)) return kpis;
  const patterns = [...filter.matchAll(/metric_id like '([\w%]+)'/g)].map(
    ([, pattern = '']) => new RegExp(`^${pattern.replaceAll('%', '.*')}$`),
  );
  return kpis.filter(
    ({ name }) => filter.includes(`'${name}'`) || patterns.some((pattern) => pattern.test(name)),
  );
}

/**
 * The program with nothing but the models that the wanted relations are made of, and the audits that
 * can be run on these. A case then takes a tenth of the time; `npm run test:long` builds cases whole.
 */
export async function pruneProgram(
  raw: Database,
  program: Program,
  wanted: ReadonlySet<string>,
): Promise<Program> {
  const hasFacts = await factsIn(raw, program.plan);
  const plan = await withStandIns(program, hasFacts, wanted);
  const filled = await filledTables(raw);
  // A call alone gives an agent no hour: that takes a state or a shift on its day.
  const hasHours = ['agent_states', 'shifts'].some((table) => filled.has(table));
  const { models, reads } = withoutEmptyStarts(plan, (name) =>
    name === 'agent_hours' ? hasHours : hasFacts(name),
  );
  const kept = new Set<string>();
  const keep = (name: string): void => {
    if (kept.has(name)) return;
    kept.add(name);
    for (const read of reads.get(name) ?? []) keep(read);
  };
  for (const name of ['stg_entities', 'periods', ...wanted]) keep(name);
  const names = new Set(models.map((model) => model.name));
  const known =
    auditReads.get(program.audits) ??
    findReferences(
      raw,
      program.audits.map((file) => ({ file })),
      new Set(),
    );
  auditReads.set(program.audits, known);
  const references = await known;
  const audits = program.audits.filter((_, at) =>
    [...(references[at]?.relations ?? [])]
      .filter((name) => names.has(name) || metricViews.includes(name))
      .every((name) => kept.has(name)),
  );
  const left = models
    .filter((model) => kept.has(model.name))
    .map((model) => withKeptRows(model, kept));
  const texts = [...left.map(({ file }) => file.text), ...audits.map(({ text }) => text)].join(
    '\n',
  );
  const seeds = program.seeds.filter(({ path }) => texts.includes(basename(path, '.csv')));
  return { ...program, seeds, audits, plan: { models: left, reads } };
}

/**
 * The periods begin with the first day of anything. Where raw has no rows of a kind of fact, its models are empty
 * and say nothing of that day: `periods` then need not wait for them, which halves the models of most cases.
 */
function withoutEmptyStarts(plan: Plan, hasFacts: (name: string) => boolean): Plan {
  const periods = plan.models.find(({ name }) => name === 'periods');
  if (periods === undefined) return plan;
  const starts =
    /^ *coalesce\(\s*\(select min\(\w+\)(?:::date)? from (\w+)\),\s*run_settings\.as_of_date\s*\),?\n/gm;
  const left = new Set(plan.reads.get('periods'));
  const text = periods.file.text.replace(starts, (line, name: string) => {
    if (hasFacts(name)) return line;
    left.delete(name);
    return '';
  });
  const whole = text
    .replace(/,(\s*\)\s*\) as first_date)/, '$1')
    .replace(/least\(\s*\)/, 'run_settings.as_of_date');
  return {
    models: plan.models.map((model) =>
      model === periods ? { ...model, file: { ...model.file, text: whole } } : model,
    ),
    reads: new Map(plan.reads).set('periods', left),
  };
}

/** Every metric that can have a number of what is mapped, with the models that its rows lie in. */
export function mappedMetrics(program: Program, mapped: ReadonlySet<string>): Set<string> {
  const { models } = program.plan;
  return withRows(
    models.filter((model) => model.layer === 'kpis' && missingNeeds(model, mapped) === undefined),
  );
}

/** Metrics by their names, with the models that their rows lie in. */
export function metricsCalled({ plan }: Program, names: readonly string[]): Set<string> {
  return withRows(plan.models.filter(({ name }) => names.includes(name)));
}

function withRows(kpis: readonly Model[]): Set<string> {
  const rows = kpis.flatMap(declaredRows).map(({ rows_model: model }) => model);
  return new Set(['scopes', ...kpis.map(({ name }) => name), ...rows]);
}

/** The metrics over some roll-ups, with the models that their rows lie in. */
export function metricsOver(program: Program, rollups: readonly string[]): Set<string> {
  const { models, reads } = program.plan;
  return withRows(
    models.filter(
      ({ name, layer }) =>
        layer === 'kpis' && rollups.some((rollup) => reads.get(name)?.has(rollup) === true),
    ),
  );
}

/** What the laws of revenue look at. */
export const revenueRollups = [
  ...['rollup_revenue', 'rollup_retention', 'rollup_portfolio', 'rollup_renewals'],
];

/** What the laws of quality and outcomes look at. */
export const qualityRollups = ['rollup_quality', 'rollup_outcomes', 'rollup_campaigns'];

const rowsKeys = new Set(['Rows', 'Adds', 'Rows of a person', 'Adds of a person', 'Splits']);

/** A metric without what it says of its rows, where these lie in a model that is left out. */
function withKeptRows(model: Model, kept: ReadonlySet<string>): Model {
  if (declaredRows(model).every(({ rows_model: rows }) => kept.has(rows))) return model;
  const header = new Map([...model.header].filter(([key]) => !rowsKeys.has(key)));
  return model.layer === 'kpis' ? { ...model, header } : model;
}
