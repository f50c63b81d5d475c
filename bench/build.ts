import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { openRaw } from '../pipelines/extract/raw-store.ts';
import { identifyBuild, makeBuild } from '../pipelines/models/build.ts';
import { readProgram } from '../pipelines/models/program.ts';
import { allocatorSettings } from '../pipelines/run/allocator.ts';
import type { Database } from '../pipelines/warehouse/database.ts';
import { makeEmptyRaw, settingsOf } from '../test/models/model-case.ts';
import { fillCalls } from './fill-calls.ts';
import { fillUsage } from './fill-usage.ts';

/** What is built, how raw is filled for it, and the barest aggregation of the same rows. */
const subjects = {
  calls: {
    fill: fillCalls,
    baselineName: 'one bare count of the same calls by day and extension',
    baselineSql: `select started_at::date as day, final_extension, count(*), sum(duration_seconds)
      from raw.call_lines group by all
      union all
      select started_at::date, agent_value, count(*), sum(talk_seconds) from raw.calls group by all`,
    aims: 'aim 20 s and 6 GB for 10 M',
  },
  usage: {
    fill: (raw: Database, count: number) => fillUsage(raw, count, 'daily'),
    baselineName: 'one bare count of the same rows by tenant and day',
    baselineSql: `select tenant_id, usage_date, count(*), sum(event_count)
      from raw.usage_daily group by all`,
    aims: 'aim 15 s and 4 GB for 20 M',
  },
  events: {
    fill: (raw: Database, count: number) => fillUsage(raw, count, 'events'),
    baselineName: 'one bare count of the same rows by tenant and day',
    baselineSql: `select tenant_id, occurred_at::date as day, count(feature), count(*)
      from raw.usage_events group by all`,
    aims: 'aim 15 s and 4 GB for 20 M',
  },
} as const;

export type Subject = keyof typeof subjects;

/** How long a whole build takes on generated rows of two years, beside a bare aggregation of them. */
export interface BuildBench {
  readonly subject: Subject;
  readonly rowCount: number;
  readonly buildSeconds: number;
  /** Processor time of the build: what a machine shared with others tells truly. */
  readonly cpuSeconds: number;
  readonly baselineSeconds: number;
  /** Memory of the process at its highest, with DuckDB and the rows, at this size. */
  readonly peakBytes: number;
  /** Models, grain checks and audits, the slowest first. */
  readonly steps: readonly (readonly [string, number])[];
}

interface BenchOptions {
  /** Where raw is kept for the next bench; absent: a temporary folder. */
  readonly rawFolder?: string;
  /** Where the build is left to be looked at; absent: it is removed. */
  readonly buildFolder?: string;
}

/**
 * Builds all models over `rowCount` generated rows. Raw is filled by one process and built by another,
 * because memory is counted at its highest.
 */
export async function benchBuild(
  subject: Subject,
  rowCount: number,
  options: BenchOptions = {},
): Promise<BuildBench> {
  const folder = options.rawFolder ?? (await mkdtemp(join(tmpdir(), 'muster-bench-')));
  const { buildFolder = join(folder, 'builds') } = options;
  try {
    const common = ['--subject', subject, '--rows', String(rowCount), '--raw', folder];
    if (!existsSync(join(folder, 'raw.duckdb'))) await runThis([...common, '--step', 'fill']);
    const made = await runThis([...common, '--step', 'build', '--builds', buildFolder]);
    return JSON.parse(made) as BuildBench;
  } finally {
    if (options.buildFolder === undefined) await rm(buildFolder, { recursive: true, force: true });
    if (options.rawFolder === undefined) await rm(folder, { recursive: true });
  }
}

async function runThis(options: readonly string[]): Promise<string> {
  const script = fileURLToPath(import.meta.url);
  const env = { ...allocatorSettings, ...process.env };
  const { stdout } = await promisify(execFile)(process.execPath, [script, ...options], { env });
  return stdout;
}

