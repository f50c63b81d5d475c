import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** A folder for what the files of one run of the suite share; it is removed at the end. */
    readonly suiteFolder: string;
  }
}

/** Makes the folder through which files of tests share what takes long to make. */
export default async function makeSuiteFolder(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'muster-suite-'));
  // The server of a root's workspace may pass.
  await chmod(folder, 0o711);
  project.provide('suiteFolder', folder);
  return () => rm(folder, { recursive: true, force: true });
}
