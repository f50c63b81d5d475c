/**
 * An error's text without the values that it quotes, which may be private: all from the first quote to
 * the last one of its kind goes, since a value may hold quotes and line ends itself; from a quote that
 * never closes all the rest does. Gives the first line of what is left.
 */
export function withoutQuotedValues(message: string): string {
  // An apostrophe within a word, as in "can't", opens nothing.
  const text = message.replace(/(?<![A-Za-z])(?:(['"]).*\1|['"].*$)/s, '"…"');
  return text.split('\n')[0] ?? '';
}
