import type { Environment } from '../../config/load.ts';
import type { Effects } from '../run/effects.ts';
import type { ExitCode } from '../run/user-error.ts';

/** What every command gets from the program that starts it. */
export interface CommandContext {
  readonly effects: Effects;
  readonly environment: Environment;
  readonly currentFolder: string;
  /** True when stderr is a terminal: progress is drawn instead of written line by line. */
  readonly isTerminal: boolean;
  /** Ends the program with another code than 0, once the command has returned. */
  setExitCode(code: ExitCode): void;
}
