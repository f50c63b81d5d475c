import type { PartSums } from '../models/metric-rows.ts';
import type { Row } from '../warehouse/database.ts';
import type { SeriesTrend } from './explain-trend.ts';

/** What `muster explain` was asked for. */
export interface ExplainOptions {
  readonly for: string;
  readonly period: string;
  readonly against?: string;
  readonly by?: string;
  readonly all?: boolean;
  readonly json?: boolean;
  readonly csv?: boolean;
}

/** A metric as its file defines it. */
export interface ExplainedMetric {
  readonly metric_id: string;
  readonly name: string;
  readonly unit: string;
  readonly answers: string;
  readonly definition: string;
  readonly period_window: string;
  /** The metric of the period itself, where this one's window is longer. */
  readonly in_period_id: string | null;
  readonly sql_path: string;
  readonly is_overlaid: boolean;
  readonly missing_needs: string | null;
}

/** The number itself; `reason` says why it is missing or of what it is not made. */
export interface ExplainedValue {
  readonly scope_name: string;
  readonly period_label: string;
  readonly is_closed: boolean;
  readonly period_end_date: string;
  readonly numerator: number | null;
  readonly denominator: number | null;
  readonly value: number | null;
  readonly sample_count: number | null;
  /** Of a share of counted things what could be behind it, at 95 %; see sql/findings/metric_intervals.sql. */
  readonly low_95: number | null;
  readonly high_95: number | null;
  readonly reason: string | null;
}

/** The same question asked of the period itself. */
export type InPeriodValue = Pick<
  ExplainedValue,
  'numerator' | 'denominator' | 'value' | 'sample_count' | 'reason'
> & { readonly metric_id: string; readonly name: string };

/** What one part adds; `share` is its part of the sum, of a ratio its part of the denominator. */
export interface ExplainedPart {
  readonly part_id: string | null;
  readonly part_name: string | null;
  readonly numerator: number;
  readonly denominator: number | null;
  readonly value: number | null;
  readonly share: number | null;
  /** Why the part has no value of its own, though it has sums; else null. */
  readonly reason: string | null;
}

/** What one part contributed to the change; see pipelines/models/contribution-sql.ts. */
export interface Contribution {
  readonly part_id: string | null;
  readonly part_name: string | null;
  readonly base_numerator: number;
  readonly base_denominator: number | null;
  readonly numerator: number;
  readonly denominator: number | null;
  readonly change: number | null;
  readonly rate_effect: number | null;
  readonly mix_effect: number | null;
  /** Why the part had, or has, no value of its own; else null. */
  readonly base_reason: string | null;
  readonly reason: string | null;
}

/** How the others did, pooled; see sql/findings/metric_benchmarks.sql. */
export interface Benchmark {
  readonly group_name: string;
  readonly peer_value: number;
  readonly peer_count: number;
}

/** One number with everything that it is made of, as `--json` prints it. */
export interface Explanation {
  readonly metric: ExplainedMetric;
  readonly scope: string;
  /** Such as week; of a period that is compared as far as it has come week_so_far. */
  readonly grain: string;
  readonly value: ExplainedValue;
  /** The number of the period itself, where the value's window is longer and there is one. */
  readonly in_period: InPeriodValue | null;
  readonly settings: Readonly<Record<string, Row[string]>>;
  readonly change: Row | null;
  readonly trend: SeriesTrend | null;
  readonly benchmarks: readonly Benchmark[];
  readonly split: string | null;
  /** Whether parts make up the whole; see metric-rows.ts. Null where no rows are named. */
  readonly part_sums: PartSums | null;
  readonly parts: readonly ExplainedPart[];
  readonly against: {
    readonly value: ExplainedValue;
    readonly parts: readonly Contribution[];
  } | null;
  readonly rows_model: string | null;
  readonly rows_condition: string | null;
  readonly row_columns: readonly string[];
  readonly row_count: number;
  readonly rows: readonly Row[];
  /** False where the rows give another number than the build has: a fault to be reported. */
  readonly adds_up: boolean;
}
