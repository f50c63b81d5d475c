/** The exit codes of the program; `docs/runbook.md` says what to do at each. */
export const exitCodes = {
  done: 0,
  bug: 1,
  usage: 2,
  source: 3,
  audit: 4,
  undelivered: 5,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

export interface UserErrorParts {
  /** What happened, one sentence without a secret. */
  readonly what: string;
  /** The file, key, entity or address it happened at. */
  readonly where?: string;
  /** What the reader can do about it, and what state was left behind. */
  readonly advice: string;
  readonly exitCode: ExitCode;
  readonly cause?: unknown;
}

/** A problem that the user can solve: printed without a stack, as place, message and advice. */
export class UserError extends Error {
  readonly where: string | undefined;
  readonly advice: string;
  readonly exitCode: ExitCode;

  constructor(parts: UserErrorParts) {
    const place = parts.where === undefined ? '' : `${parts.where}: `;
    super(`${place}${parts.what}`, { cause: parts.cause });
    this.name = 'UserError';
    this.where = parts.where;
    this.advice = parts.advice;
    this.exitCode = parts.exitCode;
  }

  /** The whole text for stderr: `place: what`, then the advice on its own line. */
  get text(): string {
    return `${this.message}\n${this.advice}`;
  }
}

/** A question or an option that cannot be taken as it stands (exit 2); says that nothing was run. */
export function usageError(what: string, advice: string): UserError {
  return new UserError({ what, advice: `${advice} Nothing was run.`, exitCode: exitCodes.usage });
}

/** The message of anything that was thrown, for use inside another message. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
