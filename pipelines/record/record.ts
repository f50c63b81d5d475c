import { Kysely, PostgresDialect, sql, type Transaction } from 'kysely';
import { Pool, types } from 'pg';
import type { Effects } from '../run/effects.ts';
import { explainConnectionError, placeOf, type RecordPlace } from './connection-error.ts';
import { migrate } from './migrate.ts';
import type { RecordTables } from './tables.ts';

/**
 * Muster's own record, the schema `muster` of a Postgres database. Its tables are used through the
 * functions of this folder; elsewhere it is only passed on.
 */
export class Record {
  readonly #database: Kysely<RecordTables>;
  readonly #place: RecordPlace;

  constructor(database: Kysely<RecordTables>, place: RecordPlace) {
    this.#database = database;
    this.#place = place;
  }

  /** Runs one piece of work; a lost connection becomes a UserError (exit 3). */
  async use<T>(work: (tables: Kysely<RecordTables>) => Promise<T>): Promise<T> {
    try {
      return await work(this.#database);
    } catch (error) {
      throw explainConnectionError(error, this.#place);
    }
  }

  /** Runs a piece of work in one transaction. */
  async transaction<T>(work: (tables: Transaction<RecordTables>) => Promise<T>): Promise<T> {
    return await this.use(async (database) => await database.transaction().execute(work));
  }

  /** Closes its connections; nothing can be asked afterwards. */
  async close(): Promise<void> {
    await this.#database.destroy();
  }
}

/**
 * Connects to the record and brings its schema up to date. Throws a UserError: exit 3 when the
 * server cannot be reached or refuses, exit 2 when the URL is none or the schema is too new.
 */
export async function openRecord(url: string, effects: Effects): Promise<Record> {
  const place = placeOf(url);
  const pool = new Pool({
    connectionString: url,
    max: 4,
    application_name: 'muster',
    connectionTimeoutMillis: 10_000,
    types: { getTypeParser: findTypeParser as typeof types.getTypeParser },
  });
  // A connection that breaks tells its query, and the pool replaces it; the event adds nothing, but
  // would end the process unheard.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  const database = new Kysely<RecordTables>({ dialect: new PostgresDialect({ pool }) });
  const record = new Record(database.withSchema('muster'), place);
  try {
    await record.use(async (tables) => {
      await sql`select 1`.execute(tables);
      await migrate(tables, `${place.host}/${place.database}`, effects);
    });
    return record;
  } catch (error) {
    await record.close();
    throw error;
  }
}

const { builtins } = types;
const parsers = new Map<number, (text: string) => unknown>([
  [builtins.INT8, Number],
  [builtins.DATE, (text) => Temporal.PlainDate.from(text)],
  [builtins.TIMESTAMPTZ, (text) => Temporal.Instant.from(text)],
]);

function findTypeParser(type: number, format: 'text' | 'binary' = 'text') {
  const parser = format === 'text' ? parsers.get(type) : undefined;
  return parser ?? types.getTypeParser(type, format as 'text');
}
