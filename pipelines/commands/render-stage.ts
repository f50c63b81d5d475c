import { rm } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { formatScope, type Scope, type ScopeRow, visibleScopes } from '../access/scope.ts';
import { loadRenderAssets, type RenderAssets } from '../render/assets.ts';
import { type LoadedReport, listReports, loadReport } from '../render/load-report.ts';
import { openPrinter, type Printer } from '../render/pdf.ts';
import type { RenderedReport } from '../render/render-report.ts';
import { hashText, writeWholeFile } from '../run/files.ts';
import type { Period } from '../run/period.ts';
import { exitCodes, UserError } from '../run/user-error.ts';
import type { Database } from '../warehouse/database.ts';
import { openPublished } from '../warehouse/scoped.ts';
import { programVersion } from './program-version.ts';
import { isUnchanged, type SourceManifest, writeManifest } from './render-manifest.ts';
import { renderScope } from './render-scope.ts';
import { scopeFolder } from './scope-folder.ts';
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
  readonly sources: readonly SourceManifest[];
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
      sources: await build.rows<SourceManifest>('select * from source_counts order by source'),
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
    exitCode: exitCodes.usage,
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
  const folder = join(
    request.outFolder,
    context.periodLabel,
    name,
    scopeFolder(row, context.allScopes),
  );
  const base = { report: name, scope, scopeName: row.scope_name, folder };
  const visible = visibleScopes(scope, context.allScopes);
  const held = visible
    .map((part) => context.held.get(`${part.scope_kind}:${part.scope_id}`))
    .find((message) => message !== undefined);
  if (held !== undefined) return { ...base, state: 'held', reason: held };
  const origin = { buildId: context.buildId, renderHash: renderHashOf(context, report) };
  if (await isUnchanged(folder, origin, request.formats)) return { ...base, state: 'unchanged' };
  const rendered = await renderScope({
    report,
    assets: context.assets,
    excerptFile: await session.excerpts.fileFor(context.buildFile, request.period),
    row,
    visible,
    period: request.period,
    periodLabel: context.periodLabel,
    evidenceFolder: join(folder, 'evidence'),
  });
  const { files, missingPdf } = await makeFiles(context, rendered);
  for (const [file, data] of files) await writeWholeFile(join(folder, file), data);
  // A PDF of an earlier build would be taken for this one's.
  if (missingPdf === undefined)
    await writeManifest(folder, origin, { names: [...files.keys()], sources: context.sources });
  else await rm(join(folder, 'report.pdf'), { force: true });
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

/** The files of a rendered report in the wanted formats; a browser that fails costs the PDF only. */
async function makeFiles(context: RenderContext, rendered: RenderedReport) {
  const { formats: wanted } = context.request;
  const files = new Map<string, string | Uint8Array>();
  if (wanted.includes('html')) files.set('report.html', rendered.html);
  if (wanted.includes('csv')) for (const csv of rendered.csvs) files.set(csv.name, csv.text);
  if (!wanted.includes('pdf')) return { files };
  try {
    const printer = await context.printer();
    files.set('report.pdf', await printer.print(rendered.html));
    return { files };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { files, missingPdf: error.text };
  }
}
