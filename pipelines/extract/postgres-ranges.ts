import { identifier, quote } from '../warehouse/database.ts';
import type { Contract } from './contracts.ts';
import type { Mapping } from './mappings.ts';
import type { PostgresConnection } from './postgres-connection.ts';

/** A part of a mapping's rows: from a value of a key's column, up to another one without it. */
export interface KeyRange {
  readonly column: string;
  /** Absent: from the first on, rows without a value included. */
  readonly from?: string;
  /** Absent: up to the last. */
  readonly to?: string;
}

const rangeCount = 16;

/**
 * Parts a mapping's rows into ranges of about equal size by the column of its key that tells most rows
 * apart. The server looks at the keys alone for it.
 */
export async function keyRanges(
  connection: PostgresConnection,
  mapping: Mapping,
  contract: Contract,
): Promise<KeyRange[]> {
  const shares = Array.from({ length: rangeCount - 1 }, (_, index) => (index + 1) / rangeCount);
  const bounds = contract.keyColumns.map(
    (name, index) =>
      `percentile_disc(array[${shares.join(', ')}]) within group (order by m.${identifier(name)})::text[] as bounds_${index}`,
  );
  const { rows } = await connection.query<Record<string, (string | null)[] | null>>(
    `select ${bounds.join(', ')} from (${mapping.sql}\n) as m`,
  );
  const found = contract.keyColumns.map((column, index) => {
    const values = rows[0]?.[`bounds_${index}`] ?? [];
    return { column, values: [...new Set(values)].filter((value) => value !== null) };
  });
  const [best] = found.sort((a, b) => b.values.length - a.values.length);
  if (best === undefined) throw new Error(`${contract.path}: the entity has no key`);
  const { column, values } = best;
  return [undefined, ...values].map((from, index) => {
    const to = values[index];
    return { column, ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
  });
}

/** The condition, in the dialect of Postgres, that holds for a range's rows. */
export function rangeCondition({ column, from, to }: KeyRange): string {
  const name = `m.${identifier(column)}`;
  const bounds = [
    ...(from === undefined ? [] : [`${name} >= ${quote(from)}`]),
    ...(to === undefined ? [] : [`${name} < ${quote(to)}`]),
  ];
  const isWithin = bounds.length === 0 ? 'true' : bounds.join(' and ');
  return from === undefined ? `(${isWithin} or ${name} is null)` : `(${isWithin})`;
}
