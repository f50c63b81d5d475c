import { exitCodes, UserError } from './user-error.ts';

/** The keys at the top of a SQL file, by name, in the order in which they stand. */
export type Header = ReadonlyMap<string, string>;

/**
 * Reads the header of a SQL file: comment lines `-- Key: text` from the first line to the first line
 * that is no comment. A comment line that starts no key continues the text above it. Throws a
 * UserError (exit 2) for an unknown, repeated or empty key, and for a required key that is missing.
 */
export function parseHeader(
  text: string,
  path: string,
  keys: { readonly required: readonly string[]; readonly optional: readonly string[] },
): Header {
  const header = new Map<string, string>();
  const known = [...keys.required, ...keys.optional];
  let last: string | undefined;
  for (const [index, line] of text.split('\n').entries()) {
    if (!line.startsWith('--')) break;
    const comment = line.slice(2).trim();
    const match = /^([A-Z][A-Za-z ]*):\s*(.*)$/.exec(comment);
    if (match !== null && known.includes(match[1] ?? '')) {
      last = match[1] as string;
      if (header.has(last)) throw refuse(path, index, `header key "${last}" stands twice`, known);
      header.set(last, match[2] ?? '');
    } else if (match !== null && line.startsWith('-- ') && !line.startsWith('--  ')) {
      throw refuse(path, index, `unknown header key "${match[1]}"`, known);
    } else if (last !== undefined) {
      header.set(last, `${header.get(last)} ${comment}`.trim());
    } else {
      throw refuse(path, index, 'the file starts with a comment that is no header key', known);
    }
  }
  for (const key of keys.required) {
    if (!header.get(key)) throw refuse(path, 0, `header key "${key}" is missing`, known);
  }
  return header;
}

/** The comma-separated names in a header value; an absent one is an empty list. */
export function listOf(value: string | undefined): string[] {
  return (value ?? '')
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

function refuse(path: string, index: number, what: string, known: readonly string[]): UserError {
  return new UserError({
    what,
    where: `${path}:${index + 1}`,
    advice: `Known keys: ${known.join(', ')}. Nothing was run.`,
    exitCode: exitCodes.usage,
  });
}
