import { z } from 'zod';
import { qualitySettings } from './quality-settings.ts';

/** The keys below `metrics`: what shapes numbers. Every report prints those that shaped its own. */
export const metricSettings = {
  connect_rule: z
    .enum(['talk', 'answered', 'amd_human'])
    .default('talk')
    .describe(
      'What connects a call placed: enough talk, any answer, or a human that the platform heard',
    ),
  connect_min_talk_seconds: z
    .number()
    .int()
    .positive()
    .default(30)
    .describe('With connect_rule talk: a call placed is connected from this talk time on'),
  conversion_days: z
    .number()
    .int()
    .positive()
    .default(30)
    .describe('So long a lead has to convert, and so long a conversion can be taken back'),
  pipeline_stale_days: z
    .number()
    .int()
    .positive()
    .default(90)
    .describe('An open deal that nobody touched for longer is stale'),
  pipeline_weighting: z
    .enum(['none', 'stage'])
    .default('none')
    .describe("stage: an open deal counts with its stage's chance of winning"),
  rank_prior_count: z
    .number()
    .int()
    .min(0)
    .default(20)
    .describe("So many cases at the team's rate are added to each rate before it is ranked"),
  short_abandon_seconds: z
    .number()
    .int()
    .min(0)
    .default(5)
    .describe('Who hangs up in a queue before this leaves the answer rate'),
  service_level_method: z
    .enum([
      'abandon_negative',
      'abandon_ignored',
      'abandon_positive',
      'answered_only',
      'no_short_exclusion',
    ])
    .default('abandon_negative')
    .describe('Who gave up waiting: missed, left out, counted when early, or not asked about'),
  service_level_seconds: z
    .number()
    .int()
    .positive()
    .default(20)
    .describe('A wait up to this is within the service level; a queue may have its own'),
  abandon_denominator: z
    .enum(['offered_less_short', 'answered_and_abandoned', 'queued'])
    .default('offered_less_short')
    .describe('What the abandonment rate divides by; queued counts short abandons too'),
  transfer_same_queue: z
    .enum(['excluded', 'included'])
    .default('excluded')
    .describe('Whether a call handed on within its queue counts in the transfer rate'),
  talk_include_hold: z
    .boolean()
    .default(true)
    .describe('false: talk time leaves out how long callers were on hold, where that is known'),
  renewal_grace_days: z
    .number()
    .int()
    .min(0)
    .default(30)
    .describe('So long revenue stays after a term that nobody renewed; then it is lost at its end'),
  arr_basis: z
    .enum(['live', 'contracted'])
    .default('live')
    .describe(
      'contracted: a subscription that renews no other counts from the day on which it was signed',
    ),
  arr_include_usage: z
    .boolean()
    .default(false)
    .describe('true: contracts of kind usage count as recurring revenue'),
  pause_keep_days: z
    .number()
    .int()
    .min(0)
    .default(0)
    .describe('So many days of a pause still count as recurring revenue'),
  retention_method: z
    .enum(['snapshot', 'flow'])
    .default('snapshot')
    .describe('snapshot compares both ends of the window; flow takes off every way down'),
  retention_attribution: z
    .enum(['movement_owner', 'opening_owner', 'closing_owner'])
    .default('movement_owner')
    .describe(
      'Who answers for a tenant that changed hands in the window: all by their days, the first, the last',
    ),
  takeover_grace_days: z
    .number()
    .int()
    .min(0)
    .max(365)
    .default(0)
    .describe(
      'So long after a customer changed hands a loss counts for who had it before, under movement_owner',
    ),
  nrr_include_reactivation: z
    .boolean()
    .default(false)
    .describe('true: who left before the window and came back in it counts in NRR'),
  retention_logo: z
    .enum(['parent', 'tenant'])
    .default('parent')
    .describe('What logo retention counts: a billing parent with all its tenants, or each tenant'),
  seat_basis: z
    .enum(['contracted', 'provisioned'])
    .default('contracted')
    .describe(
      'What seat utilization divides by: the seats of the contract or the users with an account',
    ),
  health_source: z
    .enum(['own', 'external'])
    .default('own')
    .describe('Whose health score counts: own, or the one that health_scores has'),
  health_average: z
    .enum(['account', 'arr_weighted'])
    .default('account')
    .describe('What each account counts for in the average health: one, or its ARR'),
  health_max_age_days: z
    .number()
    .int()
    .min(1)
    .default(14)
    .describe('A score of another system that is older counts as none'),
  health_min_coverage: z
    .number()
    .min(0)
    .max(1)
    .default(0.6)
    .describe('Of the weights of health, so much must be known for a score'),
  occupancy_ring: z
    .enum(['idle', 'busy'])
    .default('idle')
    .describe('busy: the time in which a phone rings counts as work in occupancy'),
  utilization_base: z
    .enum(['staffed', 'paid'])
    .default('staffed')
    .describe('Utilization is of the time signed in, or of the time from coming to leaving'),
  punctuality_grace_minutes: z
    .number()
    .int()
    .min(0)
    .default(5)
    .describe('Who comes so many minutes after the start of a shift is still on time'),
  ramp_days: z
    .number()
    .int()
    .min(0)
    .default(30)
    .describe('So long a person is new, which is printed beside rates of work'),
  ...qualitySettings,
};
