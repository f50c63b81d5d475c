import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join, posix, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the program itself, which holds `sql/`, `reports/` and `templates/`. */
export const programFolder = fileURLToPath(new URL('../..', import.meta.url));

/** A file of the program or of the workspace that lies over it. */
export interface ProgramFile {
  /** Path below the root, with forward slashes, such as `sql/core/handles.sql`. */
  readonly path: string;
  readonly absolutePath: string;
  readonly text: string;
  /** True when the workspace's own file of that path is used. */
  readonly isOverlaid: boolean;
}

/**
 * All files below a folder such as `sql/core` whose path ends in `extension`, sorted by path. A file
 * in the workspace stands in place of the program's file of the same path, and new ones are added.
 */
export async function readProgramFiles(
  workspaceFolder: string | undefined,
  folder: string,
  extension: string,
): Promise<ProgramFile[]> {
  const found = new Map<string, ProgramFile>();
  const roots = workspaceFolder === undefined ? [programFolder] : [programFolder, workspaceFolder];
  for (const [index, root] of roots.entries()) {
    const absoluteFolder = join(root, folder);
    if (!existsSync(absoluteFolder)) continue;
    for (const entry of await readdir(absoluteFolder, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const absolutePath = join(entry.parentPath, entry.name);
      const path = posix.join(folder, relative(absoluteFolder, absolutePath).replaceAll('\\', '/'));
      if (!path.endsWith(extension)) continue;
      const text = await readFile(absolutePath, 'utf8');
      found.set(path, { path, absolutePath, text, isOverlaid: index === 1 });
    }
  }
  return [...found.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** One file by its path, the workspace's before the program's; undefined when neither has it. */
export async function readProgramFile(
  workspaceFolder: string | undefined,
  path: string,
): Promise<ProgramFile | undefined> {
  const roots = workspaceFolder === undefined ? [programFolder] : [workspaceFolder, programFolder];
  for (const root of roots) {
    const absolutePath = join(root, path);
    if (!existsSync(absolutePath)) continue;
    const text = await readFile(absolutePath, 'utf8');
    return { path, absolutePath, text, isOverlaid: root !== programFolder };
  }
  return undefined;
}
