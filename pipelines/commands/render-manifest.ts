import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hashFile, writeWholeFile } from '../run/files.ts';

/** What a report's files were made from; equal origins give equal files. */
export interface ReportOrigin {
  readonly buildId: string;
  /** Hash of templates, queries and program version. */
  readonly renderHash: string;
}

/** What became of every row of a source in the build: a row of `source_counts`. */
export type SourceManifest = Readonly<Record<string, string | number | null>>;

const manifestName = 'manifest.json';

interface Manifest {
  readonly build_id: string;
  readonly render_hash: string;
  /** The same counts as the page prints and `muster reconcile` finds. */
  readonly sources: readonly SourceManifest[];
  readonly files: { readonly [name: string]: string };
}

/** Whether a folder holds the files of all formats, whole and from this origin. */
export async function isUnchanged(
  folder: string,
  origin: ReportOrigin,
  formats: readonly string[],
): Promise<boolean> {
  const manifest = await readManifest(folder);
  if (manifest === undefined) return false;
  if (manifest.build_id !== origin.buildId || manifest.render_hash !== origin.renderHash)
    return false;
  const names = Object.keys(manifest.files);
  const has = (format: string) => names.some((name) => name.endsWith(`.${format}`));
  if (!formats.every(has)) return false;
  for (const [name, hash] of Object.entries(manifest.files)) {
    const path = join(folder, name);
    if (!existsSync(path) || (await hashFile(path)) !== hash) return false;
  }
  return true;
}

/** A manifest that cannot be read counts as none: the report is made again. */
async function readManifest(folder: string): Promise<Manifest | undefined> {
  try {
    return JSON.parse(await readFile(join(folder, manifestName), 'utf8')) as Manifest;
  } catch {
    return undefined;
  }
}

/** Writes, after all files of a report, what they were made from and their hashes. */
export async function writeManifest(
  folder: string,
  origin: ReportOrigin,
  made: { readonly names: readonly string[]; readonly sources: readonly SourceManifest[] },
): Promise<void> {
  const files: { [name: string]: string } = {};
  for (const name of [...made.names].sort()) files[name] = await hashFile(join(folder, name));
  const manifest: Manifest = {
    build_id: origin.buildId,
    render_hash: origin.renderHash,
    sources: made.sources,
    files,
  };
  await writeWholeFile(join(folder, manifestName), `${JSON.stringify(manifest, null, 2)}\n`);
}
