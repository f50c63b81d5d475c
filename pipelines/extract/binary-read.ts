import type { Writable } from 'node:stream';
import type { Database } from '../warehouse/database.ts';
import type { BinaryRows } from './binary-rows.ts';
import { BrokenPipe } from './fifo.ts';
import { useAllThreads } from './threads.ts';

/**
 * Runs `statement` for each batch of the rows that `copy` writes into `rows`; gives the count that
 * `copy` tells. Both sides must finish. A reader that gives up breaks the stream for the writer, so then
 * its error is the one thrown; otherwise the writer's is.
 */
export async function readBinary(
  raw: Database,
  rows: BinaryRows,
  statement: string,
  copy: (sink: Writable) => Promise<number>,
): Promise<number> {
  const sent = copy(rows);
  // A failure of the server ends the wait for its rows; a sink that is broken drains the server's.
  const ended = sent.catch((error: Error) => {
    rows.destroy(error);
    return error;
  });
  try {
    while (await rows.openBatch()) {
      await raw.run(statement);
      // A whole batch, and there may be any number of them.
      if (!rows.closed) await useAllThreads(raw);
    }
  } catch (error) {
    rows.destroy();
    const failure = await ended;
    throw failure instanceof Error && !(failure instanceof BrokenPipe) ? failure : error;
  }
  return sent;
}
