import { exitCodes, UserError } from '../run/user-error.ts';

/** A row as a query gives it: dates and instants are text. */
export type Row = Readonly<Record<string, unknown>>;

/** The type of a column's values; `?` allows null. */
export type ColumnType = 'text' | 'text?' | 'number' | 'number?' | 'boolean' | 'boolean?';

/** Columns and their types, in the order in which a file of exact values lists them. */
export type RowShape<T> = { readonly [Name in keyof T]-?: ColumnType };

/**
 * The rows of a query as rows of a known shape. Throws a UserError (exit 2) that names the file and
 * the column when a query, maybe one that a workspace laid over ours, gives something else.
 */
export function readRows<T>(rows: readonly Row[], shape: RowShape<T>, path: string): T[] {
  for (const row of rows) {
    for (const [column, type] of Object.entries<ColumnType>(shape)) {
      const problem = problemOf(row, column, type);
      if (problem !== undefined) throw refuse(path, problem, Object.keys(shape));
    }
  }
  return rows as T[];
}

function problemOf(row: Row, column: string, type: ColumnType): string | undefined {
  const value = row[column];
  if (value === undefined) return `column "${column}" is missing`;
  if (value === null) return type.endsWith('?') ? undefined : `column "${column}" is null`;
  const wanted = type.replace('?', '').replace('text', 'string');
  if (typeof value === wanted) return undefined;
  return `column "${column}" holds a ${typeof value}, not a ${wanted}`;
}

function refuse(path: string, what: string, columns: readonly string[]): UserError {
  return new UserError({
    what,
    where: path,
    advice: `This section needs the columns ${columns.join(', ')}. The report was not written.`,
    exitCode: exitCodes.usage,
  });
}
