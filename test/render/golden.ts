import { readFile, rm, writeFile } from 'node:fs/promises';
import { expect } from 'vitest';

/**
 * Compares a whole output with its reviewed file in `expected/`. Where they differ the actual one stays
 * beside it as `NAME-changed`; after a look, `mv` it over the expected one.
 */
export async function expectGolden(name: string, actual: string): Promise<void> {
  const path = `${import.meta.dirname}/expected/${name}`;
  const expected = await readFile(path, 'utf8').catch(() => '');
  if (actual !== expected) await writeFile(`${path}-changed`, actual);
  expect(actual, `look at ${path}-changed`).toBe(expected);
  await rm(`${path}-changed`, { force: true });
}
