import { existsSync } from 'node:fs';
import { chmod, copyFile, readdir, rename, rm, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { hashFile, makeFolder } from '../../run/files.ts';
import { exitCodes, messageOf, UserError } from '../../run/user-error.ts';
import type { CdrSource } from '../sources.ts';
import type { CdrAdapter, CdrShape } from './adapter.ts';

/** An export in the inbox, as it was when it was hashed. */
export interface InboxFile {
  readonly name: string;
  readonly path: string;
  readonly shape: CdrShape;
  readonly hash: string;
  readonly sizeBytes: number;
  readonly modifiedMs: number;
}

/** The exports in a source's folder with their content hashes, oldest first. */
export async function listInbox(source: CdrSource, adapter: CdrAdapter): Promise<InboxFile[]> {
  const entries = await readdir(source.folder, { withFileTypes: true });
  const files: InboxFile[] = [];
  for (const entry of entries) {
    const shape = adapter.shapes.find((candidate) => candidate.isExport(entry.name));
    if (!entry.isFile() || shape === undefined) continue;
    const path = join(source.folder, entry.name);
    try {
      const { size, mtimeMs } = await stat(path);
      const hash = await hashFile(path);
      files.push({ name: entry.name, path, shape, hash, sizeBytes: size, modifiedMs: mtimeMs });
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
  return files.sort((a, b) => a.modifiedMs - b.modifiedMs || (a.name < b.name ? -1 : 1));
}

/**
 * Moves a loaded file to the archive, readable by its owner only. A file that changed since it was
 * hashed stays: the next run loads what is new in it. A different file of that name in the archive
 * stays too; this one gets a part of its hash into its name.
 */
export async function moveToArchive(file: InboxFile, archiveFolder: string): Promise<void> {
  const now = await stat(file.path);
  if (now.size !== file.sizeBytes || now.mtimeMs !== file.modifiedMs) return;
  await makeFolder(archiveFolder);
  let target = join(archiveFolder, file.name);
  if (existsSync(target) && (await hashFile(target)) !== file.hash) {
    const ending = extname(file.name);
    const stem = file.name.slice(0, file.name.length - ending.length);
    target = join(archiveFolder, `${stem}-${file.hash.slice(0, 12)}${ending}`);
  }
  await chmod(file.path, 0o600);
  try {
    await rename(file.path, target);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EXDEV') throw error;
    await copyFile(file.path, target);
    await chmod(target, 0o600);
    await rm(file.path);
  }
}
