import { beforeAll, describe, expect, it } from 'vitest';
import { tries } from '../counts.ts';
import { buildRevenue } from './story-build.ts';

/** The goal for NRR of the document that asks for goals (000): 105 %. */
const goal = 1.05;

type Nrr = ReadonlyMap<string, { readonly numerator: number; readonly denominator: number }>;

/** NRR of each success team in October 2026, of twelve months. */
async function nrrOf(seed: number, tenantCount: number): Promise<Nrr> {
  const { build, close } = await buildRevenue(seed, tenantCount, ['nrr', 'scopes']);
  try {
    const rows = await build.rows<{ team: string; numerator: number; denominator: number }>(
      `select scope_id as team, numerator, denominator from metric_values
      where metric_id = 'nrr' and scope_kind = 'team' and grain = 'month'
        and period_start_date = '2026-10-01' and value is not null`,
    );
    return new Map(rows.map(({ team, ...sums }) => [team, sums]));
  } finally {
    await close();
  }
}

/** The ratio of the sums over companies, as a team of all of them would have it. */
function pooled(companies: readonly Nrr[], team: string): number {
  const sum = (key: 'numerator' | 'denominator') =>
    companies.reduce((total, nrr) => total + (nrr.get(team)?.[key] ?? 0), 0);
  return sum('numerator') / sum('denominator');
}

const isTold = (nrr: Nrr) =>
  pooled([nrr], 'success-erie') < goal && pooled([nrr], 'success-huron') >= goal;

// Renewals of Erie churn in 10 of 100 and grow in 14, of Huron in 5 and in 34 (pipelines/demo/renewals.ts).
describe('the planted story of a team below its goal for NRR, as built (CS-5, CS-7)', () => {
  const companies: Nrr[] = [];

  beforeAll(async () => {
    for (let seed = 1; seed <= tries(3, 20); seed += 1) companies.push(await nrrOf(seed, 300));
  }, 600_000);

  it('shows in the company of the demo: Erie is below 105 %, Huron above', async () => {
    expect(isTold(await nrrOf(1, 60))).toBe(true);
  });

  it('holds over companies of other seeds, Superior being between the two', () => {
    const [erie = 0, superior = 0, huron = 0] = ['erie', 'superior', 'huron'].map((team) =>
      pooled(companies, `success-${team}`),
    );
    expect(erie).toBeLessThan(goal - 0.03);
    expect(huron).toBeGreaterThan(goal + 0.01);
    expect(superior).toBeGreaterThan(erie);
  });

  // Of a hundred customers a team loses or wins a large one by chance: not each company tells the story.
  it('holds in two of three companies at least', () => {
    expect(companies.filter(isTold).length).toBeGreaterThanOrEqual((2 / 3) * companies.length);
  });
});
