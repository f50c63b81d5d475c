import { teams } from './company.ts';
import type { Horizon } from './horizon.ts';
import { clinicName, drawUnique } from './names.ts';
import { plantedTenants } from './planted-tenants.ts';
import { Random } from './random.ts';
import { drawTerms } from './renewals.ts';
import type { BillingInterval, Segment, Tenant } from './tenant.ts';

// Two large, four middling and four small ones of ten.
const segmentPattern: readonly Segment[] = [
  'mid_market',
  'small_business',
  'enterprise',
  'small_business',
  'mid_market',
  'mid_market',
  'small_business',
  'enterprise',
  'small_business',
  'mid_market',
];

const sizes: Readonly<Record<Segment, readonly [low: number, high: number]>> = {
  enterprise: [110_000, 260_000],
  mid_market: [30_000, 95_000],
  small_business: [7_000, 26_000],
};

const intervals: Readonly<Record<Segment, readonly [BillingInterval, ...BillingInterval[]]>> = {
  enterprise: ['year'],
  mid_market: ['quarter', 'year'],
  small_business: ['month', 'month', 'quarter'],
};

const successTeams = teams.filter(({ kind }) => kind === 'success');
const salesTeams = teams.filter(({ kind }) => kind === 'sales');

/** The tenants of the company: first the planted ones, then as many ordinary ones as are asked for. */
export function makeTenants(seed: number, count: number, horizon: Horizon): Tenant[] {
  const takenNames = new Set<string>();
  const planted = plantedTenants(horizon);
  return Array.from({ length: count }, (_, index) => {
    const random = new Random(seed, `tenant/${index}`);
    const id = random.uuid();
    const { name, industry } = drawUnique(takenNames, () => clinicName(random));
    const story = planted[index];
    const segment = story?.segment ?? segmentPattern[index % 10] ?? 'mid_market';
    const rank = Math.floor(index / successTeams.length);
    const teamId = story?.teamId ?? successTeams[index % successTeams.length]?.id ?? '';
    return {
      index,
      id,
      name,
      industry,
      segment,
      billingInterval: random.pick(intervals[segment]),
      teamId,
      salesTeamId: salesTeams[rank % salesTeams.length]?.id ?? '',
      parentIndex: story?.parentIndex ?? null,
      terms: story?.terms ?? ordinaryTerms(seed, index, rank, teamId, segment, horizon),
    };
  });
}

function ordinaryTerms(
  seed: number,
  index: number,
  rank: number,
  teamId: string,
  segment: Segment,
  horizon: Horizon,
) {
  const random = new Random(seed, `terms/${index}`);
  const startDay = horizon.asOfDay - random.integer(40, 1500);
  const annualAmount = random.between(...sizes[segment]);
  return drawTerms(random, { teamId, segment, startDay, annualAmount, rank }, horizon);
}
