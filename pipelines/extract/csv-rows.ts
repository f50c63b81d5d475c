import { type Database, identifier, quote } from '../warehouse/database.ts';
import type { Contract, ContractColumn } from './contracts.ts';
import { readColumns, storedExpression } from './number-columns.ts';
import { keyText } from './screen.ts';

/** How much DuckDB reads at once; a row must fit into it. */
export const blockBytes = 4_000_000;

// A careful read holds longer rows; every quote in a text may stand for two bytes on the way.
const longRowBytes = 16_000_000;

/** The column in which the server names the columns of a row that are too long for a careful read. */
const tooLongColumn = 'muster too long';

/**
 * The statement that reads rows whose values may not fit out of a pipe into `incoming`: such values are
 * null, and the list `unfit` names their columns. Every value comes as text, so it takes longer.
 */
export function readTextsSql(contract: Contract, given: readonly string[], path: string): string {
  const read = readColumns(contract, given);
  const texts = [...read.map(({ name }) => name), tooLongColumn];
  const types = texts.map((name) => ({ name, type: 'VARCHAR' }));
  const columns = contract.columns.map((column) => {
    const isStored = read.some(({ name }) => name === column.name);
    const value = isStored ? tried(column) : storedExpression(contract, column, given);
    return `${value} as ${identifier(column.name)}`;
  });
  const unfit = read
    .filter(({ type }) => type !== 'VARCHAR')
    .map(
      (column) =>
        `case when ${identifier(column.name)} is not null and ${tried(column)} is null
           then {'name': ${quote(column.name)}, 'type': ${quote(column.type)}} end`,
    );
  return `create or replace temp table incoming as select ${columns.join(', ')},
    list_filter([${['null', ...unfit].join(', ')}]::struct(name varchar, type varchar)[],
      lambda item: item is not null) as muster_unfit,
    ${identifier(tooLongColumn)} as muster_too_long
    from ${readCsv(types, path, 2 * longRowBytes + blockBytes)}`;
}

function tried({ name, type }: ContractColumn): string {
  const column = identifier(name);
  if (type === 'VARCHAR') return column;
  return isList(type)
    ? `try_cast(try_cast(${column} as json) as ${type})`
    : `try_cast(${column} as ${type})`;
}

/**
 * For a careful read: the server's select of the columns out of `from`, where a row that is too long
 * gives nothing of its long columns, and last the names of these.
 */
export function withoutLongTexts(
  columns: readonly {
    readonly expression: string;
    readonly isText: boolean;
    readonly name: string;
  }[],
  from: string,
): string {
  const parts = columns.map((column, index) => ({ ...column, part: `part_${index}` }));
  const texts = parts.filter(({ isText }) => isText);
  const sizes = texts.map(({ part }) => `coalesce(octet_length(${part}::text), 0)`);
  const isLongRow = `${['0', ...sizes].join(' + ')} > ${longRowBytes}`;
  // The longest that any number of columns can be without the row being too long.
  const shareBytes = Math.floor(longRowBytes / Math.max(1, texts.length));
  const isLong = (part: string) => `${isLongRow} and octet_length(${part}::text) > ${shareBytes}`;
  const names = texts.map(({ name, part }) => `case when ${isLong(part)} then ${quote(name)} end`);
  const list = parts.map(({ part, isText }) =>
    isText ? `case when not coalesce(${isLong(part)}, false) then ${part} end` : part,
  );
  list.push(`nullif(concat_ws(', ', null, ${['null', ...names].join(', ')}), '')`);
  const inner = parts.map(({ expression, part }) => `${expression} as ${part}`);
  // The offset keeps the server from working out an expression again for each use of its part.
  return `select ${list.join(', ')} from (select ${inner.join(', ')} from ${from} offset 0) as parts`;
}

/** Moves the rows of a careful read that do not fit from `incoming` to `unfit`, which holds no values. */
export async function separateUnfit(raw: Database, contract: Contract): Promise<void> {
  await raw.run(`create or replace temp table unfit as
    select ${keyText(contract)} as entity_key,
      coalesce(muster_too_long, ${joined('name')}) as column_name,
      case when muster_too_long is null then 'a value does not fit ' || ${joined('type')}
        else 'the row is longer than ${longRowBytes / 1_000_000} MB' end as reason
    from incoming where len(muster_unfit) > 0 or muster_too_long is not null`);
  await raw.run('delete from incoming where len(muster_unfit) > 0 or muster_too_long is not null');
  await raw.run('alter table incoming drop column muster_unfit');
  await raw.run('alter table incoming drop column muster_too_long');
}

function joined(field: 'name' | 'type'): string {
  return `array_to_string(list_transform(muster_unfit, lambda item: item.${field}), ', ')`;
}

function isList(type: string): boolean {
  return type.endsWith('[]');
}

function readCsv(
  columns: readonly { readonly name: string; readonly type: string }[],
  path: string,
  rowBytes: number,
): string {
  const types = columns.map(({ name, type }) => `${quote(name)}: ${quote(type)}`);
  return `read_csv(${quote(path)}, columns = {${types.join(', ')}},
    auto_detect = false, header = false, delim = ',', quote = '"', escape = '"', nullstr = '',
    allow_quoted_nulls = false, new_line = '\\n', parallel = false,
    max_line_size = ${rowBytes}, buffer_size = ${rowBytes})`;
}
