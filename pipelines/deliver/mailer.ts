import { Readable } from 'node:stream';
import parseAddresses from 'nodemailer/lib/addressparser';
import MailComposer from 'nodemailer/lib/mail-composer';
import SmtpConnection from 'nodemailer/lib/smtp-connection';
import { exitCodes, UserError } from '../run/user-error.ts';
import type { Mail } from './mail.ts';
import { isMailAddress, nameBoundary } from './message-identity.ts';
import { explainSmtpError, type SmtpError, type SmtpRefusal } from './smtp-failure.ts';
import type { SmtpTransport } from './transport.ts';

/** Who mails come from. */
export interface Sender {
  readonly name: string;
  readonly address: string;
  /** The part after the @, which Message-IDs end in. */
  readonly host: string;
}

/** How a mail is addressed and dated; with the mail itself it decides every byte of the message. */
export interface MailEnvelope {
  readonly sender: Sender;
  readonly to: { readonly name: string; readonly address: string };
  readonly messageId: string;
  readonly dateAt: Temporal.Instant;
  /** `<mailto:…>` or `<https://…>`. */
  readonly listUnsubscribe: string;
}

/** Bare addresses, as the mail server is told them. */
export interface Addresses {
  readonly from: string;
  readonly to: string;
}

/** What came of speaking to the mail server; `unknown`: all was said, and the answer was lost. */
export type SmtpOutcome =
  | { readonly kind: 'accepted' }
  | ({ readonly kind: 'refused' } & SmtpRefusal)
  | { readonly kind: 'unknown'; readonly reason: string };

/** Reads `deliver.from`, such as `Muster <muster@example.com>`. Throws a UserError (exit 2). */
export function parseSender(from: string): Sender {
  const [first, ...others] = parseAddresses(from);
  const address = first?.address ?? '';
  if (others.length === 0 && isMailAddress(address)) {
    const host = address.slice(address.lastIndexOf('@') + 1);
    return { name: first?.name ?? '', address, host };
  }
  throw new UserError({
    what: `"${from}" is no sender of mails`,
    where: 'deliver.from',
    advice: 'Write one address, such as Muster <muster@example.com>. Nothing was mailed.',
    exitCode: exitCodes.usage,
  });
}

