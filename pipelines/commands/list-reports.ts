import { listReports, loadReport } from '../render/load-report.ts';
import { openPublished } from '../warehouse/scoped.ts';
import type { Session } from './session.ts';
import { textTable } from './text-table.ts';

/** Every report with its teams, and why one is not offered, as a table or JSON. */
export async function listReportStates(session: Session, isJson: boolean): Promise<string> {
  const build = await openPublished(await session.publishedBuildFile());
  try {
    const rows: { name: string; title: string; state: string }[] = [];
    for (const name of await listReports(session.folder)) {
      const { declaration } = await loadReport(name, session.folder);
      const kinds = declaration.teamKinds.map((kind) => `'${kind}'`).join(', ');
      const { teams } = await build.one<{ teams: number }>(
        `select count(*) as teams from scopes where scope_kind = 'team' and team_kind in (${kinds})`,
      );
      const needs = await build.rows<{ missing_needs: string }>(
        `select distinct missing_needs from metrics inner join team_metrics using (metric_id)
          where team_kind in (${kinds}) and missing_needs is not null`,
      );
      const missing = needs.map((row) => row.missing_needs).join(', ');
      const state =
        teams === 0
          ? `not offered: no team is of kind ${declaration.teamKinds.join(' or ')}`
          : `${teams} teams${missing === '' ? '' : `; some metrics need ${missing}`}`;
      rows.push({ name, title: declaration.title, state });
    }
    if (isJson) return `${JSON.stringify(rows, null, 2)}\n`;
    return textTable(
      ['report', 'title', 'for'],
      rows.map((row) => [row.name, row.title, row.state]),
    );
  } finally {
    build.close();
  }
}
