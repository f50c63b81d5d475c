import { existsSync } from 'node:fs';
import { expect, it } from 'vitest';
import { quote } from '../../pipelines/warehouse/database.ts';
import { buildFrom, emptyRaw } from './model-case.ts';
import { metricsOver, revenueRollups } from './pruned-program.ts';

// IBM's made-up customers: a snapshot with a monthly charge and whether each left. Its published facts:
// 7,043 customers, 1,869 of them (26.54 %) churned, and with them 30.50 % of the monthly charges.
const file = new URL('../../../shared/data/telco-churn/Telco-Customer-Churn.csv', import.meta.url);
const isHere = existsSync(file);

const title = `telco churn (CS-1)${isHere ? '' : ': skipped, its data are not here'}`;

it.skipIf(!isHere)(
  `${title} gives the published churn of customers and revenue`,
  async () => {
    const { raw, folder } = await emptyRaw();
    // The snapshot has no days: all are there before the month, and who churned left within it.
    await raw.run(
      `insert into raw.subscriptions by name
     select customerID as subscription_id, customerID as tenant_id, MonthlyCharges as amount,
       1 as interval_months, 'USD' as currency_code, date '2025-01-01' as from_date,
       case when Churn = 'Yes' then date '2025-03-15' end as to_date,
       case when Churn = 'Yes' then 'ended' else 'active' end as status
     from read_csv(${quote(file.pathname)}, header = true, all_varchar = true)`,
    );
    await raw.run("insert into raw.entities (entity, state) values ('subscriptions', 'mapped')");
    const { build, made, close } = await buildFrom(
      raw,
      folder,
      { asOf: '2025-04-01T12:00:00Z' },
      { wanted: (program) => metricsOver(program, revenueRollups) },
    );
    try {
      const rows = await build.rows<{ metric_id: string } & Record<string, number>>(
        `select metric_id, numerator, denominator, value from metric_values
       where scope_kind = 'organization' and grain = 'month' and period_start_date = '2025-03-01'
         and metric_id in ('grr_in_period', 'logo_retention_in_period', 'opening_arr', 'churned_arr')`,
      );
      const metric = new Map(rows.map((row) => [row.metric_id, row]));
      const logos = metric.get('logo_retention_in_period');
      expect([logos?.numerator, logos?.denominator]).toEqual([7043 - 1869, 7043]);
      expect((100 * (1 - (logos?.value ?? 0))).toFixed(2)).toBe('26.54');
      expect(metric.get('opening_arr')?.value).toBeCloseTo(12 * 456_116.6, 2);
      expect(metric.get('churned_arr')?.value).toBeCloseTo(12 * 139_130.85, 2);
      expect((100 * (1 - (metric.get('grr_in_period')?.value ?? 0))).toFixed(2)).toBe('30.50');
      const stopped = made.audits.filter(({ severity }) => severity === 'stop');
      expect(stopped.filter(({ failedRowCount }) => failedRowCount > 0)).toEqual([]);
    } finally {
      await close();
    }
  },
  60_000,
);
