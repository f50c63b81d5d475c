import { isAscii } from 'node:buffer';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Database, quote } from '../../warehouse/database.ts';
import { readThroughPipe } from '../fifo.ts';
import type { InboxFile } from './inbox.ts';

const newline = 0x0a;
const questionMark = 0x3f;
// DuckDB's reader takes a carriage return for a line end of its own; it becomes a unit separator, which
// no export writes, and goes from the end of a line in SQL.
const carriageReturn = 0x0d;
const unitSeparator = 0x1f;
// The reader needs a delimiter, which must be nowhere in a line; and this line begins each file.
const delimiter = 0x01;
const fileMark = 0x02;
const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf]);

const blockBytes = 8_000_000;
const longestLineBytes = 1_000_000;

/** What was read of a file: its content's hash, to be compared with the one that it was chosen by. */
export interface FileRead {
  readonly file: InboxFile;
  readonly hash: string;
  /** Lines, empty ones included. */
  readonly rowCount: number;
  /** True when the last line has no line end. */
  readonly isCut: boolean;
}

/**
 * Reads files line by line into the temporary view `cdr_lines` (file_number, line_number, line,
 * is_cut), empty lines left out; file numbers count from 0 in the order given. Bytes beyond ASCII
 * become question marks: a name in a wrong encoding must not stop a file, and nothing that is kept of
 * a line has any.
 */
export async function readLines(
  raw: Database,
  files: readonly InboxFile[],
  tempFolder: string,
): Promise<FileRead[]> {
  const reads: FileRead[] = [];
  await readThroughPipe(raw, tempFolder, readLinesSql, (sink) =>
    pipeline(Readable.from(streamFiles(files, reads), { objectMode: false }), sink),
  );
  const { count } = await raw.one<{ count: number }>('select count(*) as count from cdr_rows');
  const expected = reads.reduce((sum, read) => sum + 1 + read.rowCount, 0);
  if (count !== expected) throw new Error(`${expected} lines were sent, ${count} arrived`);
  await raw.run(linesViewSql(reads));
  return reads;
}

async function* streamFiles(files: readonly InboxFile[], reads: FileRead[]) {
  for (const file of files) {
    yield Buffer.from([fileMark, newline]);
    const hash = createHash('sha256');
    const counter = new LineCounter();
    for await (const chunk of createReadStream(file.path, { highWaterMark: 1 << 20 })) {
      const bytes = chunk as Buffer;
      const isMarked = counter.isNew && bytes.subarray(0, 3).equals(byteOrderMark);
      hash.update(bytes);
      yield counter.take(isMarked ? bytes.subarray(3) : bytes);
    }
    const isCut = counter.isInLine;
    if (isCut) yield counter.take(Buffer.from([newline]));
    reads.push({ file, hash: hash.digest('hex'), rowCount: counter.count, isCut });
  }
}

/** Counts lines, makes their bytes safe for DuckDB's reader, and cuts lines that are far too long. */
class LineCounter {
  count = 0;
  isNew = true;
  #lineBytes = 0;

  get isInLine(): boolean {
    return this.#lineBytes > 0;
  }

  take(chunk: Buffer): Buffer {
    this.isNew = false;
    if (!isAscii(chunk)) replaceBeyondAscii(chunk);
    replaceByte(chunk, carriageReturn, unitSeparator);
    replaceByte(chunk, delimiter, questionMark);
    replaceByte(chunk, fileMark, questionMark);
    const before = this.#lineBytes;
    const firstEnd = chunk.indexOf(newline);
    let lastEnd = -1;
    for (let end = firstEnd; end !== -1; end = chunk.indexOf(newline, end + 1)) {
      this.count += 1;
      lastEnd = end;
    }
    this.#lineBytes = lastEnd === -1 ? before + chunk.length : chunk.length - lastEnd - 1;
    const headBytes = firstEnd === -1 ? chunk.length : firstEnd;
    if (before + headBytes <= longestLineBytes) return chunk;
    const kept = chunk.subarray(0, Math.max(0, longestLineBytes - before));
    return Buffer.concat([kept, chunk.subarray(headBytes)]);
  }
}

function replaceBeyondAscii(chunk: Buffer): void {
  for (let at = 0; at < chunk.length; at += 1) {
    if ((chunk[at] ?? 0) > 0x7f) chunk[at] = questionMark;
  }
}

function replaceByte(chunk: Buffer, byte: number, other: number): void {
  for (let at = chunk.indexOf(byte); at !== -1; at = chunk.indexOf(byte, at + 1)) {
    chunk[at] = other;
  }
}

function readLinesSql(path: string): string {
  return `create or replace temp table cdr_rows as
    select row_number() over () as row_number, line,
      count(*) filter (where line = chr(${fileMark}))
        over (rows between unbounded preceding and current row) - 1 as file_number
    from read_csv(${quote(path)}, columns = {'line': 'varchar'}, auto_detect = false,
      header = false, delim = '\u0001', quote = '', escape = '', comment = '', nullstr = '',
      new_line = '\\n', strict_mode = false, parallel = false,
      max_line_size = ${2 * longestLineBytes}, buffer_size = ${blockBytes})`;
}

function linesViewSql(reads: readonly FileRead[]): string {
  let markRow = 1;
  const spans = reads.map((read, number) => {
    const lastRow = markRow + read.rowCount;
    const span = `(${number}, ${markRow}::bigint, ${read.isCut ? lastRow : 0}::bigint)`;
    markRow = lastRow + 1;
    return span;
  });
  const text = `case when ends_with(line, chr(${unitSeparator}))
    then rtrim(line, chr(${unitSeparator})) else line end`;
  return `
    create or replace temp table cdr_spans as
    select * from (values ${spans.join(', ')}) as span (file_number, mark_row, cut_row);
    create or replace temp view cdr_lines as
    select file_number, row_number - mark_row as line_number, text as line,
      row_number = cut_row as is_cut
    from (
      select file_number, row_number, mark_row, cut_row, ${text} as text
      from cdr_rows inner join cdr_spans using (file_number) where row_number > mark_row
    ) where text <> ''`;
}
