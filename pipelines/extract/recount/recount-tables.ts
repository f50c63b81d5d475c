import { type Database, identifier, quote } from '../../warehouse/database.ts';
import type { Contract, ContractColumn } from '../contracts.ts';
import { readFileMapping } from '../mapped-files.ts';
import type { Mapping } from '../mappings.ts';
import { withSnapshot } from '../postgres.ts';
import type { FilesSource, PostgresSource } from '../sources.ts';

/** A mapping, its contract, and what the days of its rows are told by. */
export interface CountedEntity {
  readonly mapping: Mapping;
  readonly contract: Contract;
}

/** Where counts go: source, entity, local_date (null: no day), source_count, key_count. */
export const recountedTable = `create or replace temp table recounted (
  source varchar, entity varchar, local_date date, source_count bigint, key_count bigint)`;

/** The column by whose day an entity's rows are counted; undefined for what has no day of its own. */
export function dayColumn(contract: Contract): ContractColumn | undefined {
  if (contract.keep === 'versions') return undefined;
  return (
    contract.columns.find(({ type }) => type === 'TIMESTAMP') ??
    contract.columns.find(({ type }) => type === 'DATE')
  );
}

/**
 * Counts what a Postgres source has now, by local day, all in one snapshot; the server does the
 * counting and sends a row a day. Throws UserErrors (exit 3) like an extraction.
 */
export async function recountPostgres(
  raw: Database,
  source: PostgresSource,
  entities: readonly CountedEntity[],
  zone: string,
  tempFolder: string,
): Promise<void> {
  await withSnapshot(source, { story: () => undefined }, async (snapshot) => {
    for (const { mapping, contract } of entities) {
      const day = dayColumn(contract);
      const found = await snapshot.describe(mapping);
      const type = found.find(({ name }) => name === day?.name)?.type ?? '';
      const isZoned = type.startsWith('timestamp') && type.endsWith('with time zone');
      const counting = countMapping(mapping, contract, (column) =>
        isZoned
          ? `(${column} at time zone ${quote(zone)})::date`
          : `((${column} at time zone 'UTC') at time zone ${quote(zone)})::date`,
      );
      const columns = await snapshot.describe(counting);
      await snapshot.copy(raw, { mapping: counting, contract: countContract, columns, tempFolder });
      await keepCounts(raw, source.name, contract.entity);
    }
  });
}

/** Counts what the files of a mapping hold now, by local day. */
export async function recountFiles(
  raw: Database,
  source: FilesSource,
  entities: readonly CountedEntity[],
  zone: string,
): Promise<void> {
  for (const { mapping, contract } of entities) {
    const counting = countMapping(
      mapping,
      contract,
      (column) => `((${column}::timestamp at time zone 'UTC') at time zone ${quote(zone)})::date`,
    );
    await readFileMapping(raw, source, counting, countContract);
    await keepCounts(raw, source.name, contract.entity);
  }
}

const countContract: Contract = {
  entity: 'counts',
  keyColumns: ['local_date'],
  keep: 'events',
  columns: [
    { name: 'local_date', type: 'DATE', isRequired: false },
    { name: 'source_count', type: 'BIGINT', isRequired: false },
    { name: 'key_count', type: 'BIGINT', isRequired: false },
  ],
  createSql: '',
  path: 'recount',
};

/** The same mapping, counted by day; `localDate` gives the day of an instant in the dialect. */
function countMapping(
  mapping: Mapping,
  contract: Contract,
  localDate: (column: string) => string,
): Mapping {
  const day = dayColumn(contract);
  const column = day === undefined ? undefined : `counted.${identifier(day.name)}`;
  const dated =
    column === undefined ? 'null::date' : day?.type === 'DATE' ? column : localDate(column);
  const keys = contract.keyColumns.map((name) => `counted.${identifier(name)}`);
  const key = keys.length === 1 ? keys.join('') : `(${keys.join(', ')})`;
  // Rows without a whole key are rejected, each for itself.
  const isWhole = keys.map((part) => `${part} is not null`).join(' and ');
  const sql = `select ${dated} as local_date, count(*) as source_count,
    count(distinct ${key}) filter (where ${isWhole})
      + count(*) filter (where not (${isWhole})) as key_count from (${mapping.sql}\n) as counted group by 1`;
  const { cursor: _cursor, ...rest } = mapping;
  return { ...rest, sql };
}

async function keepCounts(raw: Database, source: string, entity: string): Promise<void> {
  await raw.run(
    `insert into recounted select $source, $entity, local_date, source_count, key_count from incoming`,
    { source, entity },
  );
}
