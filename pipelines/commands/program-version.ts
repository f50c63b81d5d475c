import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { programFolder } from '../run/overlay.ts';

/** The version in package.json, which builds and reports name. */
export async function programVersion(): Promise<string> {
  const text = await readFile(join(programFolder, 'package.json'), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
