/** The sentences that a person reads about a delivery. Each takes strings and numbers. */

export const neverDue = (period: string) =>
  `${period} is a range of days, which is never mailed by itself`;

export const notEnded = (period: string, lastDay: string) =>
  `${period} has not ended; its last day is ${lastDay}`;

export const isNotLatest = (period: string, grain: string, latest: string) =>
  `${period} is not the latest closed ${grain}, which is ${latest}`;

export const isTooLate = (period: string, lastDay: string, days: number) =>
  `${period} ended with ${lastDay}, and a digest is mailed by itself for ${days} days after that`;

export const sendItYourself = (digest: string, period: string) =>
  `Send it with \`muster send ${digest} --period ${period}\`.`;

export const isPreview = (digest: string) =>
  `${digest} is not turned on, so nothing was sent to the mail server`;

export const turnItOn = (digest: string) => `Turn it on with \`muster send --activate ${digest}\`.`;

export const hasNoAddress = (name: string, id: string) =>
  `${name} (${id}) has no mail address in the source`;

export const hasBadAddress = (name: string, id: string) =>
  `what the source has as the mail address of ${name} (${id}) is none`;

export const giveAnAddress =
  'Add it to the source of people, then run it again; the others are not affected.';

export const isBeingDelivered = 'another muster is delivering it at this moment';

export const isStillUnknown = (at: string) =>
  `the answer of the mail server was lost on ${at}, so it may or may not have been sent`;

export const sendItAgain = (digest: string, period: string, name: string, id: string) =>
  `Ask ${name}; if it did not arrive, \`muster send ${digest} --period ${period} --to ${id} --resend\` repeats it under the same Message-ID.`;

export const isRetried =
  'The next run tries it again while it is due; nobody gets a mail twice by that.';

export const notTried = (reason: string) => `not tried, because ${reason}`;

export const tooManyMails = (digest: string, period: string, count: number, limit: string) =>
  `${digest} for ${period} would be mailed to ${count} people, more than ${limit}`;

export const configuredLimit = (limit: number) => `deliver.max_messages allows (${limit})`;

export const usualLimit = (limit: number) =>
  `twice what the recent runs mailed at the median (${limit})`;

export const confirmIt = (count: number) =>
  `If that is right, run it again with \`--confirm ${count}\`. Nothing was mailed.`;
