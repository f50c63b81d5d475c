import { exitCodes, UserError } from '../run/user-error.ts';

/** Entities that could not be read, while the others were. */
export class StoppedEntities {
  readonly #errors: UserError[] = [];

  /** Takes an error that concerns one entity; anything else is thrown on. */
  add(error: unknown): void {
    if (!(error instanceof UserError) || error.exitCode !== exitCodes.source) throw error;
    this.#errors.push(error);
  }

  /**
   * The error (exit 3) that lists every stopped entity; undefined when there is none. What was read
   * of the others stays in raw, and nothing is built from half of the sources.
   */
  get error(): UserError | undefined {
    const [only, ...more] = this.#errors;
    if (only === undefined || more.length === 0) return only;
    const texts = this.#errors.map((error) => `- ${error.text.replaceAll('\n', '\n  ')}`);
    return new UserError({
      what: [`${this.#errors.length} entities were stopped`, ...texts].join('\n'),
      advice:
        'What the others gave is in raw.duckdb. Nothing is built or published before these are mended.',
      exitCode: exitCodes.source,
      cause: only,
    });
  }
}
