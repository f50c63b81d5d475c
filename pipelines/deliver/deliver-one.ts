import { appendAudit } from '../record/audit-log.ts';
import {
  beginDialogue,
  claimDelivery,
  type Delivery,
  type Settlement,
  settleDelivery,
} from '../record/deliveries.ts';
import type { Effects } from '../run/effects.ts';
import { formatPeriod } from '../run/period.ts';
import { messageOf, UserError } from '../run/user-error.ts';
import type { DeliveryInput } from './delivery-input.ts';
import { type DeliveryResult, resultFor } from './delivery-report.ts';
import { readLedger } from './ledger.ts';
import { composeMessage, type Sender } from './mailer.ts';
import {
  hashMessage,
  isMailAddress,
  listUnsubscribe,
  type MessageNames,
  maskAddress,
  nameMessage,
} from './message-identity.ts';
import * as messages from './messages.ts';
import type { Post } from './post.ts';
import type { Recipient } from './recipients.ts';

/** What became of one mail, and the mail server's problem when no other mail would get through. */
export interface OneDelivery {
  readonly result: DeliveryResult;
  readonly serverProblem?: { readonly reason: string; readonly advice: string };
}

/**
 * Delivers one person's mail: address, claim, mail, dialogue, settlement, in this order, so that a
 * crash at any point leaves a row that says what may have happened.
 */
export async function deliverOne(
  input: DeliveryInput,
  recipient: Recipient,
  way: { readonly sender: Sender; readonly post: Post },
  effects: Effects,
): Promise<OneDelivery> {
  const address = (await input.findAddress(recipient))?.trim() ?? '';
  if (!isMailAddress(address)) return { result: refuseAddress(recipient, address) };
  const periodLabel = formatPeriod(input.period, input.calendar);
  const names = nameMessage(
    { ...input, periodLabel, personId: recipient.personId },
    way.sender.host,
  );
  const claim = await claimDelivery(
    input.record,
    {
      workspace: input.workspace,
      digest: input.digest,
      grain: input.period.grain,
      periodStartDate: input.period.startDate,
      personId: recipient.personId,
      transport: input.transport.kind,
      periodLabel,
      messageId: names.messageId,
      mailDateAt: input.asOf,
      maskedAddress: maskAddress(address),
      buildId: input.buildId,
      runId: input.runId,
      isRepeat: input.resendTo?.has(recipient.personId) === true,
    },
    effects,
  );
  const { delivery } = claim;
  if (!claim.isMine) return { result: describeOther(input, recipient, delivery) };
  return await deliverClaimed({ input, recipient, ...way, address, names, delivery }, effects);
}

interface ClaimedDelivery {
  readonly input: DeliveryInput;
  readonly recipient: Recipient;
  readonly sender: Sender;
  readonly post: Post;
  readonly address: string;
  readonly names: MessageNames;
  readonly delivery: Delivery;
}

async function deliverClaimed(claimed: ClaimedDelivery, effects: Effects): Promise<OneDelivery> {
  const { input, recipient, delivery } = claimed;
  const { record } = input;
  const message = await makeMessage(claimed, effects);
  if (message.result !== undefined) return { result: message.result };
  if (!(await beginDialogue(record, delivery, effects))) {
    return { result: describeOther(input, recipient, { ...delivery, state: 'claimed' }) };
  }
  const ending = await handOver(claimed, message.bytes);
  if (ending.settlement.state !== 'failed') {
    await noteInAudit(claimed, message.bytes, ending.settlement, effects);
  }
  await settleDelivery(record, delivery, message.subject, ending.settlement, effects);
  return ending;
}

/** Renders the mail; when that fails, gives the claim back for the next run. */
async function makeMessage(claimed: ClaimedDelivery, effects: Effects) {
  const { input, recipient, sender, address, delivery } = claimed;
  try {
    const mail = await input.compose(recipient);
    const bytes = await composeMessage(mail, {
      sender,
      to: { name: recipient.name, address },
      messageId: delivery.messageId,
      dateAt: delivery.mailDateAt,
      listUnsubscribe: listUnsubscribe(input.unsubscribe ?? sender.address, input.digest),
    });
    return { subject: mail.subject, bytes };
  } catch (error) {
    const settlement = { state: 'failed' as const, error: messageOf(error) };
    await settleDelivery(input.record, delivery, null, settlement, effects);
    if (!(error instanceof UserError)) throw error;
    const more = { reason: error.message, advice: error.advice };
    return { result: resultFor(recipient, 'failed', more) };
  }
}

interface Ending extends OneDelivery {
  readonly settlement: Settlement;
}

/** Gives the message to the transport, and says what that means for ledger and reader. */
async function handOver(claimed: ClaimedDelivery, bytes: Uint8Array): Promise<Ending> {
  const { input, recipient, sender, post, address, names, delivery } = claimed;
  const { maskedAddress } = delivery;
  const message = { from: sender.address, to: address, fileName: names.fileName, bytes };
  const outcome = await post.hand(message);
  switch (outcome.kind) {
    case 'sent': {
      const result = resultFor(recipient, 'sent', { maskedAddress });
      return { settlement: { state: 'sent' }, result };
    }
    case 'written': {
      const { filePath } = outcome;
      const result = resultFor(recipient, 'written', { maskedAddress, filePath });
      return { settlement: { state: 'written', filePath: names.fileName }, result };
    }
    case 'refused': {
      const { reason, advice, isServerWide } = outcome;
      const ending = failed(recipient, reason, advice);
      return isServerWide ? { ...ending, serverProblem: { reason, advice } } : ending;
    }
    case 'unknown': {
      const { reason } = outcome;
      const { name, personId } = recipient;
      const advice = messages.sendItAgain(input.digest, delivery.periodLabel, name, personId);
      const result = resultFor(recipient, 'unknown', { maskedAddress, reason, advice });
      return { settlement: { state: 'unknown', error: reason }, result };
    }
  }
}

function failed(recipient: Recipient, reason: string, advice: string): Ending {
  const more = { reason, advice: `${advice} ${messages.isRetried}` };
  const settlement = { state: 'failed' as const, error: reason };
  return { settlement, result: resultFor(recipient, 'failed', more) };
}

async function noteInAudit(
  claimed: ClaimedDelivery,
  bytes: Uint8Array,
  settlement: Settlement,
  effects: Effects,
): Promise<void> {
  const { input, recipient, delivery } = claimed;
  const entry = {
    actor: input.actor,
    action: 'send',
    scope: recipient.teams.map((team) => `team:${team.teamId}`).join(' '),
    object: `${input.digest} ${delivery.periodLabel} ${recipient.personId}`,
    fileHash: hashMessage(bytes),
    buildId: input.buildId,
    detail: {
      transport: input.transport.kind,
      outcome: settlement.state,
      address: delivery.maskedAddress,
      message_id: delivery.messageId,
    },
  };
  await appendAudit(input.record, entry, effects);
}

function refuseAddress(recipient: Recipient, address: string): DeliveryResult {
  const { name, personId } = recipient;
  const describe = address === '' ? messages.hasNoAddress : messages.hasBadAddress;
  const reason = describe(name, personId);
  return resultFor(recipient, 'no-address', { reason, advice: messages.giveAnAddress });
}

function describeOther(input: DeliveryInput, recipient: Recipient, delivery: Delivery) {
  const being = resultFor(recipient, 'already', { reason: messages.isBeingDelivered });
  return readLedger(input, recipient, delivery) ?? being;
}
