import type { Database } from '../warehouse/database.ts';
import type { Mapping } from './mappings.ts';
import { PostgresConnection } from './postgres-connection.ts';
import { type CopyOptions, type CopyRequest, copyMapping, copyStraight } from './postgres-copy.ts';
import { describeMapping } from './postgres-describe.ts';
import type { PostgresColumn } from './postgres-types.ts';
import type { PostgresSource } from './sources.ts';

/** All reads of one source in one run: they see the database as it was at one moment. */
export interface PostgresSnapshot {
  /** The server's clock when the snapshot was taken, as text in UTC. */
  readonly takenAt: string;
  /** False when the connection is lost; after any other failure the next entity can be read. */
  isUsable(): boolean;
  /** The columns that a mapping gives. No row is read. */
  describe(mapping: Mapping): Promise<PostgresColumn[]>;
  /**
   * Reads a mapping's rows into the temporary table `incoming` of `raw`, and what does not fit into
   * `unfit`; gives the count of all of them.
   */
  copy(raw: Database, request: CopyRequest): Promise<number>;
  /**
   * Reads a mapping's rows straight into the entity's empty table, in the caller's transaction;
   * undefined when `copy` must read them, with care.
   */
  copyStraight(raw: Database, request: CopyRequest): Promise<number | undefined>;
}

/**
 * Runs `work` on one read-only snapshot of a source, with times in UTC and a statement timeout, and
 * closes the connection after it. One COPY runs at a time: two take as long together, because DuckDB
 * has one writer. Throws a UserError (exit 3) when no connection can be made.
 */
export async function withSnapshot<T>(
  source: PostgresSource,
  options: CopyOptions,
  work: (snapshot: PostgresSnapshot) => Promise<T>,
): Promise<T> {
  const connection = await PostgresConnection.open(source);
  try {
    return await work({
      takenAt: connection.takenAt,
      isUsable: () => connection.isUsable,
      describe: (mapping) => connection.guarded(() => describeMapping(connection, mapping)),
      copy: (raw, request) => copyMapping(connection, raw, request, options),
      copyStraight: (raw, request) => copyStraight(connection, raw, request),
    });
  } finally {
    await connection.close();
  }
}
