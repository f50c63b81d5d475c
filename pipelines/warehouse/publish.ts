import { existsSync } from 'node:fs';
import { chmod, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writeWholeFile } from '../run/files.ts';
import { exitCodes, UserError } from '../run/user-error.ts';

/** What the pointer says: which build readers open, and which one came before it. */
export interface Published {
  readonly buildId: string;
  readonly fingerprint: string;
  readonly publishedAt: string;
  /** Raw state and SQL of the build; what `rollback` withdraws is not built again from the same. */
  readonly content: string;
  readonly withdrawn?: readonly string[];
  readonly previous?: Omit<Published, 'previous' | 'withdrawn'>;
}

const pointerName = 'published.json';
const keptBuilds = 3;

/** The published build of a folder, or undefined before the first one. */
export async function readPublished(buildsFolder: string): Promise<Published | undefined> {
  const path = join(buildsFolder, pointerName);
  if (!existsSync(path)) return undefined;
  return JSON.parse(await readFile(path, 'utf8')) as Published;
}

/** The file of a build. */
export function buildPath(buildsFolder: string, buildId: string): string {
  return join(buildsFolder, `${buildId}.duckdb`);
}

/**
 * Publishes a finished build by one rename of the pointer, after its file has its final name. The last
 * three builds are kept. A crash before the rename leaves the old build published.
 */
export async function publishBuild(
  buildsFolder: string,
  made: Pick<Published, 'buildId' | 'fingerprint' | 'content'> & { readonly path: string },
  at: Temporal.Instant,
): Promise<Published> {
  const before = await readPublished(buildsFolder);
  const path = buildPath(buildsFolder, made.buildId);
  await chmod(made.path, 0o600);
  await rename(made.path, path);
  const published: Published = {
    buildId: made.buildId,
    fingerprint: made.fingerprint,
    content: made.content,
    publishedAt: at.toString(),
    ...(before?.withdrawn === undefined ? {} : { withdrawn: before.withdrawn }),
    ...(before === undefined || before.buildId === made.buildId ? {} : { previous: flat(before) }),
  };
  await writePointer(buildsFolder, published);
  await prune(buildsFolder, published);
  return published;
}

/**
 * Points back to the build before the published one, and withdraws the latter: the same raw and SQL do
 * not make it again. Throws a UserError (exit 2) when the earlier build is gone.
 */
export async function rollbackBuild(
  buildsFolder: string,
  at: Temporal.Instant,
): Promise<{ from: Published; to: Published }> {
  const from = await readPublished(buildsFolder);
  const target = from?.previous;
  if (from === undefined || target === undefined) {
    throw new UserError({
      what: 'there is no earlier build to go back to',
      where: buildsFolder,
      advice: 'Run `muster build` to make a new one. Nothing was changed.',
      exitCode: exitCodes.usage,
    });
  }
  if (!existsSync(buildPath(buildsFolder, target.buildId))) {
    throw new UserError({
      what: `the build before the published one, ${target.buildId}, is no longer kept`,
      where: buildsFolder,
      advice: 'Run `muster build` to make a new one. Nothing was changed.',
      exitCode: exitCodes.usage,
    });
  }
  const withdrawn = [...(from.withdrawn ?? []), from.content];
  const to = { ...target, publishedAt: at.toString(), withdrawn };
  await writePointer(buildsFolder, to);
  return { from, to };
}

async function writePointer(buildsFolder: string, published: Published): Promise<void> {
  const text = `${JSON.stringify(published, null, 2)}\n`;
  await writeWholeFile(join(buildsFolder, pointerName), text);
}

function flat(published: Published): Omit<Published, 'previous' | 'withdrawn'> {
  const { buildId, fingerprint, content, publishedAt } = published;
  return { buildId, fingerprint, content, publishedAt };
}

async function prune(buildsFolder: string, published: Published): Promise<void> {
  const names = (await readdir(buildsFolder)).filter((name) => name.endsWith('.duckdb'));
  const kept = new Set([published.buildId, published.previous?.buildId]);
  const others = names
    .map((name) => name.replace(/\.duckdb$/, ''))
    .filter((id) => !kept.has(id))
    .sort()
    .reverse();
  for (const id of others.slice(Math.max(0, keptBuilds - kept.size))) {
    await rm(buildPath(buildsFolder, id), { force: true });
  }
}
