import { hashText } from '../run/files.ts';
import { listOf, parseHeader } from '../run/header.ts';
import { type ProgramFile, readProgramFiles } from '../run/overlay.ts';
import { exitCodes, messageOf, UserError } from '../run/user-error.ts';
import { Database } from '../warehouse/database.ts';

/** How an entity lives on in raw: merged by key, or every version kept with the runs that saw it. */
export type Keep = 'events' | 'versions';

export interface ContractColumn {
  readonly name: string;
  /** DuckDB's own name of the type, such as `DECIMAL(18,2)` or `VARCHAR[]`. */
  readonly type: string;
  /** True for `not null`: a row without it is rejected. */
  readonly isRequired: boolean;
}

/** What an entity must look like, read from `sql/contracts/<entity>.sql`. */
export interface Contract {
  readonly entity: string;
  readonly keyColumns: readonly string[];
  readonly keep: Keep;
  readonly columns: readonly ContractColumn[];
  /** Creates the entity's table in the catalog `raw`, the columns of versions included. */
  readonly createSql: string;
  readonly path: string;
}

/** What an entity with `Keep: versions` has beside its contract's columns. */
const versionColumns: readonly ContractColumn[] = [
  { name: 'seen_from_run_id', type: 'VARCHAR', isRequired: false },
  { name: 'seen_until_run_id', type: 'VARCHAR', isRequired: false },
  { name: 'is_deleted', type: 'BOOLEAN', isRequired: false },
];

/** The columns that the entity's table has in `raw.duckdb`. */
export function storedColumns(contract: Contract): readonly ContractColumn[] {
  return contract.keep === 'versions' ? [...contract.columns, ...versionColumns] : contract.columns;
}

/** What texts said that were read before: a command asks for the contracts several times. */
const known = new Map<string, Promise<Contract[]>>();

/** Reads all contracts, the workspace's over the program's. Throws a UserError (exit 2). */
export async function readContracts(workspaceFolder: string | undefined): Promise<Contract[]> {
  const files = await readProgramFiles(workspaceFolder, 'sql/contracts', '.sql');
  const key = hashText(files.map((file) => `${file.path}\n${file.text}`).join('\n'));
  const contracts = known.get(key) ?? understand(files);
  known.set(key, contracts);
  return contracts;
}

async function understand(files: readonly ProgramFile[]): Promise<Contract[]> {
  const memory = await Database.open(':memory:');
  try {
    await memory.run("attach ':memory:' as raw");
    const headers = files.map(readHeader);
    for (const file of files) await createTable(memory, file);
    const columns = await describeTables(memory);
    return headers.map((header) => toContract(header, columns.get(header.entity)));
  } finally {
    memory.close();
  }
}

function readHeader(file: ProgramFile) {
  const header = parseHeader(file.text, file.path, {
    required: ['Entity', 'Key', 'Keep', 'Answers'],
    optional: ['Private'],
  });
  const entity = header.get('Entity') ?? '';
  const keep = header.get('Keep') ?? '';
  const fileName = file.path.split('/').at(-1);
  if (fileName !== `${entity}.sql`) {
    throw refuse(file, `the header names the entity "${entity}", the file is ${fileName}`);
  }
  if (keep !== 'events' && keep !== 'versions') {
    throw refuse(file, `Keep is "${keep}"; it must be events or versions`);
  }
  return { file, entity, keep, keyColumns: listOf(header.get('Key')) } as const;
}

async function createTable(memory: Database, file: ProgramFile): Promise<void> {
  try {
    await memory.run(file.text);
  } catch (error) {
    throw refuse(file, messageOf(error).split('\n')[0] ?? '', error);
  }
}

function toContract(
  { file, entity, keep, keyColumns }: ReturnType<typeof readHeader>,
  columns: readonly ContractColumn[] | undefined,
): Contract {
  if (columns === undefined) {
    throw refuse(file, `the file does not create the table raw.${entity}`);
  }
  for (const key of keyColumns) {
    const column = columns.find((candidate) => candidate.name === key);
    if (column === undefined) throw refuse(file, `the key column "${key}" is not in the table`);
    if (!column.isRequired) throw refuse(file, `the key column "${key}" must be not null`);
  }
  const withVersions = versionColumns.map(
    (column) => `alter table raw.${entity} add column ${column.name} ${column.type};`,
  );
  const createSql = [file.text, ...(keep === 'versions' ? withVersions : [])].join('\n');
  return { entity, keyColumns, keep, columns, createSql, path: file.path };
}

/** All tables in one query: the catalogue is read whole for each. */
async function describeTables(memory: Database): Promise<Map<string, ContractColumn[]>> {
  const rows = await memory.rows<{
    table_name: string;
    name: string;
    type: string;
    is_nullable: boolean;
  }>(`select table_name, column_name as name, data_type as type, is_nullable from duckdb_columns()
    where database_name = 'raw' order by table_name, column_index`);
  const tables = Map.groupBy(rows, (row) => row.table_name);
  return new Map(
    [...tables].map(([name, columns]) => [
      name,
      columns.map((column) => ({
        name: column.name,
        type: column.type,
        isRequired: !column.is_nullable,
      })),
    ]),
  );
}

function refuse(file: ProgramFile, what: string, cause?: unknown): UserError {
  return new UserError({
    what,
    where: file.path,
    advice: 'Mend the contract. Nothing was run.',
    exitCode: exitCodes.usage,
    cause,
  });
}
