import type { AddressInfo, Socket } from 'node:net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import type { SmtpTransport } from '../../pipelines/deliver/transport.ts';

/** A mail that the test's server accepted. */
export interface ReceivedMail {
  readonly to: string;
  readonly text: string;
}

/** How the server behaves; what is left out it does willingly. */
export interface Behaviour {
  /** Gives the answer to RCPT TO, or undefined to take the recipient. */
  readonly refuseRecipient?: (address: string) => string | undefined;
  readonly refuseSender?: string;
  /** Gives the answer to the whole message, or undefined to take it. */
  readonly refuseMessage?: (address: string) => string | undefined;
  /** Called when the whole message has arrived and is kept, before the server answers. */
  readonly beforeAnswer?: (address: string, socket: Socket) => Promise<void> | void;
  /** Called when the first bytes of a message have arrived. */
  readonly atFirstBytes?: (socket: Socket) => void;
  readonly options?: SMTPServerOptions;
}

/** A real SMTP server on this machine. */
export interface TestMailServer {
  readonly transport: SmtpTransport;
  readonly mails: ReceivedMail[];
  readonly connectionCount: () => number;
  close(): Promise<void>;
}

/** Starts an SMTP server without TLS and without a password, unless the behaviour says otherwise. */
export async function startMailServer(behaviour: Behaviour = {}): Promise<TestMailServer> {
  const mails: ReceivedMail[] = [];
  let connectionCount = 0;
  const sockets = new Set<Socket>();
  const server = new SMTPServer({
    logger: false,
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    onConnect: (_session, callback) => {
      connectionCount += 1;
      callback();
    },
    onMailFrom: (_address, _session, callback) => callback(answer(behaviour.refuseSender)),
    onRcptTo: ({ address }, _session, callback) =>
      callback(answer(behaviour.refuseRecipient?.(address))),
    onData: (stream, session, callback) => {
      const chunks: Buffer[] = [];
      const socket = [...sockets].find((one) => one.remotePort === session.remotePort);
      if (socket !== undefined) stream.once('data', () => behaviour.atFirstBytes?.(socket));
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', async () => {
        const to = session.envelope.rcptTo[0]?.address ?? '';
        const refusal = behaviour.refuseMessage?.(to);
        if (refusal === undefined) mails.push({ to, text: Buffer.concat(chunks).toString() });
        if (socket !== undefined) await behaviour.beforeAnswer?.(to, socket);
        callback(answer(refusal));
      });
    },
    ...behaviour.options,
  });
  server.on('error', () => undefined);
  server.server.on('connection', (socket: Socket) => sockets.add(socket));
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const { port } = server.server.address() as AddressInfo;
  return {
    transport: {
      ...{ kind: 'smtp', host: '127.0.0.1', port, secure: false, allowPlain: true },
      silenceSeconds: 5,
    },
    mails,
    connectionCount: () => connectionCount,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

function answer(text: string | undefined): (Error & { responseCode?: number }) | null {
  if (text === undefined) return null;
  return Object.assign(new Error(text.slice(4)), { responseCode: Number(text.slice(0, 3)) });
}
