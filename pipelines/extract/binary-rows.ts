import { Writable } from 'node:stream';
import { blockRows } from '../warehouse/column-buffer.ts';
import { feedThreads, RowBlock, type RowFeed } from '../warehouse/row-feed.ts';
import { type FieldPlaces, UnfitValue } from './binary-columns.ts';
import { copyData, headerBytes, messageEnd, noteFields, readHead } from './binary-format.ts';
import { blockBytes } from './csv-rows.ts';
import type { WireColumn } from './wire-columns.ts';

// As many rows as DuckDB stores together: a thread that has fewer must have them copied.
const batchBlocks = 60;
/** How many batches wait at most; then the server does. */
const mostBatches = 1.5 * feedThreads;
const batchBytes = 16_000_000;
/** Blocks that are longer are not kept to be filled again. */
const keptBytes = 1_000_000;
const waitingBytes = 1_000_000;
const firstBytes = 70_000;
const rowsAtOnce = 4096;

/**
 * Takes the messages of `COPY … (format binary)` and makes blocks of rows of them, for statements that
 * read a batch with each thread. When half as many more are waiting, it takes no more.
 */
export class BinaryRows extends Writable implements RowFeed {
  readonly columns: readonly WireColumn[];
  readonly takesMessages = true;
  /** What has come and is not yet in a block, its first `keptBytes`, and where the fields of rows lie in it. */
  #fields: FieldPlaces & { readonly bytes: Buffer };
  #keptBytes = 0;
  #notedCount = 0;
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
    this.#fields = this.#reading(firstBytes);
    this.#block = new RowBlock(columns);
  }

  /** Waits for a batch for each thread and opens them to one statement; false when all rows were read. */
  async openBatch(): Promise<boolean> {
    while (!this.#isBatch(feedThreads) && !this.closed && this.errored === null) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    if (this.errored !== null) throw this.errored;
    this.#openCount = Math.min(this.#waiting.length, feedThreads * batchBlocks);
    return this.#openCount > 0;
  }

  share(): () => RowBlock | undefined {
    let leftCount = batchBlocks;
    return () => {
      if (leftCount === 0) return undefined;
      leftCount -= 1;
      return this.#next();
    };
  }

  #next(): RowBlock | undefined {
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
    if (this.#isBatch(mostBatches)) return;
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
    if (this.#isBatch(mostBatches)) this.#resume = done;
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
    this.#keep(chunk);
    const { bytes, view } = this.#fields;
    let position = 0;
    while (!this.#hasEnd) {
      const end = messageEnd(view, position, this.#keptBytes);
      if (end === undefined) break;
      if (bytes[position] === copyData) this.#noteRows(position + headerBytes, end);
      position = end;
    }
    this.#addRows();
    bytes.copyWithin(0, position, this.#keptBytes);
    this.#keptBytes -= position;
    if (this.#keptBytes > blockBytes) throw new UnfitValue('a row is too long');
  }

  /** Room for so many bytes twice, where what was kept stands first. */
  #reading(size: number, old?: Buffer) {
    const bytes = Buffer.allocUnsafeSlow(2 * size);
    old?.copy(bytes, 0, 0, this.#keptBytes);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const stride = this.columns.length;
    return { bytes, view, stride, places: new Int32Array(stride * rowsAtOnce) };
  }

  /** Puts a chunk behind what is left of the last one. */
  #keep(chunk: Buffer): void {
    const size = this.#keptBytes + chunk.length;
    if (size > this.#fields.bytes.length) this.#fields = this.#reading(size, this.#fields.bytes);
    this.#fields.bytes.set(chunk, this.#keptBytes);
    this.#keptBytes = size;
  }

  /** Notes the rows of a message, which are whole. */
  #noteRows(begin: number, end: number): void {
    const { bytes, view, places, stride } = this.#fields;
    let position = begin;
    if (!this.#hasHead) position = readHead(bytes, view, begin, end);
    this.#hasHead = true;
    while (position < end) {
      const next = noteFields(view, position, end, places, this.#notedCount * stride, stride);
      if (next === undefined) throw new UnfitValue('a row is in more than one message');
      if (next === position) {
        this.#hasEnd = true;
        return;
      }
      position = next;
      this.#notedCount += 1;
      if (this.#notedCount === rowsAtOnce) this.#addRows();
    }
  }

  #addRows(): void {
    this.#add(this.#fields, this.#notedCount);
    this.#notedCount = 0;
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
    if (this.#isBatch(feedThreads)) this.#wake?.();
  }
}
