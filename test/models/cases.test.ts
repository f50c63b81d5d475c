import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { buildCase, compareWithExpected } from './model-case.ts';
import { relationsOf } from './pruned-program.ts';

const casesFolder = join(import.meta.dirname, '../cases');

// The metrics of CS-1, CS-3, SR-1, TN-2 and CC-9, each against rows reckoned by hand (CARD-3), and whose they are during
// and after a handoff (HO-8). What a case proves stands in its case.json.
describe.each(readdirSync(casesFolder))('case %s', (name) => {
  it('gives the expected rows', async () => {
    const folder = join(casesFolder, name);
    const { build, close, made } = await buildCase(folder, (program) =>
      relationsOf(join(folder, 'expected'), program),
    );
    try {
      for (const file of readdirSync(join(folder, 'expected'))) {
        if (!file.endsWith('.csv')) continue;
        const difference = await compareWithExpected(build, join(folder, 'expected', file));
        expect({ file, ...difference }).toEqual({ file, missing: [], unexpected: [] });
      }
      const stopped = made.audits.filter((audit) => audit.severity === 'stop');
      expect(stopped.filter((audit) => audit.failedRowCount > 0)).toEqual([]);
    } finally {
      await close();
    }
  });
});
