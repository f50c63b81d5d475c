import { existsSync, rmSync } from 'node:fs';
import { copyFile, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { configSchema } from '../../config/schema.ts';
import { runSettings } from '../../pipelines/commands/build-stage.ts';
import { readContracts } from '../../pipelines/extract/contracts.ts';
import { openRaw } from '../../pipelines/extract/raw-store.ts';
import { identifyBuild, type MadeBuild, makeBuild } from '../../pipelines/models/build.ts';
import type { Program } from '../../pipelines/models/program.ts';
import type { QualitySettings } from '../../pipelines/models/quality-settings.ts';
import type { RunSettings } from '../../pipelines/models/settings.ts';
import { Database, quote, type Row } from '../../pipelines/warehouse/database.ts';
import { isLong } from '../counts.ts';
import { csvTexts } from './csv-texts.ts';
import { withGivenLegs } from './given-legs.ts';
import { knownProgram, pruneProgram } from './pruned-program.ts';

/** What a case may set beside its input tables: when it is, and any setting that shapes a number. */
export interface CaseSettings extends Partial<Omit<RunSettings, 'asOf' | 'quality'>> {
  readonly asOf: string;
  readonly quality?: Partial<QualitySettings>;
  /** Folder whose `sql/` lies over the program's, such as with seeds of the case's own. */
  readonly workspaceFolder?: string;
}

/** A raw database in a temporary folder, with every table that extraction makes, empty. */
export async function emptyRaw(): Promise<{ raw: Database; folder: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'muster-case-'));
  const path = join(folder, 'raw.duckdb');
  template ??= makeTemplate();
  await copyFile(await template, path);
  const raw = await Database.open(path);
  // Tables of a few rows gain nothing from a second thread, and two files of tests run at once; nor from
  // what makes them small on the disk.
  await raw.run("set threads = 1; set force_compression = 'uncompressed'");
  return { raw, folder };
}

let template: Promise<string> | undefined;

/** An empty raw database, made once a test file and copied for every case. */
async function makeTemplate(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'muster-case-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const raw = await makeEmptyRaw(folder);
  await raw.run('checkpoint');
  raw.close();
  return join(folder, 'raw.duckdb');
}

/** A raw database in `folder`, with every table that extraction makes, empty. */
export async function makeEmptyRaw(folder: string): Promise<Database> {
  const contracts = await readContracts(undefined);
  const raw = await openRaw(join(folder, 'raw.duckdb'), { contracts });
  for (const { entity, keep } of contracts) {
    if (keep !== 'versions') continue;
    await raw.run(`alter table raw.${entity} alter column seen_from_run_id set default 'run-1';
      alter table raw.${entity} alter column is_deleted set default false`);
  }
  return raw;
}

/** Tables of raw about its own filling: no entity is mapped by them. */
const metaTables = [
  'entities',
  'sources',
  'loads',
  'files',
  'rejects',
  'ignored_columns',
  'watermarks',
];

/**
 * Fills raw tables from `<folder>/<table>.csv` (by column name), but for those named in `without`, and
 * marks their entities as mapped.
 */
export async function fillRaw(
  raw: Database,
  folder: string,
  without: readonly string[] = [],
): Promise<void> {
  for (const name of (await readdir(folder)).sort()) {
    const table = name.replace('.csv', '');
    if (without.includes(table)) continue;
    const rows = csvTexts(join(folder, name), 'allow_quoted_nulls = false');
    await raw.run(`insert into raw.${table} by name select * from ${rows}`);
    if (metaTables.includes(table)) continue;
    await raw.run(`insert into raw.entities (entity, state) values (${quote(table)}, 'mapped')`);
  }
}

/** A workspace that sets nothing. */
const nothingSet = configSchema.parse({
  company: 'Test company',
  time_zone: 'America/Detroit',
  sources: {},
});

