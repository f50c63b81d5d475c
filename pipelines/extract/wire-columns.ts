import type { FeedType } from '../warehouse/column-buffer.ts';
import { identifier } from '../warehouse/database.ts';
import {
  type Decode,
  decodeBoolean,
  decodeDate,
  decodeDecimal,
  decodeDouble,
  decodeInteger,
  decodeLong,
  decodeSmall,
  decodeText,
  decodeTimestamp,
  decodeUuid,
} from './binary-columns.ts';
import type { Contract, ContractColumn } from './contracts.ts';
import { readColumns, storedExpression } from './number-columns.ts';
import { type PostgresColumn, wireExpression } from './postgres-types.ts';

/** How a column comes from the server in its binary form, and what it then is in DuckDB. */
export interface WireColumn {
  readonly name: string;
  /** The server's expression. */
  readonly expression: string;
  readonly type: FeedType;
  readonly decode: Decode;
  /** The contract's type, where it is not the one that is read. */
  readonly castTo?: string;
}

type Form = Omit<WireColumn, 'name'>;

const integers = ['int2', 'int4', 'int8'];
/** Types whose binary form is their text. */
const plainTexts = ['text', 'varchar', 'name', 'citext', 'json'];

/** The form in which a column is quickest to send and to read, exactly as its text would be read. */
function wireColumn(wanted: ContractColumn, found: PostgresColumn): WireColumn {
  return { name: wanted.name, ...(typedForm(wanted, found) ?? textForm(wanted, found)) };
}

function typedForm({ name, type }: ContractColumn, { baseType }: PostgresColumn): Form | undefined {
  const expression = `m.${identifier(name)}`;
  if (type === 'BOOLEAN') return { expression, type, decode: decodeBoolean };
  if (type === 'DATE') return { expression, type, decode: decodeDate };
  if (type === 'TIMESTAMP') return { expression, type, decode: decodeTimestamp };
  if (type === 'SMALLINT') return { expression, type, decode: decodeSmall };
  if (type === 'INTEGER') return { expression, type, decode: decodeInteger };
  if (type === 'BIGINT') return { expression, type, decode: decodeLong };
  if (type === 'VARCHAR' && baseType === 'uuid') return { expression, type, decode: decodeUuid };
  if (type === 'DOUBLE' && baseType === 'float8') return { expression, type, decode: decodeDouble };
  return decimalForm(expression, type, baseType);
}

function decimalForm(column: string, type: string, baseType: string): Form | undefined {
  const [, precision, scale] = /^DECIMAL\((\d+),(\d+)\)$/.exec(type) ?? [];
  if (precision === undefined || Number(precision) > 18) return undefined;
  return {
    expression: integers.includes(baseType) ? `${column}::numeric` : column,
    type: `DECIMAL(18,${Number(scale)})`,
    decode: decodeDecimal(Number(scale)),
    ...(precision === '18' ? {} : { castTo: type }),
  };
}

function textForm(wanted: ContractColumn, found: PostgresColumn): Form {
  const isPlain = plainTexts.includes(found.baseType) || found.isEnum;
  const expression = isPlain
    ? `m.${identifier(wanted.name)}`
    : `(${wireExpression(wanted, found)})::text`;
  const castTo = wanted.type.endsWith('[]') ? `json::${wanted.type}` : wanted.type;
  const form = { expression, type: 'VARCHAR', decode: decodeText } as const;
  return wanted.type === 'VARCHAR' ? form : { ...form, castTo };
}

/** The select that gives a contract's columns out of `fed_rows()`. */
export function feedSelect(
  contract: Contract,
  given: readonly string[],
  wire: readonly WireColumn[],
): string {
  const columns = contract.columns.map((column) => {
    const castTo = wire.find(({ name }) => name === column.name)?.castTo;
    const value = storedExpression(contract, column, given);
    return `${value}${castTo === undefined ? '' : `::${castTo}`} as ${identifier(column.name)}`;
  });
  return `select ${columns.join(', ')} from fed_rows()`;
}

/** What the server must give for a contract, column by column in the order in which it is read. */
export function wireColumns(
  contract: Contract,
  columns: readonly PostgresColumn[],
  path: string,
): WireColumn[] {
  return checkedColumns(contract, columns, path).map(([wanted, found]) =>
    wireColumn(wanted, found),
  );
}

/** The contract's columns that a mapping gives, in the order in which they are read, beside its own. */
export function checkedColumns(
  contract: Contract,
  columns: readonly PostgresColumn[],
  path: string,
): (readonly [ContractColumn, PostgresColumn])[] {
  const given = columns.map(({ name }) => name);
  return readColumns(contract, given).map((wanted) => {
    const found = columns.find((column) => column.name === wanted.name);
    if (found === undefined) throw new Error(`${path}: ${wanted.name} was not checked`);
    return [wanted, found];
  });
}
