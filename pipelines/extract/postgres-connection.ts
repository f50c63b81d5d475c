import type { Writable } from 'node:stream';
import pg from 'pg';
import { copyOut } from './postgres-copy-out.ts';
import { connectError } from './postgres-errors.ts';
import type { PostgresSource } from './sources.ts';

const connectTimeoutMs = 15_000;

/** A connection to a source, in one read-only snapshot, with times in UTC and a statement timeout. */
export class PostgresConnection {
  readonly source: PostgresSource;
  #client: pg.Client;
  #isUsable = true;
  /** The server's clock when the snapshot was taken, as text in UTC. */
  #takenAt: string;

  private constructor(source: PostgresSource, client: pg.Client, takenAt: string) {
    this.source = source;
    this.#client = client;
    this.#takenAt = takenAt;
  }

  /** Connects and takes the snapshot. Throws a UserError (exit 3) when that cannot be. */
  static async open(source: PostgresSource): Promise<PostgresConnection> {
    const client = await connect(source);
    return new PostgresConnection(source, client, await begin(client, source));
  }

  /** False when the connection is lost; after any other failure the next entity can be read. */
  get isUsable(): boolean {
    return this.#isUsable;
  }

  get takenAt(): string {
    return this.#takenAt;
  }

  async query<Row extends pg.QueryResultRow>(
    sql: string,
    values: unknown[] = [],
  ): Promise<pg.QueryResult<Row>> {
    return this.#client.query<Row>(sql, values);
  }

  /** Runs a `COPY … TO STDOUT` into a stream; gives the server's count of rows. */
  async copy(sql: string, sink: Writable): Promise<number> {
    return copyOut(this.#client, sql, sink);
  }

  /** Runs `read` so that its failure ends neither the transaction nor, with it, the snapshot. */
  async guarded<T>(read: () => Promise<T>): Promise<T> {
    this.#isUsable = false;
    // A lost connection is reported by the read itself, which knows what was read.
    await this.#client.query('savepoint entity').catch(() => undefined);
    try {
      const result = await read();
      await this.#client.query('release savepoint entity');
      this.#isUsable = true;
      return result;
    } catch (error) {
      this.#isUsable = await this.#client.query('rollback to savepoint entity').then(
        () => true,
        () => false,
      );
      throw error;
    }
  }

  /** Ends the connection and takes a new snapshot in a new one. Throws like `open`. */
  async renew(): Promise<void> {
    await this.close();
    this.#isUsable = false;
    this.#client = await connect(this.source);
    this.#takenAt = await begin(this.#client, this.source);
    this.#isUsable = true;
  }

  async close(): Promise<void> {
    if (this.#isUsable) await this.#client.end().catch(() => undefined);
    else this.#client.connection.stream.destroy();
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
    return client;
  } catch (error) {
    throw connectError(source.url, source.name, error);
  }
}

async function begin(client: pg.Client, source: PostgresSource): Promise<string> {
  try {
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
    const { rows } = await client.query<{ now: string }>(
      "select to_char(now() at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS.US') as now",
    );
    return rows[0]?.now ?? '';
  } catch (error) {
    client.connection.stream.destroy();
    throw connectError(source.url, source.name, error);
  }
}

/** Says which server answers at an address, for a check before a run. Throws like `open`. */
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