/** The settings of a case as the build takes them. */
export function settingsOf({
  asOf,
  quality,
  workspaceFolder: _,
  ...given
}: CaseSettings): RunSettings {
  const usual = runSettings(nothingSet, Temporal.Instant.from(asOf));
  return { ...usual, ...given, quality: { ...usual.quality, ...quality } };
}

/** The relations that a test looks at; undefined: all. */
type Wanted = ReadonlySet<string> | undefined;

/** Which relations a test looks at, of a program and the entities that are mapped. */
type Wanting = (program: Program, mapped: ReadonlySet<string>) => Wanted;

/** Builds what raw holds and opens the finished file, read only; `close` removes everything. */
export async function buildFrom(
  raw: Database,
  folder: string,
  given: CaseSettings,
  { legsPath, wanted }: { legsPath?: string; wanted?: Wanting } = {},
): Promise<{ made: MadeBuild; program: Program; build: Database; close: () => Promise<void> }> {
  let program = await knownProgram(raw, given.workspaceFolder);
  if (legsPath !== undefined) program = await withGivenLegs(raw, program, legsPath);
  const mapped = await raw.rows<{ entity: string }>(
    "select entity from raw.entities where state = 'mapped'",
  );
  const entities = new Set(mapped.map(({ entity }) => entity));
  const relations = wanted?.(program, entities);
  if (relations) program = await pruneProgram(raw, program, relations);
  const settings = settingsOf(given);
  const identity = identifyBuild(program, settings, 'case', 'test');
  const made = await makeBuild(raw, join(folder, 'builds'), program, settings, identity);
  raw.close();
  const build = await Database.open(made.path, { readOnly: true });
  const close = async () => {
    build.close();
    await rm(folder, { recursive: true, force: true });
  };
  return { made, program, build, close };
}

/**
 * Builds a case folder: `case.json`, `raw/*.csv`, and `legs.csv` where it gives legs of calls.
 * `wanted` leaves out the models that what a test looks at is not made of; `npm run test:long` builds all of them.
 */
export async function buildCase(caseFolder: string, wanted?: Wanting) {
  const { raw, folder } = await emptyRaw();
  await fillRaw(raw, join(caseFolder, 'raw'));
  const given = JSON.parse(await readFile(join(caseFolder, 'case.json'), 'utf8')) as CaseSettings;
  const legsPath = join(caseFolder, 'legs.csv');
  return buildFrom(raw, folder, given, {
    ...(existsSync(legsPath) && { legsPath }),
    ...(wanted && !isLong && { wanted }),
  });
}

/** Missing and unexpected rows of one expected file against the relation of its name. */
export async function compareWithExpected(
  build: Database,
  expectedPath: string,
): Promise<{ missing: Row[]; unexpected: Row[] }> {
  const relation = (expectedPath.split('/').at(-1) ?? '').replace('.csv', '');
  const filterPath = expectedPath.replace('.csv', '.where');
  const filter = existsSync(filterPath) ? await readFile(filterPath, 'utf8') : 'true';
  const text = await readFile(expectedPath, 'utf8');
  const columns = (text.split('\n')[0] ?? '').split(',');
  const rounded = (name: string, value: string) =>
    types.get(name) === 'DOUBLE' ? `round(${value}, 6) as ${name}` : `${value} as ${name}`;
  // Once, for a view of all metrics is planned for a while.
  await build.run(
    `create or replace temp table actual as select * from ${relation} where ${filter}`,
  );
  const types = new Map(
    (await build.columns('from actual')).map((column) => [column.name, column.type]),
  );
  const actual = `select ${columns.map((name) => rounded(name, name)).join(', ')} from actual`;
  const typed = columns.map((name) => rounded(name, `${name}::${types.get(name)}`));
  const file = csvTexts(expectedPath);
  await build.run(
    `create or replace temp table expected as select ${typed.join(', ')} from ${file}`,
  );
  return {
    missing: await build.rows(`from expected except all (${actual})`),
    unexpected: await build.rows(`(${actual}) except all from expected`),
  };
}
