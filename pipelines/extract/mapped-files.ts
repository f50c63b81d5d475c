import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { exitCodes, UserError } from '../run/user-error.ts';
import { type Database, identifier, quote } from '../warehouse/database.ts';
import { type FoundColumn, findMisfits, misfitError, type TypeRules } from './column-check.ts';
import type { Contract } from './contracts.ts';
import { withoutValues } from './duckdb-message.ts';
import type { Mapping } from './mappings.ts';
import { storedExpression } from './number-columns.ts';
import type { FilesSource } from './sources.ts';

const integers = ['TINYINT', 'SMALLINT', 'INTEGER', 'BIGINT', 'UTINYINT', 'USMALLINT', 'UINTEGER'];

// A bare `null` has no type of its own; DuckDB gives it this one where a type must be told.
const typeOfNull = 'INTEGER';
const untypedNull = 'null';

/** What DuckDB types a contract's column takes. A `TIMESTAMP` is in UTC, as in the contract. */
const duckdbRules: TypeRules<FoundColumn> = {
  adviseFix(wanted, found) {
    const isInteger = integers.includes(found.type);
    const isExact =
      found.type === wanted.type ||
      (wanted.type === 'TIMESTAMP' && found.type === 'TIMESTAMP WITH TIME ZONE') ||
      (isInteger && (integers.includes(wanted.type) || /^(DECIMAL|DOUBLE)/.test(wanted.type))) ||
      (found.type.startsWith('DECIMAL') && fitsDecimal(wanted.type, found.type)) ||
      found.type === untypedNull;
    return isExact ? undefined : `${identifier(wanted.name)}::${wanted.type.toLowerCase()}`;
  },
  typedNull: () => 'null',
};

function fitsDecimal(wanted: string, found: string): boolean {
  const scaleOf = (type: string) => Number(/^DECIMAL\(\d+,(\d+)\)$/.exec(type)?.[1] ?? Number.NaN);
  return wanted === 'DOUBLE' || scaleOf(found) <= scaleOf(wanted);
}

/** Makes sure that a source's folder is there; exit 3 when it is missing, or empty before any load. */
export async function requireFolder(
  raw: Database,
  source: { readonly name: string; readonly folder: string },
): Promise<void> {
  const isThere = existsSync(source.folder);
  if (isThere && (await readdir(source.folder)).some((name) => !name.startsWith('.'))) return;
  const { loads } = await raw.one<{ loads: number }>(
    'select count(*) as loads from raw.loads where source = $source',
    { source: source.name },
  );
  if (isThere && loads > 0) return;
  const { folder } = source;
  throw new UserError({
    what: isThere
      ? `the folder ${folder} is empty, and nothing was ever loaded from it`
      : `the folder ${folder} does not exist`,
    where: `sources.${source.name}`,
    advice: isThere
      ? 'Put the first files there, or take the source out of muster.yaml. Nothing of this source was read.'
      : `Create it or mend sources.${source.name}.folder in muster.yaml. Nothing of this source was read.`,
    exitCode: exitCodes.source,
  });
}

/**
 * Checks that a mapping over files fits its contract; gives the columns that it has. Throws a UserError
 * (exit 3); no row is kept.
 */
export async function checkFileMapping(
  raw: Database,
  source: FilesSource,
  mapping: Mapping,
  contract: Contract,
): Promise<FoundColumn[]> {
  await setVariables(raw, source);
  const found = await readingSafely(mapping, source, () => describe(raw, mapping, contract));
  const error = misfitError(mapping, findMisfits(contract, found, duckdbRules));
  if (error !== undefined) throw error;
  return found;
}

/** The columns that a mapping gives; those of bare nulls have no type and fit any optional column. */
async function describe(
  raw: Database,
  mapping: Mapping,
  contract: Contract,
): Promise<FoundColumn[]> {
  const found: FoundColumn[] = [];
  for (const column of await raw.columns(`(${mapping.sql}\n)`)) {
    const wanted = contract.columns.find(({ name }) => name === column.name);
    const isDoubtful =
      wanted !== undefined &&
      !wanted.isRequired &&
      column.type === typeOfNull &&
      duckdbRules.adviseFix(wanted, column) !== undefined;
    const isEmpty =
      isDoubtful &&
      (
        await raw.rows(
          `select 1 from (${mapping.sql}\n) as mapping where ${identifier(column.name)} is not null limit 1`,
        )
      ).length === 0;
    found.push(isEmpty ? { ...column, type: untypedNull } : column);
  }
  return found;
}

/** Reads a mapping's rows into the temporary table `incoming`. */
export async function readFileMapping(
  raw: Database,
  source: FilesSource,
  mapping: Mapping,
  contract: Contract,
): Promise<void> {
  await setVariables(raw, source);
  const given = await readingSafely(mapping, source, () => raw.columns(`(${mapping.sql}\n)`));
  const names = given.map(({ name }) => name);
  const columns = contract.columns.map(
    (column) =>
      `(${storedExpression(contract, column, names)})::${column.type} as ${identifier(column.name)}`,
  );
  await readingSafely(mapping, source, () =>
    raw.run(
      `create or replace temp table incoming as
       select ${columns.join(', ')} from (${mapping.sql}\n) as mapping`,
    ),
  );
}

async function setVariables(raw: Database, source: FilesSource): Promise<void> {
  await raw.run(`set variable folder = ${quote(source.folder)}`);
  await raw.run(`set variable source = ${quote(source.name)}`);
  await raw.run(`set variable time_zone = ${quote(source.timeZone ?? 'UTC')}`);
}

async function readingSafely<T>(
  mapping: Mapping,
  source: FilesSource,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw new UserError({
      what: `the entity ${mapping.entity} cannot be read from sources.${source.name}: ${withoutValues(error)}`,
      where: mapping.path,
      advice: `Mend the mapping or the file. Nothing of ${mapping.entity} was written.`,
      exitCode: exitCodes.source,
    });
  }
}
