import { isAscii, isUtf8 } from 'node:buffer';
import { carriageReturnMark, innerLineEndMark, joinedLineMark } from './records.ts';

const newline = 0x0a;
const carriageReturn = 0x0d;
const questionMark = 0x3f;
/** DuckDB's reader needs a delimiter, which must be nowhere in a line. */
export const delimiterMark = 0x01;
/** This line begins each file. */
export const fileMark = 0x02;

const marks = [delimiterMark, fileMark, innerLineEndMark, joinedLineMark];
const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf]);

/** Lines are cut at this length, so that no file can fill the memory. */
export const longestLineBytes = 1_000_000;

/**
 * Makes the bytes of a file safe for DuckDB's reader, chunk by chunk, and counts its lines: bytes that
 * the reader or we have a use for become `?` or a mark, and so does all beyond ASCII, or only what is no
 * UTF-8 where text is kept. Lines that are far too long are cut.
 */
export class LineBytes {
  /** Lines so far, the one that has not ended not counted. */
  count = 0;
  /** Where the last line that has ended ends, in bytes of the file. */
  endedBytes = 0;
  readonly #keepsText: boolean;
  #takenBytes = 0;
  #lineBytes = 0;
  /** The first bytes of a letter that the next chunk completes. */
  #rest = Buffer.alloc(0);

  constructor(keepsText: boolean) {
    this.#keepsText = keepsText;
  }

  /** Whether the file ends, as far as it was taken, in the middle of a line. */
  get isInLine(): boolean {
    return this.#lineBytes > 0 || this.#rest.length > 0;
  }

  /** The safe bytes of the next chunk; `isFirst` when it begins the file. */
  take(chunk: Buffer, isFirst = false): Buffer {
    const isMarked = isFirst && chunk.subarray(0, 3).equals(byteOrderMark);
    if (isMarked) this.#takenBytes += 3;
    const all = isMarked ? chunk.subarray(3) : chunk;
    return this.#count(this.#keepsText ? this.#safeText(all) : safeAscii(all));
  }

  /** The end of the last line, where the file has none. */
  end(): Buffer {
    const rest = Buffer.alloc(this.#rest.length, questionMark);
    this.#rest = Buffer.alloc(0);
    return this.#count(Buffer.concat([rest, Buffer.from([newline])]));
  }

  #safeText(chunk: Buffer): Buffer {
    const all = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    const whole = all.subarray(0, all.length - openLetterBytes(all));
    this.#rest = Buffer.from(all.subarray(whole.length));
    if (!isUtf8(whole)) replaceInvalid(whole);
    return whole;
  }

  #count(chunk: Buffer): Buffer {
    for (const mark of marks) replaceByte(chunk, mark, questionMark);
    replaceByte(chunk, carriageReturn, carriageReturnMark);
    const before = this.#lineBytes;
    const firstEnd = chunk.indexOf(newline);
    let lastEnd = -1;
    for (let end = firstEnd; end !== -1; end = chunk.indexOf(newline, end + 1)) {
      this.count += 1;
      lastEnd = end;
    }
    if (lastEnd !== -1) this.endedBytes = this.#takenBytes + lastEnd + 1;
    this.#takenBytes += chunk.length;
    this.#lineBytes = lastEnd === -1 ? before + chunk.length : chunk.length - lastEnd - 1;
    const headBytes = firstEnd === -1 ? chunk.length : firstEnd;
    if (before + headBytes <= longestLineBytes) return chunk;
    let keptBytes = Math.max(0, longestLineBytes - before);
    while (keptBytes > 0 && isContinuation(chunk[keptBytes])) keptBytes -= 1;
    return Buffer.concat([chunk.subarray(0, keptBytes), chunk.subarray(headBytes)]);
  }
}

function safeAscii(chunk: Buffer): Buffer {
  if (isAscii(chunk)) return chunk;
  for (let at = 0; at < chunk.length; at += 1) {
    if ((chunk[at] ?? 0) > 0x7f) chunk[at] = questionMark;
  }
  return chunk;
}

function replaceByte(chunk: Buffer, byte: number, other: number): void {
  for (let at = chunk.indexOf(byte); at !== -1; at = chunk.indexOf(byte, at + 1)) {
    chunk[at] = other;
  }
}

function isContinuation(byte: number | undefined): boolean {
  return byte !== undefined && (byte & 0xc0) === 0x80;
}

/** How many bytes at the end begin a letter that is not complete. */
function openLetterBytes(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back];
    if (!isContinuation(byte)) return letterBytes(byte ?? 0) > back ? back : 0;
  }
  return 0;
}

/** How many bytes a letter has that begins with this one. */
function letterBytes(first: number): number {
  if (first >= 0xc2 && first <= 0xdf) return 2;
  if (first >= 0xe0 && first <= 0xef) return 3;
  return first >= 0xf0 && first <= 0xf4 ? 4 : 1;
}

/** Puts question marks for the bytes that are part of no letter. */
function replaceInvalid(bytes: Buffer): void {
  for (let at = 0; at < bytes.length; ) {
    const length = letterBytes(bytes[at] ?? 0);
    if (isUtf8(bytes.subarray(at, at + length))) at += length;
    else {
      bytes[at] = questionMark;
      at += 1;
    }
  }
}
