import type { Writable } from 'node:stream';
import type pg from 'pg';
import { copyData, headerBytes } from './binary-format.ts';
import { BrokenPipe } from './fifo.ts';

/** What the server sends while it copies and which holds no rows: H, N, S, A. */
const asides = [0x48, 0x4e, 0x53, 0x41];

/** A sink that takes the server's messages as they come, heads and all. */
export interface MessageSink extends Writable {
  readonly takesMessages: true;
}

/**
 * Runs `COPY … TO STDOUT` and writes the rows' bytes into `sink`, which it ends; gives the server's
 * count of rows. Each row comes in a message of its own: the messages' heads are cut out in place, so
 * a chunk from the socket goes on as one chunk (`pg-copy-streams` needs half as much time again), unless the
 * sink takes them as well. When the sink breaks, the rest is read and thrown away, so that the connection
 * stays usable.
 */
export async function copyOut(
  client: pg.Client,
  sql: string,
  sink: Writable | MessageSink,
): Promise<number> {
  const copy = new CopyOut(sql, sink);
  client.query(copy);
  const rowCount = await copy.finished;
  await endOf(sink);
  return rowCount;
}

async function endOf(sink: Writable): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const broken = () => reject(new BrokenPipe(sink.errored ?? undefined));
    if (sink.destroyed) return broken();
    sink.once('error', broken);
    sink.once('close', () => (sink.writableFinished ? resolve() : broken()));
    sink.end(() => resolve());
  });
}

type Listener = (chunk: Buffer) => void;

/** A query as `pg` takes them, which has the connection's bytes to itself while rows come. */
class CopyOut {
  readonly finished: Promise<number>;
  readonly #text: string;
  readonly #sink: Writable;
  readonly #keepsHeads: boolean;
  #settle: { done(rowCount: number): void; fail(error: unknown): void };
  #connection: pg.Connection | undefined;
  #listeners: Listener[] = [];
  #rowCount = 0;
  /** Bytes of the message at hand that are still to come, and whether they are rows. */
  #leftBytes = 0;
  #isRow = false;
  /** The first bytes of a head that a chunk's end cut. */
  #cutHead: Buffer = Buffer.alloc(0);

  constructor(text: string, sink: Writable) {
    this.#text = text;
    this.#sink = sink;
    this.#keepsHeads = 'takesMessages' in sink;
    const { promise, resolve, reject } = Promise.withResolvers<number>();
    this.finished = promise;
    this.#settle = { done: resolve, fail: reject };
    sink.on('error', () => this.#connection?.stream.resume());
    sink.on('close', () => this.#connection?.stream.resume());
    sink.on('drain', () => this.#connection?.stream.resume());
  }

  submit(connection: pg.Connection): void {
    this.#connection = connection;
    const { stream } = connection;
    this.#listeners = stream.listeners('data') as Listener[];
    for (const listener of this.#listeners) stream.removeListener('data', listener);
    stream.on('data', this.#receive);
    connection.query(this.#text);
  }

  readonly #receive = (chunk: Buffer): void => {
    const bytes = this.#cutHead.length === 0 ? chunk : Buffer.concat([this.#cutHead, chunk]);
    this.#cutHead = emptyHead;
    let position = 0;
    let kept = 0;
    while (position < bytes.length) {
      if (this.#leftBytes > 0) {
        const end = Math.min(position + this.#leftBytes, bytes.length);
        if (this.#keepsHeads) kept = end;
        else if (this.#isRow) {
          bytes.copyWithin(kept, position, end);
          kept += end - position;
        }
        this.#leftBytes -= end - position;
        position = end;
        continue;
      }
      if (bytes.length - position < headerBytes) {
        this.#cutHead = Buffer.from(bytes.subarray(position));
        break;
      }
      const code = bytes[position] ?? 0;
      if (code !== copyData && !asides.includes(code)) {
        // The rows' end, or an error: all from here on is for `pg` itself.
        this.#forward(bytes.subarray(0, kept));
        this.#handBack(bytes.subarray(position));
        return;
      }
      this.#isRow = code === copyData;
      this.#leftBytes = bytes.readInt32BE(position + 1) - (headerBytes - 1);
      position += headerBytes;
      if (this.#keepsHeads) kept = position;
    }
    this.#forward(bytes.subarray(0, kept));
  };

  #forward(rows: Buffer): void {
    if (rows.length === 0 || this.#sink.destroyed) return;
    const stream = this.#connection?.stream;
    // One chunk, and then whoever else waits: DuckDB asks for rows by the same loop of events, which would
    // serve up to 32 chunks first.
    stream?.pause();
    if (this.#sink.write(rows)) setImmediate(() => stream?.resume());
  }

  #handBack(rest: Buffer): void {
    const stream = this.#connection?.stream;
    if (stream === undefined) return;
    stream.removeListener('data', this.#receive);
    for (const listener of this.#listeners) stream.on('data', listener);
    this.#connection = undefined;
    stream.resume();
    for (const listener of this.#listeners) listener(rest);
  }

  handleError(error: unknown): void {
    this.#settle.fail(error);
  }

  handleCommandComplete(message: { readonly text?: string }): void {
    this.#rowCount = Number(/^COPY (\d+)/.exec(message.text ?? '')?.[1] ?? 0);
  }

  handleReadyForQuery(): void {
    this.#settle.done(this.#rowCount);
  }
}

const emptyHead = Buffer.alloc(0);
