import { messageOf } from '../run/user-error.ts';
import { withoutQuotedValues } from './quoted-values.ts';

/**
 * What DuckDB says about rows that it could not read, without the values: its messages about a value
 * quote the value, and those about a CSV line quote the whole line, which may hold private text.
 */
export function withoutValues(thrown: unknown): string {
  const message = messageOf(thrown);
  const first = message.split('\n')[0] ?? '';
  if (message.includes('CSV Error')) {
    const column = /Error when converting column "([^"]*)"/.exec(message)?.[1];
    const place = first.replace(/^.*CSV Error/, 'CSV error');
    return column === undefined ? place : `${place}: a value of column "${column}" does not fit`;
  }
  const isAboutNames = /^(Binder|Catalog|Parser|IO|Permission) Error/.test(message);
  if (isAboutNames) return first;
  // After what it says DuckDB shows the statement, which has quotes of its own.
  const said = message.split(/\n\s*LINE \d+:/)[0] ?? '';
  return withoutQuotedValues(said).replaceAll(/[0-9][0-9.]{3,}/g, '…');
}
