import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateRawSync, gzipSync } from 'node:zlib';
import nodemailer from 'nodemailer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPrinter } from '../../pipelines/render/pdf.ts';
import { realEffects } from '../../pipelines/run/effects.ts';
import { Database, quote } from '../../pipelines/warehouse/database.ts';
import {
  canaryName,
  canaryNumber,
  canaryPatient,
  canaryWord,
  writtenForms,
} from './canary-markers.ts';
import { scanBytes, scanFolder, scanText } from './canary-scan.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'muster-canary-scan-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const number = canaryNumber(42);
const markers = [canaryName, canaryWord, canaryPatient, ...writtenForms(number)];
const html = (text: string) => `<!doctype html><title>t</title><h1>Report</h1><p>${text}</p>`;

async function duckDbFile(text: string): Promise<Buffer> {
  const path = join(folder, 'made.duckdb');
  await rm(path, { force: true });
  const database = await Database.open(path);
  // Many rows that begin alike are packed, so that the bytes do not show them.
  await database.run(
    `create schema raw; create table raw.notes as
     select range as id, [${quote(text)} || ' of line ' || range] as note from range(5000)`,
  );
  database.close();
  return readFile(path);
}

async function parquetFile(text: string): Promise<Buffer> {
  const path = join(folder, 'made.parquet');
  const database = await Database.open(':memory:');
  await database.run(
    `copy (select range as id, ${quote(text)} as note from range(10))
     to ${quote(path)} (format parquet, compression zstd)`,
  );
  database.close();
  return readFile(path);
}

async function mailWith(text: string, attachment: Buffer, filename: string): Promise<Buffer> {
  const transport = nodemailer.createTransport({ streamTransport: true, buffer: true });
  const sent = await transport.sendMail({
    ...{ from: 'a@example.com', to: 'b@example.com', subject: text, text: 'Žluť', html: 'Žluť' },
    attachments: [{ filename, content: attachment }],
  });
  return sent.message as unknown as Buffer;
}

async function pdfOf(text: string): Promise<Buffer> {
  const printer = await openPrinter(realEffects());
  try {
    return Buffer.from(await printer.print(html(text)));
  } finally {
    await printer.close();
  }
}

function tarOf(name: string, content: Buffer): Buffer {
  const path = join(folder, name);
  execFileSync('tee', [path], { input: content, stdio: ['pipe', 'ignore', 'ignore'] });
  return execFileSync('tar', ['--format=ustar', '-cf', '-', '-C', folder, name]);
}

/** A zip with one deflated entry; of its sums and dates only what a reader of the directory needs. */
function zipOf(name: string, content: Buffer): Buffer {
  const body = deflateRawSync(content);
  const local = Buffer.alloc(30);
  local.write('PK\x03\x04', 'latin1');
  local.writeUInt16LE(8, 8);
  local.writeUInt16LE(name.length, 26);
  const entry = Buffer.alloc(46);
  entry.write('PK\x01\x02', 'latin1');
  entry.writeUInt16LE(8, 10);
  entry.writeUInt32LE(body.length, 20);
  entry.writeUInt16LE(name.length, 28);
  return Buffer.concat([local, Buffer.from(name), body, entry, Buffer.from(name)]);
}

const hides: Readonly<Record<string, (text: string) => Buffer | Promise<Buffer>>> = {
  'page.html': (text) => Buffer.from(html(text)),
  'plain.log': (text) => Buffer.from(text),
  'image.html': (text) =>
    Buffer.from(`<img src="data:image/svg+xml;base64,${Buffer.from(text).toString('base64')}">`),
  'utf16.csv': (text) => Buffer.from(text, 'utf16le'),
  'hex.json': (text) => Buffer.from(JSON.stringify({ it: Buffer.from(text).toString('hex') })),
  'base64.json': (text) =>
    Buffer.from(JSON.stringify({ it: Buffer.from(`a ${text} b`).toString('base64') })),
  'packed.csv.gz': (text) => gzipSync(text),
  'archive.tar.gz': (text) => gzipSync(tarOf('inner.txt', Buffer.from(text))),
  'raw.duckdb': duckDbFile,
  'run.parquet': parquetFile,
  'subject.eml': (text) => mailWith(`Report Ž ${text}`, Buffer.from('x'), 'x.txt'),
  'attached.eml': (text) => mailWith('Report', gzipSync(text), 'data.gz'),
  'sheet.xlsx': (text) => zipOf('xl/sheet.xml', Buffer.from(text)),
};

describe('the scanner of the canary test', () => {
  it.each(Object.keys(hides))('finds every marker in %s', async (name) => {
    const make = hides[name] ?? (() => Buffer.from(''));
    for (const marker of markers) {
      expect([marker, await scanBytes(name, await make(marker))]).not.toEqual([marker, []]);
    }
    expect(await scanBytes(name, await make('nothing of the kind'))).toEqual([]);
  });

  it('finds what a PDF shows, and what is in a PDF in a mail', async () => {
    const pdf = await pdfOf(`Call ${number}, ${canaryWord}`);
    const found = await scanBytes('report.pdf', pdf);
    expect(found.join('\n')).toContain('report.pdf (text): a number');
    expect(found.join('\n')).toContain('report.pdf (text): lvkanar');
    const mailed = await scanBytes('mail.eml', await mailWith('Report', pdf, 'report.pdf'));
    expect(mailed.join('\n')).toContain('mail.eml/report.pdf (text): a number');
    expect(await scanBytes('clean.pdf', await pdfOf('Calls 12'))).toEqual([]);
  });

  it('finds it in the name of a file, deep down', async () => {
    await mkdir(join(folder, 'tree/deep'), { recursive: true });
    await writeFile(join(folder, 'tree/deep', `${number}.txt`), '');
    const { findings, fileNames } = await scanFolder(join(folder, 'tree'));
    expect(fileNames).toEqual([`deep/${number}.txt`]);
    expect(findings).toHaveLength(1);
  });

  it('finds the tail of a number, and a hash that needs no key', () => {
    expect(scanText('a', 'rang 555-0142 twice')).toHaveLength(1);
    expect(scanText('a', 'rang 5550142, twice')).toHaveLength(1);
    // sha256('9475550142'), by sha256sum; a keyed hash of the same number is another one.
    expect(scanText('a', '1d59ad52ee9e3572ea72c6f4')).toHaveLength(1);
  });

  it('lets the masked form and other digits pass', () => {
    expect(scanText('a', '•••42 95550142 55501429 a5550142 947 555 02')).toEqual([]);
  });
});
