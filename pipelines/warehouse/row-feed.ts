import { type DuckDBConnection, type DuckDBDataChunk, DuckDBTableFunction } from '@duckdb/node-api';
import duckdb from '@duckdb/node-bindings';
import { ColumnBuffer, type FeedType, vendorType } from './column-buffer.ts';

export interface FeedColumn {
  readonly name: string;
  readonly type: FeedType;
}

/** Up to `blockRows` rows, column by column. */
export class RowBlock {
  readonly columns: readonly ColumnBuffer[];
  rowCount = 0;

  constructor(columns: readonly FeedColumn[]) {
    this.columns = columns.map(({ type }) => new ColumnBuffer(type));
  }

  /** Bytes of the texts that are held beside the rows. */
  get heapBytes(): number {
    let bytes = 0;
    for (const column of this.columns) bytes += column.heapBytes;
    return bytes;
  }

  reset(): void {
    this.rowCount = 0;
    for (const column of this.columns) column.reset();
  }
}

/** Threads that take the rows of a statement: storing them takes longer than one thread's time. */
export const feedThreads = 2;

/** Rows for statements that select from `fed_rows()`. */
export interface RowFeed {
  readonly columns: readonly FeedColumn[];
  /** The share of one thread in the statement at hand: gives its next rows, undefined at their end. */
  share(): () => RowBlock | undefined;
  /** Told when the rows of a block are in DuckDB, so that it can be filled again. */
  release(block: RowBlock): void;
}

/** What `fed_rows()` reads now; nothing outside of a feed. */
export interface FeedSlot {
  feed: RowFeed | undefined;
}

/**
 * Gives a database the table function `fed_rows()`, which hands on the blocks of the slot's feed.
 * It is called for each block, so a statement must find its blocks waiting: they cannot be awaited.
 */
export function createRowFeed(connection: DuckDBConnection): FeedSlot {
  const slot: FeedSlot = { feed: undefined };
  const rows = DuckDBTableFunction.create({
    name: 'fed_rows',
    bindFunction: (info) => {
      if (slot.feed === undefined) info.setError('there are no rows to read');
      for (const { name, type } of slot.feed?.columns ?? []) {
        info.addResultColumn(name, vendorType(type));
      }
    },
    initFunction: (info) => info.setMaxThreads(feedThreads),
    localInitFunction: (info) => info.setInitData(slot.feed?.share() ?? (() => undefined)),
    mainFunction: (info, chunk) => {
      try {
        const next = info.localInitData as ReturnType<RowFeed['share']>;
        handOn(slot.feed, next(), chunk);
      } catch (error) {
        info.setError(error instanceof Error ? error.message : String(error));
      }
    },
  });
  connection.registerTableFunction(rows);
  return slot;
}

function handOn(
  feed: RowFeed | undefined,
  block: RowBlock | undefined,
  { chunk }: DuckDBDataChunk,
): void {
  const rowCount = block?.rowCount ?? 0;
  for (const [index, column] of (block?.columns ?? []).entries()) {
    column.writeTo(duckdb.data_chunk_get_vector(chunk, index), rowCount);
  }
  duckdb.data_chunk_set_size(chunk, rowCount);
  if (block !== undefined) feed?.release(block);
}
