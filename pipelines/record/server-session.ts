import { setTimeout as delay } from 'node:timers/promises';
import { Client, escapeIdentifier } from 'pg';
import { exitCodes, messageOf, UserError } from '../run/user-error.ts';
import { serverUser } from './server-process.ts';

/** Held shared by every muster that uses the server, and exclusively by the one that stops it. */
const useLock = 7_368_551;

/** Error code of PostgreSQL for a wrong password, and for a database that exists or is being made. */
const wrongPassword = '28P01';
const beingMade = ['42P04', '23505', '55006'];

/** A connection that can let the process end; its published types lack the two methods. */
type Connection = Client & { ref(): void; unref(): void };

/** One muster's stay at a server: a connection that shows the others that it is in use. */
export class ServerSession {
  readonly #client: Connection;
  readonly #port: number;
  readonly #password: string;
  #hasLeft = false;

  constructor(client: Connection, port: number, password: string) {
    this.#client = client;
    this.#port = port;
    this.#password = password;
  }

  url(database: string): string {
    const place = `127.0.0.1:${this.#port}/${encodeURIComponent(database)}`;
    return `postgres://${serverUser}:${this.#password}@${place}?sslmode=disable`;
  }

  /** Creates a database when it is missing; another process that does the same is no error. */
  async ensureDatabase(name: string): Promise<void> {
    this.#client.ref();
    try {
      await this.#createDatabase(name);
    } finally {
      this.#client.unref();
    }
  }

  async #createDatabase(name: string): Promise<void> {
    const query = { text: 'select 1 from pg_database where datname = $1', values: [name] };
    for (let attempt = 0; ; attempt++) {
      if ((await this.#client.query(query)).rowCount === 1) return;
      try {
        await this.#client.query(`create database ${escapeIdentifier(name)}`);
      } catch (error) {
        const code = (error as { code?: string }).code ?? '';
        if (attempt === 50 || !beingMade.includes(code)) throw error;
        await delay(100);
      }
    }
  }

  /** Leaves; calls `stop` when nobody else is connected, while nobody new can come in. */
  async leave(stop: () => Promise<unknown>): Promise<void> {
    if (this.#hasLeft) return;
    this.#hasLeft = true;
    this.#client.ref();
    try {
      await this.#client.query('select pg_advisory_unlock_shared($1)', [useLock]);
      const lock = await this.#client.query<{ is_mine: boolean }>(
        'select pg_try_advisory_lock($1) as is_mine',
        [useLock],
      );
      if (lock.rows[0]?.is_mine === true && (await this.#isAlone())) await stop();
    } catch {
      // The server has gone already, which is what was wanted.
    } finally {
      await this.#client.end().catch(() => undefined);
    }
  }

  /** Waits a moment for connections that are just being closed. */
  async #isAlone(): Promise<boolean> {
    for (let attempt = 0; attempt < 20; attempt++) {
      const others = await this.#client.query(
        "select 1 from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()",
      );
      if (others.rowCount === 0) return true;
      await delay(25);
    }
    return false;
  }
}

/**
 * Connects to a server and marks it as in use. Undefined when the server went away meanwhile, as
 * when another muster stops it. Throws a UserError (exit 3) when the password is not the server's.
 */
export async function openServerSession(
  port: number,
  password: string,
  folder: string,
): Promise<ServerSession | undefined> {
  const client = new Client({
    host: '127.0.0.1',
    port,
    user: serverUser,
    password,
    database: 'postgres',
    ssl: false,
    application_name: 'muster workspace server',
    connectionTimeoutMillis: 10_000,
  }) as Connection;
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('select pg_advisory_lock_shared($1)', [useLock]);
    client.unref(); // A muster that forgets to leave must still be able to end.
    return new ServerSession(client, port, password);
  } catch (error) {
    await client.end().catch(() => undefined);
    if ((error as { code?: string }).code !== wrongPassword) return undefined;
    throw new UserError({
      what: `the workspace's PostgreSQL does not accept the password that is kept beside it: ${messageOf(error)}`,
      where: `${folder}/password`,
      advice: 'Restore that file from a backup of the workspace. Nothing was read or written.',
      exitCode: exitCodes.source,
      cause: error,
    });
  }
}
