import type { BusinessClock } from './business-clock.ts';
import type { CopyValue } from './copy-text.ts';
import type { Horizon } from './horizon.ts';
import type { Random } from './random.ts';
import { instantText } from './utc-text.ts';

/** A thread before its first message: who is on both ends, and how soon one of us answers as a rule. */
export interface ThreadPlan {
  readonly channel: 'email' | 'support' | 'sms';
  readonly customerId: string | null;
  readonly leadId: string | null;
  readonly stakeholderId: string | null;
  readonly userId: string;
  readonly startMs: number;
  /** Office seconds until the answer, the middle one. */
  readonly medianSeconds: number;
  /** Probability that nobody ever answers. */
  readonly forgottenShare: number;
  readonly question: string;
  readonly closer: string;
}

/** The columns of `messages`, in the order of a thread's rows. */
export const messageColumns = [
  ...['id', 'thread_id', 'channel', 'direction', 'customer_id', 'lead_id', 'user_id'],
  ...['stakeholder_id', 'is_auto_reply', 'body', 'sent_at', 'updated_at'],
];

/**
 * The messages of a thread: a question, sometimes asked again, sometimes an automatic reply, as a rule
 * an answer, and often a word of thanks. What would come after the as-of has not happened yet.
 */
export function threadRows(
  thread: ThreadPlan,
  random: Random,
  clock: BusinessClock,
  horizon: Horizon,
): CopyValue[][] {
  const threadId = random.uuid();
  const rows: CopyValue[][] = [];
  const add = (isOurs: boolean, ms: number, body: string, isAutomatic = false) => {
    if (ms >= horizon.asOfMs) return;
    const { channel, customerId, leadId, userId, stakeholderId } = thread;
    const place = [random.uuid(), threadId, channel, isOurs ? 'outbound' : 'inbound'];
    const ends = [customerId, leadId, isAutomatic ? null : userId, stakeholderId];
    rows.push([...place, ...ends, isAutomatic, body, instantText(ms), instantText(ms + 2000)]);
  };
  const seconds = Math.max(60, random.logNormal(thread.medianSeconds, 0.9));
  const answerMs = clock.after(thread.startMs, seconds);
  const isForgotten = random.chance(thread.forgottenShare);
  const askedAgainMs = thread.startMs + random.integer(600, 90_000) * 1000;
  const isAskedAgain = random.chance(0.18);
  const hasAutoReply = random.chance(0.25);
  const isClosed = random.chance(0.4);
  add(false, thread.startMs, thread.question);
  if (hasAutoReply) add(true, thread.startMs + 5000, 'We got your message.', true);
  if (isAskedAgain && askedAgainMs < answerMs) add(false, askedAgainMs, 'Any news on this?');
  if (isForgotten) return rows;
  add(true, answerMs, 'Here is what we found.');
  if (isClosed) add(false, answerMs + random.integer(60, 7200) * 1000, thread.closer);
  return rows;
}
