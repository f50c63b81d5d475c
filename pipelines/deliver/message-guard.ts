import { countMailsByPeriod } from '../record/delivery-history.ts';
import { formatPeriod } from '../run/period.ts';
import { exitCodes, UserError } from '../run/user-error.ts';
import type { DeliveryInput } from './delivery-input.ts';
import * as messages from './messages.ts';

/**
 * Stops a delivery that would mail far more people than is usual. The limit is the configured one, or
 * twice the recent median; before the first mails there is none. Throws a UserError (exit 5) that
 * asks for `--confirm N`.
 */
export async function guardMessageCount(input: DeliveryInput, count: number): Promise<void> {
  if (input.transport.kind === 'file' || input.confirmedCount === count) return;
  const limit = await findLimit(input);
  if (limit === undefined || count <= limit.count) return;
  const label = formatPeriod(input.period, input.calendar);
  throw new UserError({
    what: messages.tooManyMails(input.digest, label, count, limit.text),
    advice: messages.confirmIt(count),
    exitCode: exitCodes.undelivered,
  });
}

async function findLimit(input: DeliveryInput) {
  const { maxMessages, workspace, digest, period } = input;
  if (maxMessages !== undefined) {
    return { count: maxMessages, text: messages.configuredLimit(maxMessages) };
  }
  const key = { workspace, digest, grain: period.grain };
  const median = medianOf(await countMailsByPeriod(input.record, key, period.startDate));
  if (median === undefined) return undefined;
  return { count: 2 * median, text: messages.usualLimit(2 * median) };
}

/** The median; of an even number of values the mean of the middle two. */
function medianOf(values: readonly number[]): number | undefined {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const high = sorted[Math.floor(middle)];
  const low = sorted[Math.ceil(middle) - 1];
  return high === undefined || low === undefined ? undefined : (high + low) / 2;
}
