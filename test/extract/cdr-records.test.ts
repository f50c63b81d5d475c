import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CdrShape } from '../../pipelines/extract/cdr/adapter.ts';
import { readLines } from '../../pipelines/extract/cdr/lines.ts';
import { RecordJoiner } from '../../pipelines/extract/cdr/records.ts';
import { Database, type Row } from '../../pipelines/warehouse/database.ts';
import { tries } from '../counts.ts';
import { makeWorkspace, type TestWorkspace } from './workspace.ts';

let workspace: TestWorkspace;
beforeEach(async () => {
  workspace = await makeWorkspace();
});
afterEach(() => workspace.remove());

const quoted: CdrShape = {
  name: 'quoted',
  isExport: () => true,
  records: 'quoted',
  hasHeader: false,
  isGrowing: false,
  parseSql: () => '',
};

/** The records of files, by line number, and the headers. */
async function read(shape: CdrShape, ...texts: (string | Uint8Array)[]) {
  const files = [];
  for (const [index, text] of texts.entries()) {
    const path = await workspace.write(`inbox/${index}.csv`, text);
    const state = { isKnown: false, isYoung: false, isWaiting: false };
    const name = `${index}.csv`;
    files.push({ name, path, shape, sizeBytes: 0, modifiedMs: 0, mark: '', ...state });
  }
  const raw = await Database.open(':memory:');
  await readLines(raw, files, shape, workspace.tempFolder);
  const rows = await raw.rows(
    'select file_number, line_number, line from cdr_lines order by file_number, line_number',
  );
  const headers = await raw.rows('select * from cdr_headers order by file_number');
  raw.close();
  const told = (list: Row[]) => list.map((row) => [row.file_number, row.line_number, row.line]);
  return { lines: told(rows), headers: told(headers) };
}

describe('records of quoted CSV', () => {
  it('are joined over line ends inside quotes, and keep the number of their first line', async () => {
    const { lines } = await read(
      quoted,
      'a,"one\ntwo",b\r\nc,"say ""x""\r\n\r\nthree"\nd\n',
      'e,"f\ng"',
    );
    expect(lines).toEqual([
      [0, 1, 'a,"one\ntwo",b'],
      [0, 3, 'c,"say ""x""\n\nthree"'],
      [0, 6, 'd'],
      [1, 1, 'e,"f\ng"'],
    ]);
  });

  it('spoil their own line only when a quote never closes', async () => {
    const text = '"a","b\n"c","d"\ne,"f\ng,h\ni,"j",k\nl,m"n,o\n"p\n';
    const { lines } = await read(quoted, text, 'q\n');
    expect(lines.map(([file, number, line]) => `${file}:${number} ${line}`)).toEqual([
      '0:1 "a","b',
      '0:2 "c","d"',
      '0:3 e,"f',
      '0:4 g,h',
      '0:5 i,"j",k',
      '0:6 l,m"n,o',
      '0:7 "p',
      '1:1 q',
    ]);
  });

  it('end a search for a closing quote after 200 lines', async () => {
    const many = Array.from({ length: 300 }, (_, index) => `line ${index}`);
    const { lines } = await read(quoted, ['x,"y', ...many].join('\n'));
    expect(lines).toHaveLength(301);
  });

  it('may have a header, which is the first line that is not empty', async () => {
    const { lines, headers } = await read(
      { ...quoted, hasHeader: true },
      '\uFEFF\r\n"name\nof",two\na,b\n',
      '',
      'only\n',
    );
    expect(headers).toEqual([
      [0, 2, '"name\nof",two'],
      [2, 1, 'only'],
    ]);
    expect(lines).toEqual([[0, 4, 'a,b']]);
  });

  it('are the same wherever the bytes are divided', () => {
    const bytes = fc
      .array(fc.constantFrom('"', '"', ',', '\n', '\n', 'a', '\u001f'), { maxLength: 60 })
      .map((parts) => `${parts.join('')}\n`);
    const joined = (chunks: string[]) => {
      const joiner = new RecordJoiner();
      const taken = chunks.map((chunk) => joiner.take(Buffer.from(chunk)).toString());
      return taken.join('') + joiner.end().toString();
    };
    fc.assert(
      fc.property(bytes, fc.nat({ max: 60 }), (text, at) => {
        const whole = joined([text]);
        expect(joined([text.slice(0, at), text.slice(at)])).toBe(whole);
        // No line is lost: each is there, or a mark for it.
        expect(whole.split('\n')).toHaveLength(text.split('\n').length);
      }),
      { seed: 20261116, numRuns: tries(2000, 100_000) },
    );
  });
});
