import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { formatScope, type Scope, type ScopeRow, visibleScopes } from '../access/scope.ts';
import { loadRenderAssets, type RenderAssets } from '../render/assets.ts';
import type { MetricRow } from '../render/definitions.ts';
import { type LoadedReport, listReports, loadReport } from '../render/load-report.ts';
import { openPrinter, type Printer } from '../render/pdf.ts';
import { renderReport } from '../render/render-report.ts';
import type { Row } from '../render/row-shape.ts';
import { hashFile, hashText, makeFolder, writeWholeFile } from '../run/files.ts';
import type { Period } from '../run/period.ts';
import { messageOf, UserError } from '../run/user-error.ts';
import type { Database } from '../warehouse/database.ts';
import { quote } from '../warehouse/database.ts';
import { openPublished, openScoped } from '../warehouse/scoped.ts';
import { sqlError } from '../warehouse/sql-error.ts';
import { programVersion } from './program-version.ts';
import { loadProvenance, provenanceTables } from './provenance.ts';
import type { Session } from './session.ts';

export const formats = ['html', 'pdf', 'csv'] as const;
export type Format = (typeof formats)[number];

export interface RenderRequest {
  readonly period: Period;
  /** Only this report; all when absent. */
  readonly report?: string;
  /** Only this scope; every scope of the report's kind when absent. */
  readonly scope?: Scope;
  readonly formats: readonly Format[];
  readonly outFolder: string;
}

/** What became of one report of one scope. */
export interface RenderOutcome {
  readonly report: string;
  readonly scope: Scope;
  readonly scopeName: string;
  readonly state: 'rendered' | 'unchanged' | 'held' | 'no-pdf';
  readonly folder: string;
  readonly reason?: string;
}

/** What the render stage has open for all its reports. */
interface RenderContext {
  readonly session: Session;
  readonly request: RenderRequest;
  readonly buildFile: string;
  readonly buildId: string;
  readonly allScopes: readonly ScopeRow[];
  readonly held: ReadonlyMap<string, string>;
  readonly periodLabel: string;
  readonly assets: RenderAssets;
  readonly programVersion: string;
  readonly printer: () => Promise<Printer>;
}

/**
 * Renders reports from the published build, each from a database that holds its scope's rows only. A
 * report whose files were made from the same build and templates is left as it is; one whose scope is
 * held by an audit is not rendered. A missing browser leaves HTML and CSV whole and says so.
 */
export async function renderStage(
  session: Session,
  request: RenderRequest,
  onReport: (outcome: RenderOutcome) => void = () => undefined,
): Promise<RenderOutcome[]> {
  let opened: Promise<Printer> | undefined;
  const executablePath = session.config.browser.executable;
  const printer = () => {
    opened ??= openPrinter(session.effects, executablePath === undefined ? {} : { executablePath });
    return opened;
  };
  const context = await prepareContext(session, request, printer);
  const outcomes: RenderOutcome[] = [];
  try {
    const names =
      request.report === undefined ? await listReports(session.folder) : [request.report];
    for (const name of names) {
      const report = await loadReport(name, session.folder);
      for (const scope of scopesOf(report, context)) {
        const outcome = await renderOne(context, report, scope);
        outcomes.push(outcome);
        onReport(outcome);
      }
    }
    return outcomes;
  } finally {
    const browser = await opened?.catch(() => undefined);
    await browser?.close();
  }
}

async function prepareContext(
  session: Session,
  request: RenderRequest,
  printer: () => Promise<Printer>,
): Promise<RenderContext> {
  const buildFile = await session.publishedBuildFile();
  const build = await openPublished(buildFile);
  try {
    const allScopes = await build.rows<ScopeRow>('select * from scopes');
    const heldRows = await build.rows<{ key: string; message: string }>(
      "select scope_kind || ':' || scope_id as key, message from held_scopes",
    );
    const { build_id: buildId } = await build.one<{ build_id: string }>(
      'select build_id from build_info',
    );
    const periodLabel = await requirePeriod(build, request.period);
    return {
      session,
      request,
      buildFile,
      buildId,
      allScopes,
      held: new Map(heldRows.map((row) => [row.key, row.message])),
      periodLabel,
      assets: await loadRenderAssets(session.folder),
      programVersion: await programVersion(),
      printer,
    };
  } finally {
    build.close();
  }
}

