import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AskedValues, whyNoValue } from '../../pipelines/commands/kpi-empty.ts';
import { Database } from '../../pipelines/warehouse/database.ts';

let build: Database;

beforeAll(async () => {
  build = await Database.open(':memory:');
  await build.run(`create table periods (grain varchar, period_start_date date);
    insert into periods values ('month', '2026-10-01'), ('week', '2026-10-26');
    create table metric_values (metric_id varchar, scope_kind varchar, grain varchar);
    insert into metric_values values ('nrr', 'tenant', 'month'), ('nrr', 'tenant', 'month_so_far'),
      ('nrr', 'team', 'week'), ('auc', 'organization', 'month');
    create table metric_rows (metric_id varchar, splits varchar[]);
    insert into metric_rows values ('nrr', ['segment', 'industry']), ('auc', []);
    create table tenant_successors (tenant_id varchar, successor_id varchar);
    insert into tenant_successors values ('taken', 'heir')`);
});
afterAll(() => build.close());

const tenant = (id: string) =>
  ({ scope_kind: 'tenant', scope_id: id }) as AskedValues['visible'][0];
const asked: AskedValues = {
  metrics: ['nrr'],
  by: 'tenant',
  grain: 'month',
  period: '2026-10',
  start: '2026-10-01',
  end: '2026-11-01',
  scope: 'tenant:acme',
  visible: [tenant('acme')],
  split: undefined,
};

describe('a question without a value', () => {
  it('may be a good one: the data has none', async () => {
    expect(await whyNoValue(build, asked)).toContain('no tenant has a value in 2026-10');
  });

  it('of a customer that was merged names the one that it counts as (CS-1)', async () => {
    const merged = { ...asked, scope: 'tenant:taken', visible: [tenant('taken')] };
    expect(await whyNoValue(build, merged)).toContain('ask --for tenant:heir');
    const both = { ...merged, visible: [tenant('taken'), tenant('acme')] };
    expect(await whyNoValue(build, both)).toContain('no tenant has a value');
  });

  it.each<[string, Partial<AskedValues>, string]>([
    ['period', { start: '2027-10-01', end: '2027-11-01' }, 'the build lists no month in 2026-10'],
    ['cut', { split: 'queue' }, 'nrr cannot be cut by queue'],
    ['scope that it may not see', { by: 'team' }, 'tenant:acme sees no team'],
    ['scope', { metrics: ['auc'] }, 'auc: given of organization, not of tenant'],
    ['grain', { grain: 'week', start: '2026-10-26' }, 'nrr: given by month, not by week'],
  ])('is refused where it is the %s', async (_, wrong, message) => {
    await expect(whyNoValue(build, { ...asked, ...wrong })).rejects.toThrow(message);
  });
});
