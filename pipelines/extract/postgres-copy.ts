import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf, UserError } from '../run/user-error.ts';
import { type Database, identifier } from '../warehouse/database.ts';
import { UnfitValue } from './binary-columns.ts';
import { readBinary } from './binary-read.ts';
import { BinaryRows } from './binary-rows.ts';
import type { Contract } from './contracts.ts';
import { readTextsSql, separateUnfit, withoutLongTexts } from './csv-rows.ts';
import { withoutValues } from './duckdb-message.ts';
import { readThroughPipe } from './fifo.ts';
import type { Mapping } from './mappings.ts';
import type { PostgresConnection } from './postgres-connection.ts';
import { copyError, isRecoveryConflict } from './postgres-errors.ts';
import { type KeyRange, keyRanges, rangeCondition } from './postgres-ranges.ts';
import { type PostgresColumn, wireExpression } from './postgres-types.ts';
import { unfitTable } from './screen.ts';
import { checkedColumns, feedSelect, wireColumns } from './wire-columns.ts';

/** What is to be read, with the columns that the mapping was found to give. */
export interface CopyRequest {
  readonly mapping: Mapping;
  readonly contract: Contract;
  readonly columns: readonly PostgresColumn[];
  readonly tempFolder: string;
}

/** What a copy may do beside reading. */
export interface CopyOptions {
  /** Told of what a reader of the run's story should know. */
  readonly story: (line: string) => void;
}

/**
 * Reads a mapping's rows into the temporary table `incoming`; gives their count. Rows with a value that
 * does not fit its type, or that are too long, go to the temporary table `unfit` without their values:
 * only when there are some, the rows are read a second time, carefully. When a hot standby ends the
 * read for its recovery, the rows are read by ranges of their key, each in a snapshot of its own.
 * Throws a UserError (exit 3) for a read that breaks off.
 */
export async function copyMapping(
  connection: PostgresConnection,
  raw: Database,
  request: CopyRequest,
  options: CopyOptions,
): Promise<number> {
  try {
    await raw.run('drop table if exists temp.unfit');
    return await readAll(connection, raw, request).catch((error: unknown) => {
      if (!isRecoveryConflict(error)) throw error;
      return readByRanges(connection, raw, request, options);
    });
  } catch (error) {
    throw toUserError(connection, request.mapping, error);
  }
}

/**
 * Reads a mapping's rows straight into the entity's empty table, as part of the caller's transaction;
 * gives their count. Undefined when the rows must be read with care, by `copyMapping`: the transaction
 * is then to be rolled back. Throws like `copyMapping`.
 */
export async function copyStraight(
  connection: PostgresConnection,
  raw: Database,
  request: CopyRequest,
): Promise<number | undefined> {
  try {
    const table = `raw.${request.contract.entity}`;
    return await connection.guarded(() => copyQuickly(connection, raw, request, { table }));
  } catch (error) {
    if (isAboutRows(error) || isRecoveryConflict(error)) return undefined;
    throw toUserError(connection, request.mapping, error);
  }
}

/** One read of all rows or of a range of them; a second, careful one when a row does not fit. */
async function readAll(
  connection: PostgresConnection,
  raw: Database,
  request: CopyRequest,
  range?: KeyRange,
): Promise<number> {
  try {
    return await connection.guarded(() => copyQuickly(connection, raw, request, { range }));
  } catch (error) {
    if (!isAboutRows(error)) throw error;
  }
  const count = await connection.guarded(() => copyCarefully(connection, raw, request, range));
  await separateUnfit(raw, request.contract);
  return count;
}

/** Reads rows in their binary form into an empty table, or else into a new `incoming`. */
async function copyQuickly(
  connection: PostgresConnection,
  raw: Database,
  { mapping, contract, columns }: CopyRequest,
  target: { readonly table?: string; readonly range?: KeyRange | undefined },
): Promise<number> {
  const wire = wireColumns(contract, columns, mapping.path);
  const given = columns.map(({ name }) => name);
  const list = wire.map(({ expression }) => expression).join(', ');
  const copy = `copy (select ${list} from ${rowsOf(mapping, target.range)}) to stdout (format binary)`;
  const rows = new BinaryRows(wire);
  const { table = 'incoming' } = target;
  const names = contract.columns.map(({ name }) => identifier(name)).join(', ');
  const select = feedSelect(contract, given, wire);
  const sentCount = await raw.withFeed(rows, async () => {
    // Nothing is open to a statement yet, so the table has the columns and no rows.
    if (target.table === undefined)
      await raw.run(`create or replace temp table incoming as ${select}`);
    return readBinary(raw, rows, `insert into ${table} (${names}) ${select}`, (sink) =>
      connection.copy(copy, sink),
    );
  });
  return requireCount(raw, table, sentCount);
}

