import { type ExitCode, exitCodes } from '../run/user-error.ts';
import type { Recipient } from './recipients.ts';
import type { MailTransport } from './transport.ts';

/**
 * What became of one person's mail. `already`: delivered before, or being delivered by another muster;
 * `not-due` and `preview`: deliberately not sent; `unknown`: sent, but the answer was lost.
 */
export type DeliveryOutcome =
  | 'sent'
  | 'written'
  | 'already'
  | 'unknown'
  | 'failed'
  | 'not-due'
  | 'preview'
  | 'no-address';

/** One line of what a delivery did. */
export interface DeliveryResult {
  readonly personId: string;
  readonly personName: string;
  readonly outcome: DeliveryOutcome;
  /** Why, for every outcome but `sent`, `written` and `already`. */
  readonly reason?: string;
  readonly advice?: string;
  readonly maskedAddress?: string;
  /** Absolute path of the `.eml` file that was written. */
  readonly filePath?: string;
}

/** What a delivery did, one line a person in the order of the recipients. */
export interface DeliveryReport {
  readonly digest: string;
  readonly periodLabel: string;
  readonly transport: MailTransport['kind'];
  readonly results: readonly DeliveryResult[];
}

const undelivered: readonly DeliveryOutcome[] = ['unknown', 'failed', 'no-address'];

/** 5 when somebody's mail did not certainly go out, else 0; not due and preview are no failures. */
export function deliveryExitCode(report: DeliveryReport): ExitCode {
  const isIncomplete = report.results.some((result) => undelivered.includes(result.outcome));
  return isIncomplete ? exitCodes.undelivered : exitCodes.done;
}

/** A line about a recipient. */
export function resultFor(
  recipient: Recipient,
  outcome: DeliveryOutcome,
  more: Omit<DeliveryResult, 'personId' | 'personName' | 'outcome'> = {},
): DeliveryResult {
  return { personId: recipient.personId, personName: recipient.name, outcome, ...more };
}
