import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createMetricSplits } from '../../pipelines/models/metric-splits.ts';
import { checkSplits } from '../../pipelines/models/split-audit.ts';
import { Database } from '../../pipelines/warehouse/database.ts';
import { buildCase } from './model-case.ts';

let made: Awaited<ReturnType<typeof buildCase>>;
beforeAll(async () => {
  made = await buildCase(join(import.meta.dirname, '../cases/calls-legs'));
});
afterAll(() => made.close());

describe('the rows behind every number', () => {
  it('add up in the case, by queue as by weekday', async () => {
    const result = made.made.audits.find((audit) => audit.audit.startsWith('the rows behind'));
    expect(result).toMatchObject({ failedRowCount: 0, severity: 'stop' });
    const { cuts } = await made.build.one<{ cuts: number }>(
      'select count(distinct (metric_id, dimension)) as cuts from metric_splits',
    );
    expect(cuts).toBeGreaterThan(8);
  });

  // Of test/cases/calls-legs/expected/queue_visits.csv: queue 800 has 17 visits, 7 answered, 1 short abandon;
  // queue 810 has 3, 1 answered; one visit, answered, was on the Tuesday.
  it('give each queue and weekday its own answer rate (CC-1)', async () => {
    const splits = await made.build.rows(`select dimension, dimension_value, numerator, denominator,
        sample_count from metric_splits
      where metric_id = 'answer_rate' and scope_kind = 'organization' and grain = 'week'
        and dimension in ('queue', 'weekday') order by dimension, dimension_value`);
    expect(splits.map((split) => Object.values(split))).toEqual([
      ['queue', '800', 7, 16, 16],
      ['queue', '810', 1, 3, 3],
      ['weekday', '1', 7, 18, 18],
      ['weekday', '2', 1, 1, 1],
    ]);
  });

  it('are found out where a header leaves rows out', async () => {
    made.build.close();
    const database = await Database.open(made.made.path);
    try {
      await database.run(`drop view metric_splits; drop view lead_type_splits;
        update metric_rows set rows_condition = 'talk_seconds > 90'
        where metric_id = 'handled_count'`);
      await createMetricSplits(database);
      const { failedRowCount, rows } = await checkSplits(database);
      expect(failedRowCount).toBeGreaterThan(0);
      expect(new Set(rows.map((row) => row.metric_id))).toEqual(new Set(['handled_count']));
    } finally {
      database.close();
      made = { ...made, build: await Database.open(made.made.path, { readOnly: true }) };
    }
  });
});
