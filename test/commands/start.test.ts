import { execFileSync } from 'node:child_process';
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');

it('the command line keeps its compiled code beside its packages, where nobody else can put any', () => {
  const cache = join(root, 'node_modules/.cache/muster');
  rmSync(cache, { recursive: true, force: true });
  const printed = execFileSync(process.execPath, [join(root, 'bin/muster.ts'), '--version']);
  expect(printed.toString()).toMatch(/^\d+\.\d+\.\d+\n$/);
  const [version = ''] = readdirSync(cache);
  expect(readdirSync(join(cache, version)).length).toBeGreaterThan(100);
});
