import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Database, quote } from '../../warehouse/database.ts';
import { readThroughFile } from '../nameless-file.ts';
import type { CdrShape } from './adapter.ts';
import { type InboxFile, markOf } from './inbox.ts';
import { delimiterMark, fileMark, LineBytes, longestLineBytes } from './line-bytes.ts';
import { carriageReturnMark, innerLineEndMark, joinedLineMark, RecordJoiner } from './records.ts';

const blockBytes = 8_000_000;
// No line about a call is longer, and patterns take long over a longer one.
const longestCallBytes = 65_536;

/** What was read of a file. */
export interface FileRead {
  readonly file: InboxFile;
  /** Of the whole content. */
  readonly hash: string;
  /** False when the file changed between its listing and the end of the reading. */
  readonly isWhole: boolean;
  /** Lines that were read, empty ones included. */
  readonly rowCount: number;
  /** True when the last line has no line end. */
  readonly isCut: boolean;
  /** Where the last whole line ended, and how many lines there are up to there. */
  readonly endedBytes: number;
  readonly endedLines: number;
}

/**
 * Reads files of one shape line by line into the temporary view `cdr_lines` (file_number, line_number,
 * line, is_cut), empty lines left out, and their headers into `cdr_headers`; file numbers count from 0
 * in the order given. A name in a wrong encoding must not stop a file: see LineBytes. Lines that are too
 * long for a call are not there but in the temporary table `cdr_long_lines` (file_number, line_number,
 * reason), and with them in the view `cdr_all_lines`.
 */
export async function readLines(
  raw: Database,
  files: readonly InboxFile[],
  shape: CdrShape,
  tempFolder: string,
): Promise<FileRead[]> {
  const reads: FileRead[] = [];
  const readSql = (path: string) => readLinesSql(path, files.length);
  await readThroughFile(raw, tempFolder, readSql, (sink) =>
    pipeline(Readable.from(streamFiles(files, shape, reads), { objectMode: false }), sink),
  );
  const { count, longest } = await raw.one<{ count: number; longest: number | null }>(
    'select count(*) as count, max(strlen(line)) as longest from cdr_rows',
  );
  const expected = reads.reduce((sum, read) => sum + 1 + read.rowCount, 0);
  if (count !== expected) throw new Error(`${expected} lines were sent, ${count} arrived`);
  await raw.run(linesViewSql(reads, shape));
  await raw.run(longLinesSql((longest ?? 0) > longestCallBytes));
  return reads;
}

async function* streamFiles(files: readonly InboxFile[], shape: CdrShape, reads: FileRead[]) {
  const joiner = shape.records === 'quoted' ? new RecordJoiner(shape.delimiter) : undefined;
  const joined = (bytes: Buffer) => (joiner === undefined ? bytes : joiner.take(bytes));
  for (const file of files) {
    yield Buffer.from([fileMark, 0x0a]);
    const { fromBytes = 0, fromLine = 0 } = file.grown ?? {};
    const hash = createHash('sha256');
    const lines = new LineBytes(shape.keepsText === true);
    let isFirst = fromBytes === 0;
    const stream = createReadStream(file.path, { start: fromBytes, highWaterMark: 1 << 20 });
    for await (const chunk of stream) {
      hash.update(chunk as Buffer);
      yield joined(lines.take(chunk as Buffer, isFirst));
      isFirst = false;
    }
    const isCut = lines.isInLine;
    const { endedBytes, count } = lines;
    if (isCut) yield joined(lines.end());
    if (joiner !== undefined) yield joiner.end();
    reads.push({
      file,
      ...(await judgeHash(file, hash.digest('hex'))),
      rowCount: lines.count,
      isCut,
      endedBytes: fromBytes + endedBytes,
      endedLines: fromLine + count,
    });
  }
}

/** The hash of a file's whole content, and whether it is still the content that was listed. */
async function judgeHash(file: InboxFile, readHash: string) {
  if (file.grown !== undefined) {
    return { hash: file.hash ?? '', isWhole: readHash === file.grown.hash };
  }
  if (file.hash !== undefined) return { hash: file.hash, isWhole: readHash === file.hash };
  return { hash: readHash, isWhole: markOf(await stat(file.path)) === file.mark };
}

function readLinesSql(path: string, fileCount: number): string {
  const marksSoFar = `count(*) filter (where line = chr(${fileMark}))
    over (rows between unbounded preceding and current row)`;
  return `create or replace temp table cdr_rows as
    select row_number() over () as row_number, line,
      ${fileCount === 1 ? '0::bigint' : `${marksSoFar} - 1`} as file_number
    from read_csv(${quote(path)}, columns = {'line': 'varchar'}, auto_detect = false,
      header = false, delim = chr(${delimiterMark}), quote = '', escape = '', comment = '',
      nullstr = '', new_line = '\\n', strict_mode = false, parallel = false,
      max_line_size = ${2 * longestLineBytes}, buffer_size = ${blockBytes})`;
}

function linesViewSql(reads: readonly FileRead[], shape: CdrShape): string {
  let markRow = 1;
  const spans = reads.map((read, number) => {
    const lastRow = markRow + read.rowCount;
    const cutRow = read.isCut ? lastRow : 0;
    const fromLine = read.file.grown?.fromLine ?? 0;
    const span = `(${number}, ${markRow}::bigint, ${cutRow}::bigint, ${fromLine}::bigint)`;
    markRow = lastRow + 1;
    return span;
  });
  return `
    create or replace temp table cdr_spans as
    select * from (values ${spans.join(', ')})
      as span (file_number, mark_row, cut_row, from_line);
    create or replace temp view cdr_written as
    select file_number, row_number - mark_row + from_line as line_number, text as line,
      row_number = cut_row as is_cut
    from (
      select file_number, row_number, mark_row, cut_row, from_line, ${textSql(shape)} as text
      from cdr_rows inner join cdr_spans using (file_number) where row_number > mark_row
    ) where text <> ''${shape.records === 'quoted' ? ` and text <> chr(${joinedLineMark})` : ''};
    create or replace temp table cdr_headers as
    select file_number, min(line_number) as line_number, arg_min(line, line_number) as line
    from cdr_written ${shape.hasHeader ? '' : 'where false'} group by file_number;
    create or replace temp view cdr_all_lines as
    select * from cdr_written ${shape.hasHeader ? 'anti join cdr_headers using (file_number, line_number)' : ''}`;
}

function longLinesSql(hasLong: boolean): string {
  const isLong = hasLong ? `strlen(line) > ${longestCallBytes}` : 'false';
  return `
    create or replace temp table cdr_long_lines as
    select file_number, line_number, 'longer than any line about a call: '
      || case when strlen(line) >= ${longestLineBytes} then 'at least ' else '' end
      || strlen(line) || ' bytes' as reason
    from cdr_all_lines where ${isLong};
    create or replace temp view cdr_lines as
    select * from cdr_all_lines ${hasLong ? `where not ${isLong}` : ''}`;
}

/** A line as it was written, without its line end. */
function textSql(shape: CdrShape): string {
  const line = `case when ends_with(line, chr(${carriageReturnMark}))
    then rtrim(line, chr(${carriageReturnMark})) else line end`;
  if (shape.records === 'lines') return line;
  const inner = `chr(${innerLineEndMark})`;
  return `replace(replace(${line}, chr(${carriageReturnMark}) || ${inner}, ${inner}), ${inner}, chr(10))`;
}
