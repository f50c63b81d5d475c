/** What shapes the numbers of quality, first-call resolution and appointments. */
export interface QualitySettings {
  /** Which reviews count to the QA percent; those with a reason look at the worse calls. */
  readonly qaReviews: 'random' | 'all';
  /** raw: the worst item is 1 of 5; zero_based: it is 0 of 4. */
  readonly qaScale: 'raw' | 'zero_based';
  /** Counted reviews that an agent is owed in a month. */
  readonly qaQuota: number;
  /** The QA percent from which an agent meets the quality, 0 to 1. */
  readonly qaTarget: number;
  readonly fcrMethod: 'repeat_call' | 'agent_flag' | 'survey';
  /** A party that calls again within so many days was not helped the first time. */
  readonly fcrDays: number;
  /** Whether a call that was handed on counts as not resolved. */
  readonly fcrTransferFails: boolean;
  /** A number with more calls than this within the days around a call belongs to nobody alone. */
  readonly fcrSharedNumberCalls: number;
  readonly appointmentBase: 'appointment_calls' | 'all';
}

/** The columns of `run_settings` that come of these. */
export function qualitySettingsRow(settings: QualitySettings): [string, string, string][] {
  return [
    ['qa_reviews', 'varchar', settings.qaReviews],
    ['qa_scale', 'varchar', settings.qaScale],
    ['qa_quota', 'integer', String(settings.qaQuota)],
    ['qa_target', 'decimal(5, 4)', String(settings.qaTarget)],
    ['fcr_method', 'varchar', settings.fcrMethod],
    ['fcr_days', 'integer', String(settings.fcrDays)],
    ['fcr_transfer_fails', 'boolean', String(settings.fcrTransferFails)],
    ['fcr_shared_number_calls', 'integer', String(settings.fcrSharedNumberCalls)],
    ['appointment_base', 'varchar', settings.appointmentBase],
  ];
}
