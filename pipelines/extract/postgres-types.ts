import type { FoundColumn, TypeRules } from './column-check.ts';
import type { ContractColumn } from './contracts.ts';
import { fixExpression, postgresName } from './postgres-fixes.ts';

/** A column of a Postgres query. */
export interface PostgresColumn extends FoundColumn {
  /** Base name in the catalogue, such as `int4` or `timestamptz`; `_text` for an array of text. */
  readonly baseType: string;
  readonly isEnum: boolean;
  /** True when the column of a table is passed on as it is, false for an expression. */
  readonly isTableColumn: boolean;
  /** Digits after the point of a `numeric`; null when it has no fixed scale. */
  readonly scale: number | null;
}

const integers = ['int2', 'int4', 'int8'];
const texts = ['text', 'varchar', 'bpchar', 'name', 'citext', 'uuid', ...integers];

/**
 * What Postgres types a contract's column takes: those whose values arrive exactly, or not at all.
 * A table's `timestamp` column is in a zone that nobody named, so it is refused; an expression that
 * gives a `timestamp` is taken as the author's conversion to UTC.
 */
export const postgresRules: TypeRules<PostgresColumn> = {
  adviseFix(wanted, found) {
    if (fits(wanted, found)) return undefined;
    const name = quoted(wanted.name);
    return (
      fixExpression(name, found.baseType, wanted) ?? `an expression of type ${postgresName(wanted)}`
    );
  },
  typedNull: (wanted) => `null::${postgresName(wanted)}`,
};

/** The expression that puts a column on the wire in the form that DuckDB reads as the wanted type. */
export function wireExpression(wanted: ContractColumn, found: PostgresColumn): string {
  const column = `m.${quoted(wanted.name)}`;
  if (found.baseType === 'timestamptz') return `(${column} at time zone 'UTC')`;
  // Padding is no part of a char(n), in an array neither.
  if (found.baseType === '_bpchar') return `array_to_json(${column}::text[])::text`;
  if (wanted.type.endsWith('[]')) return `array_to_json(${column})::text`;
  // char(n) is padded with spaces on the wire, which are no part of its value.
  if (found.baseType === 'bpchar') return `${column}::text`;
  return column;
}

function fits(wanted: ContractColumn, found: PostgresColumn): boolean {
  const { baseType } = found;
  const { type } = wanted;
  if (type === 'VARCHAR') return texts.includes(baseType) || found.isEnum;
  if (type === 'BOOLEAN') return baseType === 'bool';
  if (type === 'DATE') return baseType === 'date';
  if (type === 'TIMESTAMP') {
    return baseType === 'timestamptz' || (baseType === 'timestamp' && !found.isTableColumn);
  }
  if (type === 'JSON') return baseType === 'json' || baseType === 'jsonb';
  if (type === 'DOUBLE') return [...integers, 'float4', 'float8', 'numeric'].includes(baseType);
  const decimal = /^DECIMAL\(\d+,(\d+)\)$/.exec(type);
  if (decimal !== null) {
    const isNarrow = found.scale !== null && found.scale <= Number(decimal[1]);
    return integers.includes(baseType) || (baseType === 'numeric' && isNarrow);
  }
  if (['SMALLINT', 'INTEGER', 'BIGINT'].includes(type)) return integers.includes(baseType);
  if (type.endsWith('[]') && baseType.startsWith('_')) {
    const element = { ...found, baseType: baseType.slice(1) };
    return fits({ ...wanted, type: type.slice(0, -2) }, element);
  }
  return false;
}

function quoted(name: string): string {
  return /^[a-z_][a-z0-9_]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`;
}
