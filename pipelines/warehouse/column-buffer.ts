import {
  BIGINT,
  BOOLEAN,
  DATE,
  DECIMAL,
  DOUBLE,
  type DuckDBType,
  INTEGER,
  SMALLINT,
  TIMESTAMP,
  VARCHAR,
} from '@duckdb/node-api';
import duckdb, { type Vector } from '@duckdb/node-bindings';

/** Rows of a block: as many as one chunk of DuckDB's holds. */
export const blockRows = 2048;

/** What a block's columns can be; values of any other type travel as VARCHAR and are cast. */
export type FeedType =
  | ('BOOLEAN' | 'SMALLINT' | 'INTEGER' | 'BIGINT' | 'DOUBLE' | 'DATE' | 'TIMESTAMP' | 'VARCHAR')
  | `DECIMAL(18,${number})`;

// A text is 16 bytes: its length, then all of it, or its first bytes and the place of the whole.
const textBytes = 16;
const inlineBytes = 12;
const prefixBytes = 4;
const firstHeapBytes = 16_384;
/** Texts that are shorter are copied faster byte by byte. */
const shortBytes = 64;
const wrap = 2 ** 32;
const noText = new ArrayBuffer(textBytes);

const widths: Readonly<Record<string, number>> = {
  BOOLEAN: 1,
  SMALLINT: 2,
  INTEGER: 4,
  DATE: 4,
  VARCHAR: textBytes,
};

/**
 * One column of a block in the layout of DuckDB's vectors (`duckdb.h`, `duckdb_string_t`), so that it
 * goes over as memory and no value becomes an object.
 */
export class ColumnBuffer {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly ints: Int32Array<ArrayBuffer>;
  readonly view: DataView<ArrayBuffer>;
  readonly #width: number;
  readonly #valid = new Uint8Array(blockRows / 8).fill(255);
  /** Where a text that is too long for its 16 bytes begins in the heap. */
  readonly #starts: Int32Array;
  #hasNulls = false;
  #heap: Uint8Array<ArrayBuffer>;
  #heapBytes = 0;

  constructor(type: FeedType) {
    this.#width = widths[type] ?? 8;
    const values = new ArrayBuffer(blockRows * this.#width);
    this.bytes = new Uint8Array(values);
    this.ints = new Int32Array(values, 0, values.byteLength >> 2);
    this.view = new DataView(values);
    const isText = type === 'VARCHAR';
    this.#starts = new Int32Array(isText ? blockRows : 0);
    this.#heap = new Uint8Array(isText ? firstHeapBytes : 0);
  }

  /** The texts that are too long to stand in their rows. */
  get heap(): Uint8Array {
    return this.#heap;
  }

  /** Bytes of the texts that are held beside the rows. */
  get heapBytes(): number {
    return this.#heapBytes;
  }

  setNull(row: number): void {
    const index = row >> 3;
    this.#valid[index] = (this.#valid[index] ?? 0) & ~(1 << (row & 7));
    this.#hasNulls = true;
    // Nothing may be taken for a place of a text.
    if (this.#width === textBytes) this.ints[4 * row] = 0;
  }

  setText(row: number, source: Uint8Array, from: number, length: number): void {
    const { bytes, ints } = this;
    if (length > inlineBytes) {
      const start = this.placeLong(row, length);
      copyBytes(source, from, length, this.#heap, start);
      this.startLong(row, start);
      return;
    }
    const at = textBytes * row + 4;
    ints[4 * row] = length;
    ints[4 * row + 1] = 0;
    ints[4 * row + 2] = 0;
    ints[4 * row + 3] = 0;
    for (let index = 0; index < length; index += 1) bytes[at + index] = source[from + index] ?? 0;
  }

  /**
   * Makes room for a text over 12 bytes: the caller writes it into `heap` at the place that it gets, and then
   * calls `startLong`.
   */
  placeLong(row: number, length: number): number {
    const start = this.#heapBytes;
    const end = start + length;
    if (end > this.#heap.length) {
      const larger = new Uint8Array(Math.max(2 * this.#heap.length, end));
      larger.set(this.#heap.subarray(0, start));
      this.#heap = larger;
    }
    this.#heapBytes = end;
    this.ints[4 * row] = length;
    this.#starts[row] = start;
    return start;
  }

  /** Puts the first bytes of a text that is written at its place beside its row, too. */
  startLong(row: number, start: number): void {
    const { bytes } = this;
    const heap = this.#heap;
    const at = textBytes * row + 4;
    for (let index = 0; index < prefixBytes; index += 1) {
      bytes[at + index] = heap[start + index] ?? 0;
    }
  }

  /** Copies the first rows into a vector of DuckDB's. Throws when a text is not UTF-8. */
  writeTo(vector: Vector, rowCount: number): void {
    if (this.#heapBytes > 0) this.#placeTexts(vector, rowCount);
    duckdb.copy_data_to_vector(vector, 0, this.bytes.buffer, 0, rowCount * this.#width);
    if (!this.#hasNulls) return;
    duckdb.vector_ensure_validity_writable(vector);
    duckdb.copy_data_to_vector_validity(vector, 0, this.#valid.buffer, 0, this.#valid.length);
  }

  /** Gives the vector all long texts as one, which it checks and copies, and points the rows into it. */
  #placeTexts(vector: Vector, rowCount: number): void {
    const { ints } = this;
    duckdb.copy_data_to_vector(vector, 0, noText, 0, textBytes);
    duckdb.vector_assign_string_element_len(vector, 0, this.#heap.subarray(0, this.#heapBytes));
    const { buffer, byteOffset } = duckdb.vector_get_data(vector, textBytes);
    const [length = 0, , address = 0, high = 0] = new Int32Array(buffer, byteOffset, 4);
    // What is not UTF-8 is not taken over.
    if (length !== this.#heapBytes) throw new Error('a text is not UTF-8');
    const low = address >>> 0;
    for (let row = 0; row < rowCount; row += 1) {
      if ((ints[4 * row] ?? 0) <= inlineBytes) continue;
      const place = low + (this.#starts[row] ?? 0);
      ints[4 * row + 2] = place | 0;
      ints[4 * row + 3] = place < wrap ? high : high + 1;
    }
  }

  reset(): void {
    if (this.#hasNulls) this.#valid.fill(255);
    this.#hasNulls = false;
    this.#heapBytes = 0;
  }
}

function copyBytes(
  source: Uint8Array,
  from: number,
  length: number,
  target: Uint8Array,
  to: number,
): void {
  if (length > shortBytes) {
    target.set(source.subarray(from, from + length), to);
    return;
  }
  for (let index = 0; index < length; index += 1) target[to + index] = source[from + index] ?? 0;
}

const vendorTypes = { BIGINT, BOOLEAN, DATE, DOUBLE, INTEGER, SMALLINT, TIMESTAMP, VARCHAR };

/** A column's type as DuckDB's client names it. */
export function vendorType(type: FeedType): DuckDBType {
  const scale = /^DECIMAL\(18,(\d+)\)$/.exec(type)?.[1];
  return scale === undefined
    ? vendorTypes[type as keyof typeof vendorTypes]
    : DECIMAL(18, Number(scale));
}
