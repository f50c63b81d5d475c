import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openRaw } from '../../pipelines/extract/raw-store.ts';
import type { Program } from '../../pipelines/models/program.ts';
import { tries } from '../counts.ts';
import { makeWorkspace } from '../extract/workspace.ts';
import { buildFrom, emptyRaw } from './model-case.ts';
import { metricsOver, revenueRollups } from './pruned-program.ts';

const ofRevenue = (program: Program) => metricsOver(program, revenueRollups);

/** What the audit of currencies reads. */
const auditedForCurrency = [
  ...['stg_subscriptions', 'stg_arr_history', 'stg_tenant_today', 'stg_deal_versions'],
];

/** Stop audits that failed, and the ARR by tenant, where rates may be given in the workspace. */
async function buildCurrencies(rates: string | undefined) {
  const { raw, folder } = await emptyRaw();
  await raw.run(`insert into raw.subscriptions (subscription_id, tenant_id, amount, interval_months,
      currency_code, from_date, to_date, status) values
    ('a', 'A', 100, 12, 'USD', '2025-01-01', null, 'active'),
    ('b', 'B', 100, 12, 'EUR', '2025-01-01', '2025-11-10', 'ended'),
    ('c', 'B', 150, 12, 'EUR', '2025-11-10', null, 'active');
    insert into raw.entities (entity, state) values ('subscriptions', 'mapped')`);
  const workspace = await mkdtemp(join(tmpdir(), 'muster-rates-'));
  if (rates !== undefined) {
    await mkdir(join(workspace, 'sql/seeds'), { recursive: true });
    await writeFile(join(workspace, 'sql/seeds/exchange_rates.csv'), rates);
  }
  const given = { asOf: '2025-12-01T12:00:00Z', workspaceFolder: workspace };
  const wanted = (program: Program) => new Set([...ofRevenue(program), ...auditedForCurrency]);
  const { build, made, close } = await buildFrom(raw, folder, given, { wanted });
  const values = await build.rows<{ metric_id: string; value: number }>(
    `select metric_id, value from metric_values
     where scope_kind = 'organization' and grain = 'month' and period_start_date = '2025-11-01'
       and metric_id in ('opening_arr', 'expansion_arr', 'portfolio_arr', 'nrr_in_period')`,
  );
  await close();
  await rm(workspace, { recursive: true });
  const failed = made.audits.filter(
    ({ severity, failedRowCount }) => severity === 'stop' && failedRowCount > 0,
  );
  return {
    failed: failed.map(({ audit }) => audit),
    values: Object.fromEntries(values.map(({ metric_id, value }) => [metric_id, value])),
  };
}

describe('currencies (CS-1)', () => {
  it('stop the build without a rate', async () => {
    expect((await buildCurrencies(undefined)).failed).toEqual(['assert_one_currency']);
    expect((await buildCurrencies('currency_code,rate\nGBP,1.2\n')).failed).toEqual([
      'assert_one_currency',
    ]);
  });

  it('are converted at the one rate of the workspace', async () => {
    const { failed, values } = await buildCurrencies('currency_code,rate\nEUR,1.1\n');
    expect(failed).toEqual([]);
    // 100 + 100 x 1.1 = 210; 50 x 1.1 = 55 more.
    expect(values).toMatchObject({ opening_arr: 210, expansion_arr: 55, portfolio_arr: 265 });
    expect(values.nrr_in_period).toBeCloseTo(265 / 210, 9);
  });
});

