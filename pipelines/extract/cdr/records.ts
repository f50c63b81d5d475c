const newline = 0x0a;
const quoteMark = 0x22;
const comma = ',';
/** DuckDB's reader takes a carriage return for a line end of its own; on its way it is this. */
export const carriageReturnMark = 0x1f;
/** A line end inside a quoted field, on its way through DuckDB's reader. */
export const innerLineEndMark = 0x03;
/** Stands for a line that went into the record before it, so that the lines after keep their numbers. */
export const joinedLineMark = 0x04;

// A record that is longer than this is a quote that never closes.
const mostLines = 200;
const mostBytes = 200_000;

const joinedLine = Buffer.from([joinedLineMark, newline]);

/**
 * Joins the lines of each CSV record whose quoted fields hold line ends, in bytes that LineReader has
 * made safe. Each line stays one line of output: a record of three lines is itself and two marks. A
 * record must be CSV to its end; where it is not, its first line stands alone and the next line begins
 * anew, so a quote that never closes spoils one line.
 */
export class RecordJoiner {
  /** Whole lines that belong to a record that has not ended, with their line ends. */
  #open: Buffer[] = [];
  #rest = Buffer.alloc(0);
  readonly #delimiter: number;

  constructor(delimiter = comma) {
    this.#delimiter = delimiter.charCodeAt(0);
  }

  /** The records that a chunk completes. */
  take(chunk: Buffer): Buffer {
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    const lines: Buffer[] = [];
    let start = 0;
    for (let end = bytes.indexOf(newline); end !== -1; end = bytes.indexOf(newline, start)) {
      lines.push(bytes.subarray(start, end + 1));
      start = end + 1;
    }
    this.#rest = Buffer.from(bytes.subarray(start));
    return Buffer.concat(this.#join(lines));
  }

  /** What is left at the end of a file, whose last line has ended. */
  end(): Buffer {
    const records: Buffer[] = [];
    while (this.#open.length > 0) records.push(...this.#giveUp());
    return Buffer.concat(records);
  }

  #join(lines: readonly Buffer[]): Buffer[] {
    const records: Buffer[] = [];
    for (const line of lines) records.push(...this.#add(line));
    // Lines of an open record must outlive the chunk that they are part of.
    this.#open = this.#open.map((line) => Buffer.from(line));
    return records;
  }

  #add(line: Buffer): Buffer[] {
    if (this.#open.length === 0 && !line.includes(quoteMark)) return [line];
    this.#open.push(line);
    const state = this.#open.length === 1 ? stateAfter(line, this.#delimiter) : this.#stateOfOpen();
    if (state === 'ended') return this.#close();
    const bytes = this.#open.reduce((sum, one) => sum + one.length, 0);
    const isTooLong = this.#open.length >= mostLines || bytes > mostBytes;
    return state === 'spoiled' || isTooLong ? this.#giveUp() : [];
  }

  #stateOfOpen(): RecordState {
    return stateAfter(Buffer.concat(this.#open), this.#delimiter);
  }

  #close(): Buffer[] {
    const [...lines] = this.#open;
    this.#open = [];
    if (lines.length === 1) return lines;
    const record = Buffer.concat(lines);
    for (let at = record.indexOf(newline); at !== record.length - 1; ) {
      record[at] = innerLineEndMark;
      at = record.indexOf(newline, at + 1);
    }
    return [record, ...lines.slice(1).map(() => joinedLine)];
  }

  /** The first line alone, and the others from the beginning. */
  #giveUp(): Buffer[] {
    const [first, ...others] = this.#open;
    this.#open = [];
    return [...(first === undefined ? [] : [first]), ...others.flatMap((line) => this.#add(line))];
  }
}

type RecordState = 'ended' | 'open' | 'spoiled';

/** Whether bytes that end with a line end are a record, the beginning of one, or no CSV. */
function stateAfter(bytes: Buffer, delimiter: number): RecordState {
  let at = 0;
  while (at < bytes.length) {
    if (bytes[at] !== quoteMark) {
      // A quote inside an unquoted field is a letter like any other.
      const end = bytes.indexOf(delimiter, at);
      if (end === -1) return 'ended';
      at = end + 1;
      continue;
    }
    const close = closingQuote(bytes, at + 1);
    if (close === -1) return 'open';
    at = close + 1;
    if (bytes[at] === carriageReturnMark && bytes[at + 1] === newline) at += 1;
    if (bytes[at] === newline) return at === bytes.length - 1 ? 'ended' : 'spoiled';
    if (bytes[at] !== delimiter) return 'spoiled';
    at += 1;
  }
  return 'ended';
}

function closingQuote(bytes: Buffer, from: number): number {
  let at = bytes.indexOf(quoteMark, from);
  while (at !== -1 && bytes[at + 1] === quoteMark) at = bytes.indexOf(quoteMark, at + 2);
  return at;
}
