import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, inject } from 'vitest';
import { type Called, muster } from './muster.ts';

/** The options of the smallest sample company that has every story. */
export const smallCompany = ['--tenants', '20', '--months', '3', '--call-scale', '0.2'];
/** The Monday on which its demo runs. */
export const smallAsOf = '2026-11-16T07:00:00-05:00';

/**
 * The workspace of a whole demo of the smallest sample company, to be read and copied and never changed.
 * The first file of tests that asks makes it, for all of a run of the suite.
 */
export async function healthyDemo(): Promise<string> {
  const parent = inject('suiteFolder');
  const folder = join(parent, 'healthy');
  const lock = join(parent, 'healthy.making');
  while (!existsSync(folder)) {
    const isMine = await mkdir(lock).then(
      () => true,
      () => false,
    );
    if (!isMine) await pause(200);
    else if (!existsSync(folder)) await make(join(lock, 'healthy'), folder);
    if (isMine) await rm(lock, { recursive: true, force: true });
  }
  return folder;
}

/** What the demo said when it made that workspace. */
export async function healthyDemoTold(): Promise<Called> {
  return JSON.parse(await readFile(toldPath(await healthyDemo()), 'utf8')) as Called;
}

const toldPath = (folder: string) => `${folder}.told.json`;

async function make(aside: string, folder: string): Promise<void> {
  try {
    const made = await muster(['demo', aside, ...smallCompany, '--as-of', smallAsOf]);
    expect({ exitCode: made.exitCode, stderr: made.stderr }).toMatchObject({ exitCode: 0 });
    await writeFile(toldPath(folder), JSON.stringify(made));
    await rename(aside, folder);
  } catch (error) {
    await rm(join(aside, '..'), { recursive: true, force: true });
    throw error;
  }
}
