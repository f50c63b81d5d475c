import type { BusinessClock } from './business-clock.ts';
import type { CopyValue } from './copy-text.ts';
import type { Lead } from './leads.ts';
import { type ThreadPlan, threadRows } from './threads.ts';
import { streamOf, type WorkPlan } from './work-plan.ts';

/** The text messages between leads and sales: one thread or two of most leads that were contacted. */
export function* leadThreads(
  plan: WorkPlan,
  leads: readonly Lead[],
  clock: BusinessClock,
): Generator<CopyValue[]> {
  for (const lead of leads) {
    const contacted = lead.steps.find(({ stage }) => stage === 'contacted');
    if (contacted === undefined) continue;
    const random = streamOf(plan, 'lead-messages', lead.id);
    const count = random.weighted([30, 45, 25]);
    for (let index = 0; index < count; index += 1) {
      const startMs = contacted.atMs + random.integer(1800, 400_000) * 1000;
      const thread: ThreadPlan = {
        channel: 'sms',
        customerId: null,
        leadId: lead.id,
        stakeholderId: null,
        userId: contacted.owner.id,
        startMs,
        medianSeconds: 1500 / contacted.owner.skill.pace ** 4,
        forgottenShare: 0.05,
        question: 'What would it cost for two doctors?',
        closer: random.chance(0.2) ? 'STOP' : 'thanks',
      };
      yield* threadRows(thread, random, clock, plan.horizon);
    }
  }
}
