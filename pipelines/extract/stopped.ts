import { exitCodes, UserError } from '../run/user-error.ts';

/** Entities and sources that could not be read, while the others were. */
export class StoppedReads {
  readonly #errors: UserError[] = [];

  /** Takes an error about an entity or a source; anything else is thrown on. */
  add(error: unknown): void {
    if (!(error instanceof UserError) || error.exitCode !== exitCodes.source) throw error;
    this.#errors.push(error);
  }

  /**
   * The error (exit 3) that lists all that was stopped; undefined when there is none. What was read
   * of the others stays in raw, and nothing is built from half of the sources.
   */
  get error(): UserError | undefined {
    const [only, ...more] = this.#errors;
    if (only === undefined || more.length === 0) return only;
    const texts = this.#errors.map((error) => `- ${error.text.replaceAll('\n', '\n  ')}`);
    return new UserError({
      what: [`${this.#errors.length} reads were stopped`, ...texts].join('\n'),
      advice:
        'What the others gave is in raw.duckdb. Nothing is built or published before these are mended.',
      exitCode: exitCodes.source,
      cause: only,
    });
  }
}