describe('a customers table that is written over (CS-1)', () => {
  it('has a history from the first reading on', async () => {
    const workspace = await makeWorkspace({
      'sql/sources/files/tenant_today.sql': `-- Entity:  tenant_today
-- Source:  customers.csv
-- Answers: what does a customer pay today?

select id as tenant_id, mrr * 12 as arr_amount, null as currency_code, csm as owner_id
from read_csv(getvariable('folder') || '/customers.csv', header = true,
  columns = {'id': 'varchar', 'mrr': 'decimal(18, 2)', 'csm': 'varchar'})`,
    });
    const readings = ['A,10,u\nB,20,u\n', 'A,15,v\nB,20,u\n', 'A,15,v\n'];
    const days = ['2026-10-20', '2026-11-04', '2026-11-11'];
    for (const [index, rows] of readings.entries()) {
      await workspace.write('files/customers.csv', `id,mrr,csm\n${rows}`);
      const source = { kind: 'files' as const, name: 'app', folder: `${workspace.folder}/files` };
      await workspace.extract([source], { runId: `run-${index + 1}` });
    }
    const raw = await openRaw(workspace.rawPath);
    // The clock of these extractions stands; each run gets a day of its own.
    for (const [index, day] of days.entries()) {
      await raw.run(
        `update raw.loads set loaded_at = '${day} 15:00:00' where run_id = 'run-${index + 1}'`,
      );
    }
    const given = { asOf: '2026-12-01T15:00:00Z' };
    const { build, close } = await buildFrom(raw, workspace.folder, given, {
      wanted: () => new Set(['tenant_arr', 'owner_spans', 'data_quality']),
    });
    try {
      const spans = `select tenant_id, arr_amount::double as arr, from_date from tenant_arr
        order by tenant_id, from_date`;
      expect((await build.rows(spans)).map((row) => Object.values(row).join(' '))).toEqual([
        'A 120 2026-10-20',
        'A 180 2026-11-04',
        'B 240 2026-10-20',
        'B 0 2026-11-11',
      ]);
      const owners = 'select tenant_id, person_id, from_date from owner_spans order by all';
      expect((await build.rows(owners)).map((row) => Object.values(row).join(' '))).toEqual([
        'A u 2026-10-20',
        'A v 2026-11-04',
        'B u 2026-10-20',
      ]);
      const remarks = await build.rows<{ finding: string }>(
        "select finding from data_quality where finding like '%history since%'",
      );
      expect(remarks.map(({ finding }) => finding.slice(0, 56))).toEqual([
        'tenants whose ownership has a history since 2026-10-20, ',
        'tenants whose revenue has a history since 2026-10-20, th',
      ]);
    } finally {
      await close();
    }
  }, 30_000);
});

interface Contract {
  readonly tenant: string;
  readonly fromMonth: number;
  readonly months: number;
  readonly amount: number;
}

const contract: fc.Arbitrary<Contract> = fc.record({
  tenant: fc.constantFrom('A', 'B', 'C'),
  fromMonth: fc.integer({ min: 0, max: 18 }),
  months: fc.integer({ min: 2, max: 24 }),
  amount: fc.integer({ min: 1, max: 90 }).map((tens) => tens * 10),
});

const monthStart = (month: number) =>
  Temporal.PlainDate.from('2024-06-01').add({ months: month }).toString();

/** Every revenue metric of a company whose contracts are whole, or cut in two in time or in amount. */
async function revenueOf(contracts: readonly Contract[], cut: 'whole' | 'time' | 'amount') {
  const { raw, folder } = await emptyRaw();
  const parts = contracts.flatMap(({ tenant, fromMonth, months, amount }) => {
    const end = fromMonth + months;
    const middle = fromMonth + Math.ceil(months / 2);
    if (cut === 'time')
      return [row(tenant, fromMonth, middle, amount), row(tenant, middle, end, amount)];
    if (cut === 'whole') return [row(tenant, fromMonth, end, amount)];
    return [row(tenant, fromMonth, end, amount * 0.4), row(tenant, fromMonth, end, amount * 0.6)];
  });
  for (const [index, values] of parts.entries()) {
    await raw.run(`insert into raw.subscriptions (subscription_id, tenant_id, amount,
      interval_months, currency_code, from_date, to_date, status) values ('s${index}', ${values})`);
  }
  await raw.run("insert into raw.entities (entity, state) values ('subscriptions', 'mapped')");
  const given = { asOf: '2026-07-01T12:00:00Z' };
  const { build, close } = await buildFrom(raw, folder, given, { wanted: ofRevenue });
  const values = await build.rows(`select * replace (round(numerator, 6) as numerator,
      round(denominator, 6) as denominator, round(value, 9) as value)
    from metric_values where grain in ('month', 'quarter') order by all`);
  await close();
  return values;
}

function row(tenant: string, from: number, to: number, amount: number): string {
  return `'${tenant}', ${amount}, 12, 'USD', '${monthStart(from)}', '${monthStart(to)}', 'ended'`;
}

describe('contracts', () => {
  it('may be cut in two, in time or in amount, and no number of revenue changes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(contract, { minLength: 1, maxLength: 4 }), async (contracts) => {
        const whole = await revenueOf(contracts, 'whole');
        expect(whole.length).toBeGreaterThan(0);
        expect(await revenueOf(contracts, 'time')).toEqual(whole);
        expect(await revenueOf(contracts, 'amount')).toEqual(whole);
      }),
      { numRuns: tries(1, 40), seed: 14 },
    );
  });
});
