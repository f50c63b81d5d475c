import { chmod, mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openPrinter } from '../../pipelines/render/pdf.ts';
import { unpackBrowser } from '../../pipelines/render/unpack-browser.ts';
import { realEffects } from '../../pipelines/run/effects.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'muster-unpack-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('unpackBrowser', () => {
  it('unpacks once, also when two runs start at the same time, and leaves nothing aside', async () => {
    // Left by a run that was killed; Linux gives no process this number.
    await mkdir(join(folder, 'chromium-0.0.0.4194304.aB3dE6'));
    await mkdir(join(folder, `chromium-0.0.0.${process.pid}.aB3dE6`));
    const [one, two] = await Promise.all([unpackBrowser(folder), unpackBrowser(folder)]);
    expect(two).toEqual(one);
    const { mtimeMs, mode } = await stat(one.executablePath);
    expect(mode & 0o777).toBe(0o700);
    expect((await unpackBrowser(folder)).executablePath).toBe(one.executablePath);
    expect((await stat(one.executablePath)).mtimeMs).toBe(mtimeMs);
    expect((await readdir(folder)).sort()).toEqual([
      `chromium-0.0.0.${process.pid}.aB3dE6`,
      basename(dirname(one.executablePath)),
    ]);
    expect(await readdir(one.libraryFolder)).toContain('libnss3.so');
    expect(await readdir(one.fontFolder)).toContain('OpenSans-Regular.ttf');
  });

  it('refuses a folder that others can write to', async () => {
    await chmod(folder, 0o777);
    await expect(openPrinter(realEffects(), { folder, installedPaths: [] })).rejects.toMatchObject({
      exitCode: 5,
      text:
        'the browser of the npm package could not be unpacked: ' +
        `${folder} is not a folder that only this user may write to\n` +
        'Free 300 MB there, or install Chrome or Chromium and set PUPPETEER_EXECUTABLE_PATH to it. ' +
        'The HTML and CSV files do not need it; no PDF was written.',
    });
  });

  it('says so when the folder cannot be made', async () => {
    await writeFile(join(folder, 'file'), '');
    const below = join(folder, 'file', 'below');
    await expect(unpackBrowser(below)).rejects.toThrow(
      `ENOTDIR: not a directory, mkdir '${below}'`,
    );
  });
});
