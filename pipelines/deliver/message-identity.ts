import { createHash } from 'node:crypto';
import { hashText } from '../run/files.ts';

/** What a mail is known by: the same delivery always has the same names. */
export interface MessageNames {
  readonly messageId: string;
  /** File name for the file transport. */
  readonly fileName: string;
}

/** Names a person's mail of a digest and period, at the host that mails come from. */
export function nameMessage(
  delivery: {
    readonly workspace: string;
    readonly digest: string;
    readonly periodLabel: string;
    readonly personId: string;
  },
  host: string,
): MessageNames {
  const { workspace, digest, periodLabel, personId } = delivery;
  const what = `${atom(digest)}.${atom(periodLabel)}`;
  const personHash = hashText(JSON.stringify([workspace, personId])).slice(0, 16);
  const person = atom(personId) === personId ? personId : `${atom(personId)}-${personHash}`;
  return { messageId: `<${what}.${personHash}@${host}>`, fileName: `${what}.${person}.eml` };
}

/** A boundary between MIME parts that depends on the message alone. */
export function nameBoundary(messageId: string): string {
  return hashText(messageId).slice(0, 24);
}

/** `ana.ruiz@example.com` as `a***@example.com`, for ledger and terminal. */
export function maskAddress(address: string): string {
  const at = address.lastIndexOf('@');
  return `${[...address][0] ?? ''}***${address.slice(at)}`;
}

/** True for a single plain address; anything that could add a recipient or a header is none. */
export function isMailAddress(text: string): boolean {
  return (
    text.length <= 254 && /^[^\s@<>"(),:;\\[\]\p{Cc}]+@[^\s@<>"(),:;\\[\]\p{Cc}]+$/u.test(text)
  );
}

/** The header `List-Unsubscribe` for an address or a link. */
export function listUnsubscribe(target: string, digest: string): string {
  if (/^https?:/.test(target)) return `<${target}>`;
  return `<mailto:${target}?subject=${encodeURIComponent(`unsubscribe ${digest}`)}>`;
}

/** SHA-256 of a message, in hex, as the audit log keeps it. */
export function hashMessage(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function atom(text: string): string {
  return text.replaceAll(/[^A-Za-z0-9_-]+/g, '-');
}
