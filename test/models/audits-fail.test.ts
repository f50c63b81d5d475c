import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compareWithExpected } from './model-case.ts';
import { type EmptyBuild, openEmptyBuild, openUnit } from './model-unit.ts';

const folder = join(import.meta.dirname, '../audits');
const names = readdirSync(join(import.meta.dirname, '../../sql/audits'))
  .map((file) => basename(file, '.sql'))
  .sort();
let empty: EmptyBuild;
beforeAll(async () => {
  empty = await openEmptyBuild();
});
afterAll(() => empty.close());

it('every audit is made to fail', () => {
  expect(readdirSync(folder).sort()).toEqual(names);
});

// Given rows just within what is asked and just beyond it, an audit tells the wrong ones and no others (CARD-3).
describe.each(names)('%s', (name) => {
  it('complains of the wrong rows alone', async () => {
    const unit = await openUnit(empty, join(folder, name));
    try {
      const path = join(folder, name, 'expected', `${name}.csv`);
      expect(readFileSync(path, 'utf8').trim().split('\n').length).toBeGreaterThan(1);
      const difference = await compareWithExpected(empty.database, path);
      expect(difference).toEqual({ missing: [], unexpected: [] });
    } finally {
      await unit.close();
    }
  });

  it('finds nothing where there is nothing', async () => {
    const audit = empty.program.audits.find(({ path }) => basename(path, '.sql') === name);
    expect(await empty.database.rows(audit?.text ?? '')).toEqual([]);
  });
});
