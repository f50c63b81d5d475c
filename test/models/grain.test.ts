import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkGrain } from '../../pipelines/models/audit.ts';
import { readModel } from '../../pipelines/models/model.ts';
import { Database } from '../../pipelines/warehouse/database.ts';
import { tries } from '../counts.ts';

const header = '-- Grain:   tenant_id, user_id?, usage_date\n-- Unit:    u\n-- Source:  s\n';
const days = readModel(
  {
    path: 'sql/core/days.sql',
    absolutePath: '/sql/core/days.sql',
    text: `${header}-- Answers: a?\n\nselect 1\n`,
    isOverlaid: false,
  },
  'core',
);

const cell = (...values: string[]) => fc.constantFrom(...values, null);
// Days of one and of two numbers of bits, and such as have no bit.
const day = cell('2026-01-01', '2026-01-02', '2026-03-02', 'infinity', '0044-03-15 (BC)');
const rows = fc.array(fc.tuple(cell('t', 'u'), cell('a', 'b'), day), { maxLength: 5 });

const text = (value: string | null) => (value === null ? 'null' : `'${value}'`);

describe('the grain of days of something', () => {
  it('is wrong in the same rows as when all rows are told apart', async () => {
    const database = await Database.open(':memory:');
    await database.run('create table days (tenant_id varchar, user_id varchar, usage_date date)');
    await fc.assert(
      fc.asyncProperty(rows, async (given) => {
        await database.run('delete from days');
        for (const row of given) {
          await database.run(`insert into days values (${row.map(text).join(', ')})`);
        }
        const expected = Map.groupBy(given, (row) => JSON.stringify(row));
        const wrong = [...expected.values()].filter(
          ([row, ...more]) => more.length > 0 || row?.[0] === null || row?.[2] === null,
        );
        const { failedRowCount } = await checkGrain(database, days);
        expect(failedRowCount).toBe(wrong.length);
      }),
      { numRuns: tries(200, 2000) },
    );
    database.close();
  });
});
