import type { Record } from '../record/record.ts';
import type { Calendar, Period } from '../run/period.ts';
import type { Mail } from './mail.ts';
import type { Recipient } from './recipients.ts';
import type { MailTransport } from './transport.ts';

/** Everything that delivering one digest for one period needs. */
export interface DeliveryInput {
  readonly record: Record;
  readonly workspace: string;
  readonly digest: string;
  readonly period: Period;
  readonly calendar: Calendar;
  readonly asOf: Temporal.Instant;
  readonly recipients: readonly Recipient[];
  readonly transport: MailTransport;
  /** `deliver.from`. */
  readonly from: string;
  /** `deliver.unsubscribe`: an address or a link; absent: the sender's address. */
  readonly unsubscribe?: string;
  /** False: a preview, nothing goes to a mail server. */
  readonly isActivated: boolean;
  /** True when a person named digest and period: it is sent though it is not due. */
  readonly isExplicit?: boolean;
  /** People who get theirs again, under the same Message-ID, at a person's explicit request. */
  readonly resendTo?: ReadonlySet<string>;
  /** `deliver.max_messages`; absent: twice the recent median. */
  readonly maxMessages?: number;
  /** `--confirm N`: the number of mails that a person agreed to. */
  readonly confirmedCount?: number;
  readonly buildId: string;
  readonly runId: string;
  /** Who the audit log names. */
  readonly actor: string;
  /** The person's address of this moment, asked when the mail is claimed; null: none. */
  findAddress(recipient: Recipient): Promise<string | null>;
  /** Makes the mail, after the claim. A UserError that it throws fails this one mail only. */
  compose(recipient: Recipient): Promise<Mail>;
}
