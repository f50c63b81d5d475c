import { describe, expect, it } from 'vitest';
import { leadRows } from '../../pipelines/demo/lead-rows.ts';
import { type Lead, makeLeads } from '../../pipelines/demo/leads.ts';
import { opportunityRows } from '../../pipelines/demo/opportunities.ts';
import { pointRows } from '../../pipelines/demo/points.ts';
import { membershipOn } from '../../pipelines/demo/roster.ts';
import { msOfText, sampleWorkPlan } from './work-plan-of.ts';

const plan = sampleWorkPlan({ seed: 1, tenantCount: 60, monthCount: 24 });
const { horizon } = plan;
const leads = makeLeads(plan);
const dayMs = 86_400_000;

function stepOf(lead: Lead, stage: string) {
  return lead.steps.find((step) => step.stage === stage);
}

describe('makeLeads(plan)', () => {
  it('takes every lead from new on, forward in time, never past the as-of', () => {
    expect(leads.filter(({ steps }) => steps[0].stage !== 'new')).toEqual([]);
    const times = leads.map(({ steps }) => steps.map(({ atMs }) => atMs));
    expect(times.filter((own) => own.some((ms, index) => ms < (own[index - 1] ?? 0)))).toEqual([]);
    expect(times.flat().filter((ms) => ms >= horizon.asOfMs)).toEqual([]);
    expect(leads.length).toBeGreaterThan(2000);
  });

  it('credits only people who were in a sales team on that day (G6)', () => {
    const steps = leads.flatMap(({ steps: own }) => own);
    const wrong = steps.filter(({ owner, atMs }) => {
      const day = Math.floor((atMs - 5 * 3_600_000) / dayMs);
      return !membershipOn(owner, day)?.teamId.startsWith('sales-');
    });
    // A lead of somebody who left on that very day changes hands the day after.
    expect(wrong.length / steps.length).toBeLessThan(0.002);
  });

  it('converts referrals best and cold lists worst (SR-3)', () => {
    const share = (type: string) => {
      const own = leads.filter((lead) => lead.type === type && lead.tenant === null);
      return own.filter((lead) => stepOf(lead, 'converted')).length / own.length;
    };
    expect(share('referral')).toBeGreaterThan(share('website') + 0.05);
    expect(share('website')).toBeGreaterThan(share('cold_list') + 0.02);
  });

  it('takes a few conversions back within a month', () => {
    const converted = leads.filter((lead) => stepOf(lead, 'converted'));
    const back = converted.flatMap((lead) => {
      const at = stepOf(lead, 'converted')?.atMs ?? 0;
      const later = lead.steps.find(({ atMs }) => atMs > at);
      return later === undefined ? [] : [(later.atMs - at) / dayMs];
    });
    expect(back.length).toBeGreaterThan(5);
    expect(back.length / converted.length).toBeLessThan(0.1);
    expect(back.filter((days) => days < 30).length / back.length).toBeGreaterThan(0.8);
  });

  it('has a lead behind every tenant that was won in these months', () => {
    const won = leads.filter(({ tenant }) => tenant !== null);
    expect(won.length).toBeGreaterThan(10);
    const late = won.filter((lead) => {
      const signed = (lead.tenant?.terms[0]?.startDay ?? 0) * dayMs;
      return (stepOf(lead, 'converted')?.atMs ?? 0) > signed + dayMs;
    });
    expect(late).toEqual([]);
  });
});

describe('leadRows(plan, leads)', () => {
  it('shows a lead in the stage that it came into last', () => {
    const [table, changes] = leadRows(plan, leads);
    expect(table?.rows.map((row) => row[5])).toEqual(leads.map(({ steps }) => steps.at(-1)?.stage));
    expect(changes?.rows.length).toBe(leads.reduce((sum, { steps }) => sum + steps.length, 0));
    const ids = changes?.rows.map(([id]) => id) ?? [];
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('names what was said against by those who were lost', () => {
    const lost = leadRows(plan, leads)[0]?.rows.filter((row) => row[5] === 'lost') ?? [];
    expect(lost.length).toBeGreaterThan(100);
    expect(lost.filter((row) => row[6] === null)).toEqual([]);
  });
});

describe('opportunityRows(plan, leads)', () => {
  const rows = opportunityRows(plan, leads).rows.map((row) => {
    const [, , leadId, tenantId, , type, stage, percent, reason, amount] = row;
    const facts = { leadId, tenantId, type, stage, percent, reason, amount };
    const [openedMs, closedMs, touchedMs] = [row[11], row[12], row[14]].map((at) => msOfText(at));
    return { ...facts, openedMs, closedMs, touchedMs, isClosed: row[12] !== null };
  });

  it('closes what is won or lost, and nothing else (SR-1)', () => {
    const isClosed = (stage: unknown) => String(stage).startsWith('closed_');
    expect(rows.filter((row) => row.isClosed !== isClosed(row.stage))).toEqual([]);
    expect(rows.filter((row) => (row.stage === 'closed_lost') !== (row.reason !== null))).toEqual(
      [],
    );
    expect(
      rows.filter(({ openedMs, closedMs, isClosed: isDone }) => {
        return isDone && Number(closedMs) < Number(openedMs);
      }),
    ).toEqual([]);
    expect(rows.filter(({ touchedMs }) => Number(touchedMs) >= horizon.asOfMs)).toEqual([]);
  });

  it('has open ones of many months, some untouched since long, some without an amount', () => {
    const open = rows.filter(({ isClosed }) => !isClosed);
    const stale = open.filter(({ touchedMs }) => horizon.asOfMs - Number(touchedMs) > 90 * dayMs);
    expect(stale.length).toBeGreaterThan(10);
    expect(stale.length).toBeLessThan(open.length);
    expect(open.filter(({ amount }) => amount === null).length).toBeGreaterThan(2);
    expect(rows.filter(({ isClosed, amount }) => isClosed && amount === null)).toEqual([]);
  });

  it('wins every tenant, for its first yearly amount', () => {
    const won = rows.filter(({ tenantId }) => tenantId !== null);
    expect(won.filter(({ stage, isClosed }) => isClosed && stage !== 'closed_won')).toEqual([]);
    for (const { leadId, amount } of won) {
      const tenant = leads.find(({ id }) => id === leadId)?.tenant;
      const first = Math.min(...(tenant?.terms.map(({ startDay }) => startDay) ?? []));
      const terms = tenant?.terms.filter(({ startDay, status }) => {
        return startDay === first && status === 'active';
      });
      const sum = terms?.reduce((total, { annualAmount }) => total + annualAmount, 0) ?? 0;
      expect(Number(amount)).toBe(sum);
    }
  });
});

describe('pointRows(plan, leads)', () => {
  const rows = [...pointRows(plan, leads).rows].map(([id, userId, xp, reason, rules, reverses]) => {
    return { id, userId, xp: Number(xp), reason, rules, reverses };
  });

  it('only ever adds: what is taken back is a negative entry of the same person', () => {
    const back = rows.filter(({ reverses }) => reverses !== null);
    expect(back.length).toBeGreaterThan(3);
    for (const entry of back) {
      const first = rows.find(({ id }) => id === entry.reverses);
      expect(first).toMatchObject({ userId: entry.userId, xp: -entry.xp, reason: 'conversion' });
    }
    expect(rows.filter(({ xp, reverses }) => xp < 0 !== (reverses !== null))).toEqual([]);
  });

  it('names the rules, which changed once', () => {
    expect([...new Set(rows.map(({ rules }) => rules))].sort()).toEqual(['rules-1', 'rules-2']);
  });
});
