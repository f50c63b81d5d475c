import { createReadStream, createWriteStream } from 'node:fs';
import {
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { brotliDecompress, createBrotliDecompress } from 'node:zlib';
import { filesInTar } from './tar.ts';

const decompress = promisify(brotliDecompress);

/** The browser of the npm package, unpacked. */
export interface UnpackedBrowser {
  readonly executablePath: string;
  /** System libraries that the browser needs and that a bare machine lacks. */
  readonly libraryFolder: string;
  /** A fallback font and the font configuration that names it. */
  readonly fontFolder: string;
}

/**
 * Unpacks the browser of `@sparticuz/chromium` below a folder, once for each version of the package.
 * The package's own unpacking is not used: it goes to a fixed name in the shared temporary folder,
 * where another user could have put a program, and takes what a killed run left half unpacked.
 */
export async function unpackBrowser(folder: string): Promise<UnpackedBrowser> {
  const packageFolder = fileURLToPath(new URL('..', import.meta.resolve('@sparticuz/chromium')));
  const { version } = JSON.parse(await readFile(join(packageFolder, 'package.json'), 'utf8'));
  await makeOwnFolder(folder);
  const target = join(folder, `chromium-${version}`);
  const isThere = await stat(target).then(Boolean, () => false);
  if (!isThere) {
    await removeLeftovers(folder);
    await unpackAside(join(packageFolder, 'bin'), target);
  }
  return {
    executablePath: join(target, 'chromium'),
    libraryFolder: join(target, 'lib'),
    fontFolder: join(target, 'fonts'),
  };
}

/** Where the browser is unpacked when no folder is given: one of this user's own. */
export function defaultBrowserFolder(): string {
  return join(tmpdir(), `muster-browser-${process.getuid?.() ?? 'user'}`);
}

/** Unpacked whole or not at all: written aside and renamed, so that two runs at once do no harm. */
async function unpackAside(packedFolder: string, target: string): Promise<void> {
  const aside = await mkdtemp(`${target}.${process.pid}.`);
  const read = async (name: string) => decompress(await readFile(join(packedFolder, name)));
  await mkdir(join(aside, 'lib'), { mode: 0o700 });
  await mkdir(join(aside, 'fonts'), { mode: 0o700 });
  await pipeline(
    createReadStream(join(packedFolder, 'chromium.br')),
    createBrotliDecompress(),
    createWriteStream(join(aside, 'chromium'), { mode: 0o700 }),
  );
  for (const { name, data } of filesInTar(await read('al2023.tar.br'))) {
    await writeFile(join(aside, 'lib', name), data, { mode: 0o700 });
  }
  for (const { name, data } of filesInTar(await read('fonts.tar.br'))) {
    if (name.endsWith('.ttf')) await writeFile(join(aside, 'fonts', name), data, { mode: 0o600 });
  }
  await writeFile(join(aside, 'fonts', 'fonts.conf'), fontConfiguration(join(target, 'fonts')));
  await rename(aside, target).catch(async (error: NodeJS.ErrnoException) => {
    await rm(aside, { recursive: true, force: true });
    if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
  });
}

/** The machine's own fonts first, where it has some. */
function fontConfiguration(folder: string): string {
  return (
    '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>' +
    '<include ignore_missing="yes">/etc/fonts/fonts.conf</include>' +
    `<dir>${folder}</dir></fontconfig>\n`
  );
}

/** Makes the folder for this user only, and refuses one that someone else could write to. */
async function makeOwnFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const { uid, mode } = await lstat(folder);
  if (uid !== process.getuid?.() || (mode & 0o022) !== 0) {
    throw new Error(`${folder} is not a folder that only this user may write to`);
  }
}

/** Removes what runs that no longer live left half unpacked. */
async function removeLeftovers(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const pid = /\.(\d+)\.\w{6}$/.exec(name)?.[1];
    if (pid === undefined || isAlive(Number(pid))) continue;
    await rm(join(folder, name), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