async function requirePeriod(build: Database, period: Period): Promise<string> {
  const rows = await build.rows<{ period_label: string }>(
    'select period_label from periods where grain = $grain and period_start_date = $start::date',
    { grain: period.grain, start: period.startDate.toString() },
  );
  const label = rows[0]?.period_label;
  if (label !== undefined) return label;
  const bounds = await build.one<{ first: string; last: string }>(
    'select min(period_start_date) as first, max(period_end_date) as last from periods',
  );
  throw new UserError({
    what: `the published build has no ${period.grain} that starts on ${period.startDate}`,
    advice: `Its data reaches from ${bounds.first} to ${bounds.last}. Nothing was rendered.`,
    exitCode: 2,
  });
}

/** Anything that shapes a page beside the build: when it changes, the page is made again. */
function renderHashOf(context: RenderContext, report: LoadedReport): string {
  return hashText([context.assets.hash, report.hash, context.programVersion].join('\n'));
}

function scopesOf(report: LoadedReport, context: RenderContext): ScopeRow[] {
  const { scopeKind, teamKinds } = report.declaration;
  const wanted = context.request.scope;
  return context.allScopes
    .filter((row) => row.scope_kind === scopeKind)
    .filter((row) => wanted === undefined || row.scope_id === wanted.id)
    .filter((row) => scopeKind !== 'team' || teamKinds.some((kind) => kind === row.team_kind))
    .sort((a, b) => (a.scope_name < b.scope_name ? -1 : 1));
}

async function renderOne(
  context: RenderContext,
  report: LoadedReport,
  row: ScopeRow,
): Promise<RenderOutcome> {
  const { session, request } = context;
  const scope: Scope = { kind: report.declaration.scopeKind, id: row.scope_id };
  const { name } = report.declaration;
  const folder = join(request.outFolder, context.periodLabel, name, slugOf(row, context));
  const base = { report: name, scope, scopeName: row.scope_name, folder };
  const visible = visibleScopes(scope, context.allScopes);
  const held = visible
    .map((part) => context.held.get(`${part.scope_kind}:${part.scope_id}`))
    .find((message) => message !== undefined);
  if (held !== undefined) return { ...base, state: 'held', reason: held };
  const renderHash = renderHashOf(context, report);
  if (await isUnchanged(folder, context, renderHash)) return { ...base, state: 'unchanged' };
  const rendered = await renderScope(context, report, row, visible, join(folder, 'evidence'));
  const files = new Map<string, string | Uint8Array>();
  if (request.formats.includes('html')) files.set('report.html', rendered.html);
  if (request.formats.includes('csv')) {
    for (const csv of rendered.csvs) files.set(csv.name, csv.text);
  }
  let missingPdf: string | undefined;
  if (request.formats.includes('pdf')) {
    try {
      const printer = await context.printer();
      files.set('report.pdf', await printer.print(rendered.html));
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      missingPdf = error.text;
    }
  }
  for (const [file, data] of files) await writeWholeFile(join(folder, file), data);
  if (missingPdf === undefined) await writeManifest(folder, context, renderHash, [...files.keys()]);
  await session.audit({
    action: 'render',
    scope: formatScope(scope),
    object: relative(session.folder, folder),
    fileHash: hashText(rendered.html),
    buildId: context.buildId,
  });
  return missingPdf === undefined
    ? { ...base, state: 'rendered' }
    : { ...base, state: 'no-pdf', reason: missingPdf };
}

