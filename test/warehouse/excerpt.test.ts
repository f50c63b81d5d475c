import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ScopeRow, visibleScopes } from '../../pipelines/access/scope.ts';
import { Excerpts } from '../../pipelines/commands/excerpts.ts';
import { periodsOfReport } from '../../pipelines/commands/report-scope.ts';
import { makeFolder } from '../../pipelines/run/files.ts';
import type { Grain } from '../../pipelines/run/period.ts';
import { Database } from '../../pipelines/warehouse/database.ts';
import { writeExcerpt } from '../../pipelines/warehouse/excerpt.ts';
import { openScoped } from '../../pipelines/warehouse/scoped.ts';
import { buildCase } from '../models/model-case.ts';

// Revenue of tenants whose owners u and v share; the teams are t1 and t2.
let made: Awaited<ReturnType<typeof buildCase>>;
let folder: string;
beforeAll(async () => {
  made = await buildCase(join(import.meta.dirname, '../cases/portfolio-shares'));
  folder = await mkdtemp(join(tmpdir(), 'muster-excerpt-'));
});
afterAll(async () => {
  await made.close();
  await rm(folder, { recursive: true, force: true });
});

const month = {
  grain: 'month',
  startDate: Temporal.PlainDate.from('2026-02-01'),
  endDate: Temporal.PlainDate.from('2026-03-01'),
} as const;
const wanted = (otherGrains: readonly Grain[]) => ({
  tables: ['metric_values', 'metric_changes', 'metric_trends', 'scopes', 'periods', 'tenant_arr'],
  scopeKinds: ['team', 'team_member'],
  periods: periodsOfReport(month, otherGrains),
  changed: { grain: 'month', start: '2026-02-01' },
});
const counted = `select metric_id, scope_kind, scope_id, grain, period_start_date, value
  from metric_values where scope_kind in ('team', 'team_member') and (grain = 'month'
    or grain = 'day' and period_start_date between '2026-02-01' and '2026-02-28') order by all`;

describe('an excerpt of a build', () => {
  it('holds the numbers of a report’s periods as the build does, and no table without a scope', async () => {
    const path = join(folder, 'month.duckdb');
    await writeExcerpt(made.made.path, path, wanted([]));
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    const excerpt = await Database.open(path, { readOnly: true });
    try {
      expect(await excerpt.rows(counted)).toEqual(await made.build.rows(counted));
      expect(await excerpt.rows('select distinct grain from metric_values order by all')).toEqual([
        { grain: 'day' },
        { grain: 'month' },
      ]);
      await expect(excerpt.rows('select * from tenant_arr')).rejects.toThrow('does not exist');
    } finally {
      excerpt.close();
    }
  });

  it('stands for the build in the render of a scope, which sees its own rows only (TN-7)', async () => {
    const path = join(folder, 'scoped.duckdb');
    await writeExcerpt(made.made.path, path, wanted(['week']));
    const all = await made.build.rows<ScopeRow>('select * from scopes');
    const visible = visibleScopes({ kind: 'team', id: 't1' }, all);
    const tables = ['metric_values', 'metric_changes', 'metric_trends', 'metric_gaps'];
    const [narrow, whole] = await Promise.all([
      openScoped(path, tables, visible),
      openScoped(made.made.path, tables, visible),
    ]);
    try {
      const changes = `select * from metric_changes where grain = 'month' and period_start_date = '2026-02-01'
        order by all`;
      const rows = await narrow.rows<{ scope_id: string }>(changes);
      expect(rows.length).toBeGreaterThan(0);
      expect(rows).toEqual(await whole.rows(changes));
      const trends = changes.replace('metric_changes', 'metric_trends');
      const series = await narrow.rows(trends);
      expect(series.length).toBeGreaterThan(0);
      expect(series).toEqual(await whole.rows(trends));
      expect(await narrow.rows('select * from metric_gaps')).toEqual([]);
      const grains = await narrow.rows('select distinct grain from metric_values order by all');
      expect(grains).toEqual([{ grain: 'day' }, { grain: 'month' }, { grain: 'week' }]);
      expect(new Set(rows.map((row) => row.scope_id))).toEqual(new Set(['t1', 't1/u', 't1/v']));
    } finally {
      narrow.close();
      whole.close();
    }
  });

  it('is written once for all reports of a period, and removed with what a killed process left', async () => {
    const temporary = join(folder, 'tmp');
    // No process has this number: it is above what Linux gives.
    await makeFolder(join(temporary, 'excerpts-4194305-x'));
    const excerpts = new Excerpts(folder, temporary);
    const [first, second] = await Promise.all([
      excerpts.fileFor(made.made.path, month),
      excerpts.fileFor(made.made.path, month),
    ]);
    expect(second).toBe(first);
    expect((await readdir(temporary)).length).toBe(1);
    await excerpts.remove();
    expect(await readdir(temporary)).toEqual([]);
  });
});
