/** A mail server, and how to speak to it. */
export interface SmtpTransport {
  readonly kind: 'smtp';
  readonly host: string;
  readonly port: number;
  /** True: TLS from the first byte; false: STARTTLS, which the server must offer. */
  readonly secure: boolean;
  /** True: no TLS at all, for a relay on this machine. */
  readonly allowPlain: boolean;
  /** False accepts any certificate; absent or true verifies it. */
  readonly verifyTls?: boolean;
  readonly user?: string;
  readonly password?: string;
  /** How long the server may stay silent; absent: a minute. */
  readonly silenceSeconds?: number;
}

/** A folder that gets each mail as an `.eml` file. What lies there was not sent to anybody. */
export interface FileTransport {
  readonly kind: 'file';
  readonly folder: string;
}

export type MailTransport = SmtpTransport | FileTransport;
