import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { exitCodes, messageOf, UserError } from '../run/user-error.ts';
import { type Database, identifier, quote } from '../warehouse/database.ts';
import type { Contract } from './contracts.ts';
import { readThroughPipe } from './fifo.ts';
import type { Mapping } from './mappings.ts';
import { readColumns, storedExpression } from './number-columns.ts';
import { connectError, copyError, describeError, valueError } from './postgres-errors.ts';
import { type PostgresColumn, wireExpression } from './postgres-types.ts';
import type { PostgresSource } from './sources.ts';

/** What is to be read, with the columns that the mapping was found to give. */
export interface CopyRequest {
  readonly mapping: Mapping;
  readonly contract: Contract;
  readonly columns: readonly PostgresColumn[];
  readonly tempFolder: string;
}

/** All reads of one source in one run: they see the database as it was at one moment. */
export interface PostgresSnapshot {
  /** The server's clock when the snapshot was taken, as text in UTC. */
  readonly takenAt: string;
  /** False when the connection is lost; after any other failure the next entity can be read. */
  isUsable(): boolean;
  /** The columns that a mapping gives. No row is read. */
  describe(mapping: Mapping): Promise<PostgresColumn[]>;
  /** Reads a mapping's rows into the temporary table `incoming` of `raw`; gives their count. */
  copy(raw: Database, request: CopyRequest): Promise<number>;
}

// How much DuckDB reads at once; a row must fit into it.
const blockBytes = 4_000_000;

const connectTimeoutMs = 15_000;

/**
 * Runs `work` on one read-only snapshot of a source, with times in UTC and a statement timeout, and
 * closes the connection after it. Throws a UserError (exit 3) when no connection can be made.
 */
export async function withSnapshot<T>(
  source: PostgresSource,
  work: (snapshot: PostgresSnapshot) => Promise<T>,
): Promise<T> {
  const client = await connect(source);
  let isBroken = false;
  // A statement that fails ends the transaction, and with it the snapshot; a savepoint keeps both.
  const guarded = async <R>(read: () => Promise<R>): Promise<R> => {
    isBroken = true;
    await client.query('savepoint entity').catch(() => undefined);
    try {
      const result = await read();
      await client.query('release savepoint entity');
      isBroken = false;
      return result;
    } catch (error) {
      if (isAnsweredByServer(error)) {
        isBroken = await client.query('rollback to savepoint entity').then(
          () => false,
          () => true,
        );
      }
      throw error;
    }
  };
  try {
    return await work({
      takenAt: await readClock(client, source),
      isUsable: () => !isBroken,
      describe: (mapping) => guarded(() => describeMapping(client, source, mapping)),
      copy: (raw, request) => guarded(() => copyMapping(client, source, raw, request)),
    });
  } finally {
    // A COPY that was cut leaves unread rows in the connection: it cannot say good-bye.
    if (isBroken) client.connection.stream.destroy();
    else await client.end().catch(() => undefined);
  }
}

/** True for an error that the server sent: the connection is then ready for the next statement. */
function isAnsweredByServer(error: unknown): boolean {
  return (error as { cause?: { severity?: string } }).cause?.severity !== undefined;
}

async function readClock(client: pg.Client, source: PostgresSource): Promise<string> {
  try {
    const { rows } = await client.query<{ now: string }>(
      "select to_char(now() at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS.US') as now",
    );
    return rows[0]?.now ?? '';
  } catch (error) {
    throw connectError(source.url, source.name, error);
  }
}

async function connect(source: PostgresSource): Promise<pg.Client> {
  try {
    const client = new pg.Client({
      connectionString: source.url,
      connectionTimeoutMillis: connectTimeoutMs,
      application_name: 'muster',
      keepAlive: true,
      keepAliveInitialDelayMillis: 10_000,
    });
    // Without a listener a connection that dies between two queries ends the program; the next query
    // reports it.
    client.on('error', () => undefined);
    await client.connect();
    await client.query(
      `begin isolation level repeatable read, read only;
       set local timezone = 'UTC';
       set local datestyle = 'ISO, YMD';
       set local intervalstyle = 'iso_8601';
       set local extra_float_digits = 3;
       set local client_encoding = 'UTF8';
       set local muster.source = '${source.name}';
       set local muster.time_zone = '${source.timeZone ?? 'UTC'}';
       set local idle_in_transaction_session_timeout = 0;
       set local statement_timeout = '${source.statementTimeoutSeconds}s'`,
    );
    return client;
  } catch (error) {
    throw connectError(source.url, source.name, error);
  }
}

