import { describe, expect, it } from 'vitest';
import { accountFacts } from '../../pipelines/demo/account-facts.ts';
import { type AccountStory, accountStories } from '../../pipelines/demo/account-stories.ts';
import { healthRows } from '../../pipelines/demo/health-history.ts';
import { isoDate } from '../../pipelines/demo/local-day.ts';
import { annualAmountOn, type Tenant } from '../../pipelines/demo/tenant.ts';
import { usageRows } from '../../pipelines/demo/usage.ts';
import { isCustomerOn } from '../../pipelines/demo/work-plan.ts';
import { sampleWorkPlan } from './work-plan-of.ts';

const plan = sampleWorkPlan({ seed: 1, tenantCount: 60, monthCount: 5 });
const { tenants, horizon } = plan;
const rows = [...usageRows(plan).rows].map(([tenantId, user, date, kind, events, sessions]) => {
  return { tenantId, user: Number(user), date: String(date), kind, events, sessions };
});
const byTenant = Map.groupBy(rows, ({ tenantId }) => tenantId);
const stories = accountStories(tenants, horizon);

function tenantWith(story: AccountStory): Tenant {
  const found = [...stories].find(([, told]) => told === story)?.[0];
  if (found === undefined) throw new Error(`no tenant with the story ${story}`);
  return found;
}

/** Distinct human users of a tenant in the week that ended so many weeks before this one. */
function weeklyUsers(tenant: Tenant, weeksAgo: number): number {
  const from = isoDate(horizon.thisWeekDay - 7 * (weeksAgo + 1));
  const to = isoDate(horizon.thisWeekDay - 7 * weeksAgo);
  const own = (byTenant.get(tenant.id) ?? []).filter(
    ({ date, kind }) => kind === 'human' && date >= from && date < to,
  );
  return new Set(own.map(({ user }) => user)).size;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? 0)) / 2;
}

describe('usageRows(plan)', () => {
  it('has one row for a user and day, none before the tenant and none while it is none', () => {
    const keys = rows.map(({ tenantId, user, date }) => `${tenantId} ${user} ${date}`);
    expect(new Set(keys).size).toBe(keys.length);
    const dates = new Map<string, number>();
    for (let day = plan.firstDay; day <= horizon.asOfDay; day += 1) dates.set(isoDate(day), day);
    const wrong = tenants.filter((tenant) =>
      (byTenant.get(tenant.id) ?? []).some(
        ({ date }) => !isCustomerOn(tenant, dates.get(date) ?? -1),
      ),
    );
    expect(wrong).toEqual([]);
    expect(rows.filter(({ events }) => Number(events) < 1)).toEqual([]);
  });

  it('has no more human users than a tenant has accounts, and staff and robots apart', () => {
    for (const tenant of tenants) {
      const own = byTenant.get(tenant.id) ?? [];
      const humans = new Set(own.filter(({ kind }) => kind === 'human').map(({ user }) => user));
      const { userCount, seats } = accountFacts(1, tenant, horizon);
      expect(humans.size).toBeLessThanOrEqual(userCount);
      expect(userCount).toBeLessThanOrEqual(Math.max(2, Math.round(seats * 1.02)));
    }
    expect(new Set(rows.map(({ kind }) => kind))).toEqual(new Set(['human', 'staff', 'service']));
  });

  it('lets one tenant slide for eight weeks, to less than 60 % of its users (TN-3)', () => {
    const tenant = tenantWith('slides');
    const before = median([8, 9, 10, 11].map((weeksAgo) => weeklyUsers(tenant, weeksAgo)));
    const now = median([0, 1].map((weeksAgo) => weeklyUsers(tenant, weeksAgo)));
    expect(before).toBeGreaterThanOrEqual(20);
    expect(now / before).toBeLessThan(0.65);
    expect(weeklyUsers(tenant, 4)).toBeLessThan(before);
    expect(weeklyUsers(tenant, 4)).toBeGreaterThan(now);
  });

  it('lets another one drop in the latest closed week, and one fall silent (TN-3)', () => {
    const dropped = tenantWith('drops');
    const usual = median([1, 2, 3, 4, 5, 6, 7, 8].map((ago) => weeklyUsers(dropped, ago)));
    expect(usual).toBeGreaterThanOrEqual(20);
    expect(weeklyUsers(dropped, 0) / usual).toBeLessThan(0.5);
    const silent = tenantWith('fell silent');
    expect([0, 1, 2, 3].map((ago) => weeklyUsers(silent, ago))).toEqual([0, 0, 0, 0]);
    expect(weeklyUsers(silent, 6)).toBeGreaterThanOrEqual(20);
  });

  it('keeps all others quiet: none of them falls by a quarter and more in the latest week', () => {
    const fallen = tenants.filter((tenant) => {
      const usual = median([1, 2, 3, 4, 5, 6, 7, 8].map((ago) => weeklyUsers(tenant, ago)));
      return usual >= 20 && weeklyUsers(tenant, 0) <= 0.75 * usual;
    });
    expect(fallen.filter((tenant) => !stories.has(tenant))).toEqual([]);
    expect(fallen).toContain(tenantWith('drops'));
  });

  it('reaches to the morning of the as-of (TN-1)', () => {
    const [newest] = [...usageRows(plan).rows]
      .map((row) => String(row[7]))
      .sort()
      .slice(-1);
    const asOf = horizon.asOfMs;
    const age = asOf - Date.parse(`${newest?.slice(0, 19).replace(' ', 'T')}Z`);
    expect(age).toBeGreaterThan(0);
    expect(age).toBeLessThan(3_600_000);
  });
});

describe('healthRows(plan)', () => {
  const scores = [...healthRows(plan).rows].map(([tenantId, at, score]) => {
    return { tenantId, at: String(at).slice(0, 10), score: Number(score) };
  });

  it('gives scores from 0 to 100, once a week', () => {
    expect(scores.filter(({ score }) => !(score >= 0 && score <= 100))).toEqual([]);
    const keys = scores.map(({ tenantId, at }) => `${tenantId} ${at}`);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('leaves some customers without a score, and some with one that is too old', () => {
    const customers = tenants.filter((tenant) => annualAmountOn(tenant, horizon.asOfDay) > 0);
    const newest = new Map<unknown, string>();
    for (const { tenantId, at } of scores) {
      newest.set(tenantId, [at, newest.get(tenantId) ?? ''].sort()[1] ?? at);
    }
    const recent = isoDate(horizon.asOfDay - 14);
    const old = customers.filter(({ id }) => (newest.get(id) ?? recent) < recent);
    const missing = customers.filter(({ id }) => !newest.has(id));
    expect(old.length).toBeGreaterThan(1);
    expect(missing.length).toBeGreaterThan(0);
    expect(old.length + missing.length).toBeLessThan(customers.length / 3);
  });

  it('falls by ten points and more where use slides', () => {
    const tenant = tenantWith('slides');
    const own = scores.filter(({ tenantId }) => tenantId === tenant.id).map(({ score }) => score);
    expect((own.at(-9) ?? 0) - (own.at(-1) ?? 0)).toBeGreaterThan(10);
  });
});
