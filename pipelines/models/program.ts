import { hashText } from '../run/files.ts';
import { type ProgramFile, readProgramFiles } from '../run/overlay.ts';
import type { Database } from '../warehouse/database.ts';
import { givenTableNames } from './given-tables.ts';
import { type Model, readModels } from './model.ts';
import { type Plan, planModels } from './plan.ts';

/** The SQL of a workspace as it was read. */
export interface SqlFiles {
  readonly models: readonly Model[];
  readonly seeds: readonly ProgramFile[];
  readonly audits: readonly ProgramFile[];
  /** Hash over every SQL and seed file. */
  readonly sqlHash: string;
}

/** The SQL of a workspace, checked and ordered, ready to be built. */
export interface Program {
  readonly plan: Plan;
  readonly seeds: readonly ProgramFile[];
  readonly audits: readonly ProgramFile[];
  readonly sqlHash: string;
}

/** Reads all SQL of the program and the workspace. Throws UserErrors (exit 2) for a bad header. */
export async function readSql(workspaceFolder: string | undefined): Promise<SqlFiles> {
  const models = await readModels(workspaceFolder);
  const seeds = await readProgramFiles(workspaceFolder, 'sql/seeds', '.csv');
  const audits = await readProgramFiles(workspaceFolder, 'sql/audits', '.sql');
  const files = [...models.map((model) => model.file), ...seeds, ...audits];
  const sqlHash = hashText(files.map((file) => `${file.path}\n${file.text}`).join('\n'));
  return { models, seeds, audits, sqlHash };
}

/**
 * Parses, checks and orders the models, which takes longer than all else that a run with nothing new does.
 * Throws UserErrors (exit 2).
 */
export async function planProgram(database: Database, sql: SqlFiles): Promise<Program> {
  const { models, ...rest } = sql;
  return { ...rest, plan: await planModels(database, models, givenTableNames(sql.seeds)) };
}

/** Reads and plans in one. */
export async function readProgram(
  database: Database,
  workspaceFolder: string | undefined,
): Promise<Program> {
  return planProgram(database, await readSql(workspaceFolder));
}
