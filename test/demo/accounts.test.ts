import { describe, expect, it } from 'vitest';
import { makeBlueprint } from '../../pipelines/demo/blueprint.ts';
import { customerTables } from '../../pipelines/demo/customer-tables.ts';
import { isoDate } from '../../pipelines/demo/local-day.ts';
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

describe('customerTables(seed, tenants, assignments, people, horizon)', () => {
  const tables = customerTables(7, tenants, assignments, people, horizon);
  const rowsOf = (name: string) => {
    const table = tables.find((one) => one.table === name);
    return (table?.rows ?? []).map((row) =>
      Object.fromEntries(row.map((value, index) => [table?.columns[index] ?? '', value])),
    );
  };
  const subscriptions = rowsOf('subscriptions');
  const today = isoDate(horizon.asOfDay);

  it('leaves one renewal pending: its term is over, and nobody signed or ended it', () => {
    const pending = subscriptions.filter(
      ({ ended_on, term_ends_on, status }) =>
        ended_on === null && status === 'active' && String(term_ends_on) <= today,
    );
    expect(pending.map(({ customer_id }) => customer_id)).toEqual([
      tenants[plantedIndex.pendingRenewal]?.id,
    ]);
  });

  it('lets a renewal begin on the day on which the one before it ends', () => {
    const byId = new Map(subscriptions.map((row) => [row.id, row]));
    const renewals = subscriptions.filter(({ renews_id }) => renews_id !== null);
    expect(renewals.length).toBeGreaterThan(40);
    for (const { renews_id, started_on, customer_id } of renewals) {
      const before = byId.get(renews_id ?? '');
      expect(before).toMatchObject({ ended_on: started_on, customer_id, end_reason: 'replaced' });
    }
  });

  it('has notice of everybody who left, before they left', () => {
    const churned = subscriptions.filter(({ end_reason }) => end_reason === 'churned');
    const last = churned.filter(({ customer_id, ended_on }) => {
      const own = subscriptions.filter((row) => row.customer_id === customer_id);
      return own.every((row) => row.ended_on !== null && String(row.ended_on) <= String(ended_on));
    });
    expect(last.length).toBeGreaterThan(3);
    expect(
      last.filter(({ notice_on, ended_on }) => !(String(notice_on) < String(ended_on))),
    ).toEqual([]);
  });

  it('writes down who is late with a payment, one for 75 days', () => {
    const customers = rowsOf('customers');
    const late = customers.filter(({ unpaid_since }) => unpaid_since !== null);
    expect(late.filter(({ status }) => status === 'churned')).toEqual([]);
    expect(late.map(({ unpaid_since }) => unpaid_since).sort()[0]).toBe(
      isoDate(horizon.asOfDay - 75),
    );
  });

  it('names coverage and temporary handoffs beside the permanent owners (HO-1)', () => {
    const kinds = rowsOf('customer_assignments').map(({ handoff_kind }) => handoff_kind);
    expect(new Set(kinds)).toEqual(new Set(['permanent', 'coverage', 'temporary']));
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
