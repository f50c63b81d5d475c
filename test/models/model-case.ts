import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  identifyBuild,
  type MadeBuild,
  makeBuild,
  readProgram,
} from '../../pipelines/models/build.ts';
import type { RunSettings } from '../../pipelines/models/settings.ts';
import { readProgramFiles } from '../../pipelines/run/overlay.ts';
import { Database, quote, type Row } from '../../pipelines/warehouse/database.ts';

/** What a case may set beside its input tables. */
export interface CaseSettings {
  readonly asOf: string;
  readonly timeZone?: string;
  readonly weekStart?: RunSettings['weekStart'];
  readonly fiscalYearStartMonth?: number;
  readonly connectMinTalkSeconds?: number;
}

export const versionColumns = `seen_from_run_id varchar default 'run-1', seen_until_run_id varchar,
  is_deleted boolean default false`;

/** A raw database in a temporary folder with every contract table and muster's own tables, empty. */
export async function emptyRaw(): Promise<{ raw: Database; folder: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'muster-case-'));
  const raw = await Database.open(join(folder, 'raw.duckdb'));
  for (const contract of await readProgramFiles(undefined, 'sql/contracts', '.sql')) {
    await raw.run(contract.text);
    if (!/^-- Keep:\s+versions/m.test(contract.text)) continue;
    const table = (contract.path.split('/').at(-1) ?? '').replace('.sql', '');
    for (const column of versionColumns.split(',')) {
      await raw.run(`alter table raw.${table} add column ${column}`);
    }
  }
  await raw.run(`
    create table raw.entities (entity varchar, state varchar, source varchar, mapping_path varchar,
      mapping_hash varchar);
    create table raw.sources (source varchar, kind varchar, format varchar, time_zone varchar,
      has_wait boolean, has_offers boolean, has_hold boolean, has_wrap_up boolean,
      has_talk_in_queue_calls boolean);
    create table raw.loads (load_id bigint, run_id varchar, entity varchar, source varchar,
      file_hash varchar, read_count bigint, loaded_count bigint, rejected_count bigint,
      changed_count bigint, deleted_count bigint, newest_at timestamp, loaded_at timestamp);
    create table raw.rejects (source varchar, entity varchar, file_name varchar, file_hash varchar,
      line_number bigint, entity_key varchar, column_name varchar, reason varchar,
      kept_text varchar, run_id varchar)`);
  return { raw, folder };
}

/** Fills raw tables from `<folder>/<table>.csv` (by column name) and marks their entities as mapped. */
export async function fillRaw(raw: Database, folder: string): Promise<void> {
  for (const name of (await readdir(folder)).sort()) {
    const table = name.replace('.csv', '');
    const file = `read_csv(${quote(join(folder, name))}, header = true, all_varchar = true,
      allow_quoted_nulls = false)`;
    await raw.run(`insert into raw.${table} by name select * from ${file}`);
    if (['entities', 'sources', 'loads', 'rejects'].includes(table)) continue;
    await raw.run(`insert into raw.entities (entity, state) values (${quote(table)}, 'mapped')`);
  }
}

/** The settings of a case as the build takes them. */
export function settingsOf(given: CaseSettings): RunSettings {
  return {
    asOf: Temporal.Instant.from(given.asOf),
    companyName: 'Test company',
    timeZone: given.timeZone ?? 'America/Detroit',
    weekStart: given.weekStart ?? 'monday',
    fiscalYearStartMonth: given.fiscalYearStartMonth ?? 1,
    currencyCode: 'USD',
    connectMinTalkSeconds: given.connectMinTalkSeconds ?? 30,
    sourceRules: [],
  };
}

/** Builds what raw holds and opens the finished file, read only; `close` removes everything. */
export async function buildFrom(
  raw: Database,
  folder: string,
  given: CaseSettings,
): Promise<{ made: MadeBuild; build: Database; close: () => Promise<void> }> {
  const program = await readProgram(raw, undefined);
  const settings = settingsOf(given);
  const identity = identifyBuild(program, settings, 'case', 'test');
  const made = await makeBuild(raw, join(folder, 'builds'), program, settings, identity);
  raw.close();
  const build = await Database.open(made.path, { readOnly: true });
  const close = async () => {
    build.close();
    await rm(folder, { recursive: true, force: true });
  };
  return { made, build, close };
}

/** Builds a case folder: `case.json`, `raw/*.csv`. */
export async function buildCase(caseFolder: string) {
  const { raw, folder } = await emptyRaw();
  await fillRaw(raw, join(caseFolder, 'raw'));
  const given = JSON.parse(await readFile(join(caseFolder, 'case.json'), 'utf8')) as CaseSettings;
  return buildFrom(raw, folder, given);
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
  const types = new Map(
    (await build.columns(`select * from ${relation}`)).map((column) => [column.name, column.type]),
  );
  const typed = columns.map((name) => `${name}::${types.get(name)} as ${name}`);
  const round = columns.map((name) =>
    types.get(name) === 'DOUBLE' ? `round(${name}, 6) as ${name}` : name,
  );
  const file = `read_csv(${quote(expectedPath)}, header = true, all_varchar = true)`;
  const expected = `select ${round.join(', ')} from (select ${typed.join(', ')} from ${file})`;
  const actual = `select ${round.join(', ')} from ${relation} where ${filter}`;
  return {
    missing: await build.rows(`(${expected}) except all (${actual})`),
    unexpected: await build.rows(`(${actual}) except all (${expected})`),
  };
}
