import { isAscii } from 'node:buffer';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Database, quote } from '../../warehouse/database.ts';
import { readThroughPipe } from '../fifo.ts';
import type { CdrShape } from './adapter.ts';
import type { InboxFile } from './inbox.ts';
import { carriageReturnMark, innerLineEndMark, joinedLineMark, RecordJoiner } from './records.ts';

const newline = 0x0a;
const questionMark = 0x3f;
// Becomes a mark, which no export writes, and goes from the end of a line in SQL.
const carriageReturn = 0x0d;
// The reader needs a delimiter, which must be nowhere in a line; and this line begins each file.
const delimiter = 0x01;
const fileMark = 0x02;
const marks = [delimiter, fileMark, innerLineEndMark, joinedLineMark];
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
 * Reads files of one shape line by line into the temporary view `cdr_lines` (file_number, line_number,
 * line, is_cut), empty lines left out, and their headers into `cdr_headers`; file numbers count from 0
 * in the order given. Bytes beyond ASCII become question marks: a name in a wrong encoding must not
 * stop a file, and nothing that is kept of a line has any.
 */
export async function readLines(
  raw: Database,
  files: readonly InboxFile[],
  shape: CdrShape,
  tempFolder: string,
): Promise<FileRead[]> {
  const reads: FileRead[] = [];
  const joiner = shape.records === 'quoted' ? new RecordJoiner() : undefined;
  await readThroughPipe(raw, tempFolder, readLinesSql, (sink) =>
    pipeline(Readable.from(streamFiles(files, reads, joiner), { objectMode: false }), sink),
  );
  const { count } = await raw.one<{ count: number }>('select count(*) as count from cdr_rows');
  const expected = reads.reduce((sum, read) => sum + 1 + read.rowCount, 0);
  if (count !== expected) throw new Error(`${expected} lines were sent, ${count} arrived`);
  await raw.run(linesViewSql(reads, shape));
  return reads;
}

async function* streamFiles(
  files: readonly InboxFile[],
  reads: FileRead[],
  joiner: RecordJoiner | undefined,
) {
  for (const file of files) {
    yield Buffer.from([fileMark, newline]);
    const hash = createHash('sha256');
    const counter = new LineCounter();
    for await (const chunk of createReadStream(file.path, { highWaterMark: 1 << 20 })) {
      const bytes = chunk as Buffer;
      const isMarked = counter.isNew && bytes.subarray(0, 3).equals(byteOrderMark);
      hash.update(bytes);
      const safe = counter.take(isMarked ? bytes.subarray(3) : bytes);
      yield joiner === undefined ? safe : joiner.take(safe);
    }
    const isCut = counter.isInLine;
    if (isCut) {
      const safe = counter.take(Buffer.from([newline]));
      yield joiner === undefined ? safe : joiner.take(safe);
    }
    if (joiner !== undefined) yield joiner.end();
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
    for (const mark of marks) replaceByte(chunk, mark, questionMark);
    replaceByte(chunk, carriageReturn, carriageReturnMark);
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

function linesViewSql(reads: readonly FileRead[], shape: CdrShape): string {
  let markRow = 1;
  const spans = reads.map((read, number) => {
    const lastRow = markRow + read.rowCount;
    const span = `(${number}, ${markRow}::bigint, ${read.isCut ? lastRow : 0}::bigint)`;
    markRow = lastRow + 1;
    return span;
  });
  return `
    create or replace temp table cdr_spans as
    select * from (values ${spans.join(', ')}) as span (file_number, mark_row, cut_row);
    create or replace temp view cdr_written as
    select file_number, row_number - mark_row as line_number, text as line,
      row_number = cut_row as is_cut
    from (
      select file_number, row_number, mark_row, cut_row, ${textSql(shape)} as text
      from cdr_rows inner join cdr_spans using (file_number) where row_number > mark_row
    ) where text <> ''${shape.records === 'quoted' ? ` and text <> chr(${joinedLineMark})` : ''};
    create or replace temp table cdr_headers as
    select file_number, min(line_number) as line_number, arg_min(line, line_number) as line
    from cdr_written ${shape.hasHeader ? '' : 'where false'} group by file_number;
    create or replace temp view cdr_lines as
    select * from cdr_written ${shape.hasHeader ? 'anti join cdr_headers using (file_number, line_number)' : ''}`;
}

/** A line as it was written, without its line end. */
function textSql(shape: CdrShape): string {
  const line = `case when ends_with(line, chr(${carriageReturnMark}))
    then rtrim(line, chr(${carriageReturnMark})) else line end`;
  if (shape.records === 'lines') return line;
  const inner = `chr(${innerLineEndMark})`;
  return `replace(replace(${line}, chr(${carriageReturnMark}) || ${inner}, ${inner}), ${inner}, chr(10))`;
}
