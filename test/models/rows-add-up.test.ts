import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readModels } from '../../pipelines/models/model.ts';
import { tries } from '../counts.ts';
import { buildCase } from './model-case.ts';
import { mappedMetrics } from './pruned-program.ts';
import { findUnexplained } from './rows-add-up.ts';

const cases = join(import.meta.dirname, '../cases');
// The cases with the most kinds of rows; the others differ in what they read, not in what adds up.
const shown = [
  'calls-legs',
  'calls-two-sources',
  'activity',
  'health',
  'portfolio-shares',
  'reassignment-12-2',
  'responses',
  'retention-edges',
  'usage',
  'workforce-shifts',
  'workforce-states',
];

describe('the rows of a metric', () => {
  it('are named in the header of every metric, or a reason why there are none', async () => {
    const kpis = (await readModels(undefined)).filter((model) => model.layer === 'kpis');
    const missing = kpis.filter(({ header }) => {
      const rows = header.get('Rows') ?? '';
      const isNone = /^none, because .+/.test(rows);
      return !isNone && (rows === '' || !header.get('Adds') || !header.get('Splits'));
    });
    expect(kpis.length).toBeGreaterThan(20);
    expect(missing.map((model) => model.file.path)).toEqual([]);
  });

  it.each(shown)('add up to every number, and so does every split: %s', async (name) => {
    const { build, close } = await buildCase(join(cases, name), mappedMetrics);
    try {
      const { wrong, checked } = await findUnexplained(build, 2, tries(20, 400));
      expect(wrong).toEqual([]);
      expect(checked).toBeGreaterThan(0);
    } finally {
      await close();
    }
  });
});
