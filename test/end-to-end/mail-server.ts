import { createServer } from 'node:net';
import { SMTPServer } from 'smtp-server';

/** A port on which nothing listens at the moment. */
export async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port was given');
  return address.port;
}

/** A real SMTP server that accepts every mail and remembers to whom it went. */
export async function startMailServer(
  port: number,
): Promise<{ recipients: string[]; stop: () => Promise<void> }> {
  const recipients: string[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    onData(stream, session, done) {
      stream.on('end', () => {
        recipients.push(...session.envelope.rcptTo.map((to) => to.address));
        done();
      });
      stream.resume();
    },
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return { recipients, stop: () => new Promise((resolve) => server.close(() => resolve())) };
}
