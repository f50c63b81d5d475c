import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { gunzipSync, inflateRawSync, inflateSync } from 'node:zlib';
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';
import pg from 'pg';
import PostalMime from 'postal-mime';
import { Database, identifier, quote } from '../../pipelines/warehouse/database.ts';
import { findMarkers } from './canary-markers.ts';
import { columnTexts } from './column-texts.ts';

/** How many findings of one place are told: the first ones say enough. */
const toldPerPlace = 3;

/** Where a marker was found and how it stood there, one line each; empty is what is wanted. */
export type Findings = readonly string[];

/** Searches a text. */
export function scanText(place: string, text: string): Findings {
  return findMarkers(text)
    .slice(0, toldPerPlace)
    .map(({ needle, around }) => `${place}: ${needle}: …${around}…`);
}

/** Searches every file below a folder, whatever it is packed in, and the names of the files. */
export async function scanFolder(
  folder: string,
  isSearched: (path: string) => boolean = () => true,
): Promise<{ readonly findings: Findings; readonly fileNames: readonly string[] }> {
  const findings: string[] = [];
  const fileNames: string[] = [];
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    const shown = relative(folder, path);
    if (!isSearched(shown)) continue;
    findings.push(...scanText('the name of a file', shown));
    if (!entry.isFile()) continue;
    fileNames.push(shown);
    findings.push(...(await scanBytes(shown, await readFile(path))));
  }
  return { findings, fileNames };
}

/** Searches bytes, and what is packed in them: archives, mails, PDF, Parquet, DuckDB, data URIs. */
export async function scanBytes(place: string, bytes: Buffer): Promise<Findings> {
  // Every needle is ASCII or has an ASCII part, so that bytes need not be text to be searched.
  const found = [...scanText(place, bytes.toString('latin1'))];
  const unpack = unpackers.find(({ isKind }) => isKind(bytes, place))?.unpack;
  if (unpack !== undefined) found.push(...(await unpack(place, bytes)));
  return [...new Set(found)];
}

interface Unpacker {
  readonly isKind: (bytes: Buffer, place: string) => boolean;
  readonly unpack: (place: string, bytes: Buffer) => Promise<Findings>;
}

const startsWith = (text: string) => (bytes: Buffer) =>
  bytes.subarray(0, text.length).toString('latin1') === text;

const unpackers: readonly Unpacker[] = [
  {
    isKind: startsWith('\x1f\x8b'),
    unpack: (place, bytes) => scanBytes(`${place} (gunzip)`, gunzipSync(bytes)),
  },
  { isKind: startsWith('%PDF'), unpack: scanPdf },
  { isKind: startsWith('PK\x03\x04'), unpack: scanZip },
  {
    isKind: startsWith('PAR1'),
    unpack: (place, bytes) => scanTables(place, bytes, 'parquet'),
  },
  {
    isKind: (bytes) => bytes.subarray(8, 12).toString('latin1') === 'DUCK',
    unpack: (place, bytes) => scanTables(place, bytes, 'duckdb'),
  },
  {
    isKind: (bytes) => bytes.subarray(257, 262).toString('latin1') === 'ustar',
    unpack: scanTar,
  },
  { isKind: (_, place) => /\.eml\b[^/]*$/.test(place), unpack: scanMail },
  { isKind: (_, place) => /\.(html?|css|svg)\b[^/]*$/.test(place), unpack: scanDataUris },
];

async function scanAll(parts: readonly (readonly [place: string, bytes: Buffer])[]) {
  const found: string[] = [];
  for (const [place, bytes] of parts) found.push(...(await scanBytes(place, bytes)));
  return found;
}

/** The streams as they are inflated, and the text as a reader sees it: fonts hide it from the bytes. */
async function scanPdf(place: string, bytes: Buffer): Promise<Findings> {
  const found: string[] = [];
  for (const match of bytes.toString('latin1').matchAll(/stream\r?\n/g)) {
    const start = match.index + match[0].length;
    try {
      const body = inflateSync(bytes.subarray(start), { finishFlush: 2 });
      found.push(...scanText(`${place} (stream)`, body.toString('latin1')));
    } catch {
      // A stream that is not deflated was searched with the bytes of the file.
    }
  }
  const task = getDocument({ data: new Uint8Array(bytes), verbosity: 0 });
  const document = await task.promise;
  const texts = [JSON.stringify(await document.getMetadata())];
  for (let number = 1; number <= document.numPages; number += 1) {
    const content = await (await document.getPage(number)).getTextContent();
    texts.push(content.items.map((item) => ('str' in item ? item.str : '')).join(''));
  }
  await task.destroy();
  return [...found, ...texts.flatMap((text) => scanText(`${place} (text)`, text))];
}

