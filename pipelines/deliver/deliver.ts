import { recoverClaims } from '../record/delivery-recovery.ts';
import type { Effects } from '../run/effects.ts';
import { formatPeriod } from '../run/period.ts';
import { deliverOne, type OneDelivery } from './deliver-one.ts';
import type { DeliveryInput } from './delivery-input.ts';
import { type DeliveryReport, type DeliveryResult, resultFor } from './delivery-report.ts';
import { planDelivery } from './ledger.ts';
import { parseSender } from './mailer.ts';
import { guardMessageCount } from './message-guard.ts';
import * as messages from './messages.ts';

/**
 * Delivers a digest for a period to everybody who has not got it, each once, whatever crashes or runs
 * at the same time. One person's failure does not stop the others; one of the mail server itself
 * does. Throws a UserError (exit 5) before the first mail when there are unusually many.
 */
export async function deliverDigests(
  input: DeliveryInput,
  effects: Effects,
): Promise<DeliveryReport> {
  const sender = parseSender(input.from);
  await recoverClaims(input.record, input.workspace, effects);
  const plan = await planDelivery(input);
  await guardMessageCount(input, plan.pending.length);
  const results = new Map(plan.settled.map((result) => [result.personId, result]));
  let serverProblem: { readonly reason: string; readonly advice: string } | undefined;
  for (const recipient of plan.pending) {
    if (serverProblem !== undefined) {
      const { reason, advice } = serverProblem;
      const more = { reason: messages.notTried(reason), advice };
      results.set(recipient.personId, resultFor(recipient, 'failed', more));
      continue;
    }
    const one: OneDelivery = await deliverOne(input, recipient, sender, effects);
    results.set(recipient.personId, one.result);
    serverProblem = one.serverProblem;
  }
  return {
    digest: input.digest,
    periodLabel: formatPeriod(input.period, input.calendar),
    transport: input.transport.kind,
    results: input.recipients
      .map((recipient) => results.get(recipient.personId))
      .filter((result): result is DeliveryResult => result !== undefined),
  };
}
