import type { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import PostalMime from 'postal-mime';
import { afterEach, describe, expect, test } from 'vitest';
import type { Mail } from '../../pipelines/deliver/mail.ts';
import {
  checkMailServer,
  composeMessage,
  type MailEnvelope,
  MailSession,
  parseSender,
} from '../../pipelines/deliver/mailer.ts';
import type { SmtpTransport } from '../../pipelines/deliver/transport.ts';
import { type Behaviour, startMailServer, type TestMailServer } from './test-mail-server.ts';

const pdf = new TextEncoder().encode('%PDF-1.7\nnot a long one\n%%EOF\n');
const mail: Mail = {
  subject: 'North: Monday 9 to Sunday 15 November 2026 — Größe',
  text: 'Calls handled: 155\n\n.a line that begins with a dot\n',
  html: '<p>Calls handled: <b>155</b></p><img src="cid:trend" alt="Trend">',
  attachments: [
    { fileName: 'cs-team north 2026-W46.pdf', contentType: 'application/pdf', content: pdf },
    {
      fileName: 'trend.png',
      contentType: 'image/png',
      content: new Uint8Array([137, 80, 78, 71]),
      contentId: 'trend',
    },
  ],
};
const envelope: MailEnvelope = {
  sender: parseSender('Muster <muster@example.com>'),
  to: { name: 'Ana Ruíz', address: 'ana@example.com' },
  messageId: '<weekly-team.2026-W46.0011223344556677@example.com>',
  dateAt: Temporal.Instant.from('2026-11-16T12:00:00Z'),
  listUnsubscribe: '<mailto:muster@example.com?subject=unsubscribe%20weekly-team>',
};
const addresses = { from: 'muster@example.com', to: 'ana@example.com' };
const opened: TestMailServer[] = [];

afterEach(async () => {
  await Promise.all(opened.splice(0).map((server) => server.close()));
});

async function open(behaviour: Behaviour = {}): Promise<TestMailServer> {
  const server = await startMailServer(behaviour);
  opened.push(server);
  return server;
}

describe('composeMessage', () => {
  test('makes a mail that another program reads back part by part', async () => {
    const read = await PostalMime.parse(await composeMessage(mail, envelope));
    expect(read.subject).toBe(mail.subject);
    expect(read.from).toMatchObject({ name: 'Muster', address: 'muster@example.com' });
    expect(read.to).toMatchObject([{ name: 'Ana Ruíz', address: 'ana@example.com' }]);
    expect(read.messageId).toBe('<weekly-team.2026-W46.0011223344556677@example.com>');
    expect(read.date).toBe('2026-11-16T12:00:00.000Z');
    expect(read.text?.trimEnd()).toBe(mail.text.trimEnd());
    expect(read.html?.trimEnd()).toBe(mail.html);
    const headers = new Map(read.headers.map((header) => [header.key, header.value]));
    expect(headers.get('list-unsubscribe')).toBe(envelope.listUnsubscribe);
    expect(headers.get('auto-submitted')).toBe('auto-generated');
    const [attached, picture] = read.attachments.toSorted((a, b) =>
      a.mimeType < b.mimeType ? -1 : 1,
    );
    expect(attached).toMatchObject({
      filename: 'cs-team north 2026-W46.pdf',
      mimeType: 'application/pdf',
      disposition: 'attachment',
    });
    expect(new Uint8Array(attached?.content as ArrayBuffer)).toEqual(pdf);
    expect(picture).toMatchObject({ mimeType: 'image/png', contentId: '<trend>' });
  });

  test('gives the same bytes for the same delivery, with line ends of the standard', async () => {
    const first = await composeMessage(mail, envelope);
    expect(Buffer.from(await composeMessage(mail, envelope)).equals(first)).toBe(true);
    expect(Buffer.from(first).toString('latin1').replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
    const other = { ...envelope, messageId: '<weekly-team.2026-W45.00@example.com>' };
    expect(Buffer.from(await composeMessage(mail, other)).equals(first)).toBe(false);
  });

  test('lets no subject add a header', async () => {
    const sly = { ...mail, subject: 'Week 46\r\nBcc: eve@example.com' };
    const read = await PostalMime.parse(await composeMessage(sly, envelope));
    expect(read.bcc ?? []).toEqual([]);
    expect(read.headers.map((header) => header.key)).not.toContain('bcc');
  });
});

describe('parseSender', () => {
  test('reads a name and an address, or an address alone', () => {
    expect(parseSender('muster@reports.example.com')).toEqual({
      name: '',
      address: 'muster@reports.example.com',
      host: 'reports.example.com',
    });
  });

  test.each(['muster', 'a@example.com, b@example.com'])('refuses %j', (from) => {
    expect(() => parseSender(from)).toThrow(
      expect.objectContaining({
        text: `deliver.from: "${from}" is no sender of mails\nWrite one address, such as Muster <muster@example.com>. Nothing was mailed.`,
        exitCode: 2,
      }),
    );
  });
});

async function send(transport: SmtpTransport, bytes?: Uint8Array) {
  const session = new MailSession(transport);
  try {
    return await session.send(addresses, bytes ?? (await composeMessage(mail, envelope)));
  } finally {
    session.end();
  }
}

describe('MailSession', () => {
  test('gives the server the very bytes of the message', async () => {
    const server = await open();
    expect(await send(server.transport)).toEqual({ kind: 'accepted' });
    const bytes = Buffer.from(await composeMessage(mail, envelope)).toString();
    expect(server.mails).toEqual([{ to: 'ana@example.com', text: bytes }]);
  });

  test('says that nobody listens', async () => {
    const server = await startMailServer();
    await server.close();
    expect(await send(server.transport)).toEqual({
      kind: 'refused',
      reason: `127.0.0.1:${server.transport.port} cannot be reached (ECONNREFUSED)`,
      advice: 'Check deliver.smtp.host and deliver.smtp.port, and that the mail server runs.',
      isServerWide: true,
    });
  });

  test('says that the recipient is refused, without the whole address', async () => {
    const server = await open({
      refuseRecipient: (address) => `550 5.1.1 <${address}> user unknown`,
    });
    expect(await send(server.transport)).toEqual({
      kind: 'refused',
      reason: `127.0.0.1:${server.transport.port} refuses the recipient (550 5.1.1 <a***@example.com> user unknown)`,
      advice: "Correct the address in the source of people, or ask the mail server's owner.",
      isServerWide: false,
    });
  });

  test('says that the sender is refused', async () => {
    const server = await open({ refuseSender: '550 sender not allowed' });
    expect(await send(server.transport)).toEqual({
      kind: 'refused',
      reason: `127.0.0.1:${server.transport.port} refuses the sender (550 sender not allowed)`,
      advice: 'Correct deliver.from, or let the mail server accept it.',
      isServerWide: true,
    });
  });

  test('says that the message is refused after all of it arrived', async () => {
    const server = await open({ refuseMessage: () => '552 message too large' });
    expect(await send(server.transport)).toEqual({
      kind: 'refused',
      reason: `127.0.0.1:${server.transport.port} refuses the mail (552 message too large)`,
      advice: "Ask the mail server's owner what that means.",
      isServerWide: false,
    });
  });

  test('does not know what became of a mail when the connection is cut after it', async () => {
    const server = await open({ beforeAnswer: (_to, socket) => void socket.destroy() });
    expect(await send(server.transport)).toEqual({
      kind: 'unknown',
      reason: `the answer of 127.0.0.1:${server.transport.port} was lost`,
    });
  });

  test('does not know what became of a mail when the server falls silent after it', async () => {
    const silent = Promise.withResolvers<void>();
    const server = await open({ beforeAnswer: () => silent.promise });
    const outcome = await send({ ...server.transport, silenceSeconds: 0.5 });
    silent.resolve();
    expect(outcome).toEqual({
      kind: 'unknown',
      reason: `the answer of 127.0.0.1:${server.transport.port} was lost`,
    });
  });

  test('knows that a mail was not sent when the connection is cut before its end', async () => {
    const server = await open({ atFirstBytes: (socket) => void socket.destroy() });
    const bytes = Buffer.alloc(8_000_000, `${'x'.repeat(70)}\r\n`);
    const outcome = await send(server.transport, bytes);
    expect(outcome).toMatchObject({ kind: 'refused', isServerWide: true });
    expect(server.mails).toEqual([]);
  });

  test('keeps its connection for the next mail, and opens another when the server left', async () => {
    const left: Socket[] = [];
    const server = await open({ beforeAnswer: (_to, socket) => void left.push(socket) });
    const session = new MailSession(server.transport);
    const bytes = await composeMessage(mail, envelope);
    expect(await session.send(addresses, bytes)).toEqual({ kind: 'accepted' });
    expect(await session.send(addresses, bytes)).toEqual({ kind: 'accepted' });
    expect(server.connectionCount()).toBe(1);
    left[0]?.destroy();
    expect(await session.send(addresses, bytes)).toEqual({ kind: 'accepted' });
    expect(server.connectionCount()).toBe(2);
    session.end();
    expect(server.mails).toHaveLength(3);
  });

  test('opens another connection when the server took its leave of an idle one', async () => {
    const server = await open({ options: { socketTimeout: 200 } });
    const session = new MailSession(server.transport);
    const bytes = await composeMessage(mail, envelope);
    expect(await session.send(addresses, bytes)).toEqual({ kind: 'accepted' });
    await delay(500);
    expect(await session.send(addresses, bytes)).toEqual({ kind: 'accepted' });
    session.end();
    expect(server.connectionCount()).toBe(2);
  });

  test('goes on over a new connection after a recipient that was refused', async () => {
    const server = await open({
      refuseRecipient: (address) => (address.startsWith('ana') ? '550 no such user' : undefined),
    });
    const session = new MailSession(server.transport);
    const bytes = await composeMessage(mail, envelope);
    const bob = { ...addresses, to: 'bob@example.com' };
    expect(await session.send(bob, bytes)).toEqual({ kind: 'accepted' });
    expect(await session.send(addresses, bytes)).toMatchObject({ kind: 'refused' });
    expect(await session.send(bob, bytes)).toEqual({ kind: 'accepted' });
    session.end();
    expect(server.mails.map((one) => one.to)).toEqual(['bob@example.com', 'bob@example.com']);
  });

  test('says that user and password are refused, and shows no password', async () => {
    const server = await open({
      options: {
        authOptional: false,
        allowInsecureAuth: true,
        disabledCommands: ['STARTTLS'],
        onAuth: (_auth, _session, callback) => callback(new Error('bad credentials')),
      },
    });
    const transport = { ...server.transport, user: 'muster', password: 'hunter2' };
    const outcome = await send(transport);
    expect(outcome).toEqual({
      kind: 'refused',
      reason: `127.0.0.1:${transport.port} does not let user "muster" in (535 bad credentials)`,
      advice: 'Correct deliver.smtp.user and deliver.smtp.password.',
      isServerWide: true,
    });
    expect(JSON.stringify(outcome)).not.toContain('hunter2');
  });

  test('logs in where the server asks for it', async () => {
    const server = await open({
      options: {
        authOptional: false,
        allowInsecureAuth: true,
        disabledCommands: ['STARTTLS'],
        onAuth: (auth, _session, callback) =>
          auth.username === 'muster' && auth.password === 'hunter2'
            ? callback(null, { user: 'muster' })
            : callback(new Error('bad credentials')),
      },
    });
    const transport = { ...server.transport, user: 'muster', password: 'hunter2' };
    expect(await send(transport)).toEqual({ kind: 'accepted' });
  });
});

const insistOnTls =
  'Use its certified name in deliver.smtp.host and a port with TLS; deliver.smtp.allow_plain: true sends without TLS, for a relay on this machine.';

describe('MailSession with TLS', () => {
  test('sends nothing to a server that offers no TLS, unless that is allowed', async () => {
    const server = await open();
    const outcome = await send({ ...server.transport, allowPlain: false });
    expect(outcome).toMatchObject({
      kind: 'refused',
      reason: `127.0.0.1:${server.transport.port} gives no secure connection (500 Error: command not recognized)`,
      advice: insistOnTls,
      isServerWide: true,
    });
    expect(server.mails).toEqual([]);
  });

  test.each([true, false])(
    'refuses a certificate that nobody vouches for (secure: %s)',
    async (secure) => {
      const server = await open({ options: { secure, disabledCommands: ['AUTH'] } });
      const strict = { ...server.transport, secure, allowPlain: false };
      const outcome = await send(strict);
      expect(outcome).toMatchObject({
        kind: 'refused',
        reason: expect.stringMatching(
          /^127\.0\.0\.1:\d+ gives no secure connection \((self-signed certificate|certificate has expired)\)$/,
        ),
        advice: insistOnTls,
        isServerWide: true,
      });
      expect(server.mails).toEqual([]);
      expect(await send({ ...strict, verifyTls: false })).toEqual({ kind: 'accepted' });
      expect(server.mails).toHaveLength(1);
    },
  );
});

describe('checkMailServer', () => {
  test('is content with a server that lets it in, and sends nothing', async () => {
    const server = await open();
    await checkMailServer(server.transport);
    expect(server.mails).toEqual([]);
  });

  test('says what is wrong with one that does not', async () => {
    const server = await startMailServer();
    await server.close();
    await expect(checkMailServer(server.transport)).rejects.toMatchObject({
      text: `127.0.0.1:${server.transport.port} cannot be reached (ECONNREFUSED)\nCheck deliver.smtp.host and deliver.smtp.port, and that the mail server runs.`,
      exitCode: 5,
    });
  });
});
