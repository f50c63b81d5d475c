import { z } from 'zod';

/** The keys below `metrics` that shape quality, first-call resolution and outcomes. */
export const qualitySettings = {
  qa_reviews: z
    .enum(['random', 'all'])
    .default('random')
    .describe('Reviews that count to the QA percent: random, or those with a reason too'),
  qa_scale: z
    .enum(['raw', 'zero_based'])
    .default('raw')
    .describe('raw: an item is worth 1 to 5 of 5 points; zero_based: 0 to 4 of 4'),
  qa_quota: z
    .number()
    .int()
    .positive()
    .default(5)
    .describe('Counted reviews that each agent is to have in a month'),
  qa_target: z
    .number()
    .min(0)
    .max(1)
    .default(0.85)
    .describe('An agent with the quota of reviews meets the quality from this QA percent on'),
  fcr_method: z
    .enum(['repeat_call', 'agent_flag', 'survey'])
    .default('repeat_call')
    .describe(
      'What tells that a first call settled the matter: no further call, the agent, the caller',
    ),
  fcr_days: z
    .number()
    .int()
    .min(1)
    .max(30)
    .default(7)
    .describe('Who calls again within so many days was not helped; younger calls are pending'),
  fcr_transfer_fails: z
    .boolean()
    .default(false)
    .describe('true: a call that was handed on counts as not resolved'),
  fcr_shared_number_calls: z
    .number()
    .int()
    .positive()
    .default(20)
    .describe('A number with more calls than this in the days around a call is shared: left out'),
  appointment_base: z
    .enum(['appointment_calls', 'all'])
    .default('appointment_calls')
    .describe('What appointment conversion is of: calls about an appointment, or all answered'),
};
