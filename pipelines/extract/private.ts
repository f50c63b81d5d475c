import { type Database, quote } from '../warehouse/database.ts';

/**
 * Gives the connection the macros for outside numbers: `muster_private_hash(text)`, a keyed hash that
 * is the same for every way of writing a number, and `muster_masked(text)`. They are temporary, so the
 * key is never stored in `raw.duckdb`.
 */
export async function createPrivateMacros(raw: Database, hashKey: string): Promise<void> {
  const digits = "regexp_replace(number, '[^0-9]', '', 'g')";
  // +1 734 555 0142, 1734… and 734… are one caller. Most numbers are plain, which costs half as much.
  const plain = `nullif(regexp_extract(number, '^\\+?1?([0-9]{10})$', 1), '')`;
  const normalised = `coalesce(${plain}, regexp_replace(${digits}, '^1([0-9]{10})$', '\\1'))`;
  const isNone = "number is null or not regexp_matches(number, '[0-9]')";
  await raw.run(
    `create or replace temp macro muster_private_hash(number) as
       case when ${isNone} then null
       else left(sha256(${quote(hashKey)} || ':' || ${normalised}), 24) end`,
  );
  await raw.run(
    `create or replace temp macro muster_masked(number) as
       case when ${isNone} then null
       else '•••' || right(coalesce(${plain}, ${digits}), 2) end`,
  );
}