/** The bytes of a message: what an `.eml` file holds and what a mail server gets. */
export async function composeMessage(mail: Mail, envelope: MailEnvelope): Promise<Uint8Array> {
  const date = new Date(envelope.dateAt.epochMilliseconds);
  const composer = new MailComposer({
    from: { name: envelope.sender.name, address: envelope.sender.address },
    to: { name: envelope.to.name, address: envelope.to.address },
    subject: mail.subject,
    text: mail.text,
    html: mail.html,
    messageId: envelope.messageId,
    date: date.toUTCString().replace('GMT', '+0000'),
    baseBoundary: nameBoundary(envelope.messageId),
    headers: {
      'List-Unsubscribe': envelope.listUnsubscribe,
      'Auto-Submitted': 'auto-generated',
    },
    attachments: mail.attachments.map((attachment) => ({
      filename: attachment.fileName,
      contentType: attachment.contentType,
      content: Buffer.from(attachment.content),
      ...(attachment.contentId === undefined ? {} : { cid: attachment.contentId }),
    })),
    newline: 'win',
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return await composer.compile().build();
}

/** The answer of a server that closes a connection, as it does with one that was idle for long. */
const serverLeaves = 421;

/** A mail server during one delivery: its connection is kept for the next mail while it holds. */
export class MailSession {
  readonly #transport: SmtpTransport;
  #dialogue: Dialogue | undefined;

  constructor(transport: SmtpTransport) {
    this.#transport = transport;
  }

  /** Sends the bytes of a message to one address; never throws. */
  async send(addresses: Addresses, bytes: Uint8Array): Promise<SmtpOutcome> {
    const isKept = this.#dialogue !== undefined;
    const body = new MessageBody(bytes);
    try {
      await this.#speak(addresses, body);
      return { kind: 'accepted' };
    } catch (error) {
      this.end();
      const problem = error as SmtpError;
      const { responseCode } = problem;
      if (!body.isHandedOver && isKept && (responseCode ?? serverLeaves) === serverLeaves) {
        return await this.send(addresses, bytes);
      }
      if (!body.isHandedOver || responseCode !== undefined) {
        return { kind: 'refused', ...explainSmtpError(problem, this.#transport, addresses.to) };
      }
      const { host, port } = this.#transport;
      return { kind: 'unknown', reason: `the answer of ${host}:${port} was lost` };
    }
  }

  /** Takes leave of the server. */
  end(): void {
    this.#dialogue?.end();
    this.#dialogue = undefined;
  }

  async #speak(addresses: Addresses, body: MessageBody): Promise<void> {
    if (this.#dialogue === undefined) {
      this.#dialogue = new Dialogue(this.#transport);
      await this.#dialogue.begin();
    }
    await this.#dialogue.send(addresses, body);
  }
}

/** Connects and logs in, and sends nothing. Throws a UserError (exit 5) that says what is wrong. */
export async function checkMailServer(transport: SmtpTransport): Promise<void> {
  const dialogue = new Dialogue(transport);
  try {
    await dialogue.begin();
  } catch (cause) {
    const { reason, advice } = explainSmtpError(cause as SmtpError, transport, '');
    throw new UserError({ what: reason, advice, exitCode: exitCodes.undelivered, cause });
  } finally {
    dialogue.end();
  }
}

const sliceBytes = 16_384;

/** A message that knows whether its last slice was taken: from then on the server may deliver it. */
class MessageBody extends Readable {
  readonly #bytes: Uint8Array;
  #offset = 0;
  isHandedOver = false;

  constructor(bytes: Uint8Array) {
    super({ highWaterMark: sliceBytes });
    this.#bytes = bytes;
  }

  override _read(): void {
    const slice = this.#bytes.subarray(this.#offset, this.#offset + sliceBytes);
    this.#offset += slice.length;
    this.isHandedOver = this.#offset >= this.#bytes.length;
    this.push(slice.length === 0 ? null : slice);
  }
}

const defaultSilenceSeconds = 60;
const longestDialogueSeconds = 600;

/** One conversation with a mail server, whose failures of any kind reject what is being awaited. */
class Dialogue {
  readonly #transport: SmtpTransport;
  readonly #connection: SmtpConnection;
  readonly #failure = Promise.withResolvers<never>();
  #isOpen = false;

  constructor(transport: SmtpTransport) {
    const { host, port, secure, allowPlain } = transport;
    const silence = (transport.silenceSeconds ?? defaultSilenceSeconds) * 1000;
    this.#transport = transport;
    this.#connection = new SmtpConnection({
      ...{ host, port, secure },
      requireTLS: !secure && !allowPlain,
      ignoreTLS: allowPlain,
      connectionTimeout: silence,
      greetingTimeout: silence,
      socketTimeout: silence,
      tls: { rejectUnauthorized: transport.verifyTls ?? true, minVersion: 'TLSv1.2' },
    });
    this.#connection.on('error', this.#failure.reject);
    this.#failure.promise.catch(() => undefined);
  }

  async begin(): Promise<void> {
    const { user, password: pass } = this.#transport;
    await this.#step((done) => this.#connection.connect(done));
    this.#isOpen = true;
    if (user === undefined) return;
    const credentials = { user, ...(pass === undefined ? {} : { pass }) };
    await this.#step((done) => this.#connection.login({ credentials }, done));
  }

  async send(addresses: Addresses, body: Readable): Promise<void> {
    const envelope = { ...addresses }; // nodemailer keeps its notes in it
    const expire = () => this.#failure.reject(new Error('the dialogue took too long'));
    const deadline = setTimeout(expire, longestDialogueSeconds * 1000);
    try {
      await this.#step((done) => this.#connection.send(envelope, body, done));
    } finally {
      clearTimeout(deadline);
    }
  }

  end(): void {
    if (this.#isOpen) this.#connection.quit();
    else this.#connection.close();
  }

  async #step(act: (done: (error?: Error | null) => void) => void): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    act((error) => (error ? reject(error) : resolve()));
    await Promise.race([promise, this.#failure.promise]);
  }
}
