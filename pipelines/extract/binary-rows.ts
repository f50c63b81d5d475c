import { Writable } from 'node:stream';
import { blockRows } from '../warehouse/column-buffer.ts';
import { RowBlock, type RowFeed } from '../warehouse/row-feed.ts';
import { type FieldPlaces, UnfitValue } from './binary-columns.ts';
import { noteFields, readHead } from './binary-format.ts';
import { blockBytes } from './csv-rows.ts';
import type { WireColumn } from './wire-columns.ts';

// As many rows as DuckDB stores together.
const batchBlocks = 60;
const batchBytes = 16_000_000;
/** Blocks that are longer are not kept to be filled again. */
const keptBytes = 1_000_000;
const waitingBytes = 1_000_000;
const rowsAtOnce = 4096;

/**
 * Takes the bytes of `COPY … (format binary)` and makes blocks of rows of them, for statements that
 * read them batch by batch. When a batch is waiting while the next one is complete, it takes no more.
 */
export class BinaryRows extends Writable implements RowFeed {
  readonly columns: readonly WireColumn[];
  readonly #places: Int32Array;
  #rest: Buffer = Buffer.alloc(0);
  #hasHead = false;
  #hasEnd = false;
  #block: RowBlock;
  readonly #spare: RowBlock[] = [];
  readonly #waiting: RowBlock[] = [];
  #waitingHeapBytes = 0;
  /** Blocks that the statement at hand may still read. */
  #openCount = 0;
  #resume: (() => void) | undefined;
  #wake: (() => void) | undefined;

  constructor(columns: readonly WireColumn[]) {
    super({ highWaterMark: waitingBytes });
    this.columns = columns;
    this.#places = new Int32Array(columns.length * rowsAtOnce);
    this.#block = new RowBlock(columns);
  }

  /** Waits for the next batch and opens it to one statement; false when all rows were read. */
  async openBatch(): Promise<boolean> {
    while (!this.#isBatch(1) && !this.closed && this.errored === null) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    if (this.errored !== null) throw this.errored;
    this.#openCount = Math.min(this.#waiting.length, batchBlocks);
    return this.#openCount > 0;
  }

  next(): RowBlock | undefined {
    if (this.#openCount === 0) return undefined;
    this.#openCount -= 1;
    const block = this.#waiting.shift();
    this.#waitingHeapBytes -= block?.heapBytes ?? 0;
    return block;
  }

  release(block: RowBlock): void {
    if (block.heapBytes < keptBytes) {
      block.reset();
      this.#spare.push(block);
    }
    if (this.#isBatch(2)) return;
    const resume = this.#resume;
    this.#resume = undefined;
    // May write what has come meanwhile, and stop again.
    resume?.();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error) => void): void {
    try {
      this.#read(chunk);
    } catch (error) {
      done(error instanceof Error ? error : new Error(String(error)));
      return;
    }
    if (this.#isBatch(2)) this.#resume = done;
    else done();
  }

  override _final(done: (error?: Error) => void): void {
    if (this.#block.rowCount > 0) this.#closeBlock();
    done(this.#hasEnd ? undefined : new Error('the rows broke off'));
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    done(error);
    // `closed` and `errored` are set when this has returned.
    setImmediate(() => this.#wake?.());
  }

  #isBatch(count: number): boolean {
    return (
      this.#waiting.length >= count * batchBlocks || this.#waitingHeapBytes >= count * batchBytes
    );
  }

  #read(chunk: Buffer): void {
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const stride = this.columns.length;
    const fields = { bytes, view, places: this.#places, stride };
    let position = 0;
    if (!this.#hasHead) {
      position = readHead(bytes, view);
      this.#hasHead = position > 0;
    }
    let rowCount = 0;
    while (this.#hasHead && !this.#hasEnd) {
      const end = noteFields(view, position, fields.places, rowCount * stride, stride);
      if (end === undefined) break;
      if (end === position) this.#hasEnd = true;
      else rowCount += 1;
      position = end;
      if (rowCount < rowsAtOnce) continue;
      this.#add(fields, rowCount);
      rowCount = 0;
    }
    this.#add(fields, rowCount);
    this.#rest = this.#hasEnd ? this.#rest : Buffer.from(bytes.subarray(position));
    if (this.#rest.length > blockBytes) throw new UnfitValue('a row is too long');
  }

  #add(fields: FieldPlaces, rowCount: number): void {
    let done = 0;
    while (done < rowCount) {
      const block = this.#block;
      const count = Math.min(rowCount - done, blockRows - block.rowCount);
      for (let index = 0; index < this.columns.length; index += 1) {
        const [wire, column] = [this.columns[index], block.columns[index]];
        if (wire === undefined || column === undefined) continue;
        wire.decode(fields, done * fields.stride + index, count, column, block.rowCount);
      }
      block.rowCount += count;
      done += count;
      if (block.rowCount === blockRows || block.heapBytes > batchBytes / 4) this.#closeBlock();
    }
  }

  #closeBlock(): void {
    this.#waiting.push(this.#block);
    this.#waitingHeapBytes += this.#block.heapBytes;
    this.#block = this.#spare.pop() ?? new RowBlock(this.columns);
    if (this.#isBatch(1)) this.#wake?.();
  }
}
