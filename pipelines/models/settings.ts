import type { FiscalMonths } from '../run/fiscal-month.ts';
import { type QualitySettings, qualitySettingsRow } from './quality-settings.ts';

/** How a visit that was given up counts in the service level. */
export type ServiceLevelMethod =
  | 'abandon_negative'
  | 'abandon_ignored'
  | 'abandon_positive'
  | 'answered_only'
  | 'no_short_exclusion';

/** Everything outside raw and the SQL that shapes a number; the model `run_settings` has one row of it. */
export interface RunSettings {
  readonly asOf: Temporal.Instant;
  readonly companyName: string;
  readonly timeZone: string;
  readonly weekStart: 'monday' | 'sunday' | 'saturday';
  readonly fiscalYearStartMonth: number;
  readonly fiscalMonths: FiscalMonths;
  readonly currencyCode: string;
  /** When a call placed counts as connected: by its talk, once answered, or once a human was heard. */
  readonly connectRule: 'talk' | 'answered' | 'amd_human';
  readonly connectMinTalkSeconds: number;
  readonly shortAbandonSeconds: number;
  readonly serviceLevelMethod: ServiceLevelMethod;
  /** The longest wait within the service level of a queue that has none of its own. */
  readonly serviceLevelSeconds: number;
  readonly abandonDenominator: 'offered_less_short' | 'answered_and_abandoned' | 'queued';
  readonly transferSameQueue: 'excluded' | 'included';
  readonly talkIncludeHold: boolean;
  /** Days in which a lead has to convert, and in which a conversion can be taken back. */
  readonly conversionDays: number;
  /** Days untouched after which an open deal counts as stale. */
  readonly pipelineStaleDays: number;
  readonly pipelineWeighting: 'none' | 'stage';
  /** Cases at the group's own rate that are added to each rate before it is ranked. */
  readonly rankPriorCount: number;
  /** Days for which revenue stays after a term's end while nobody has signed or given notice. */
  readonly renewalGraceDays: number;
  /** Whether revenue counts from the first day of a contract or from its signing. */
  readonly arrBasis: 'live' | 'contracted';
  /** Whether usage that is charged for recurs. */
  readonly arrIncludeUsage: boolean;
  /** Days of a pause that still count as revenue. */
  readonly pauseKeepDays: number;
  readonly retentionMethod: 'snapshot' | 'flow';
  readonly retentionAttribution: 'movement_owner' | 'opening_owner' | 'closing_owner';
  /** Days after a takeover in which a loss counts for the owner before. */
  readonly takeoverGraceDays: number;
  readonly nrrIncludeReactivation: boolean;
  /** What logo retention counts: billing parents with their tenants, or each tenant. */
  readonly retentionLogo: 'parent' | 'tenant';
  /** What seats are: those of the contract or the users with an account. */
  readonly seatBasis: 'contracted' | 'provisioned';
  /** Whose health score counts: muster's own or the one that a source has. */
  readonly healthSource: 'own' | 'external';
  readonly healthAverage: 'account' | 'arr_weighted';
  /** How old a score of another system may be. */
  readonly healthMaxAgeDays: number;
  /** Share of the weights that a score needs, from 0 to 1. */
  readonly healthMinCoverage: number;
  /** Whether a ringing phone keeps an agent busy. */
  readonly occupancyRing: 'idle' | 'busy';
  readonly utilizationBase: 'staffed' | 'paid';
  readonly punctualityGraceMinutes: number;
  /** Days from joining on in which a person is new, which is printed beside rates of work. */
  readonly rampDays: number;
  /** How quality, first-call resolution and outcomes are counted. */
  readonly quality: QualitySettings;
  /** How old each source's newest call may be. */
  readonly sourceRules: readonly SourceRule[];
}

export interface SourceRule {
  readonly source: string;
  readonly maxAgeHours: number;
  readonly isRequired: boolean;
}

/** The local day of the as-of, on which the current periods lie. */
export function asOfDate(settings: RunSettings): Temporal.PlainDate {
  return settings.asOf.toZonedDateTimeISO(settings.timeZone).toPlainDate();
}

/** The one row of `run_settings`: column name, DuckDB type, value as text. */
export function settingsRow(settings: RunSettings): [string, string, string][] {
  return [
    ['as_of_at', 'timestamp', utcTimestamp(settings.asOf)],
    ['as_of_date', 'date', asOfDate(settings).toString()],
    ['company_name', 'varchar', settings.companyName],
    ['time_zone', 'varchar', settings.timeZone],
    ['week_start', 'varchar', settings.weekStart],
    ['week_start_isodow', 'integer', String(isoWeekday(settings.weekStart))],
    ['fiscal_year_start_month', 'integer', String(settings.fiscalYearStartMonth)],
    ['fiscal_months', 'varchar', settings.fiscalMonths],
    ['currency_code', 'varchar', settings.currencyCode],
    ['connect_rule', 'varchar', settings.connectRule],
    ['connect_min_talk_seconds', 'integer', String(settings.connectMinTalkSeconds)],
    ['short_abandon_seconds', 'integer', String(settings.shortAbandonSeconds)],
    ['service_level_method', 'varchar', settings.serviceLevelMethod],
    ['service_level_seconds', 'integer', String(settings.serviceLevelSeconds)],
    ['abandon_denominator', 'varchar', settings.abandonDenominator],
    ['transfer_same_queue', 'varchar', settings.transferSameQueue],
    ['talk_include_hold', 'boolean', String(settings.talkIncludeHold)],
    ['conversion_days', 'integer', String(settings.conversionDays)],
    ['pipeline_stale_days', 'integer', String(settings.pipelineStaleDays)],
    ['pipeline_weighting', 'varchar', settings.pipelineWeighting],
    ['rank_prior_count', 'integer', String(settings.rankPriorCount)],
    ['renewal_grace_days', 'integer', String(settings.renewalGraceDays)],
    ['arr_basis', 'varchar', settings.arrBasis],
    ['arr_include_usage', 'boolean', String(settings.arrIncludeUsage)],
    ['pause_keep_days', 'integer', String(settings.pauseKeepDays)],
    ['retention_method', 'varchar', settings.retentionMethod],
    ['retention_attribution', 'varchar', settings.retentionAttribution],
    ['takeover_grace_days', 'integer', String(settings.takeoverGraceDays)],
    ['nrr_include_reactivation', 'boolean', String(settings.nrrIncludeReactivation)],
    ['retention_logo', 'varchar', settings.retentionLogo],
    ['occupancy_ring', 'varchar', settings.occupancyRing],
    ['utilization_base', 'varchar', settings.utilizationBase],
    ['punctuality_grace_minutes', 'integer', String(settings.punctualityGraceMinutes)],
    ['ramp_days', 'integer', String(settings.rampDays)],
    ...qualitySettingsRow(settings.quality),
    ['seat_basis', 'varchar', settings.seatBasis],
    ['health_source', 'varchar', settings.healthSource],
    ['health_average', 'varchar', settings.healthAverage],
    ['health_max_age_days', 'integer', String(settings.healthMaxAgeDays)],
    ['health_min_coverage', 'double', String(settings.healthMinCoverage)],
  ];
}

/** An instant as DuckDB's UTC `timestamp` text. */
export function utcTimestamp(instant: Temporal.Instant): string {
  return instant.toString({ smallestUnit: 'second' }).replace('T', ' ').replace('Z', '');
}

/** 1 for Monday to 7 for Sunday. */
function isoWeekday(day: RunSettings['weekStart']): number {
  return { monday: 1, sunday: 7, saturday: 6 }[day];
}
