import { formatNumber } from './format.ts';
import { describeInstant, describePeriod } from './period-text.ts';
import type { ReportScope } from './report.ts';
import { type SourceCounts, type SourceState, type SourceView, viewSources } from './sources.ts';

/** Tables of the build from which a `Provenance` is filled, one property each. */
export const provenanceTables = [
  'build_info',
  'audit_results',
  'source_state',
  'source_counts',
  'run_settings',
  'data_quality',
] as const;

/** Where a report's numbers come from: the rows of the build's tables about itself. */
export interface Provenance {
  readonly build_info: {
    readonly build_id: string;
    readonly made_at: string;
    readonly raw_state: string;
    readonly sql_hash: string;
    readonly program_version: string;
  };
  readonly audit_results: readonly {
    readonly audit: string;
    readonly on_failure: string;
    readonly is_passed: boolean;
    readonly failed_row_count: number;
    readonly message: string | null;
  }[];
  readonly source_state: readonly SourceState[];
  readonly source_counts: readonly SourceCounts[];
  /** The one row; each of its columns is printed, those that a later build adds included. */
  readonly run_settings: {
    readonly as_of_at: string;
    readonly as_of_date: string;
    readonly company_name: string;
    readonly time_zone: string;
    readonly currency_code: string;
    readonly [setting: string]: unknown;
  };
  readonly data_quality: readonly { readonly finding: string; readonly row_count: number }[];
}

/** The end of each page: what the numbers rest on, in words. */
export interface ProvenanceView {
  readonly period: string;
  readonly isOpen: boolean;
  readonly asOf: string;
  readonly completeThrough: string;
  /** The source that is furthest behind; empty where there is one only. */
  readonly limitedBy: string;
  readonly build: string;
  readonly madeAt: string;
  readonly programVersion: string;
  readonly rawState: string;
  readonly sqlHash: string;
  readonly audits: string;
  readonly failedAudits: readonly { readonly name: string; readonly text: string }[];
  readonly sources: readonly SourceView[];
  readonly settings: readonly { readonly name: string; readonly text: string }[];
  readonly quality: readonly { readonly finding: string; readonly rows: string }[];
  readonly overlaid: string;
}

/** The view of a report's provenance; `overlaid` names the metrics that the workspace redefined. */
export function viewProvenance(
  provenance: Provenance,
  scope: ReportScope,
  overlaid: readonly string[],
): ProvenanceView {
  const { build_info: build, run_settings: settings } = provenance;
  const zone = settings.time_zone;
  return {
    period: `${describePeriod(scope)} (${scope.period_label}), local days of ${zone}`,
    isOpen: settings.as_of_date < scope.period_end_date,
    asOf: describeInstant(settings.as_of_at, zone),
    completeThrough: completeThrough(provenance),
    limitedBy: provenance.source_state.length > 1 ? (furthestBehind(provenance)?.source ?? '') : '',
    build: build.build_id,
    madeAt: describeInstant(build.made_at, zone),
    programVersion: build.program_version,
    rawState: build.raw_state.slice(0, 12),
    sqlHash: build.sql_hash.slice(0, 12),
    audits: countAudits(provenance),
    failedAudits: failedAudits(provenance),
    sources: viewSources(provenance.source_state, provenance.source_counts, zone),
    settings: viewSettings(settings),
    quality: provenance.data_quality.map(({ finding, row_count }) => ({
      finding,
      rows: formatNumber(row_count),
    })),
    overlaid: overlaid.join(', '),
  };
}

/**
 * The instant up to which every source has records: each reaches as far as its newest record, and the
 * one that is furthest behind limits the report.
 */
export function completeThrough(provenance: Provenance): string {
  const last = furthestBehind(provenance);
  if (last?.reached_at === undefined || last.reached_at === null) return 'no dated record was read';
  return describeInstant(last.reached_at, provenance.run_settings.time_zone);
}

function furthestBehind(provenance: Provenance): SourceState | undefined {
  const reached = provenance.source_state.filter((source) => source.reached_at !== null);
  return reached.sort((a, b) => ((a.reached_at ?? '') < (b.reached_at ?? '') ? -1 : 1))[0];
}

/** `14 audits passed, 0 held, 1 warned`. */
export function countAudits(provenance: Provenance): string {
  const failed = provenance.audit_results.filter((audit) => !audit.is_passed);
  const held = failed.filter((audit) => audit.on_failure === 'hold').length;
  const passed = provenance.audit_results.length - failed.length;
  const word = passed === 1 ? 'audit' : 'audits';
  return `${passed} ${word} passed, ${held} held, ${failed.length - held} warned`;
}

function failedAudits(provenance: Provenance): ProvenanceView['failedAudits'] {
  return provenance.audit_results
    .filter((audit) => !audit.is_passed)
    .map((audit) => ({
      name: audit.audit,
      text: `${audit.message ?? 'no message'} (${formatNumber(audit.failed_row_count)} rows, ${audit.on_failure})`,
    }));
}

/** Settings that shaped the numbers; what stands elsewhere on the page is left out. */
function viewSettings(settings: Provenance['run_settings']): ProvenanceView['settings'] {
  const elsewhere = ['as_of_at', 'as_of_date', 'company_name', 'week_start_isodow'];
  return Object.entries(settings)
    .filter(([name]) => !elsewhere.includes(name))
    .map(([name, value]) => ({ name: sentenceCase(name), text: String(value ?? '–') }));
}

function sentenceCase(name: string): string {
  const words = name
    .replaceAll('_', ' ')
    .replace(/\b(arr|fcr|nrr|qa)\b/g, (short) => short.toUpperCase());
  return words.charAt(0).toUpperCase() + words.slice(1);
}
