import type { Mapping } from './mappings.ts';
import type { PostgresConnection } from './postgres-connection.ts';
import { describeError } from './postgres-errors.ts';
import type { PostgresColumn } from './postgres-types.ts';

const prefix = 'select * from (';

/** The columns that a mapping gives. Throws a UserError (exit 3) for one that the server refuses. */
export async function describeMapping(
  connection: PostgresConnection,
  mapping: Mapping,
): Promise<PostgresColumn[]> {
  try {
    const { fields } = await connection.query(`${prefix}${mapping.sql}\n) as m limit 0`);
    const types = await connection.query<{ base: string; name: string; kind: string }>(
      `select typname as base, typtype as kind, format_type(pg_type.oid, asked.modifier) as name
       from unnest($1::oid[], $2::int[]) with ordinality as asked (oid, modifier, position)
       inner join pg_type on pg_type.oid = asked.oid order by asked.position`,
      [fields.map((field) => field.dataTypeID), fields.map((field) => field.dataTypeModifier)],
    );
    return fields.map((field, index) => {
      const type = types.rows[index];
      return {
        name: field.name,
        type: type?.name ?? 'unknown',
        baseType: type?.base ?? 'unknown',
        isEnum: type?.kind === 'e',
        isTableColumn: field.tableID !== 0,
        scale: field.dataTypeModifier < 4 ? null : (field.dataTypeModifier - 4) & 0x7ff,
      };
    });
  } catch (error) {
    throw describeError(mapping, connection.source, error, prefix);
  }
}
