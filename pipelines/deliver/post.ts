import { join, resolve } from 'node:path';
import { writeWholeFile } from '../run/files.ts';
import { messageOf } from '../run/user-error.ts';
import { MailSession } from './mailer.ts';
import type { SmtpRefusal } from './smtp-failure.ts';
import type { MailTransport } from './transport.ts';

/** A message that is ready to go: its bytes, and what the transport needs beside them. */
export interface OutgoingMessage {
  readonly from: string;
  readonly to: string;
  readonly fileName: string;
  readonly bytes: Uint8Array;
}

/** What the transport did with a message; `refused` is certain, `unknown` is not. */
export type HandOver =
  | { readonly kind: 'sent' }
  | { readonly kind: 'written'; readonly filePath: string }
  | ({ readonly kind: 'refused' } & SmtpRefusal)
  | { readonly kind: 'unknown'; readonly reason: string };

/** A transport in use, during one delivery. */
export interface Post {
  /** Gives a message away; never throws, since the ledger must be settled either way. */
  hand(message: OutgoingMessage): Promise<HandOver>;
  end(): void;
}

/** Opens a transport; nothing is connected or written before the first message. */
export function openPost(transport: MailTransport): Post {
  if (transport.kind === 'file') {
    return { hand: (message) => writeMessage(transport.folder, message), end: () => undefined };
  }
  const session = new MailSession(transport);
  return {
    hand: async ({ from, to, bytes }) => {
      const outcome = await session.send({ from, to }, bytes);
      return outcome.kind === 'accepted' ? { kind: 'sent' } : outcome;
    },
    end: () => session.end(),
  };
}

async function writeMessage(folder: string, message: OutgoingMessage): Promise<HandOver> {
  const filePath = resolve(join(folder, message.fileName));
  try {
    await writeWholeFile(filePath, message.bytes);
    return { kind: 'written', filePath };
  } catch (error) {
    const reason = `${filePath} cannot be written (${messageOf(error)})`;
    const advice = 'Make room, or correct deliver.folder.';
    return { kind: 'refused', reason, advice, isServerWide: false };
  }
}
