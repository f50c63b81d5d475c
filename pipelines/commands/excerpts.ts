import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { visibleKinds } from '../access/scope.ts';
import { loadDeclarations } from '../render/load-report.ts';
import { makeFolder } from '../run/files.ts';
import type { Period } from '../run/period.ts';
import { writeExcerpt } from '../warehouse/excerpt.ts';
import { provenanceTables } from './provenance.ts';
import { periodsOfReport } from './report-scope.ts';

const folderPrefix = 'excerpts-';

/**
 * What the reports and digests of a period read of a build, as a file that stands for the build in the render of
 * every scope. Written when first asked for, once for all of them.
 */
export class Excerpts {
  readonly #workspaceFolder: string;
  readonly #temporaryFolder: string;
  readonly #files = new Map<string, Promise<string>>();
  #folder: Promise<string> | undefined;

  constructor(workspaceFolder: string, temporaryFolder: string) {
    this.#workspaceFolder = workspaceFolder;
    this.#temporaryFolder = temporaryFolder;
  }

  fileFor(buildFile: string, period: Period): Promise<string> {
    const key = `${buildFile} ${period.grain} ${period.startDate}`;
    const made = this.#files.get(key) ?? this.#write(buildFile, period, this.#files.size + 1);
    this.#files.set(key, made);
    return made;
  }

  async #write(buildFile: string, period: Period, number: number): Promise<string> {
    this.#folder ??= makeExcerptFolder(this.#temporaryFolder);
    const path = join(await this.#folder, `${number}.duckdb`);
    const declarations = await loadDeclarations(this.#workspaceFolder);
    const tables = declarations.flatMap((declaration) => declaration.tables);
    const otherGrains = declarations.flatMap((declaration) => declaration.otherGrains ?? []);
    await writeExcerpt(buildFile, path, {
      tables: [...tables, 'metrics', ...provenanceTables],
      scopeKinds: [...new Set(declarations.flatMap(({ scopeKind }) => visibleKinds(scopeKind)))],
      periods: periodsOfReport(period, otherGrains),
      changed: { grain: period.grain, start: period.startDate.toString() },
    });
    return path;
  }

  /** Removes the files. */
  async remove(): Promise<void> {
    const folder = await this.#folder?.catch(() => undefined);
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  }
}

/** A folder of this process; those of processes that were killed are removed. */
async function makeExcerptFolder(temporaryFolder: string): Promise<string> {
  await makeFolder(temporaryFolder);
  for (const name of await readdir(temporaryFolder)) {
    const pid = new RegExp(`^${folderPrefix}(\\d+)-`).exec(name)?.[1];
    if (pid === undefined || isAlive(Number(pid))) continue;
    await rm(join(temporaryFolder, name), { recursive: true, force: true });
  }
  return mkdtemp(join(temporaryFolder, `${folderPrefix}${process.pid}-`));
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
