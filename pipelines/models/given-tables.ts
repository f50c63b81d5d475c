import type { ProgramFile } from '../run/overlay.ts';
import { type Database, identifier, quote } from '../warehouse/database.ts';
import { type RunSettings, settingsRow, utcTimestamp } from './settings.ts';

/** What a build says about itself. */
export interface BuildIdentity {
  readonly buildId: string;
  readonly fingerprint: string;
  readonly rawState: string;
  readonly sqlHash: string;
  readonly programVersion: string;
  readonly madeAt: Temporal.Instant;
}

const ownTables = ['run_settings', 'source_rules', 'build_info'];

/** The kinds of scope, in the order of texts. Words that many rows have take a third of the time when they are a type. */
export const scopeKindType = `create type scope_kind as enum
  ('location', 'member', 'organization', 'team', 'team_member', 'tenant')`;

/** The names of the tables that are there before any model runs. */
export function givenTableNames(seeds: readonly ProgramFile[]): Set<string> {
  return new Set([...ownTables, ...seeds.map(seedName)]);
}

/** Creates the type `scope_kind`, the settings, the source rules, the build's identity and the seeds in the current database. */
export async function createGivenTables(
  build: Database,
  settings: RunSettings,
  identity: BuildIdentity,
  seeds: readonly ProgramFile[],
): Promise<void> {
  await build.run(scopeKindType);
  await build.run(oneRow('run_settings', settingsRow(settings)));
  await build.run(
    oneRow('build_info', [
      ['build_id', 'varchar', identity.buildId],
      ['made_at', 'timestamp', utcTimestamp(identity.madeAt)],
      ['raw_state', 'varchar', identity.rawState],
      ['sql_hash', 'varchar', identity.sqlHash],
      ['fingerprint', 'varchar', identity.fingerprint],
      ['program_version', 'varchar', identity.programVersion],
    ]),
  );
  await build.run(
    'create table source_rules (source varchar, max_age_hours double, is_required boolean)',
  );
  for (const rule of settings.sourceRules) {
    await build.run('insert into source_rules values ($source, $hours, $required)', {
      source: rule.source,
      hours: rule.maxAgeHours,
      required: rule.isRequired,
    });
  }
  for (const seed of seeds) {
    const read = `read_csv(${quote(seed.absolutePath)}, header = true)`;
    await build.run(`create table ${identifier(seedName(seed))} as select * from ${read}`);
  }
}

function seedName(seed: ProgramFile): string {
  return (seed.path.split('/').at(-1) ?? '').replace(/\.csv$/, '');
}

function oneRow(table: string, columns: readonly [string, string, string][]): string {
  const list = columns.map(
    ([name, type, value]) => `${quote(value)}::${type} as ${identifier(name)}`,
  );
  return `create table ${identifier(table)} as select ${list.join(', ')}`;
}
