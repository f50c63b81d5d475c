import type { DuckDBConnection, DuckDBType, DuckDBValue } from '@duckdb/node-api';
import { DuckDBInstance, DuckDBTypeId } from '@duckdb/node-api';
import { createRowFeed, type FeedSlot, type RowFeed } from './row-feed.ts';

/** What a query gives for one cell: dates and instants as text (`2026-11-20`, `2026-11-20 13:00:00`). */
export type Cell = string | number | boolean | null | Cell[];
/** One row, by column name. */
export type Row = Readonly<Record<string, Cell>>;
/** A value bound to a `$name` placeholder. */
export type Parameter = string | number | boolean | null | bigint;

const rowsAtOnce = 250;
/** New files can be read by DuckDB of this version and later ones; texts cost less than in the files of older ones. */
const storageVersion = 'v1.4.0';

export interface OpenOptions {
  readonly readOnly?: boolean;
  /** Memory limit such as `4GB`; absent: DuckDB's own default. */
  readonly memoryLimit?: string;
  /** Folder for temporary files; absent: beside the database. */
  readonly temporaryFolder?: string;
}

/**
 * An open DuckDB database with one connection, in UTC. All DuckDB access of the project goes through
 * this class, so that no vendor type leaves `warehouse/`.
 */
export class Database {
  readonly path: string;
  readonly #instance: DuckDBInstance;
  readonly #connection: DuckDBConnection;
  readonly #ownsInstance: boolean;
  #feedSlot: FeedSlot | undefined;
  /** For what is set while a transaction is open. */
  #beside: DuckDBConnection | undefined;

  private constructor(
    path: string,
    instance: DuckDBInstance,
    connection: DuckDBConnection,
    ownsInstance: boolean,
  ) {
    this.path = path;
    this.#instance = instance;
    this.#connection = connection;
    this.#ownsInstance = ownsInstance;
  }

  /** Opens a file, or `:memory:`. Throws DuckDB's own error, a lock held by another process included. */
  static async open(path: string, options: OpenOptions = {}): Promise<Database> {
    const settings: Record<string, string> = {
      storage_compatibility_version: storageVersion,
      autoinstall_known_extensions: 'false',
      autoload_known_extensions: 'false',
    };
    if (options.readOnly === true) settings.access_mode = 'READ_ONLY';
    if (options.memoryLimit !== undefined) settings.memory_limit = options.memoryLimit;
    if (options.temporaryFolder !== undefined) settings.temp_directory = options.temporaryFolder;
    const instance = await DuckDBInstance.create(path, settings);
    return new Database(path, instance, await connect(instance), true);
  }

  /** Runs one or more statements; `$name` placeholders take their values from `parameters`. */
  async run(sql: string, parameters: Readonly<Record<string, Parameter>> = {}): Promise<void> {
    await this.#connection.run(sql, { ...parameters });
  }

  /** The rows of a query as objects; the caller names the row type it asked for. */
  async rows<T = Row>(
    sql: string,
    parameters: Readonly<Record<string, Parameter>> = {},
  ): Promise<T[]> {
    const reader = await this.#connection.runAndReadAll(sql, { ...parameters });
    return reader.convertRowObjects(toCell) as T[];
  }

  /** The single row of a query. Throws when there is none or more than one. */
  async one<T = Row>(
    sql: string,
    parameters: Readonly<Record<string, Parameter>> = {},
  ): Promise<T> {
    const rows = await this.rows<T>(sql, parameters);
    const [row] = rows;
    if (row === undefined || rows.length > 1) {
      throw new Error(`expected one row, got ${rows.length}: ${sql}`);
    }
    return row;
  }

  /**
   * Inserts rows of plain values by column name; every row has the columns of the first. `casts` turns a text into what the column holds, such as `json::varchar[]` for a list.
   */
  async insertRows(
    table: string,
    rows: readonly Readonly<Record<string, Parameter>>[],
    casts: Readonly<Record<string, string>> = {},
  ): Promise<void> {
    // The time of a statement grows faster than the count of its parameters.
    for (let at = 0; at < rows.length; at += rowsAtOnce) {
      await this.#insertSome(table, rows.slice(at, at + rowsAtOnce), casts);
    }
  }

