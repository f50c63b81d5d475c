import type { RenderAssets } from './assets.ts';
import { type CardRow, cardShape, readCards, viewCards } from './cards.ts';
import type { Chart } from './chart.ts';
import { type CsvFile, type CsvValue, toCsv } from './csv.ts';
import { type MetricRow, type ValueParts, viewDefinitions } from './definitions.ts';
import type { LoadedReport } from './load-report.ts';
import { type PageView, renderPage } from './page.ts';
import { describePeriod } from './period-text.ts';
import { completeThrough, countAudits, type Provenance, viewProvenance } from './provenance.ts';
import { type ReportScope, type SectionDeclaration, sectionsFor } from './report.ts';
import type { Row } from './row-shape.ts';
import { listTable, pivotTable } from './table.ts';
import { viewTable } from './table-view.ts';
import { listTrend, readTrend, type TrendView, viewTrend } from './trend.ts';

/** Everything that one render of a report shows. */
export interface ReportInput {
  readonly scope: ReportScope;
  /** What each section's query gave, by the section's name. */
  readonly rows: ReadonlyMap<string, readonly Row[]>;
  /** The build's catalogue of metrics. */
  readonly metrics: readonly MetricRow[];
  readonly provenance: Provenance;
  /** What a reader must know first, such as a part of the team that is held. */
  readonly notices: readonly string[];
}

/** A rendered report; the caller writes the files, and prints `html` for the PDF. */
export interface RenderedReport {
  readonly title: string;
  readonly html: string;
  readonly csvs: readonly CsvFile[];
}

interface RenderedSection {
  readonly name: string;
  readonly view: object;
  readonly csv: { readonly columns: readonly string[]; readonly rows: readonly CsvValue[][] };
  /** Values whose definition the page explains. */
  readonly shown: readonly ValueParts[];
}

/** Widths in pixels of the two drawings of a chart: for a screen or sheet, and for a phone. */
const chartWidths = { wide: 960, narrow: 360 };

/** One report for one scope and period: a self-contained page and a file of exact values a section. */
export async function renderReport(
  assets: RenderAssets,
  report: LoadedReport,
  input: ReportInput,
): Promise<RenderedReport> {
  const sections: RenderedSection[] = [];
  for (const declaration of sectionsFor(report.declaration, input.scope.team_kind)) {
    sections.push(await renderSection(declaration, report, input));
  }
  const title = `${input.scope.scope_name}, ${input.scope.period_label}`;
  const html = renderPage(assets, viewPage(title, report.declaration.title, sections, input));
  const csvs = sections.map(({ name, csv }) => ({
    name: `${name}.csv`,
    text: toCsv(csv.columns, csv.rows),
  }));
  return { title, html, csvs };
}

function viewPage(
  title: string,
  reportTitle: string,
  sections: readonly RenderedSection[],
  { scope, metrics, provenance, notices }: ReportInput,
): PageView {
  const shown = sections.flatMap((section) => section.shown);
  const shownIds = new Set(shown.map((value) => value.metric_id));
  const overlaid = metrics.filter(
    ({ is_overlaid, metric_id }) => is_overlaid && shownIds.has(metric_id),
  );
  const settings = provenance.run_settings;
  return {
    title: `${title}: ${reportTitle}`,
    footer: `${reportTitle}: ${title}`,
    company: settings.company_name,
    reportTitle,
    scopeName: scope.scope_name,
    period: describePeriod(scope),
    periodLabel: scope.period_label,
    completeThrough: completeThrough(provenance),
    audits: countAudits(provenance),
    notices,
    sections: sections.map((section) => section.view),
    definitions: viewDefinitions(metrics, shown, settings.currency_code),
    provenance: viewProvenance(
      provenance,
      scope,
      overlaid.map((metric) => metric.name),
    ),
  };
}

async function renderSection(
  declaration: SectionDeclaration,
  report: LoadedReport,
  input: ReportInput,
): Promise<RenderedSection> {
  const { name, kind, title } = declaration;
  const rows = input.rows.get(name) ?? [];
  const head = { name, partial: kind, title, note: noteOf(rows, declaration) };
  const path = `reports/${declaration.sql}`;
  const currencyCode = input.provenance.run_settings.currency_code;
  const { grain } = input.scope;
  if (kind === 'cards') {
    const cards = readCards(rows, path);
    const views = viewCards(cards, currencyCode, grain);
    const view = { ...head, cards: views, columns: columnCount(cards.length) };
    const csv = { columns: Object.keys(cardShape), rows: cards.map(listCard) };
    return { name, view, csv, shown: cards };
  }
  if (kind === 'table') {
    const table = pivotTable(rows, path);
    const rowHead = declaration.rowHead ?? 'Member';
    const rowWord = rowHead.toLowerCase();
    const view = { ...head, rowHead, rowWord, ...viewTable(table, name, currencyCode) };
    const shown = table.rows.filter((row) => row.head.row_kind === 'team').flatMap(cellsOf);
    return { name, view, csv: listTable(table), shown };
  }
  const points = readTrend(rows, path);
  const trend = viewTrend(points, currencyCode, grain);
  const chart = trend.hasValues ? report.charts.get(name) : undefined;
  const view = { ...head, ...trend, ...(await drawTrend(chart, points, name, trend)) };
  return { name, view, csv: listTrend(points), shown: [] };
}

/** What the query says of all its rows, else what the report says of the section. */
function noteOf(rows: readonly Row[], declaration: SectionDeclaration): string | null {
  const note = rows[0]?.section_note;
  return typeof note === 'string' ? note : (declaration.note ?? null);
}

function cellsOf(row: ReturnType<typeof pivotTable>['rows'][number]): ValueParts[] {
  return row.cells.flatMap((cell) => cell ?? []);
}

/** Cards in rows that are filled evenly: five in one row, six in two of three. */
function columnCount(cardCount: number): number {
  if (cardCount <= 5) return cardCount;
  return [5, 4, 3].find((columns) => cardCount % columns === 0) ?? 4;
}

function listCard(card: CardRow): CsvValue[] {
  return Object.keys(cardShape).map((column) => card[column as keyof CardRow]);
}

async function drawTrend(
  chart: Chart | undefined,
  points: readonly object[],
  name: string,
  trend: TrendView,
) {
  if (chart === undefined) return { wide: null, narrow: null };
  const draw = (size: keyof typeof chartWidths) =>
    chart.draw(points as Row[], {
      id: `${name}-${size}`,
      title: `${trend.heading}, ${trend.span}.`,
      description: trend.description,
      width: chartWidths[size],
    });
  return { wide: await draw('wide'), narrow: await draw('narrow') };
}
