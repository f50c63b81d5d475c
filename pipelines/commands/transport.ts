import { resolve } from 'node:path';
import type { MailTransport } from '../deliver/transport.ts';
import type { Session } from './session.ts';

/** How the workspace's mail goes out, from its configuration. */
export function mailTransport(session: Session): MailTransport {
  const { transport, folder, smtp } = session.config.deliver;
  if (transport === 'file' || smtp === undefined) {
    return { kind: 'file', folder: resolve(session.folder, folder) };
  }
  return {
    kind: 'smtp',
    host: smtp.host,
    port: smtp.port,
    secure: smtp.secure,
    allowPlain: smtp.allow_plain,
    verifyTls: smtp.verify_tls,
    ...(smtp.user === undefined ? {} : { user: smtp.user }),
    ...(smtp.password === undefined ? {} : { password: smtp.password }),
  };
}
