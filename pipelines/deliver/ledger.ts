import type { Delivery } from '../record/deliveries.ts';
import { listDeliveries } from '../record/delivery-history.ts';
import { formatPeriod } from '../run/period.ts';
import type { DeliveryInput } from './delivery-input.ts';
import { type DeliveryResult, resultFor } from './delivery-report.ts';
import { judgeDue } from './due.ts';
import * as messages from './messages.ts';
import type { Recipient } from './recipients.ts';

/** Who still gets a mail, and what is settled about the others. */
export interface DeliveryPlan {
  readonly pending: readonly Recipient[];
  readonly settled: readonly DeliveryResult[];
}

/**
 * What a delivery would do, read from the ledger, the calendar and the activation; changes nothing
 * (for `--dry-run`, and as the first half of a delivery).
 */
export async function planDelivery(input: DeliveryInput): Promise<DeliveryPlan> {
  const { workspace, digest, period, transport } = input;
  const deliveries = await listDeliveries(input.record, {
    ...{ workspace, digest, grain: period.grain },
    ...{ periodStartDate: period.startDate, transport: transport.kind },
  });
  const byPerson = new Map(deliveries.map((delivery) => [delivery.personId, delivery]));
  const pending: Recipient[] = [];
  const settled: DeliveryResult[] = [];
  const refusal = refuseAll(input);
  for (const recipient of input.recipients) {
    const known = readLedger(input, recipient, byPerson.get(recipient.personId));
    const result = known ?? refusal?.(recipient);
    if (result === undefined) pending.push(recipient);
    else settled.push(result);
  }
  return { pending, settled };
}

/** What the ledger says about a recipient whose mail is settled; undefined when it is not. */
export function readLedger(
  input: DeliveryInput,
  recipient: Recipient,
  delivery: Delivery | undefined,
): DeliveryResult | undefined {
  if (delivery === undefined || delivery.state === 'failed') return undefined;
  const { maskedAddress } = delivery;
  if (delivery.state === 'claimed') {
    const reason = messages.isBeingDelivered;
    return resultFor(recipient, 'already', { maskedAddress, reason });
  }
  if (input.resendTo?.has(recipient.personId) === true) return undefined;
  if (delivery.state !== 'unknown') return resultFor(recipient, 'already', { maskedAddress });
  const at = delivery.claimedAt.toZonedDateTimeISO(input.calendar.timeZone);
  const reason = messages.isStillUnknown(at.toPlainDate().toString());
  const { name, personId } = recipient;
  const advice = messages.sendItAgain(input.digest, delivery.periodLabel, name, personId);
  return resultFor(recipient, 'unknown', { maskedAddress, reason, advice });
}

/** Why nobody gets a mail now, where that is so: the period is not due, or it is a preview. */
function refuseAll(input: DeliveryInput): ((recipient: Recipient) => DeliveryResult) | undefined {
  const label = formatPeriod(input.period, input.calendar);
  const isAsked = input.isExplicit === true;
  const due = judgeDue(input.period, input.asOf, input.calendar);
  if (!due.isDue && !isAsked) {
    const more = { reason: due.reason, advice: messages.sendItYourself(input.digest, label) };
    return (recipient) => resultFor(recipient, 'not-due', more);
  }
  if (input.isActivated || input.transport.kind === 'file') return undefined;
  const more = {
    reason: messages.isPreview(input.digest),
    advice: messages.turnItOn(input.digest),
  };
  return (recipient) => resultFor(recipient, 'preview', more);
}
