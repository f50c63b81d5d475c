import type { ProgramFile } from '../run/overlay.ts';
import { type Database, identifier } from '../warehouse/database.ts';
import { sqlError } from '../warehouse/sql-error.ts';
import { type AuditResult, checkGrain, runAudit } from './audit.ts';
import { createBenchmarkPools } from './benchmark-pools.ts';
import { type Lanes, passingSchema, type Step } from './lanes.ts';
import { createMetricRows } from './metric-rows.ts';
import { createMetricSplits } from './metric-splits.ts';
import { createMetricTables, overNoNumbers } from './metrics.ts';
import { type Model, relationKind } from './model.ts';
import type { Plan } from './plan.ts';
import type { Program } from './program.ts';
import { checkSplits } from './split-audit.ts';

/** What was made of a build, and what its audits found. */
export interface Filled {
  /** Of grains in the order of the models, then of the splits, then of the audits' files in theirs. */
  readonly audits: readonly AuditResult[];
  /** Wall-clock seconds of each model; some are made side by side. */
  readonly modelSeconds: ReadonlyMap<string, number>;
}

/** An audit as a step of its build. */
interface Audit {
  readonly name: string;
  readonly after: readonly string[];
  readonly run: (lane: Database) => Promise<readonly AuditResult[]>;
}

/**
 * Makes all models and audits them, side by side where one does not read the other. Throws a UserError that
 * shows the place in the file where SQL is wrong.
 */
export async function fillBuild(
  lanes: Lanes,
  { plan, audits: files }: Program,
  onModel: (name: string, done: number, total: number) => void,
): Promise<Filled> {
  const modelSeconds = new Map<string, number>();
  const found = new Map<string, readonly AuditResult[]>();
  const making = (model: Model): Step => ({
    name: model.name,
    after: plan.reads.get(model.name) ?? [],
    take: async (lane) => {
      onModel(model.name, modelSeconds.size, plan.models.length);
      modelSeconds.set(model.name, await createModel(lane, model));
    },
  });
  const auditing = ({ name, after, run }: Audit): Step => ({
    name,
    after,
    take: async (lane) => void found.set(name, await run(lane)),
  });
  const [findings, others] = partition(plan.models, ({ layer }) => layer === 'findings');
  const [views, rest] = partition(findings, isViewOfNumbers(findings, plan.reads));
  const kpis = others.filter(({ layer }) => layer === 'kpis');
  const numbers: Step = {
    name: 'the numbers',
    after: others.map(({ name }) => name),
    take: async (lane) => {
      await createMetricTables(lane, kpis);
      await createMetricRows(lane, kpis, others, plan.reads);
      await createMetricSplits(lane);
      await createBenchmarkPools(lane, kpis);
      await overNoNumbers(lane, async () => {
        for (const view of views) await making(view).take(lane);
      });
    },
  };
  const ofNumbers = (step: Step): Step => ({ ...step, after: [...step.after, numbers.name] });
  const ofGrains = [...others, ...rest].filter(hasRowsToCheck).map(auditOfGrain);
  const ofAll = [auditOfSplits, ...files.map((file) => auditOfFile(file, rest))];
  await lanes.take([
    ...others.map(making),
    numbers,
    ...rest.map(making).map(ofNumbers),
    ...ofAll.map(auditing).map(ofNumbers),
    // A lane that has nothing else to do checks grains.
    ...ofGrains.map(auditing),
  ]);
  const audits = [...ofGrains, ...ofAll].flatMap(({ name }) => found.get(name) ?? []);
  return { audits, modelSeconds };
}

function partition<T>(all: readonly T[], isFirst: (one: T) => boolean): readonly [T[], T[]] {
  return [all.filter(isFirst), all.filter((one) => !isFirst(one))];
}

/** What a core model only hands on is checked where it is kept. */
function hasRowsToCheck(model: Model): boolean {
  const kind = relationKind(model);
  return kind === 'table' || (kind === 'temp view' && model.layer === 'staging');
}

const auditOfGrain = (model: Model): Audit => ({
  name: `the grain of ${model.name}`,
  after: [model.name],
  run: async (lane) => [await checkGrain(lane, model)],
});

const auditOfSplits: Audit = {
  name: 'the rows behind the numbers',
  after: [],
  run: async (lane) => [await checkSplits(lane)],
};

/** After those of the last models whose names are in its file. */
const auditOfFile = (file: ProgramFile, last: readonly Model[]): Audit => ({
  name: file.path,
  after: last.map(({ name }) => name).filter((name) => file.text.includes(name)),
  run: (lane) => runAudit(lane, file),
});

/** Tells findings that are views of nothing but numbers and other such views from all others. */
function isViewOfNumbers(
  findings: readonly Model[],
  reads: Plan['reads'],
): (model: Model) => boolean {
  const views = new Set<string>();
  const names = new Set(findings.map(({ name }) => name));
  for (const model of findings) {
    const read = [...(reads.get(model.name) ?? [])].filter((name) => names.has(name));
    const isOne = relationKind(model) === 'view' && read.every((name) => views.has(name));
    if (isOne) views.add(model.name);
  }
  return ({ name }) => views.has(name);
}

/** Makes one model's table or view; gives the seconds that it took. */
async function createModel(build: Database, model: Model): Promise<number> {
  const startedAt = performance.now();
  const kind = relationKind(model);
  const name = identifier(model.name);
  const relation = kind === 'temp view' ? `view ${passingSchema}.${name}` : `${kind} ${name}`;
  try {
    // The wrapper stands on the file's first line, so that DuckDB's line numbers are the file's.
    await build.run(`create ${relation} as ${model.file.text}`);
  } catch (error) {
    throw sqlError(model.file, error);
  }
  return (performance.now() - startedAt) / 1000;
}
