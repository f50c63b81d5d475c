import { existsSync } from 'node:fs';
import { chmod, copyFile, rename, rm, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { hashFile, makeFolder } from '../../run/files.ts';
import { type InboxFile, markOf } from './inbox.ts';

/**
 * Moves a loaded file to the archive, readable by its owner only. A file that changed since the inbox
 * was listed stays, and so does one that changed a moment ago: whoever writes it would go on writing in
 * the archive, where nobody reads. A different file of that name in the archive stays too; this one
 * gets a part of its hash into its name.
 */
export async function moveToArchive(
  file: InboxFile,
  hash: string,
  archiveFolder: string,
): Promise<void> {
  if (file.isYoung || markOf(await stat(file.path)) !== file.mark) return;
  await makeFolder(archiveFolder);
  let target = join(archiveFolder, file.name);
  if (existsSync(target) && (await hashFile(target)) !== hash) {
    const ending = extname(file.name);
    const stem = file.name.slice(0, file.name.length - ending.length);
    target = join(archiveFolder, `${stem}-${hash.slice(0, 12)}${ending}`);
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
