import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scopeKindType } from '../../pipelines/models/given-tables.ts';
import { Database } from '../../pipelines/warehouse/database.ts';
import { tries } from '../counts.ts';

interface Account {
  /** Few different scores, so that some are equal. */
  readonly score: number;
  readonly isLost: boolean;
}

interface Told {
  readonly auc: number | null;
  readonly auc_low: number | null;
  readonly auc_high: number | null;
  readonly verdict: string;
}

const accounts = fc.array(
  fc.record({ score: fc.integer({ min: 0, max: 12 }), isLost: fc.boolean() }),
  { minLength: 1, maxLength: 40 },
);

let database: Database;

beforeAll(async () => {
  database = await Database.open(':memory:');
  await database.run(`${scopeKindType};
    create table periods as select 'month' as grain, date '2026-09-01' as period_start_date,
      date '2026-10-01' as closing_date;
    create table tenants (tenant_id varchar, name varchar, segment varchar, industry varchar);
    create table health_outcomes (snapshot_date date, tenant_id varchar, health_band varchar, score double,
      is_lost boolean)`);
  for (const path of [
    'core/health_placements',
    'rollups/health_outcomes_by_period',
    'rollups/rollup_health_outcomes',
  ]) {
    const file = new URL(`../../sql/${path}.sql`, import.meta.url);
    await database.run(`create view ${path.split('/')[1]} as ${await readFile(file, 'utf8')}`);
  }
});
afterAll(() => database.close());

async function tell(given: readonly Account[]): Promise<Told> {
  const rows = given.map(
    ({ score, isLost }, index) => `('2026-07-01', 't${index}', 'green', ${score}, ${isLost})`,
  );
  await database.run(
    `delete from health_outcomes; insert into health_outcomes values ${rows.join(', ')}`,
  );
  return database.one<Told>('select auc, auc_low, auc_high, verdict from rollup_health_outcomes');
}

/** Of all pairs of one lost and one that stayed, how many are in the right order, ties half. */
function countPairs(given: readonly Account[]): number | null {
  const lost = given.filter(({ isLost }) => isLost);
  const stayed = given.filter(({ isLost }) => !isLost);
  if (lost.length === 0 || stayed.length === 0) return null;
  const pairs = lost.flatMap((one) => stayed.map((other) => Math.sign(other.score - one.score)));
  return pairs.reduce((sum: number, sign) => sum + (sign + 1) / 2, 0) / pairs.length;
}

// KPI.md 11.1.9.
describe('what scores foretell (TN-2, TN-3)', () => {
  it('is the share of pairs in the right order, in an interval around it', async () => {
    await fc.assert(
      fc.asyncProperty(accounts, async (given) => {
        const { auc, auc_low: low, auc_high: high } = await tell(given);
        const pairs = countPairs(given);
        expect(auc === null).toBe(pairs === null);
        if (pairs === null || auc === null) return;
        expect(auc).toBeCloseTo(pairs, 9);
        expect((low ?? 2) <= auc && auc <= (high ?? -1)).toBe(true);
      }),
      { seed: 20261130, numRuns: tries(40, 1000) },
    );
  });

  it('turns round when low scores are high ones, and when who stayed is who was lost', async () => {
    await fc.assert(
      fc.asyncProperty(accounts, async (given) => {
        const { auc } = await tell(given);
        const opposites = [
          given.map(({ score, isLost }) => ({ score: 12 - score, isLost })),
          given.map(({ score, isLost }) => ({ score, isLost: !isLost })),
        ];
        for (const opposite of opposites) {
          const told = await tell(opposite);
          if (auc === null) expect(told.auc).toBeNull();
          else expect(told.auc).toBeCloseTo(1 - auc, 9);
        }
      }),
      { seed: 20261130, numRuns: tries(15, 500) },
    );
  });

  it('is never told from chance by few accounts', async () => {
    const few = Array.from({ length: 29 }, (_, index) => ({ score: index, isLost: index < 14 }));
    expect((await tell(few)).verdict).toBe('few accounts');
    expect((await tell([...few, { score: 30, isLost: false }])).verdict).toBe('foretells');
  });
});
