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

  it('are found out where a header leaves rows out', async () => {
    made.build.close();
    const database = await Database.open(made.made.path);
    try {
      await database.run(`drop view metric_splits;
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
