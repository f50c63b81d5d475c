import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Database, quote } from '../../warehouse/database.ts';
import { throughPipe } from '../fifo.ts';
import type { InboxFile } from './inbox.ts';

const newline = 0x0a;
// DuckDB's reader takes a carriage return for a line end of its own, and needs a delimiter that is
// nowhere in a line; both become this one, which no export writes.
const unitSeparator = 0x1f;
const carriageReturn = 0x0d;
const delimiter = 0x01;

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
 * is_cut), empty lines left out; file numbers count from 0 in the order given. Bytes are taken as
 * latin-1, which every byte is: a name in a wrong encoding must not stop a file, and all that is kept
 * of a line is ASCII.
 */
export async function readLines(
  raw: Database,
  files: readonly InboxFile[],
  tempFolder: string,
): Promise<FileRead[]> {
  const reads: FileRead[] = [];
  await throughPipe(
    tempFolder,
    (path) => raw.run(readLinesSql(path)),
    (sink) => pipeline(Readable.from(streamFiles(files, reads), { objectMode: false }), sink),
  );
  const { count } = await raw.one<{ count: number }>('select count(*) as count from cdr_rows');
  const expected = reads.reduce((sum, read) => sum + read.rowCount, 0);
  if (count !== expected) throw new Error(`${expected} lines were sent, ${count} arrived`);
  await raw.run(linesViewSql(reads));
  return reads;
}

async function* streamFiles(files: readonly InboxFile[], reads: FileRead[]) {
  for (const file of files) {
    const hash = createHash('sha256');
    const counter = new LineCounter();
    for await (const chunk of createReadStream(file.path, { highWaterMark: 1 << 20 })) {
      hash.update(chunk as Buffer);
      yield counter.take(chunk as Buffer);
    }
    const isCut = counter.isInLine;
    if (isCut) yield counter.take(Buffer.from([newline]));
    reads.push({ file, hash: hash.digest('hex'), rowCount: counter.count, isCut });
  }
}

/** Counts lines, makes their bytes safe for DuckDB's reader, and cuts lines that are far too long. */
class LineCounter {
  count = 0;
  #lineBytes = 0;

  get isInLine(): boolean {
    return this.#lineBytes > 0;
  }

  take(chunk: Buffer): Buffer {
    replaceByte(chunk, carriageReturn);
    replaceByte(chunk, delimiter);
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

function replaceByte(chunk: Buffer, byte: number): void {
  for (let at = chunk.indexOf(byte); at !== -1; at = chunk.indexOf(byte, at + 1)) {
    chunk[at] = unitSeparator;
  }
}

function readLinesSql(path: string): string {
  return `create or replace temp table cdr_rows as
    select row_number() over () as row_number, line
    from read_csv(${quote(path)}, columns = {'line': 'varchar'}, auto_detect = false,
      header = false, delim = '\u0001', quote = '', escape = '', comment = '', nullstr = '',
      new_line = '\\n', encoding = 'latin-1', strict_mode = false, parallel = false,
      max_line_size = ${2 * longestLineBytes}, buffer_size = ${blockBytes})`;
}

function linesViewSql(reads: readonly FileRead[]): string {
  let firstRow = 1;
  const spans: string[] = [];
  for (const [number, read] of reads.entries()) {
    const lastRow = firstRow + read.rowCount - 1;
    if (read.rowCount > 0) {
      spans.push(`(${number}, ${firstRow}::bigint, ${read.isCut ? lastRow : 0}::bigint)`);
    }
    firstRow = lastRow + 1;
  }
  if (spans.length === 0) spans.push('(0, 1::bigint, 0::bigint)');
  // The byte order mark of UTF-8, as latin-1.
  const mark = "'ï»¿'";
  const text = `rtrim(case when starts_with(line, ${mark}) and row_number = first_row
    then line[4:] else line end, chr(${unitSeparator}))`;
  return `
    create or replace temp table cdr_spans as
    select * from (values ${spans.join(', ')}) as span (file_number, first_row, cut_row);
    create or replace temp view cdr_lines as
    select file_number, row_number - first_row + 1 as line_number, text as line,
      row_number = cut_row as is_cut
    from (
      select file_number, row_number, first_row, cut_row, ${text} as text
      from cdr_rows asof inner join cdr_spans on cdr_rows.row_number >= cdr_spans.first_row
    ) where trim(text) <> ''`;
}
