import { recoverClaims } from '../record/delivery-recovery.ts';
import type { Effects } from '../run/effects.ts';
import { formatPeriod } from '../run/period.ts';
import { deliverOne, type OneDelivery } from './deliver-one.ts';
import type { DeliveryInput } from './delivery-input.ts';
import { type DeliveryReport, type DeliveryResult, resultFor } from './delivery-report.ts';
import { planDelivery } from './ledger.ts';
import { parseSender, type Sender } from './mailer.ts';
import { guardMessageCount } from './message-guard.ts';
import * as messages from './messages.ts';
import { openPost, type Post } from './post.ts';
import type { Recipient } from './recipients.ts';

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
  const post = openPost(input.transport);
  try {
    for (const result of await deliverAll(input, plan.pending, { sender, post }, effects)) {
      results.set(result.personId, result);
    }
  } finally {
    post.end();
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

/** One mail after the other; once the mail server lets none through, the rest are not tried. */
async function deliverAll(
  input: DeliveryInput,
  recipients: readonly Recipient[],
  way: { readonly sender: Sender; readonly post: Post },
  effects: Effects,
): Promise<DeliveryResult[]> {
  const results: DeliveryResult[] = [];
  let serverProblem: OneDelivery['serverProblem'];
  for (const recipient of recipients) {
    if (serverProblem !== undefined) {
      const { reason, advice } = serverProblem;
      const more = { reason: messages.notTried(reason), advice };
      results.push(resultFor(recipient, 'failed', more));
      continue;
    }
    const one = await deliverOne(input, recipient, way, effects);
    results.push(one.result);
    serverProblem = one.serverProblem;
  }
  return results;
}