async function renderScope(
  context: RenderContext,
  report: LoadedReport,
  row: ScopeRow,
  visible: readonly ScopeRow[],
  evidenceFolder: string,
) {
  const { declaration } = report;
  const tables = [...new Set([...declaration.tables, 'metrics', ...provenanceTables])];
  await makeFolder(evidenceFolder);
  const database = await openScoped(context.buildFile, tables, visible, async (scoped) => {
    await createReportScope(scoped, row, context.request.period, context.periodLabel);
    for (const table of declaration.tables) {
      const path = join(evidenceFolder, `${table}.parquet`);
      await scoped.run(`copy ${table} to ${quote(path)} (format parquet)`);
    }
  });
  try {
    const rows = new Map<string, readonly Row[]>();
    for (const [section, file] of report.queries) {
      try {
        rows.set(section, await database.rows<Row>(file.text));
      } catch (error) {
        throw sqlError(file, error);
      }
    }
    const scopeRows = await database.rows('select * from report_scope');
    return await renderReport(context.assets, report, {
      scope: scopeRows[0] as never,
      rows,
      metrics: await database.rows<MetricRow>('select * from metrics'),
      provenance: await loadProvenance(database),
      notices: [],
    });
  } finally {
    database.close();
  }
}

/** The one row that every query of a report starts from: whom and which period it is about. */
export async function createReportScope(
  database: Database,
  row: ScopeRow,
  period: Period,
  periodLabel: string,
): Promise<void> {
  await database.run(
    `create table report_scope as select $kind as scope_kind, $id as scope_id, $name as scope_name,
      $team_kind::varchar as team_kind, $grain as grain, $start::date as period_start_date,
      $end::date as period_end_date, $label as period_label`,
    {
      kind: row.scope_kind,
      id: row.scope_id,
      name: row.scope_name,
      team_kind: row.team_kind,
      grain: period.grain,
      start: period.startDate.toString(),
      end: period.endDate.toString(),
      label: periodLabel,
    },
  );
}

/** A folder name for a scope: its name in plain letters, and its id too where two would be alike. */
function slugOf(row: ScopeRow, context: RenderContext): string {
  const plain = (name: string) =>
    name
      .normalize('NFKD')
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, '-')
      .replaceAll(/^-|-$/g, '');
  const slug = plain(row.scope_name) || 'scope';
  const alike = context.allScopes.filter(
    (other) => other.scope_kind === row.scope_kind && plain(other.scope_name) === slug,
  );
  return alike.length > 1 ? `${slug}-${hashText(row.scope_id).slice(0, 6)}` : slug;
}

const manifestName = 'manifest.json';

interface Manifest {
  readonly build_id: string;
  readonly render_hash: string;
  readonly files: { readonly [name: string]: string };
}

async function isUnchanged(
  folder: string,
  context: RenderContext,
  renderHash: string,
): Promise<boolean> {
  const path = join(folder, manifestName);
  if (!existsSync(path)) return false;
  try {
    const manifest = JSON.parse(await readFile(path, 'utf8')) as Manifest;
    if (manifest.build_id !== context.buildId) return false;
    if (manifest.render_hash !== renderHash) return false;
    const names = Object.keys(manifest.files);
    const has = (extension: string) => names.some((name) => name.endsWith(`.${extension}`));
    if (!context.request.formats.every(has)) return false;
    for (const [name, hash] of Object.entries(manifest.files)) {
      if ((await hashFile(join(folder, name))) !== hash) return false;
    }
    return true;
  } catch (error) {
    context.session.effects.log.info(`${path}: ${messageOf(error)}; rendering again`);
    return false;
  }
}

async function writeManifest(
  folder: string,
  context: RenderContext,
  renderHash: string,
  names: readonly string[],
): Promise<void> {
  const files: Record<string, string> = {};
  for (const name of [...names].sort()) files[name] = await hashFile(join(folder, name));
  const manifest: Manifest = {
    build_id: context.buildId,
    render_hash: renderHash,
    files,
  };
  await writeWholeFile(join(folder, manifestName), `${JSON.stringify(manifest, null, 2)}\n`);
}
