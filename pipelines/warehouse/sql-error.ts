import type { ProgramFile } from '../run/overlay.ts';
import { exitCodes, messageOf, UserError } from '../run/user-error.ts';

/**
 * A DuckDB error about a SQL file, shown in that file: place as path:line:column, the message, the
 * lines around it with a caret, and DuckDB's own hint. `position` is the offset of the fault in bytes
 * of the file; without it the place is taken from DuckDB's `LINE n:` block.
 */
export function sqlError(file: ProgramFile, thrown: unknown, position?: number): UserError {
  const message = messageOf(thrown);
  const place = position === undefined ? placeFromMessage(message) : placeAt(file.text, position);
  const [first = message, ...rest] = message.split('\n');
  const hints = rest.filter((line) => /^(Candidate|Did you mean|Hint)/.test(line));
  const excerpt = place === undefined ? [] : ['', ...linesAround(file.text, place), ''];
  const where = place === undefined ? file.path : `${file.path}:${place.line}:${place.column}`;
  return new UserError({
    what: [first, ...hints, ...excerpt].join('\n'),
    where,
    advice: 'Mend the file and run `muster build`. The published build stays as it was.',
    exitCode: exitCodes.usage,
    cause: thrown,
  });
}

interface Place {
  readonly line: number;
  readonly column: number;
}

function placeAt(text: string, position: number): Place {
  const before = Buffer.from(text).subarray(0, position).toString();
  const lines = before.split('\n');
  return { line: lines.length, column: (lines.at(-1) ?? '').length + 1 };
}

/** DuckDB prints `LINE 7: <text>` and a caret below; the wrapper adds no line of its own. */
function placeFromMessage(message: string): Place | undefined {
  const match = /\nLINE (\d+): (.*)\n( *)\^/.exec(message);
  if (match === null) return undefined;
  const prefix = `LINE ${match[1]}: `;
  const column = (match[3] ?? '').length - prefix.length + 1;
  return { line: Number(match[1]), column: Math.max(column, 1) };
}

function linesAround(text: string, place: Place): string[] {
  const lines = text.split('\n');
  const shown: string[] = [];
  for (let number = Math.max(1, place.line - 2); number <= place.line; number += 1) {
    shown.push(`${String(number).padStart(4)} | ${lines[number - 1] ?? ''}`);
  }
  shown.push(`     | ${' '.repeat(place.column - 1)}^`);
  return shown;
}
