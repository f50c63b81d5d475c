import { describe, expect, it } from 'vitest';
import { printRows } from '../../pipelines/commands/kpi-print.ts';
import type { KpiRow } from '../../pipelines/commands/kpi-values.ts';

const row: KpiRow = {
  ...{ metric_id: 'calls_made', scope_kind: 'team', scope_id: 't', scope_name: 'Sales North' },
  ...{ grain: 'week', period_start_date: '2026-11-23', numerator: 400, denominator: null },
  ...{ value: 400, sample_count: 400, unit: 'count', reason: null, period_label: '2026-W48' },
  ...{ is_closed: true, base_label: '2026-W47', base_value: 500, change: 0, trend: 'flat' },
  ...{ compared_as: 'relative', test: 'exact binomial per working day, 90 %' },
};
const foot = 'What is counted in a period is compared per working day';
const period = 'last-week';

describe('the table of muster kpi --compare (CS-6)', () => {
  it('says in its foot that counts are compared per working day', () => {
    expect(printRows([row], { period, compare: true }, 'USD')).toContain(foot);
  });

  it('does not where no count is compared, nor in JSON and CSV', () => {
    const fact = { ...row, test: 'no test: all of it is counted' };
    expect(printRows([fact], { period, compare: true }, 'USD')).not.toContain(foot);
    expect(printRows([row], { period }, 'USD')).not.toContain(foot);
    expect(printRows([row], { period, compare: true, csv: true }, 'USD')).not.toContain(foot);
    expect(JSON.parse(printRows([row], { period, compare: true, json: true }, 'USD'))).toEqual([
      row,
    ]);
  });
});