async function fill(subject: Subject, rowCount: number, folder: string): Promise<void> {
  const aside = join(folder, 'filling');
  const raw = await makeEmptyRaw(aside);
  await subjects[subject].fill(raw, rowCount);
  raw.close();
  await rename(join(aside, 'raw.duckdb'), join(folder, 'raw.duckdb'));
}

async function measure(
  subject: Subject,
  rowCount: number,
  folder: string,
  builds: string,
): Promise<BuildBench> {
  const raw = await openRaw(join(folder, 'raw.duckdb'));
  const baselineSeconds = await timeBaseline(raw, subjects[subject].baselineSql);
  const program = await readProgram(raw, undefined);
  const settings = settingsOf({ asOf: '2026-11-16T12:00:00Z' });
  const identity = identifyBuild(program, settings, 'bench', 'bench');
  const startedAt = performance.now();
  const startedCpu = process.cpuUsage();
  const { modelSeconds, audits } = await makeBuild(raw, builds, program, settings, identity);
  const buildSeconds = (performance.now() - startedAt) / 1000;
  const cpu = process.cpuUsage(startedCpu);
  raw.close();
  const steps = [
    ...modelSeconds,
    ...audits.map(({ audit, seconds }) => [`audit: ${audit}`, seconds] as const),
  ];
  return {
    subject,
    rowCount,
    buildSeconds,
    cpuSeconds: (cpu.user + cpu.system) / 1_000_000,
    baselineSeconds,
    peakBytes: process.resourceUsage().maxRSS * 1024,
    steps: steps.sort((one, other) => other[1] - one[1]),
  };
}

/** The baseline: the same rows counted by day, which no report could do with less. */
async function timeBaseline(raw: Database, sql: string): Promise<number> {
  await raw.run(`create or replace temp table baseline as ${sql}`);
  const startedAt = performance.now();
  await raw.run(`create or replace temp table baseline as ${sql}`);
  return (performance.now() - startedAt) / 1000;
}

/** The bench as one line, with the slowest `stepCount` models and audits. */
export function describeBuildBench(bench: BuildBench, stepCount = 6): string {
  const { subject, rowCount, buildSeconds, cpuSeconds, baselineSeconds, peakBytes } = bench;
  const { baselineName, aims } = subjects[subject];
  const slowest = bench.steps
    .slice(0, stepCount)
    .map(([name, seconds]) => `${name} ${seconds.toFixed(2)} s`);
  return (
    `build: ${rowCount.toLocaleString('en-US')} rows of ${subject}, 2 years: ` +
    `${buildSeconds.toFixed(1)} s (processor ${cpuSeconds.toFixed(1)} s), ` +
    `${((buildSeconds / rowCount) * 1_000_000).toFixed(2)} s per million, ` +
    `${(buildSeconds / baselineSeconds).toFixed(1)}× ${baselineName} ` +
    `(${baselineSeconds.toFixed(3)} s); peak memory ${Math.round(peakBytes / 1_000_000)} MB ` +
    `(${aims}); slowest: ${slowest.join(', ')}`
  );
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      subject: { type: 'string', default: 'calls' },
      rows: { type: 'string', default: '1000000' },
      raw: { type: 'string' },
      builds: { type: 'string' },
      step: { type: 'string' },
      slowest: { type: 'string', default: '30' },
    },
  });
  const { raw, builds, step } = values;
  const subject = values.subject as Subject;
  const rowCount = Number(values.rows);
  if (step === 'fill') {
    await fill(subject, rowCount, raw ?? '');
  } else if (step === 'build') {
    const made = await measure(subject, rowCount, raw ?? '', builds ?? '');
    process.stdout.write(`${JSON.stringify(made)}\n`);
  } else {
    const made = await benchBuild(subject, rowCount, {
      ...(raw === undefined ? {} : { rawFolder: raw }),
      ...(builds === undefined ? {} : { buildFolder: builds }),
    });
    process.stdout.write(`${describeBuildBench(made, Number(values.slowest))}\n`);
  }
}
