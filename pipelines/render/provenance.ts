import { formatNumber } from './format.ts';
import { describeInstant, describePeriod } from './period-text.ts';
import type { ReportScope } from './report.ts';

/** Tables of the build from which a `Provenance` is filled, one property each. */
export const provenanceTables = [
  'build_info',
  'audit_results',
  'source_state',
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
  readonly source_state: readonly {
    readonly source: string;
    readonly kind: string;
    readonly newest_at: string | null;
    readonly loaded_count: number;
    readonly rejected_count: number;
    readonly has_wait: boolean | null;
    readonly has_offers: boolean | null;
    readonly has_hold?: boolean | null;
    readonly has_wrap_up?: boolean | null;
    readonly has_talk_in_queue_calls: boolean | null;
    readonly has_unanswered?: boolean | null;
    readonly has_transfers?: boolean | null;
  }[];
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
  readonly build: string;
  readonly madeAt: string;
  readonly programVersion: string;
  readonly rawState: string;
  readonly sqlHash: string;
  readonly audits: string;
  readonly failedAudits: readonly { readonly name: string; readonly text: string }[];
  readonly sources: readonly {
    readonly name: string;
    readonly newest: string;
    readonly loaded: string;
    readonly rejected: string;
    readonly remarks: string;
  }[];
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
    build: build.build_id,
    madeAt: describeInstant(build.made_at, zone),
    programVersion: build.program_version,
    rawState: build.raw_state.slice(0, 12),
    sqlHash: build.sql_hash.slice(0, 12),
    audits: countAudits(provenance),
    failedAudits: failedAudits(provenance),
    sources: provenance.source_state.map((source) => viewSource(source, zone)),
    settings: viewSettings(settings),
    quality: provenance.data_quality.map(({ finding, row_count }) => ({
      finding,
      rows: formatNumber(row_count),
    })),
    overlaid: overlaid.join(', '),
  };
}

/** The instant up to which every source has records, since the oldest of them limits the report. */
export function completeThrough(provenance: Provenance): string {
  const newest = provenance.source_state.flatMap((source) => source.newest_at ?? []).sort();
  const oldest = newest[0];
  if (oldest === undefined) return 'no dated record was read';
  return describeInstant(oldest, provenance.run_settings.time_zone);
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

function viewSource(source: Provenance['source_state'][number], zone: string) {
  const lacks = [
    source.has_wait === false ? 'waiting time' : undefined,
    source.has_offers === false ? 'offers to agents' : undefined,
    source.has_talk_in_queue_calls === false ? 'talk time of queue calls' : undefined,
    source.has_hold === false ? 'hold time' : undefined,
    source.has_wrap_up === false ? 'wrap-up time' : undefined,
    source.has_unanswered === false ? 'unanswered calls' : undefined,
    source.has_transfers === false ? 'transfers' : undefined,
  ].filter((lack) => lack !== undefined);
  return {
    name: `${source.source} (${source.kind})`,
    newest: source.newest_at === null ? '–' : describeInstant(source.newest_at, zone),
    loaded: formatNumber(source.loaded_count),
    rejected: formatNumber(source.rejected_count),
    remarks: lacks.length === 0 ? '' : `does not record ${lacks.join(', ')}`,
  };
}

/** Settings that shaped the numbers; what stands elsewhere on the page is left out. */
function viewSettings(settings: Provenance['run_settings']): ProvenanceView['settings'] {
  const elsewhere = ['as_of_at', 'as_of_date', 'company_name', 'week_start_isodow'];
  return Object.entries(settings)
    .filter(([name]) => !elsewhere.includes(name))
    .map(([name, value]) => ({ name: sentenceCase(name), text: String(value ?? '–') }));
}

function sentenceCase(name: string): string {
  const words = name.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
