import { type Database, quote } from '../warehouse/database.ts';

/** The macros that `createPrivateMacros` makes. */
export const privateMacros = [
  'muster_normal_number',
  'muster_normal_hash',
  'muster_normal_masked',
  'muster_private_hash',
  'muster_masked',
] as const;

/**
 * Gives the connection the macros for outside numbers: `muster_private_hash(text)`, a keyed hash that
 * is the same for every way of writing a number, and `muster_masked(text)`; both are null where there is
 * no digit. Where a number has both, `muster_normal_number(text)` is worked out once and given to
 * `muster_normal_hash` and `muster_normal_masked`. They are temporary, so the
 * key is never stored in `raw.duckdb`.
 */
export async function createPrivateMacros(raw: Database, hashKey: string): Promise<void> {
  const digits = "regexp_replace(number, '[^0-9]', '', 'g')";
  // +1 734 555 0142, 1734… and 734… are one caller. Most numbers are plain, which costs half as much.
  const normal = `case when regexp_full_match(number, '\\+?1?[0-9]{10}') then number[-10:]
    else nullif(regexp_replace(${digits}, '^1([0-9]{10})$', '\\1'), '') end`;
  const bodies: Record<(typeof privateMacros)[number], string> = {
    muster_normal_number: normal,
    muster_normal_hash: `left(sha256(${quote(`${hashKey}:`)} || number), 24)`,
    muster_normal_masked: "'•••' || right(number, 2)",
    muster_private_hash: 'muster_normal_hash(muster_normal_number(number))',
    muster_masked: 'muster_normal_masked(muster_normal_number(number))',
  };
  for (const name of privateMacros) {
    await raw.run(`create or replace temp macro ${name}(number) as ${bodies[name]}`);
  }
}
