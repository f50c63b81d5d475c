import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findParts } from '../../pipelines/commands/explain-parts.ts';
import type { RowsOfMetric } from '../../pipelines/models/metric-rows.ts';
import { buildCase } from './model-case.ts';

let made: Awaited<ReturnType<typeof buildCase>>;
beforeAll(async () => {
  made = await buildCase(join(import.meta.dirname, '../cases/responses'));
});
afterAll(() => made.close());

const place = {
  scope_kind: 'organization',
  scope_id: 'all',
  grain: 'month',
  period_start_date: '2026-05-01',
  period_end_date: '2026-06-01',
};

async function cutsOf(metric: string, dimension: string) {
  const rows = await made.build.rows(`select dimension_value, numerator, denominator, value,
      sample_count from metric_splits
    where metric_id = '${metric}' and dimension = '${dimension}' and scope_kind = 'organization'
      and grain = 'month' and period_start_date = '2026-05-01' order by dimension_value`);
  return rows.map((row) => Object.values(row));
}

async function partsOf(metric: string, split: string) {
  const [rows] = await made.build.rows<RowsOfMetric>(
    `select * from metric_rows where metric_id = '${metric}'`,
  );
  if (rows === undefined) throw new Error(`no rows of ${metric}`);
  const parts = await findParts(made.build, rows, place, split);
  return parts
    .map(({ part_name: name, numerator, denominator }) => [name, numerator, denominator])
    .sort();
}

// Waits of May in test/cases/responses: Acme (enterprise) 3600 in time, 18000 late, one pending; Birch (small) 0 in
// time, one missed; Cedar (small), which has no owner, one missed.
describe('answers to customers are cut by what the customers are (CS-3)', () => {
  it('by segment: 1 of 2 in time in enterprise, 1 of 3 in small', async () => {
    expect(await cutsOf('response_within_target', 'segment')).toEqual([
      ['enterprise', 1, 2, 1 / 2, 2],
      ['small', 1, 3, 1 / 3, 3],
    ]);
  });

  it('by industry, pending ones too: all of five dental waits, one of them pending', async () => {
    expect(await cutsOf('responses_pending', 'industry')).toEqual([
      ['dental', 1, null, 1, 5],
      ['legal', 0, null, 0, 1],
    ]);
  });

  // The median of 3600 and 18000 is 10800; it is not a part of the 3600 of all three.
  it('by segment with a median of its own in each', async () => {
    const cuts = await cutsOf('response_time_median_seconds', 'segment');
    expect(cuts.map(([segment, , , value]) => [segment, value])).toEqual([
      ['enterprise', 10800],
      ['small', 0],
    ]);
  });

  it('by person, with what is of a customer without an owner as a part of nobody', async () => {
    const parts = await partsOf('response_within_target', 'member');
    expect(parts).toEqual([
      [null, 0, 1],
      ['U', 1, 2],
      ['V', 1, 2],
    ]);
    expect(await partsOf('responses_pending', 'member')).toEqual([
      [null, 0, null],
      ['U', 1, null],
      ['V', 0, null],
    ]);
  });

  it('by customer, under their names', async () => {
    expect(await partsOf('response_within_target', 'tenant')).toEqual([
      ['Acme', 1, 2],
      ['Birch', 1, 2],
      ['Cedar', 0, 1],
    ]);
  });

  it('and the audits of parts find nothing wrong with that', () => {
    const parts = made.made.audits.filter(({ audit }) => /parts_add_up|rows behind/.test(audit));
    expect(parts.map(({ failedRowCount }) => failedRowCount)).toEqual([0, 0]);
  });
});
