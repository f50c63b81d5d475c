import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { hashText, makeFolder } from '../run/files.ts';
import { type Database, identifier, quote } from '../warehouse/database.ts';
import { holdsFewRows } from '../warehouse/few-rows.ts';
import { sqlError } from '../warehouse/sql-error.ts';
import { type AuditResult, checkGrain, recordAudits, runAudits } from './audit.ts';
import { type BuildIdentity, createGivenTables } from './given-tables.ts';
import { createMetricRows } from './metric-rows.ts';
import { createMetricSplits } from './metric-splits.ts';
import { createMetricTables, overNoNumbers } from './metrics.ts';
import { type Model, relationKind } from './model.ts';
import type { Plan } from './plan.ts';
import type { Program } from './program.ts';
import type { RunSettings } from './settings.ts';
import { asOfDate } from './settings.ts';
import { checkSplits } from './split-audit.ts';

/** A build that was made aside and audited, and not yet published. */
export interface MadeBuild {
  readonly identity: BuildIdentity;
  /** The finished file, still under its working name. */
  readonly path: string;
  readonly audits: readonly AuditResult[];
  readonly modelSeconds: ReadonlyMap<string, number>;
}

/**
 * The identity of the build that this raw state, SQL and these settings would give; two equal
 * fingerprints mean equal builds, so the second one need not be made.
 */
export function identifyBuild(
  program: Pick<Program, 'sqlHash'>,
  settings: RunSettings,
  rawState: string,
  programVersion: string,
): BuildIdentity {
  const hour = settings.asOf.round({ smallestUnit: 'hour', roundingMode: 'floor' });
  const shaping = JSON.stringify({ ...settings, asOf: hour.toString() });
  const fingerprint = hashText([rawState, program.sqlHash, shaping, programVersion].join('\n'));
  const buildId = `${asOfDate(settings)}-${fingerprint.slice(0, 8)}`;
  const { sqlHash } = program;
  return { buildId, fingerprint, rawState, sqlHash, programVersion, madeAt: settings.asOf };
}

/**
 * Makes a build beside the published ones: all models into a fresh file, grains checked, audits run.
 * `raw` is the open raw database; it is only read. The file is complete when this returns; when it
 * throws, the file is removed.
 */
export async function makeBuild(
  raw: Database,
  buildsFolder: string,
  program: Program,
  settings: RunSettings,
  identity: BuildIdentity,
  onModel: (name: string, done: number, total: number) => void = () => undefined,
): Promise<MadeBuild> {
  await makeFolder(buildsFolder);
  const path = join(buildsFolder, `${identity.buildId}.duckdb.part`);
  await rm(path, { force: true });
  await rm(`${path}.wal`, { force: true });
  const isFew = await holdsFewRows(raw);
  const build = await raw.another();
  try {
    if (isFew)
      await build.run(settingsForFew.map(([name, value]) => `set ${name} = ${value}`).join(';'));
    await build.run(`attach ${quote(path)} as build; use build`);
    await createGivenTables(build, settings, identity, program.seeds);
    const modelSeconds = await createModels(build, program.plan, onModel);
    const audits = await auditBuild(build, program);
    await recordAudits(build, audits);
    await build.run('use raw; detach build');
    return { identity, path, audits, modelSeconds };
  } catch (error) {
    await build.run('use raw; detach build').catch(() => undefined);
    await rm(path, { force: true });
    await rm(`${path}.wal`, { force: true });
    throw error;
  } finally {
    // The settings are of the whole instance, which others go on with.
    if (isFew) {
      const resets = settingsForFew.map(([name]) => `reset ${name}`).join(';');
      await build.run(resets).catch(() => undefined);
    }
    build.close();
  }
}

/**
 * A small build is made by one thread; its file is written once, at the end, without a look at ways to pack
 * texts that take a third of the time and make it no smaller.
 */
const settingsForFew = [
  ['threads', '1'],
  ['wal_autocheckpoint', "'1GB'"],
  ['force_compression', "'dictionary'"],
] as const;

async function createModels(
  build: Database,
  plan: Plan,
  onModel: (name: string, done: number, total: number) => void,
): Promise<Map<string, number>> {
  const seconds = new Map<string, number>();
  const findings = plan.models.filter((model) => model.layer === 'findings');
  const others = plan.models.filter((model) => model.layer !== 'findings');
  const kpis = others.filter((model) => model.layer === 'kpis');
  const create = async (models: readonly Model[], done: number) => {
    for (const [index, model] of models.entries()) {
      onModel(model.name, done + index, plan.models.length);
      seconds.set(model.name, await createModel(build, model));
    }
  };
  await create(others, 0);
  await createMetricTables(build, kpis);
  await createMetricRows(build, kpis, others, plan.reads);
  await createMetricSplits(build);
  const [views, rest] = viewsOfNumbers(findings, plan.reads);
  await overNoNumbers(build, () => create(views, others.length));
  await create(rest, others.length + views.length);
  return seconds;
}

/** Findings that are views of nothing but numbers and other such views, and all others. */
function viewsOfNumbers(
  findings: readonly Model[],
  reads: Plan['reads'],
): readonly [Model[], Model[]] {
  const views = new Set<string>();
  const names = new Set(findings.map(({ name }) => name));
  for (const model of findings) {
    const read = [...(reads.get(model.name) ?? [])].filter((name) => names.has(name));
    const isOne = relationKind(model) === 'view' && read.every((name) => views.has(name));
    if (isOne) views.add(model.name);
  }
  return [
    findings.filter(({ name }) => views.has(name)),
    findings.filter(({ name }) => !views.has(name)),
  ];
}

/** Makes one model's table or view; gives the seconds that it took. */
async function createModel(build: Database, model: Model): Promise<number> {
  const startedAt = performance.now();
  try {
    // The wrapper stands on the file's first line, so that DuckDB's line numbers are the file's.
    await build.run(
      `create ${relationKind(model)} ${identifier(model.name)} as ${model.file.text}`,
    );
  } catch (error) {
    throw sqlError(model.file, error);
  }
  return (performance.now() - startedAt) / 1000;
}

async function auditBuild(build: Database, program: Program): Promise<AuditResult[]> {
  const grains: AuditResult[] = [];
  for (const model of program.plan.models) {
    // What a core model only hands on is checked where it is kept.
    const isPassing = model.layer !== 'staging' && relationKind(model) === 'temp view';
    if (relationKind(model) !== 'view' && !isPassing) grains.push(await checkGrain(build, model));
  }
  return [...grains, await checkSplits(build), ...(await runAudits(build, program.audits))];
}
