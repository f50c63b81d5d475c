import { describe, expect, it } from 'vitest';
import { makeBlueprint } from '../../pipelines/demo/blueprint.ts';
import { customerTables } from '../../pipelines/demo/customer-tables.ts';
import { plantedIndex, plantedTenants } from '../../pipelines/demo/planted-tenants.ts';
import { isWithin, membershipOn } from '../../pipelines/demo/roster.ts';
import { annualAmountOn, firstDay, type Tenant } from '../../pipelines/demo/tenant.ts';

const options = {
  seed: 7,
  tenantCount: 60,
  asOf: Temporal.Instant.from('2026-11-16T07:00-05:00'),
  timeZone: 'America/Detroit',
};
const { tenants, assignments, people, horizon } = makeBlueprint(options);
const yearAgo = horizon.asOfDay - 365;

function amountsOf(index: number, ...days: number[]): number[] {
  const tenant = tenants[index];
  if (tenant === undefined) throw new Error(`no tenant ${index}`);
  return days.map((day) => annualAmountOn(tenant, day));
}

/** Net and gross retention of the latest year, from opening and closing amounts. */
function retention(cohort: readonly Tenant[]) {
  const pairs = cohort
    .map((tenant) => [annualAmountOn(tenant, yearAgo), annualAmountOn(tenant, horizon.asOfDay)])
    .filter(([opening = 0]) => opening > 0);
  const opening = pairs.reduce((sum, [before = 0]) => sum + before, 0);
  const closing = pairs.reduce((sum, [, after = 0]) => sum + after, 0);
  const kept = pairs.reduce((sum, [before = 0, after = 0]) => sum + Math.min(before, after), 0);
  return { nrr: closing / opening, grr: kept / opening };
}

describe('makeTenants(seed, count, horizon)', () => {
  it('plants the histories that the metrics must get right', () => {
    const { asOfDay, lastWeekDay } = horizon;
    expect(amountsOf(0, lastWeekDay + 1, lastWeekDay + 2)).toEqual([108_000, 145_200]);
    expect(amountsOf(1, lastWeekDay + 2, lastWeekDay + 3)).toEqual([42_000, 0]);
    expect(amountsOf(2, lastWeekDay, lastWeekDay + 1)).toEqual([0, 50_400]);
    expect(amountsOf(3, yearAgo, asOfDay - 200, asOfDay)).toEqual([19_200, 0, 14_400]);
    expect(amountsOf(4, yearAgo, asOfDay)).toEqual([0, 30_000]);
    expect(amountsOf(6, asOfDay - 62, asOfDay)).toEqual([12_000, 0]);
    expect(amountsOf(7, asOfDay)).toEqual([0]);
    expect(amountsOf(8, asOfDay, asOfDay + 44, asOfDay + 45)).toEqual([38_400, 38_400, 0]);
    expect(amountsOf(12, yearAgo, asOfDay - 100, asOfDay)).toEqual([0, 8400, 0]);
    expect(tenants[11]?.parentIndex).toBe(10);
  });

  it('keeps the ordinary tenants when more are asked for', () => {
    const more = makeBlueprint({ ...options, tenantCount: 90 }).tenants;
    expect(more.slice(0, 60)).toEqual(tenants);
  });

  it('keeps retention in a believable range for other seeds, too', () => {
    for (const seed of [1, 2, 3, 4, 5, 6]) {
      const { nrr, grr } = retention(makeBlueprint({ ...options, seed }).tenants);
      expect(nrr).toBeGreaterThan(0.9);
      expect(nrr).toBeLessThan(1.18);
      expect(grr).toBeGreaterThan(0.84);
      expect(grr).toBeLessThan(0.98);
    }
  });

  it('lets Huron retain more than Erie', () => {
    const many = makeBlueprint({ ...options, tenantCount: 300 }).tenants;
    const of = (teamId: string) => retention(many.filter((tenant) => tenant.teamId === teamId));
    expect(of('success-huron').nrr).toBeGreaterThan(of('success-erie').nrr + 0.05);
    expect(of('success-huron').grr).toBeGreaterThan(of('success-erie').grr);
  });

  it('bills every amount in whole cents', () => {
    const [, , , subscriptions] = customerTables(7, tenants, assignments, people, horizon);
    const wrong = tenants
      .flatMap(({ terms }) => terms)
      .filter((term) => term.annualAmount % 120 !== 0);
    expect(wrong).toEqual([]);
    expect(subscriptions?.rows.length).toBe(tenants.flatMap(({ terms }) => terms).length);
  });
});

describe('makeAssignments(seed, tenants, people, horizon)', () => {
  const csm = assignments.filter(({ role }) => role === 'csm');

  it('lets the shares sum to one on each day on which a tenant is owned', () => {
    for (const tenant of tenants) {
      const own = csm.filter((assignment) => assignment.tenant === tenant);
      for (let day = firstDay(tenant); day <= horizon.asOfDay; day += 1) {
        const shares = own.filter((assignment) => isWithin(assignment, day));
        const sum = shares.reduce((total, { share }) => total + share, 0);
        const isDropped =
          tenant.index === plantedIndex.unowned && day >= horizon.asOfDay - 183 + 30;
        expect([tenant.index, day, sum]).toEqual([tenant.index, day, isDropped ? 0 : 1]);
      }
    }
  });

  it('gives tenants only to people of a success team at the time', () => {
    const wrong = csm.filter(({ person, fromDay, toDay }) => {
      const lastDay = (toDay ?? horizon.asOfDay + 1) - 1;
      return [fromDay, lastDay].some(
        (day) => !membershipOn(person, day)?.teamId.startsWith('success-'),
      );
    });
    expect(wrong).toEqual([]);
  });

  it('shares one tenant 60 to 40', () => {
    const shared = csm.filter(
      ({ tenant, toDay }) => tenant.index === plantedIndex.shared && toDay === null,
    );
    expect(shared.map(({ share }) => share)).toEqual([0.6, 0.4]);
    expect(new Set(shared.map(({ person }) => person)).size).toBe(2);
  });

  it('hands over what somebody had who left, and fills a newcomer\u2019s book', () => {
    const holding = (key: string) =>
      csm.filter(({ person, toDay }) => person.key === key && toDay === null).length;
    expect(holding('left-erie')).toBe(0);
    expect(holding('joined-huron')).toBeGreaterThan(1);
    expect(holding('moved-from-huron-to-superior')).toBeGreaterThan(1);
  });

  it('has an owner for most tenants in another hand before', () => {
    const changed = tenants.filter(
      (tenant) => csm.filter((assignment) => assignment.tenant === tenant).length > 1,
    );
    expect(changed.length).toBeGreaterThan(10);
  });
});

describe('plantedTenants(horizon)', () => {
  it('leaves room for ordinary tenants at the smallest size', () => {
    expect(plantedTenants(horizon).length).toBeLessThan(20);
  });
});
