/** Who is on the telephone when, within one day, so that nobody is in two calls at once. */
export class Agenda {
  readonly #calls = new Map<string, { fromMs: number; toMs: number }[]>();

  /** True when a telephone is in no call during the time. */
  isFree(extension: string, fromMs: number, toMs: number): boolean {
    const calls = this.#calls.get(extension) ?? [];
    return !calls.some((call) => fromMs < call.toMs && call.fromMs < toMs);
  }

  /** Takes the time when it is free; false when it is not. */
  book(extension: string, fromMs: number, toMs: number): boolean {
    if (!this.isFree(extension, fromMs, toMs)) return false;
    const calls = this.#calls.get(extension);
    if (calls === undefined) this.#calls.set(extension, [{ fromMs, toMs }]);
    else calls.push({ fromMs, toMs });
    return true;
  }
}
