import { createHash } from 'node:crypto';
import { createReadStream, type Stats } from 'node:fs';
import { open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { hashFile } from '../../run/files.ts';
import { exitCodes, messageOf, UserError } from '../../run/user-error.ts';
import type { CdrSource } from '../sources.ts';
import { type CdrAdapter, type CdrShape, shapesOf } from './adapter.ts';
import type { KnownFile, KnownFiles } from './known-files.ts';

// A file that was changed less than this ago may still be written.
const quietMs = 60_000;

/** An export in the inbox, as it was when the inbox was listed. */
export interface InboxFile {
  readonly name: string;
  readonly path: string;
  readonly shape: CdrShape;
  readonly sizeBytes: number;
  readonly modifiedMs: number;
  /** What the file system says of it: its length, its times, its place. */
  readonly mark: string;
  /** Of the whole content; absent where its length alone says that it is new. */
  readonly hash?: string;
  /** Its content was loaded before. */
  readonly isKnown: boolean;
  /** It changed a moment ago. */
  readonly isYoung: boolean;
  /** It is young and ends in the middle of a line. */
  readonly isWaiting: boolean;
  /** Where to begin in a file that grew; absent: at its beginning. */
  readonly grown?: GrownPart;
}

/** The part of a file that was not there when it was loaded before. */
export interface GrownPart {
  readonly fromBytes: number;
  /** Lines before it. */
  readonly fromLine: number;
  readonly hash: string;
}

/** The exports in a source's folder, oldest first. */
export async function listInbox(
  source: CdrSource,
  adapter: CdrAdapter,
  known: KnownFiles,
  now: Temporal.Instant,
): Promise<InboxFile[]> {
  const shapes = shapesOf(adapter, source);
  const entries = await readdir(source.folder, { withFileTypes: true });
  const found: Found[] = [];
  try {
    for (const entry of entries) {
      const shape = shapes.find((candidate) => candidate.isExport(entry.name));
      if (!entry.isFile() || shape === undefined) continue;
      const path = join(source.folder, entry.name);
      found.push({ name: entry.name, path, shape, stats: await stat(path) });
    }
    const lengths = new Map<number, number>();
    for (const { stats } of found) lengths.set(stats.size, (lengths.get(stats.size) ?? 0) + 1);
    const files: InboxFile[] = [];
    for (const file of found) {
      const isAlone = lengths.get(file.stats.size) === 1;
      files.push(await describeFile(file, known, isAlone, now));
    }
    return files.sort((a, b) => a.modifiedMs - b.modifiedMs || (a.name < b.name ? -1 : 1));
  } catch (error) {
    throw new UserError({
      what: `the file cannot be read: ${messageOf(error)}`,
      where: `sources.${source.name}`,
      advice: 'Give muster the right to read it. Nothing of this source was read.',
      exitCode: exitCodes.source,
      cause: error,
    });
  }
}

interface Found {
  readonly name: string;
  readonly path: string;
  readonly shape: CdrShape;
  readonly stats: Stats;
}

/** What the file system says of a file, as one text: when it is the same, the content is. */
export function markOf(stats: Stats): string {
  return [stats.size, stats.mtimeMs, stats.ctimeMs, stats.ino].join(':');
}

/** Reads as little of a file as tells whether it is new: nothing, where its length or its mark does. */
async function describeFile(
  { name, path, shape, stats }: Found,
  known: KnownFiles,
  isAlone: boolean,
  now: Temporal.Instant,
): Promise<InboxFile> {
  const mark = markOf(stats);
  // A clock that is held in the past makes no file young.
  const ageMs = now.epochMilliseconds - stats.mtimeMs;
  const isYoung = ageMs >= 0 && ageMs < quietMs;
  const file = { name, path, shape, sizeBytes: stats.size, modifiedMs: stats.mtimeMs, mark };
  const same = known.unchanged(name, mark);
  if (same !== undefined) {
    return { ...file, hash: same.hash, isKnown: true, isYoung, isWaiting: false };
  }
  const beginnings = shape.isGrowing ? known.beginnings(name, stats.size) : [];
  const isNew = isAlone && !known.hasSize(stats.size) && beginnings.length === 0;
  const whole = isNew ? undefined : await hashWithBeginnings(path, beginnings);
  const isKnown = whole !== undefined && known.has(whole.hash);
  const grown = whole?.grownFrom === undefined ? undefined : await grownPart(path, whole.grownFrom);
  return {
    ...file,
    ...(whole === undefined ? {} : { hash: whole.hash }),
    ...(grown === undefined ? {} : { grown }),
    isKnown,
    isYoung,
    isWaiting: isYoung && !isKnown && (await isCut(path, stats.size)),
  };
}

/** The hash of a file, and the longest of the known beginnings that it begins with. */
async function hashWithBeginnings(
  path: string,
  beginnings: readonly KnownFile[],
): Promise<{ hash: string; grownFrom?: KnownFile }> {
  if (beginnings.length === 0) return { hash: await hashFile(path) };
  const hash = createHash('sha256');
  const left = [...beginnings].reverse();
  let grownFrom: KnownFile | undefined;
  let readBytes = 0;
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) {
    let bytes = chunk as Buffer;
    for (let next = left[0]; next !== undefined && next.sizeBytes <= readBytes + bytes.length; ) {
      const head = bytes.subarray(0, next.sizeBytes - readBytes);
      hash.update(head);
      readBytes += head.length;
      bytes = bytes.subarray(head.length);
      if (hash.copy().digest('hex') === next.hash) grownFrom = next;
      left.shift();
      next = left[0];
    }
    hash.update(bytes);
    readBytes += bytes.length;
  }
  return { hash: hash.digest('hex'), ...(grownFrom === undefined ? {} : { grownFrom }) };
}

async function grownPart(path: string, from: KnownFile): Promise<GrownPart> {
  const fromBytes = from.endedBytes ?? 0;
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path, { start: fromBytes })) {
    hash.update(chunk as Buffer);
  }
  return { fromBytes, fromLine: from.endedLines ?? 0, hash: hash.digest('hex') };
}

/** Whether the last line of a file has no end. */
async function isCut(path: string, sizeBytes: number): Promise<boolean> {
  if (sizeBytes === 0) return false;
  const file = await open(path);
  try {
    const { buffer } = await file.read(Buffer.alloc(1), 0, 1, sizeBytes - 1);
    return buffer[0] !== 0x0a;
  } finally {
    await file.close();
  }
}
