import type { ContractColumn } from './contracts.ts';

const integers = ['int2', 'int4', 'int8'];
const numbers = [...integers, 'float4', 'float8', 'numeric'];
const texts = ['text', 'varchar', 'bpchar', 'name', 'citext'];
/** Stands in an advice for the zone that only the mapping's author knows. */
const zone = "'America/Detroit'";

/**
 * What to write for a column of a Postgres type where a contract wants another one: an expression that
 * the server takes, followed by what its author must know. Undefined where no expression is sure to
 * mean what the contract means.
 */
export function fixExpression(
  name: string,
  baseType: string,
  wanted: ContractColumn,
): string | undefined {
  const type = postgresName(wanted);
  const isNumber = /^(SMALLINT|INTEGER|BIGINT|DOUBLE|DECIMAL)/.test(wanted.type);
  if (wanted.type === 'VARCHAR') {
    return baseType === 'bytea' ? `encode(${name}, 'hex')` : `${name}::text`;
  }
  if (wanted.type === 'JSON') return baseType === 'bytea' ? undefined : `to_jsonb(${name})`;
  if (wanted.type.endsWith('[]')) {
    const element = baseType.startsWith('_') ? baseType.slice(1) : 'record';
    const isCast = type === 'text[]' || [...texts, ...numbers].includes(element);
    return isCast && baseType.startsWith('_') ? `${name}::${type}` : undefined;
  }
  if (texts.includes(baseType)) return `${name}::${type}`;
  if (isNumber) return fixNumber(name, baseType, type);
  if (wanted.type === 'BOOLEAN') return integers.includes(baseType) ? `${name} <> 0` : undefined;
  return fixTime(name, baseType, wanted.type);
}

function fixNumber(name: string, baseType: string, type: string): string | undefined {
  if (numbers.includes(baseType)) return `${name}::${type}`;
  if (baseType === 'bool') return `${name}::integer`;
  if (baseType === 'money') return `${name}::numeric::${type}`;
  const isLength = baseType === 'interval' || baseType === 'time';
  return isLength ? `extract(epoch from ${name})::${type} (seconds)` : undefined;
}

function fixTime(name: string, baseType: string, wanted: string): string | undefined {
  if (wanted === 'TIMESTAMP') {
    if (baseType === 'timestamp') {
      return `${name} at time zone ${zone} (the zone it was written in)`;
    }
    if (baseType === 'date') return `${name}::timestamp at time zone ${zone} (the zone of the day)`;
    if (numbers.includes(baseType)) return `to_timestamp(${name}) (if it is seconds since 1970)`;
    return baseType === 'tstzrange' ? `lower(${name})` : undefined;
  }
  if (wanted !== 'DATE') return undefined;
  if (baseType === 'timestamp') return `${name}::date`;
  if (baseType === 'timestamptz')
    return `(${name} at time zone ${zone})::date (the zone of the day)`;
  return baseType === 'daterange' ? `lower(${name})` : undefined;
}

/** The Postgres type that fits a contract's column. */
export function postgresName(wanted: ContractColumn): string {
  const isArray = wanted.type.endsWith('[]');
  const element = isArray ? wanted.type.slice(0, -2) : wanted.type;
  const names: Readonly<Record<string, string>> = {
    VARCHAR: 'text',
    TIMESTAMP: 'timestamptz',
    DOUBLE: 'double precision',
    JSON: 'jsonb',
  };
  const name = names[element] ?? element.toLowerCase().replace('decimal', 'numeric');
  return isArray ? `${name}[]` : name;
}
