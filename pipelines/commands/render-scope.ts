import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import type { ScopeRow } from '../access/scope.ts';
import type { RenderAssets } from '../render/assets.ts';
import type { MetricRow } from '../render/definitions.ts';
import type { LoadedReport } from '../render/load-report.ts';
import { type RenderedReport, renderReport } from '../render/render-report.ts';
import { type ReportScope, sectionsFor } from '../render/report.ts';
import type { Row } from '../render/row-shape.ts';
import { makeFolder } from '../run/files.ts';
import type { Period } from '../run/period.ts';
import { type Database, quote } from '../warehouse/database.ts';
import { openScoped } from '../warehouse/scoped.ts';
import { sqlError } from '../warehouse/sql-error.ts';
import { loadProvenance, provenanceTables } from './provenance.ts';
import { createReportScope } from './report-scope.ts';

/** What one report of one scope is made from. */
export interface ScopedRender {
  readonly report: LoadedReport;
  readonly assets: RenderAssets;
  /** What the report reads of the build, of all scopes. */
  readonly excerptFile: string;
  readonly row: ScopeRow;
  /** What the scope may see. */
  readonly visible: readonly ScopeRow[];
  readonly period: Period;
  readonly periodLabel: string;
  /** Where the rows go that the report was made from, as Parquet. */
  readonly evidenceFolder: string;
}

/**
 * Renders one report from a database that holds its scope's rows only. The rows are kept beside it, so
 * that it can be explained when the build is gone.
 */
export async function renderScope(given: ScopedRender): Promise<RenderedReport> {
  const { report, assets, evidenceFolder } = given;
  const { declaration } = report;
  const tables = [...new Set([...declaration.tables, 'metrics', ...provenanceTables])];
  await makeFolder(evidenceFolder);
  const prepare = async (scoped: Database) => {
    await createReportScope(scoped, given.row, given.period, given.periodLabel);
    for (const table of declaration.tables) {
      const path = join(evidenceFolder, `${table}.parquet`);
      await scoped.run(`copy ${table} to ${quote(path)} (format parquet)`);
      await chmod(path, 0o600);
    }
  };
  const database = await openScoped(given.excerptFile, tables, given.visible, { prepare });
  try {
    return await renderReport(assets, report, {
      scope: await database.one<ReportScope>('select * from report_scope'),
      rows: await runSections(database, report, given.row.team_kind),
      metrics: await database.rows<MetricRow>('select * from metrics'),
      provenance: await loadProvenance(database),
      notices: [],
    });
  } finally {
    database.close();
  }
}

async function runSections(database: Database, report: LoadedReport, teamKind: string | null) {
  const shown = new Set(sectionsFor(report.declaration, teamKind).map(({ name }) => name));
  const rows = new Map<string, readonly Row[]>();
  for (const [section, file] of report.queries) {
    if (!shown.has(section)) continue;
    try {
      await database.run(
        'create or replace temp table report_section as select $section as section_name',
        { section },
      );
      rows.set(section, await database.rows<Row>(file.text));
    } catch (error) {
      throw sqlError(file, error);
    }
  }
  return rows;
}
