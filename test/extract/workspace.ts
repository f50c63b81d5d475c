import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { readContracts } from '../../pipelines/extract/contracts.ts';
import { type ExtractInput, type ExtractResult, extract } from '../../pipelines/extract/extract.ts';
import { readMappings } from '../../pipelines/extract/mappings.ts';
import { openRaw } from '../../pipelines/extract/raw-store.ts';
import { type RebuildResult, rebuildRaw } from '../../pipelines/extract/rebuild.ts';
import type { CdrSource, Source } from '../../pipelines/extract/sources.ts';
import { type Effects, realEffects, withClock } from '../../pipelines/run/effects.ts';
import { UserError } from '../../pipelines/run/user-error.ts';
import type { Row } from '../../pipelines/warehouse/database.ts';

export const instant = Temporal.Instant.from('2026-11-16T12:00:00Z');

const quiet: Effects = {
  ...withClock(realEffects(), instant),
  log: { info: () => undefined, warn: () => undefined },
};

/** A workspace in a temporary folder, with contracts and mappings of its own. */
export interface TestWorkspace {
  readonly folder: string;
  readonly rawPath: string;
  readonly tempFolder: string;
  /** What the extractions so far warned of. */
  readonly warnings: string[];
  /** Writes a file below the workspace; `minute` sets its time of change. */
  write(path: string, content: string | Uint8Array, minute?: number): Promise<string>;
  /** Opens raw, extracts from the sources, closes raw. Only the workspace's own mappings are active. */
  extract(sources: readonly Source[], options?: Partial<ExtractInput>): Promise<ExtractResult>;
  /** Makes raw anew from change files, archive and sources. */
  rebuild(sources: readonly Source[], options?: Partial<ExtractInput>): Promise<RebuildResult>;
  /** The rows of a query on raw. */
  rows(sql: string): Promise<Row[]>;
  /** SHA-256 of raw's bytes. */
  rawHash(): string;
  remove(): Promise<void>;
}

/**
 * Makes a workspace; `files` are its first files, by path. With `isAlone` they are read once, and its
 * raw has the tables of its own contracts only, so that it is opened in no time.
 */
export async function makeWorkspace(
  files: Readonly<Record<string, string>> = {},
  isAlone = false,
): Promise<TestWorkspace> {
  const folder = await mkdtemp(join(tmpdir(), 'muster-extract-'));
  const rawPath = join(folder, 'raw.duckdb');
  const tempFolder = join(folder, 'tmp');
  // It is made when a pipe is; here it always is, so that what is left in it can be looked at.
  await mkdir(tempFolder);
  const readRules = async (sources: readonly Source[]) => {
    const contracts = await readContracts(folder);
    const mappings = await readMappings(folder, contracts, sources);
    const isOwn = ({ path }: { readonly path: string }) => existsSync(join(folder, path));
    return {
      contracts: isAlone ? contracts.filter(isOwn) : contracts,
      mappings: mappings.filter(isOwn),
    };
  };
  let rules: ReturnType<typeof readRules> | undefined;
  const rulesOf = (sources: readonly Source[]) => {
    if (!isAlone) return readRules(sources);
    rules ??= readRules(sources);
    return rules;
  };
  const inputOf = async (sources: readonly Source[], options: Partial<ExtractInput>) => {
    const { contracts, mappings } = await rulesOf(sources);
    return {
      runId: 'run-1',
      sources,
      contracts,
      mappings,
      hashKey: 'test-key',
      changesFolder: join(folder, 'raw/changes'),
      tempFolder,
      maxRejectedShare: 0.05,
      ...options,
    };
  };
  const warnings: string[] = [];
  const silent: Effects = {
    ...quiet,
    log: { ...quiet.log, warn: (line: string) => void warnings.push(line) },
  };
  const workspace: TestWorkspace = {
    warnings,
    folder,
    rawPath,
    tempFolder,
    async write(path, content, minute) {
      const full = join(folder, path);
      await mkdir(dirname(full), { recursive: true });
      await writeFile(full, content);
      if (minute !== undefined) {
        const seconds = instant.epochMilliseconds / 1000 + minute * 60;
        await utimes(full, seconds, seconds);
      }
      return full;
    },
    async extract(sources, options = {}) {
      const input = await inputOf(sources, options);
      const raw = await openRaw(rawPath, { contracts: input.contracts });
      try {
        return await extract(raw, input, silent);
      } finally {
        raw.close();
      }
    },
    async rebuild(sources, options = {}) {
      return rebuildRaw(rawPath, await inputOf(sources, options), silent);
    },
    async rows(sql) {
      const raw = await openRaw(
        rawPath,
        rules === undefined ? { workspaceFolder: folder } : { contracts: (await rules).contracts },
      );
      try {
        return await raw.rows(sql);
      } finally {
        raw.close();
      }
    },
    rawHash: () => createHash('sha256').update(readFileSync(rawPath)).digest('hex'),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
  for (const [path, text] of Object.entries(files)) await workspace.write(path, text);
  return workspace;
}

/** A source of 3CX exports in the workspace's inbox. */
export function inboxOf(workspace: TestWorkspace, options: Partial<CdrSource> = {}): CdrSource {
  const folder = join(workspace.folder, 'inbox');
  return { kind: 'cdr', name: '3cx', format: '3cx', folder, timeZone: 'UTC', ...options };
}

/** The whole text and the exit code of the UserError that `work` ends with. */
export async function refusal(work: Promise<unknown>): Promise<{ text: string; exitCode: number }> {
  try {
    await work;
  } catch (error) {
    if (error instanceof UserError) return { text: error.text, exitCode: error.exitCode };
    throw error;
  }
  throw new Error('nothing was refused');
}
