import type { Effects } from '../../run/effects.ts';
import { exitCodes, UserError } from '../../run/user-error.ts';
import type { Database } from '../../warehouse/database.ts';
import type { Contract } from '../contracts.ts';
import { requireFolder } from '../mapped-files.ts';
import type { CdrSource, ExtractedUnit } from '../sources.ts';
import { fitThreads } from '../threads.ts';
import { type CdrAdapter, type CdrShape, findAdapter, knownFormats } from './adapter.ts';
import { moveToArchive } from './archive.ts';
import { type InboxFile, listInbox } from './inbox.ts';
import { readKnownFiles } from './known-files.ts';
import { loadBatch } from './load-batch.ts';

const batchBytes = 256_000_000;
const batchFiles = 1_000;

/** What all files of a run are loaded with. */
export interface CdrOptions {
  readonly runId: string;
  readonly contract: Contract;
  readonly tempFolder: string;
  readonly maxRejectedShare: number;
}

/**
 * Loads the telephone exports in a source's folder, each content once, and then moves them to the
 * archive. Throws a UserError: exit 2 for an unknown format; exit 3 for a folder that is missing, for
 * too many rejected lines, and, after all other files are loaded, for files in another zone.
 */
export async function loadCdrSource(
  raw: Database,
  source: CdrSource,
  options: CdrOptions,
  effects: Effects,
  onUnit: (unit: ExtractedUnit) => void,
): Promise<ExtractedUnit[]> {
  const adapter = requireAdapter(source);
  await requireFolder(raw, source);
  const known = await readKnownFiles(raw, source);
  const inbox = await listInbox(source, adapter, known, effects.now());
  const units: ExtractedUnit[] = [];
  const refusals: string[] = [];
  const tell = (unit: ExtractedUnit) => {
    units.push(unit);
    onUnit(unit);
  };
  const { fresh, waiting, again } = sortOut(inbox);
  const hashes = new Set(inbox.filter((file) => file.isKnown).map((file) => file.hash));
  for (const { shape, files } of intoBatches(fresh)) {
    await fitThreads(
      raw,
      files.reduce((sum, file) => sum + file.sizeBytes, 0),
    );
    const batch = await loadBatch(raw, source, adapter, shape, files, options, effects);
    for (const unit of batch.units) tell(unit);
    for (const { file, hash } of batch.loaded) {
      hashes.add(hash);
      await archive(source, file, hash);
    }
    refusals.push(...batch.refusals);
  }
  for (const file of waiting) tell(emptyUnit(source, file, 'waiting'));
  for (const file of again) {
    if (file.hash === undefined || !hashes.has(file.hash)) continue;
    tell(emptyUnit(source, file, 'known'));
    await archive(source, file, file.hash);
  }
  if (refusals.length > 0) throw zoneError(source, refusals);
  return units;
}

/** Files to load, files that wait, and files whose content is loaded or stands among those to load. */
function sortOut(inbox: readonly InboxFile[]) {
  const seen = new Set<string>();
  const fresh: InboxFile[] = [];
  const waiting: InboxFile[] = [];
  const again: InboxFile[] = [];
  for (const file of inbox) {
    const isCopy = file.hash !== undefined && seen.has(file.hash);
    if (file.isKnown || isCopy) again.push(file);
    else if (file.isWaiting) waiting.push(file);
    else {
      fresh.push(file);
      if (file.hash !== undefined) seen.add(file.hash);
    }
  }
  return { fresh, waiting, again };
}

function requireAdapter(source: CdrSource): CdrAdapter {
  const adapter = findAdapter(source.format);
  if (adapter !== undefined) return adapter;
  throw new UserError({
    what: `"${source.format}" is no format of telephone exports`,
    where: `sources.${source.name}.format`,
    advice: `Known formats: ${knownFormats().join(', ')}. Nothing of this source was read.`,
    exitCode: exitCodes.usage,
  });
}

/** A unit of a file of which nothing was read. */
export function emptyUnit(
  source: CdrSource,
  file: InboxFile,
  state: 'known' | 'waiting',
): ExtractedUnit {
  return {
    source: source.name,
    entity: 'call_lines',
    fileName: file.name,
    ...(file.hash === undefined ? {} : { fileHash: file.hash }),
    state,
    readCount: 0,
    loadedCount: 0,
    rejectedCount: 0,
    skippedCount: 0,
    mergedCount: 0,
    changedCount: 0,
    deletedCount: 0,
    newestAt: null,
  };
}

interface Batch {
  readonly shape: CdrShape;
  readonly files: InboxFile[];
}

/** Files of one shape in their order, as many at once as keep memory bounded. */
function intoBatches(all: readonly InboxFile[]): Batch[] {
  return [...new Set(all.map(({ shape }) => shape))].flatMap((shape) => {
    const batches: Batch[] = [];
    let bytes = 0;
    for (const file of all.filter((candidate) => candidate.shape === shape)) {
      const last = batches.at(-1)?.files;
      if (last === undefined || bytes + file.sizeBytes > batchBytes || last.length >= batchFiles) {
        batches.push({ shape, files: [file] });
        bytes = file.sizeBytes;
      } else {
        last.push(file);
        bytes += file.sizeBytes;
      }
    }
    return batches;
  });
}

async function archive(source: CdrSource, file: InboxFile, hash: string): Promise<void> {
  if (source.archiveFolder !== undefined) await moveToArchive(file, hash, source.archiveFolder);
}

function zoneError(source: CdrSource, refusals: readonly string[]): UserError {
  const count = refusals.length === 1 ? '1 file is' : `${refusals.length} files are`;
  return new UserError({
    what: [
      `${count} not in the zone ${source.timeZone}`,
      ...refusals.map((line) => `- ${line}`),
    ].join('\n'),
    where: `sources.${source.name}`,
    advice: `Set sources.${source.name}.time_zone in muster.yaml to the zone of these files, or take them out of ${source.folder}. Nothing of them was written; other files of the source are loaded.`,
    exitCode: exitCodes.source,
  });
}
