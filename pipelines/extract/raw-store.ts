import { existsSync } from 'node:fs';
import { chmod } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { makeFolder } from '../run/files.ts';
import { exitCodes, messageOf, UserError } from '../run/user-error.ts';
import { Database, identifier, type OpenOptions } from '../warehouse/database.ts';
import { type Contract, type ContractColumn, readContracts, storedColumns } from './contracts.ts';
import { metaStatements } from './raw-tables.ts';

export interface RawOptions extends Pick<OpenOptions, 'memoryLimit' | 'temporaryFolder'> {
  /** Whose contracts lie over the program's own. */
  readonly workspaceFolder?: string;
  /** The contracts, where the caller has read them already. */
  readonly contracts?: readonly Contract[];
}

/**
 * Opens `raw.duckdb` for writing, and makes what is missing in it: the file (0600, in a folder that
 * is 0700), the tables of the contracts and those that tell where rows came from. Nothing is written
 * when nothing is missing. Throws a UserError (exit 2) when another process has it open, and when a
 * contract no longer fits the rows that are there.
 */
export async function openRaw(path: string, options: RawOptions = {}): Promise<Database> {
  if (basename(path) !== 'raw.duckdb') throw new Error(`raw must be named raw.duckdb: ${path}`);
  const { workspaceFolder, contracts, ...openOptions } = options;
  const known = contracts ?? (await readContracts(workspaceFolder));
  const isNew = !existsSync(path);
  await makeFolder(dirname(path));
  const raw = await openRawFile(path, openOptions);
  try {
    if (isNew) await chmod(path, 0o600);
    await makeTables(raw, known, path);
    raw.prepareFeed();
    return raw;
  } catch (error) {
    raw.close();
    throw error;
  }
}

/**
 * Opens the file and holds its lock, whatever is in it. Throws a UserError (exit 2) when another process
 * has it open, and when it is no database.
 */
export async function openRawFile(path: string, options: OpenOptions = {}): Promise<Database> {
  try {
    return await Database.open(path, options);
  } catch (error) {
    const message = messageOf(error);
    const holder = /\(PID (\d+)\)/.exec(message)?.[1];
    const isLocked = message.includes('Could not set lock');
    const who = holder === undefined ? 'another process' : `the process ${holder}`;
    throw new UserError({
      what: isLocked ? `${who} has it open` : (message.split('\n')[0] ?? ''),
      where: path,
      advice: isLocked
        ? 'Another run is under way, or a shell has the file open: wait for it or end it, then run it again. Nothing was changed.'
        : 'DuckDB cannot open the file. Move it aside and run `muster extract --rebuild-raw`, which makes it anew. Nothing was changed.',
      exitCode: exitCodes.usage,
      cause: error,
    });
  }
}

async function makeTables(raw: Database, contracts: readonly Contract[], path: string) {
  const existing = await readTables(raw);
  const namesOf = (columns: readonly ContractColumn[]) => columns.map(({ name }) => name);
  const statements = metaStatements(
    new Map([...existing].map(([table, columns]) => [table, namesOf(columns)])),
  );
  for (const contract of contracts) {
    const present = existing.get(contract.entity);
    if (present === undefined) statements.push(contract.createSql);
    else statements.push(...(await adjustTable(raw, contract, present, path)));
  }
  if (statements.length === 0) return;
  await raw.transaction(async () => {
    for (const statement of statements) await raw.run(statement);
  });
}

async function readTables(raw: Database): Promise<Map<string, ContractColumn[]>> {
  const rows = await raw.rows<{ table: string; name: string; type: string; nullable: boolean }>(
    `select table_name as "table", column_name as name, data_type as type,
       is_nullable as nullable
     from duckdb_columns() where database_name = 'raw' and schema_name = 'main'
     order by table_name, column_index`,
  );
  const tables = new Map<string, ContractColumn[]>();
  for (const { table, name, type, nullable } of rows) {
    const columns = tables.get(table) ?? [];
    columns.push({ name, type, isRequired: !nullable });
    tables.set(table, columns);
  }
  return tables;
}

/** The statements that make a table fit its contract again; none when it does. */
async function adjustTable(
  raw: Database,
  contract: Contract,
  present: readonly ContractColumn[],
  path: string,
): Promise<string[]> {
  const wanted = storedColumns(contract);
  const isPresent = (name: string) => present.some((column) => column.name === name);
  const problems = wanted.flatMap((column) => findProblem(column, present) ?? []);
  for (const { name } of present) {
    if (!wanted.some((column) => column.name === name)) {
      problems.push(`the contract has no column "${name}" any more`);
    }
  }
  if (problems.length === 0) {
    return wanted
      .filter(({ name }) => !isPresent(name))
      .map(
        ({ name, type }) =>
          `alter table raw.${contract.entity} add column ${identifier(name)} ${type}`,
      );
  }
  const { count } = await raw.one<{ count: number }>(
    `select count(*) as count from raw.${contract.entity}`,
  );
  if (count === 0) return [`drop table raw.${contract.entity}`, contract.createSql];
  throw new UserError({
    what: `the table ${contract.entity} no longer fits ${contract.path}: ${problems.join('; ')}`,
    where: path,
    advice:
      'Run `muster extract --rebuild-raw`, which makes raw.duckdb anew, or undo the change of the contract. Nothing was changed.',
    exitCode: exitCodes.usage,
  });
}

/** Why a stored column does not fit the wanted one; a new optional column is no problem. */
function findProblem(
  wanted: ContractColumn,
  present: readonly ContractColumn[],
): string | undefined {
  const found = present.find((column) => column.name === wanted.name);
  if (found === undefined) {
    return wanted.isRequired
      ? `the contract has the new required column "${wanted.name}"`
      : undefined;
  }
  if (found.type !== wanted.type) {
    return `"${wanted.name}" is ${found.type}, the contract says ${wanted.type}`;
  }
  if (found.isRequired === wanted.isRequired) return undefined;
  const [is, says] = found.isRequired ? ['required', 'optional'] : ['optional', 'required'];
  return `"${wanted.name}" is ${is}, the contract says ${says}`;
}