/** Says which server answers at an address, for a check before a run. Throws like `withSnapshot`. */
export async function checkPostgres(url: string): Promise<string> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: connectTimeoutMs,
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ version: string }>(
      "select split_part(current_setting('server_version'), ' ', 1) as version",
    );
    return `PostgreSQL ${rows[0]?.version ?? ''} answers`;
  } catch (error) {
    throw connectError(url, undefined, error);
  } finally {
    await client.end().catch(() => undefined);
  }
}

const describePrefix = 'select * from (';

async function describeMapping(
  client: pg.Client,
  source: PostgresSource,
  mapping: Mapping,
): Promise<PostgresColumn[]> {
  const prefix = describePrefix;
  try {
    const { fields } = await client.query(`${prefix}${mapping.sql}\n) as m limit 0`);
    const types = await client.query<{ base: string; name: string; kind: string }>(
      `select typname as base, typtype as kind, format_type(pg_type.oid, asked.modifier) as name
       from unnest($1::oid[], $2::int[]) with ordinality as asked (oid, modifier, position)
       inner join pg_type on pg_type.oid = asked.oid order by asked.position`,
      [fields.map((field) => field.dataTypeID), fields.map((field) => field.dataTypeModifier)],
    );
    return fields.map((field, index) => {
      const type = types.rows[index];
      return {
        name: field.name,
        type: type?.name ?? 'unknown',
        baseType: type?.base ?? 'unknown',
        isEnum: type?.kind === 'e',
        isTableColumn: field.tableID !== 0,
        scale: field.dataTypeModifier < 4 ? null : (field.dataTypeModifier - 4) & 0x7ff,
      };
    });
  } catch (error) {
    throw describeError(mapping, source, error, prefix);
  }
}

async function copyMapping(
  client: pg.Client,
  source: PostgresSource,
  raw: Database,
  request: CopyRequest,
): Promise<number> {
  const { mapping, contract } = request;
  const names = request.columns.map((column) => column.name);
  const expressions = readColumns(contract, names).map((wanted) => {
    const found = request.columns.find((column) => column.name === wanted.name);
    if (found === undefined) throw new Error(`${mapping.path}: ${wanted.name} was not checked`);
    return wireExpression(wanted, found);
  });
  const select = `select ${expressions.join(', ')} from (${mapping.sql}\n) as m`;
  const rows = copyTo(`copy (${select}) to stdout (format csv, force_quote *)`);
  try {
    await readThroughPipe(
      raw,
      request.tempFolder,
      (path) => readRowsSql(contract, names, path),
      async (sink) => {
        await pipeline(client.query(rows), sink);
        // The rows' end is not the command's end: this waits until the server has said both.
        await client.query('select 1');
      },
    );
  } catch (error) {
    throw readError(mapping, source, contract, error);
  }
  const { count } = await raw.one<{ count: number }>('select count(*) as count from incoming');
  if (count === rows.rowCount) return count;
  // A CSV reader takes an early end for the end: only equal counts prove that all rows came.
  const reason = `the server sent ${rows.rowCount} rows, ${count} arrived`;
  throw copyError(mapping, source, new Error(reason));
}

function readRowsSql(contract: Contract, given: readonly string[], path: string): string {
  const types = readColumns(contract, given).map(
    ({ name, type }) => `${quote(name)}: ${quote(type.endsWith('[]') ? 'VARCHAR' : type)}`,
  );
  const columns = contract.columns.map((column) => {
    const name = identifier(column.name);
    return column.type.endsWith('[]')
      ? `${name}::json::${column.type} as ${name}`
      : `${storedExpression(contract, column, given)} as ${name}`;
  });
  return `create or replace temp table incoming as
    select ${columns.join(', ')} from read_csv(${quote(path)}, columns = {${types.join(', ')}},
      auto_detect = false, header = false, delim = ',', quote = '"', escape = '"', nullstr = '',
      allow_quoted_nulls = false, new_line = '\\n', parallel = false,
      max_line_size = ${blockBytes}, buffer_size = ${blockBytes})`;
}

/** DuckDB's messages about a value quote the whole line: only the column's name is taken from them. */
function readError(mapping: Mapping, source: PostgresSource, contract: Contract, error: unknown) {
  const message = messageOf(error);
  const name = /Error when converting column "([^"]*)"/.exec(message)?.[1];
  const column = contract.columns.find((candidate) => candidate.name === name);
  if (column !== undefined) return valueError(mapping, column.name, column.type, undefined);
  if (message.includes('Maximum line size')) {
    return new UserError({
      what: `a row of ${mapping.entity} is longer than ${blockBytes / 1_000_000} MB`,
      where: mapping.path,
      advice: `Shorten the long column in the mapping, as with left(…). Nothing of ${mapping.entity} was written.`,
      exitCode: exitCodes.source,
    });
  }
  if (message.includes('CSV Error')) {
    const reason = message.split('\n')[0] ?? '';
    return copyError(mapping, source, new Error(reason));
  }
  return copyError(mapping, source, error);
}
