import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadRenderAssets } from '../../pipelines/render/assets.ts';
import { loadReport } from '../../pipelines/render/load-report.ts';
import { type RenderedReport, renderReport } from '../../pipelines/render/render-report.ts';
import type { Database } from '../../pipelines/warehouse/database.ts';
import { openEmptyBuild } from './build-tables.ts';
import { expectGolden } from './golden.ts';
import { readReportInput } from './large-build.ts';

let db: Database;

/**
 * A team of two by the shipped weights (GRR 0.25 from 85 % to 97 %, NRR 0.2 from 90 % to 110 %, health 0.15 from 50 to 85,
 * activity 0.15 from 40 to 90, touches 0.15 from 50 % to 95 %, answers 0.1 from 70 % to 95 %), reckoned by hand:
 *
 * Ana: 50 for 91 %, 50 for 100 %, 100 for 92, 20 for 50, 80 for 86 %, 40 for 80 %, so
 *   12.5 + 10 + 15 + 3 + 12 + 4 = 56.5 of all weights.
 * Ben: 100 for 97 % and 0 for 88 %; three accounts are fewer than five for health and touches, nobody wrote, and
 *   activity 65 gives 50: 25 + 0 + 7.5 = 32.5 of 0.6 of the weights, 54.1667.
 * Cleo: GRR and NRR alone: two components are fewer than three.
 * Team: 75 for 94 %, 25 for 95 %, 60 for 71, 30 for 55, 100 for 95 %, 40 for 80 %, so
 *   18.75 + 5 + 9 + 4.5 + 15 + 4 = 56.25; not the mean of 56.5 and 54.17.
 */
beforeAll(async () => {
  db = await openEmptyBuild();
  await db.run(`
    insert into metrics (metric_id, name, unit, better, period_window) values
      ('health_average', 'Average health', 'score', 'higher', 'state'),
      ('activity_score', 'Activity score', 'score', 'higher', 'the period'),
      ('touch_coverage', 'Touch coverage', 'ratio', 'higher', '30 days'),
      ('response_within_target', 'Answered within target', 'ratio', 'higher', 'the period');
    insert into periods (grain, period_start_date, period_end_date, period_label, is_closed) values
      ('month', '2026-10-01', '2026-11-01', '2026-10', true);
    insert into scopes values
      ('team', 't1', 'Huron', 't1', 'success', 'l', null, null),
      ('team_member', 't1/ana', 'Ana Ruiz', 't1', 'success', 'l', 'ana', null),
      ('team_member', 't1/ben', 'Ben <Okafor>', 't1', 'success', 'l', 'ben', null),
      ('team_member', 't1/cleo', 'Cleo Park', 't1', 'success', 'l', 'cleo', null);
    insert into report_scope values
      ('team', 't1', 'Huron', 'success', 'month', '2026-10-01', '2026-11-01', '2026-10');
    insert into metric_values
    select metric_id, case id when 't1' then 'team' else 'team_member' end, id, 'month', '2026-10-01',
      null, null, value, count, reason
    from (values
      ('t1/ana', 'grr', 0.91, 8, null), ('t1/ana', 'nrr', 1.0, 8, null),
      ('t1/ana', 'health_average', 92, 8, null), ('t1/ana', 'activity_score', 50, 30, null),
      ('t1/ana', 'touch_coverage', 0.86, 8, null), ('t1/ana', 'response_within_target', 0.8, 20, null),
      ('t1/ben', 'grr', 0.97, 6, null), ('t1/ben', 'nrr', 0.88, 6, null),
      ('t1/ben', 'health_average', 40, 3, null), ('t1/ben', 'activity_score', 65, 20, null),
      ('t1/ben', 'touch_coverage', 1, 3, null),
      ('t1/cleo', 'grr', 0.99, 9, null), ('t1/cleo', 'nrr', 1.2, 9, null),
      ('t1/cleo', 'health_average', null, 0, 'no account has a score'),
      ('t1', 'grr', 0.94, 14, null), ('t1', 'nrr', 0.95, 14, null),
      ('t1', 'health_average', 71, 11, null), ('t1', 'activity_score', 55, 50, null),
      ('t1', 'touch_coverage', 0.95, 11, null), ('t1', 'response_within_target', 0.8, 20, null)
    ) as given (id, metric_id, value, count, reason)`);
});
afterAll(() => db.close());

async function render(): Promise<RenderedReport> {
  const csTeam = await loadReport('cs-team');
  return renderReport(await loadRenderAssets(), csTeam, await readReportInput(db, csTeam));
}

describe('the performance score on the page of a team (CS-14)', () => {
  it('is the reviewed section', async () => {
    const { html } = await render();
    const [section = ''] =
      /<section[^>]*aria-labelledby="performance.*?<\/section>/s.exec(html) ?? [];
    await expectGolden('cs-team-performance.html', section);
  });

  it('has scores, weights and points exactly in its file, and none where too little is known', async () => {
    const { csvs } = await render();
    const text = csvs.find(({ name }) => name === 'performance.csv')?.text ?? '';
    const [heads = '', ...lines] = text.trimEnd().split('\r\n');
    const columns = heads.split(',');
    const told = lines.map((line) => {
      const cells = line.split(',');
      const of = (column: string) => {
        const cell = cells[columns.indexOf(column)] ?? '';
        return cell === '' ? null : Math.round(Number(cell) * 1e4) / 1e4;
      };
      return [
        cells[2],
        ...['', '_numerator', '_denominator'].map((part) => of(`performance_score${part}`)),
        ...['', '_numerator', '_denominator'].map((part) => of(`health_average_points${part}`)),
      ];
    });
    expect(told).toEqual([
      ['Ana Ruiz', 56.5, 56.5, 1, 100, 15, 0.15],
      ['Ben <Okafor>', 54.1667, 32.5, 0.6, null, null, 0.15],
      ['Cleo Park', null, null, 0.45, null, null, 0.15],
      ['Team', 56.25, 56.25, 1, 60, 9, 0.15],
    ]);
  });

  it('shows the last month that was over on the page of a week', async () => {
    const scores = async () => {
      const { csvs, html } = await render();
      expect(html).toContain('Of 2026-10. From 0 to 100');
      return csvs
        .find(({ name }) => name === 'performance.csv')
        ?.text.split('\r\n')
        .map((line) => line.split(',').slice(-30));
    };
    const ofMonth = await scores();
    await db.run(`insert into periods (grain, period_start_date, period_end_date, period_label, is_closed)
        values ('month', '2026-11-01', '2026-12-01', '2026-11', true),
          ('month', '2026-09-01', '2026-10-01', '2026-09', true);
      update report_scope set grain = 'week', period_start_date = '2026-11-02',
        period_end_date = '2026-11-09', period_label = '2026-W45'`);
    expect(await scores()).toEqual(ofMonth);
    await db.run(`update report_scope set grain = 'month', period_start_date = '2026-10-01',
      period_end_date = '2026-11-01', period_label = '2026-10'`);
  });

  it('says that there is none where nobody has one', async () => {
    await db.run("delete from metric_values where metric_id not in ('grr', 'nrr')");
    const { html } = await render();
    expect(html).toContain('No value: from 2 components, fewer than 3.');
    expect(html).toContain('Left out, since nobody has a value: Activity score (not measured);');
  });
});
