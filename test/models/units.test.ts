import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compareWithExpected } from './model-case.ts';
import { type EmptyBuild, openEmptyBuild, openUnit } from './model-unit.ts';

const unitsFolder = join(import.meta.dirname, '../units');
let empty: EmptyBuild;
beforeAll(async () => {
  empty = await openEmptyBuild();
});
afterAll(() => empty.close());

// The edges of models, each against rows reckoned by hand from rows given in the place of what it reads (CARD-3).
describe.each(readdirSync(unitsFolder))('unit %s', (name) => {
  it('gives the expected rows', async () => {
    const unit = await openUnit(empty, join(unitsFolder, name));
    try {
      for (const path of unit.expectedPaths) {
        const file = path.split('/').at(-1);
        const difference = await compareWithExpected(empty.database, path);
        expect({ file, ...difference }).toEqual({ file, missing: [], unexpected: [] });
      }
    } finally {
      await unit.close();
    }
  });
});