  async #insertSome(
    table: string,
    rows: readonly Readonly<Record<string, Parameter>>[],
    casts: Readonly<Record<string, string>>,
  ): Promise<void> {
    const names = Object.keys(rows[0] ?? {});
    const parameters: Record<string, Parameter> = {};
    const tuples = rows.map((row, at) => {
      const cells = names.map((name) => {
        parameters[`${name}_${at}`] = row[name] ?? null;
        const cast = casts[name];
        return `$${name}_${at}${cast === undefined ? '' : `::${cast}`}`;
      });
      return `(${cells.join(', ')})`;
    });
    const columns = names.map(identifier).join(', ');
    await this.run(
      `insert into ${identifier(table)} (${columns}) values ${tuples.join(',\n')}`,
      parameters,
    );
  }

  /** Names and DuckDB types of a query's columns, in order, without running it to its end. */
  async columns(sql: string): Promise<{ name: string; type: string }[]> {
    const rows = await this.rows<{ column_name: string; column_type: string }>(`describe ${sql}`);
    return rows.map((row) => ({ name: row.column_name, type: row.column_type }));
  }

  /** Runs `work` in a transaction: committed when it ends, rolled back when it throws. */
  async transaction<T>(work: () => Promise<T>): Promise<T> {
    await this.run('begin transaction');
    try {
      const result = await work();
      await this.run('commit');
      return result;
    } catch (error) {
      await this.run('rollback').catch(() => undefined);
      throw error;
    }
  }

  /** Makes the table function `fed_rows()` known; must come before a transaction that reads from it. */
  prepareFeed(): void {
    this.#feedSlot ??= createRowFeed(this.#connection);
  }

  /**
   * Runs `work`, whose statements find the rows of `feed` in `fed_rows()`; two threads take them and store
   * them in no order.
   */
  async withFeed<T>(feed: RowFeed, work: () => Promise<T>): Promise<T> {
    const slot = this.#feedSlot;
    if (slot === undefined) throw new Error('prepareFeed must come before withFeed');
    slot.feed = feed;
    // Within a transaction that failed, nothing can be set.
    this.#beside ??= await connect(this.#instance);
    await this.#beside.run('set preserve_insertion_order = false');
    try {
      return await work();
    } finally {
      await this.#beside.run('reset preserve_insertion_order');
      slot.feed = undefined;
    }
  }

  /** A second, independent connection to the same open database. */
  async another(): Promise<Database> {
    return new Database(this.path, this.#instance, await connect(this.#instance), false);
  }

  /** Stops the query that runs now; it rejects. */
  interrupt(): void {
    this.#connection.interrupt();
  }

  /** Closes the connection and, for the database that `open` gave, the file. */
  close(): void {
    this.#connection.disconnectSync();
    this.#beside?.disconnectSync();
    if (this.#ownsInstance) this.#instance.closeSync();
  }
}

/**
 * A connection in UTC. An asof join of rows that the planner takes for few is made as such all the same:
 * where it is wrong, comparing each row with each one takes minutes.
 */
async function connect(instance: DuckDBInstance): Promise<DuckDBConnection> {
  const connection = await instance.connect();
  await connection.run("set timezone = 'UTC'; set asof_loop_join_threshold = 0");
  return connection;
}

/** A text as a SQL string literal. */
export function quote(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** A name as a quoted SQL identifier. */
export function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

function toCell(value: DuckDBValue, type: DuckDBType): Cell {
  if (value === null || value === undefined) return null;
  if (typeof value === 'boolean' || typeof value === 'string') return value;
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint') {
    return Number.isSafeInteger(Number(value)) ? Number(value) : value.toString();
  }
  if (type.typeId === DuckDBTypeId.DECIMAL) return Number(value.toString());
  if (type.typeId === DuckDBTypeId.LIST && 'items' in value) {
    const { valueType } = type as unknown as { valueType: DuckDBType };
    return (value.items as DuckDBValue[]).map((item) => toCell(item, valueType));
  }
  return value.toString();
}
