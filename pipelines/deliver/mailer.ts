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

/** Sends the bytes of a message to one address, over a connection of its own. */
export async function sendMessage(
  transport: SmtpTransport,
  addresses: { readonly from: string; readonly to: string },
  bytes: Uint8Array,
): Promise<SmtpOutcome> {
  const body = new MessageBody(bytes);
  const dialogue = new Dialogue(transport);
  try {
    await dialogue.begin();
    await dialogue.send(addresses, body);
    return { kind: 'accepted' };
  } catch (error) {
    const problem = error as SmtpError;
    if (body.isHandedOver && problem.responseCode === undefined) {
      return { kind: 'unknown', reason: `the answer of ${dialogue.server} was lost` };
    }
    return { kind: 'refused', ...explainSmtpError(problem, transport, addresses.to) };
  } finally {
    dialogue.end();
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
  readonly server: string;
  readonly #transport: SmtpTransport;
  readonly #connection: SmtpConnection;
  readonly #failure = Promise.withResolvers<never>();
  readonly #deadline: NodeJS.Timeout;
  #isOpen = false;

  constructor(transport: SmtpTransport) {
    const { host, port, secure, allowPlain } = transport;
    const silence = (transport.silenceSeconds ?? defaultSilenceSeconds) * 1000;
    this.server = `${host}:${port}`;
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
    const expire = () => this.#failure.reject(new Error('the dialogue took too long'));
    this.#deadline = setTimeout(expire, longestDialogueSeconds * 1000);
  }

  async begin(): Promise<void> {
    const { user, password: pass } = this.#transport;
    await this.#step((done) => this.#connection.connect(done));
    this.#isOpen = true;
    if (user === undefined) return;
    const credentials = { user, ...(pass === undefined ? {} : { pass }) };
    await this.#step((done) => this.#connection.login({ credentials }, done));
  }

  async send(addresses: { from: string; to: string }, body: Readable): Promise<void> {
    const envelope = { ...addresses }; // nodemailer keeps its notes in it
    await this.#step((done) => this.#connection.send(envelope, body, done));
  }

  end(): void {
    clearTimeout(this.#deadline);
    if (this.#isOpen) this.#connection.quit();
    else this.#connection.close();
  }

  async #step(act: (done: (error?: Error | null) => void) => void): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    act((error) => (error ? reject(error) : resolve()));
    await Promise.race([promise, this.#failure.promise]);
  }
}