function scanZip(place: string, bytes: Buffer): Promise<Findings> {
  const parts: [string, Buffer][] = [];
  const directory = Buffer.from('PK\x01\x02', 'latin1');
  for (let at = bytes.indexOf(directory); at !== -1; at = bytes.indexOf(directory, at + 4)) {
    const [packed, nameLength] = [bytes.readUInt32LE(at + 20), bytes.readUInt16LE(at + 28)];
    const header = bytes.readUInt32LE(at + 42);
    const start = header + 30 + bytes.readUInt16LE(header + 26) + bytes.readUInt16LE(header + 28);
    const body = bytes.subarray(start, start + packed);
    const name = bytes.subarray(at + 46, at + 46 + nameLength).toString();
    const isStored = bytes.readUInt16LE(at + 10) === 0;
    parts.push([`${place} (zip)/${name}`, isStored ? body : inflateRawSync(body)]);
  }
  return scanAll(parts);
}

function scanTar(place: string, bytes: Buffer): Promise<Findings> {
  const parts: [string, Buffer][] = [];
  for (let at = 0; at + 512 <= bytes.length && bytes[at] !== 0; ) {
    const name = bytes
      .subarray(at, at + 100)
      .toString()
      .replace(/\0.*$/s, '');
    const size = Number.parseInt(bytes.subarray(at + 124, at + 136).toString(), 8);
    parts.push([`${place} (tar)/${name}`, bytes.subarray(at + 512, at + 512 + size)]);
    at += 512 + Math.ceil(size / 512) * 512;
  }
  return scanAll(parts);
}

async function scanMail(place: string, bytes: Buffer): Promise<Findings> {
  const mail = await PostalMime.parse(bytes, { attachmentEncoding: 'arraybuffer' });
  const { attachments, ...rest } = mail;
  return [
    ...scanText(`${place} (mail)`, JSON.stringify(rest)),
    ...scanText(`${place} (mail text)`, `${mail.subject} ${mail.text} ${mail.html}`),
    ...(await scanAll(
      attachments.map((part): [string, Buffer] => [
        `${place}/${part.filename ?? part.mimeType}`,
        Buffer.from(part.content as ArrayBuffer),
      ]),
    )),
  ];
}

function scanDataUris(place: string, bytes: Buffer): Promise<Findings> {
  const uris = bytes
    .toString('latin1')
    .matchAll(/data:([a-z/+.0-9-]*)[^,"')]*;base64,([A-Za-z0-9+/=]+)/g);
  return scanAll(
    [...uris].map(([, type = '', text = '']): [string, Buffer] => [
      `${place} (data of ${type})`,
      Buffer.from(text, 'base64'),
    ]),
  );
}

/** Opened once: a hundred small files are read in less time than as many databases are opened. */
async function reader(): Promise<Database> {
  opened ??= await Database.open(':memory:');
  await opened.run('set threads = 1');
  return opened;
}
let opened: Database | undefined;

/** Every value of every column as text: DuckDB and Parquet pack them so that bytes say nothing. */
async function scanTables(place: string, bytes: Buffer, kind: 'parquet' | 'duckdb') {
  const folder = await mkdtemp(join(tmpdir(), 'muster-scan-'));
  const path = join(folder, `copy.${kind}`);
  const found: string[] = [];
  try {
    await writeFile(path, bytes);
    const database = await reader();
    if (kind === 'duckdb') await database.run(`attach ${quote(path)} as seen (read_only)`);
    const tables = kind === 'parquet' ? [`read_parquet(${quote(path)})`] : await tablesOf(database);
    for (const table of tables) {
      found.push(...(await scanTable(database, `${place} (${table.replace(path, '')})`, table)));
    }
    if (kind === 'duckdb') {
      const rows = await database.rows(
        'select * from duckdb_tables() union all by name select * from duckdb_views()',
      );
      found.push(...scanText(`${place} (definitions)`, JSON.stringify(rows)));
    }
  } finally {
    // Also where it could not be attached or read, for the next one is attached by the same name.
    await opened?.run('detach database if exists seen');
    await rm(folder, { recursive: true, force: true });
  }
  return found;
}

async function tablesOf(database: Database): Promise<string[]> {
  const rows = await database.rows<{ schema: string; name: string }>(
    `select schema_name as schema, table_name as name from duckdb_tables()
     where database_name = 'seen'`,
  );
  return rows.map(({ schema, name }) => `seen.${identifier(schema)}.${identifier(name)}`);
}

async function scanTable(database: Database, place: string, table: string): Promise<Findings> {
  const texts = await columnTexts(database, table);
  return texts.flatMap(([name, text]) => scanText(`${place}.${name}`, text));
}

/** Every row of every table of one schema of a Postgres, as text. */
export async function scanSchema(url: string, schema: string) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const found: string[] = [];
  const { rows } = await client.query<{ name: string }>(
    'select quote_ident(tablename) as name from pg_tables where schemaname = $1',
    [schema],
  );
  for (const { name } of rows) {
    const all = await client.query<{ line: string }>(
      `select t::text as line from ${schema}.${name} t`,
    );
    found.push(...scanText(`${schema}.${name}`, all.rows.map(({ line }) => line).join('\n')));
  }
  await client.end();
  return { findings: found, tableNames: rows.map(({ name }) => name) };
}
