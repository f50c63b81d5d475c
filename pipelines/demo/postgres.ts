import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import pg from 'pg';
import { type CopyStreamQuery, from as copyFrom } from 'pg-copy-streams';
import { exitCodes, messageOf, UserError } from '../run/user-error.ts';
import { type CopyValue, copyLine, type TableRows } from './copy-text.ts';
import type { SampleTable } from './tables.ts';

/** The comment that marks a table as ours: a table without it is never dropped. */
const sampleTableComment = 'muster sample company: may be dropped and made again';

const chunkLength = 65_536;

/** An open transaction that fills the sample company's tables. */
export class TableStore {
  readonly #client: pg.Client;

  constructor(client: pg.Client) {
    this.#client = client;
  }

  /** Copies a whole table's rows into it and gives their count. */
  async fill({ table, columns, rows }: TableRows): Promise<number> {
    const writer = this.openTable(table, columns);
    let rowCount = 0;
    for (const row of rows) {
      await writer.write(row);
      rowCount += 1;
    }
    await writer.close();
    return rowCount;
  }

  /** Opens a table for rows that come bit by bit; nothing else may run until it is closed. */
  openTable(table: string, columns: readonly string[]): TableWriter {
    const sql = `copy public.${table} (${columns.join(', ')}) from stdin`;
    return new TableWriter(this.#client.query(copyFrom(sql)));
  }
}

/** Sends rows into one open COPY, no faster than Postgres takes them. */
export class TableWriter {
  readonly #stream: CopyStreamQuery;
  #chunk = '';
  #error: Error | undefined;

  constructor(stream: CopyStreamQuery) {
    this.#stream = stream;
    stream.on('error', (error) => {
      this.#error = error;
    });
  }

  /** Sends one row, in the order of the columns. */
  async write(row: readonly CopyValue[]): Promise<void> {
    this.#chunk += copyLine(row);
    if (this.#chunk.length >= chunkLength) await this.#send();
  }

  /** Sends what is left and waits until Postgres has taken it all. */
  async close(): Promise<void> {
    await this.#send();
    this.#stream.end();
    await finished(this.#stream);
  }

  async #send(): Promise<void> {
    if (this.#error !== undefined) throw this.#error;
    if (!this.#stream.write(this.#chunk)) await once(this.#stream, 'drain');
    this.#chunk = '';
  }
}

/**
 * Makes the tables anew in the schema `public` and lets `fill` write their rows, all in one
 * transaction: when anything fails, the tables that were there are there still. Throws a UserError
 * (exit 3) when Postgres does not answer, and one (exit 2) when a table of that name is not ours.
 */
export async function replaceTables<T>(
  databaseUrl: string,
  tables: readonly SampleTable[],
  fill: (store: TableStore) => Promise<T>,
): Promise<T> {
  const client = await connect(databaseUrl);
  try {
    await client.query('begin');
    await refuseForeignTables(client, tables);
    await client.query(tableScript(tables));
    const result = await fill(new TableStore(client));
    await client.query('commit');
    return result;
  } finally {
    // Without a commit, the end of the connection takes everything back.
    await client.end().catch(() => undefined);
  }
}

async function connect(databaseUrl: string): Promise<pg.Client> {
  try {
    const client = new pg.Client({ connectionString: databaseUrl });
    // A connection that breaks later fails the query that runs then; nothing is to be said twice.
    client.on('error', () => undefined);
    await client.connect();
    return client;
  } catch (error) {
    throw new UserError({
      what: `the database for the sample company cannot be reached: ${reasonOf(error)}`,
      where: placeOf(databaseUrl),
      advice: 'Check that PostgreSQL runs there and takes this user. Nothing was written.',
      exitCode: exitCodes.source,
      cause: error,
    });
  }
}

/** Node gathers the refusals of several addresses in one error that has a code and no text. */
function reasonOf(error: unknown): string {
  const code = error instanceof AggregateError && 'code' in error ? String(error.code) : '';
  return messageOf(error) || code;
}

async function refuseForeignTables(
  client: pg.Client,
  tables: readonly SampleTable[],
): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    `select pg_class.relname as name
    from pg_class
    where pg_class.relnamespace = 'public'::regnamespace
      and pg_class.relname = any ($1)
      and obj_description(pg_class.oid, 'pg_class') is distinct from $2
    order by pg_class.relname`,
    [tables.map(({ name }) => name), sampleTableComment],
  );
  if (rows.length === 0) return;
  throw new UserError({
    what: `the database has tables of its own: ${rows.map(({ name }) => name).join(', ')}`,
    where: `database ${client.database}, schema public`,
    advice: 'Name an empty database for the sample company. Nothing was dropped or written.',
    exitCode: exitCodes.usage,
  });
}

function tableScript(tables: readonly SampleTable[]): string {
  const names = tables.map(({ name }) => `public.${name}`);
  return [
    'set local search_path = public',
    `drop table if exists ${names.join(', ')}`,
    ...tables.flatMap(({ name, definition }) => [
      `create table public.${name} (${definition})`,
      `comment on table public.${name} is '${sampleTableComment}'`,
    ]),
  ].join(';\n');
}

/** Host and database, without the user and the password. */
function placeOf(databaseUrl: string): string {
  if (!URL.canParse(databaseUrl)) return 'database URL';
  const { host, pathname } = new URL(databaseUrl);
  return `${host}${pathname}`;
}
