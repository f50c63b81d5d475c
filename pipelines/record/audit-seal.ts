import { hashText } from '../run/files.ts';

/** The part of an audit line that its hash covers. */
export interface SealedLine {
  readonly seq: number;
  /** ISO instant, to the millisecond. */
  readonly at: string;
  readonly actor: string;
  readonly action: string;
  readonly scope: string;
  readonly object: string;
  readonly file_hash: string | null;
  readonly build_id: string | null;
  /** Canonical JSON. */
  readonly detail: string;
  readonly previous_hash: string;
}

/** What the first line is sealed to. */
export const sealOfNothing = '0'.repeat(64);

/** The hash of a line, over every column and the hash of the line before. */
export function sealLine(line: SealedLine): string {
  const { seq, at, actor, action, scope, object, file_hash, build_id, detail } = line;
  const what = [seq, at, actor, action, scope, object, file_hash, build_id, detail];
  return hashText(JSON.stringify([...what, line.previous_hash]));
}

/** JSON that depends on the value alone: keys sorted at every depth, as jsonb forgets their order. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    part !== null && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}