/** Reads all values as texts into a new `incoming`, each tried by itself. */
async function copyCarefully(
  connection: PostgresConnection,
  raw: Database,
  request: CopyRequest,
  range?: KeyRange,
): Promise<number> {
  const given = request.columns.map((column) => column.name);
  const select = withoutLongTexts(textColumns(request), rowsOf(request.mapping, range));
  let sentCount = 0;
  await readThroughPipe(
    raw,
    request.tempFolder,
    (path) => readTextsSql(request.contract, given, path),
    async (sink) => {
      const copy = `copy (${select}) to stdout (format csv, force_quote *)`;
      sentCount = await connection.copy(copy, sink);
    },
  );
  return requireCount(raw, 'incoming', sentCount);
}

function rowsOf(mapping: Mapping, range: KeyRange | undefined): string {
  const where = range === undefined ? '' : ` where ${rangeCondition(range)}`;
  return `(${mapping.sql}\n) as m${where}`;
}

/** A reader takes an early end for the end: only equal counts prove that all rows came. */
async function requireCount(raw: Database, table: string, sentCount: number): Promise<number> {
  const { count } = await raw.one<{ count: number }>(`select count(*) as count from ${table}`);
  if (count === sentCount) return count;
  throw new Error(`the server sent ${sentCount} rows, ${count} arrived`);
}

function textColumns({ mapping, contract, columns }: CopyRequest) {
  return checkedColumns(contract, columns, mapping.path).map(([wanted, found]) => {
    const isText =
      wanted.type === 'VARCHAR' || wanted.type === 'JSON' || wanted.type.endsWith('[]');
    return { name: wanted.name, expression: wireExpression(wanted, found), isText };
  });
}

async function readByRanges(
  connection: PostgresConnection,
  raw: Database,
  request: CopyRequest,
  { story }: CopyOptions,
): Promise<number> {
  const { mapping, contract } = request;
  const ranges = await untilNoConflict(connection, () =>
    connection.guarded(() => keyRanges(connection, mapping, contract)),
  );
  story(
    `${mapping.entity}: the standby ended the read for its recovery; it is read again in ${ranges.length} ranges of ${ranges[0]?.column}, each in a snapshot of its own`,
  );
  for (const table of ['gathered', 'gathered_unfit']) {
    await raw.run(`drop table if exists temp.${table}`);
  }
  let count = 0;
  for (const range of ranges) {
    count += await untilNoConflict(connection, () => readAll(connection, raw, request, range));
    await gather(raw, 'incoming');
    await gather(raw, 'unfit');
  }
  await raw.run('create or replace temp table incoming as from gathered');
  await raw.run('drop table gathered');
  await raw.run('create or replace temp table unfit as from gathered_unfit');
  // What is read after this entity sees one moment again.
  await connection.renew();
  return count;
}

/** Adds the rows of one range to those of the ranges before it. */
async function gather(raw: Database, table: string): Promise<void> {
  if (table === 'unfit') await raw.run(unfitTable);
  await raw.run(`create temp table if not exists gathered${table === 'unfit' ? '_unfit' : ''} as
    from ${table} limit 0`);
  await raw.run(`insert into gathered${table === 'unfit' ? '_unfit' : ''} from ${table}`);
  await raw.run(`drop table temp.${table}`);
}

const conflictTries = 5;
const firstPauseMs = 50;

/** Runs `work` in a new snapshot, and again in another one when the standby ends it. */
async function untilNoConflict<T>(
  connection: PostgresConnection,
  work: () => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    await connection.renew();
    try {
      return await work();
    } catch (error) {
      if (!isRecoveryConflict(error) || attempt === conflictTries) throw error;
      await sleep(firstPauseMs * 2 ** attempt);
    }
  }
}

/** What DuckDB says about a value or a row; its messages quote the whole row, so they go no further. */
function isAboutRows(error: unknown): boolean {
  if (error instanceof UnfitValue) return true;
  const { severity } = error as { severity?: string };
  const pattern =
    /CSV Error|Maximum line size|^(Conversion|Invalid Input|Out of Range|Constraint) Error/;
  return severity === undefined && pattern.test(messageOf(error));
}

function toUserError(connection: PostgresConnection, mapping: Mapping, error: unknown): UserError {
  if (error instanceof UserError) return error;
  if (!isAboutRows(error)) return copyError(mapping, connection.source, error);
  const reason = new Error(withoutValues(error));
  return copyError(mapping, connection.source, reason);
}
