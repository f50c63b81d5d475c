import { maskAddress } from './message-identity.ts';
import type { SmtpTransport } from './transport.ts';

/** What nodemailer's errors carry. */
export interface SmtpError {
  readonly code?: string;
  /** The system's own code, where nodemailer put its own in front. */
  readonly originalCode?: string;
  readonly command?: string;
  readonly responseCode?: number;
  readonly response?: string;
  readonly message: string;
}

/** Why a mail was certainly not sent. */
export interface SmtpRefusal {
  readonly reason: string;
  readonly advice: string;
  /** True: no other mail would get through either, so the others need not be tried. */
  readonly isServerWide: boolean;
}

/** Says what a failed dialogue with the mail server means to its owner, without any whole address. */
export function explainSmtpError(
  error: SmtpError,
  transport: SmtpTransport,
  recipient: string,
): SmtpRefusal {
  const server = `${transport.host}:${transport.port}`;
  const answer = withoutAddress(error.response ?? error.message, recipient);
  if (error.code === 'EAUTH') {
    return {
      reason: `${server} does not let ${nameUser(transport)} in (${answer})`,
      advice: 'Correct deliver.smtp.user and deliver.smtp.password.',
      isServerWide: true,
    };
  }
  const isAnswer = error.responseCode !== undefined && error.code !== 'ETLS';
  if (isAnswer) return explainAnswer(error, server, answer);
  if (isTlsProblem(error)) {
    return {
      reason: `${server} gives no secure connection (${answer})`,
      advice:
        'Use its certified name in deliver.smtp.host and a port with TLS; deliver.smtp.allow_plain: true sends without TLS, for a relay on this machine.',
      isServerWide: true,
    };
  }
  return {
    reason: `${server} cannot be reached (${error.originalCode ?? answer})`,
    advice: 'Check deliver.smtp.host and deliver.smtp.port, and that the mail server runs.',
    isServerWide: true,
  };
}

function explainAnswer(error: SmtpError, server: string, answer: string): SmtpRefusal {
  if (error.command === 'RCPT TO') {
    return {
      reason: `${server} refuses the recipient (${answer})`,
      advice: "Correct the address in the source of people, or ask the mail server's owner.",
      isServerWide: false,
    };
  }
  if (error.command === 'MAIL FROM') {
    return {
      reason: `${server} refuses the sender (${answer})`,
      advice: 'Correct deliver.from, or let the mail server accept it.',
      isServerWide: true,
    };
  }
  return {
    reason: `${server} refuses the mail (${answer})`,
    advice: "Ask the mail server's owner what that means.",
    isServerWide: error.command !== 'DATA',
  };
}

function isTlsProblem(error: SmtpError): boolean {
  if (error.code === 'ETLS') return true;
  return /certificate|TLS|SSL|altname/i.test(`${error.originalCode ?? ''} ${error.message}`);
}

function nameUser(transport: SmtpTransport): string {
  return transport.user === undefined ? 'anybody' : `user "${transport.user}"`;
}

function withoutAddress(text: string, address: string): string {
  const oneLine = text.replaceAll(/\s+/g, ' ').trim();
  return address === '' ? oneLine : oneLine.replaceAll(address, maskAddress(address));
}
