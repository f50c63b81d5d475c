import { exitCodes, messageOf, UserError } from '../run/user-error.ts';
import type { Mapping } from './mappings.ts';
import { withoutQuotedValues } from './quoted-values.ts';
import type { PostgresSource } from './sources.ts';

interface ServerError {
  readonly code?: string;
  readonly position?: string;
  readonly message: string;
}

const networkReasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  ENOTFOUND: 'the host name is not known',
  EAI_AGAIN: 'the host name could not be looked up',
  ETIMEDOUT: 'no answer came in time',
  ECONNRESET: 'the connection was cut',
  EHOSTUNREACH: 'there is no route to it',
  ENETUNREACH: 'there is no route to it',
  ENOENT: 'there is no such socket',
  ERR_INVALID_URL: 'it is not an address as postgres://user:password@host:5432/database',
};

/** The error (exit 3) for a server that no connection can be made to; never shows the password. */
export function connectError(
  url: string,
  sourceName: string | undefined,
  thrown: unknown,
): UserError {
  const { code, message } = thrown as ServerError;
  const place = addressOf(url);
  const wrongLogin = code === '28P01' || code === '28000' || message?.includes('SASL');
  const what = wrongLogin
    ? `${place.host} refuses the user "${place.user}" or its password`
    : code === '3D000'
      ? `${place.host} has no database "${place.database}"`
      : `cannot connect to ${place.host}: ${networkReasons[code ?? ''] ?? reasonOf(thrown)}`;
  const key = sourceName === undefined ? 'its url' : `sources.${sourceName}.url`;
  return new UserError({
    what,
    ...(sourceName === undefined ? {} : { where: `sources.${sourceName}` }),
    advice: `Check ${key} in muster.yaml and that the server runs. Nothing of this source was read.`,
    exitCode: exitCodes.source,
    // Node's error about an address holds the address, the password included.
    ...(code === 'ERR_INVALID_URL' ? {} : { cause: thrown }),
  });
}

/** The error (exit 3) for a mapping that the server refuses before any row moves. */
export function describeError(
  mapping: Mapping,
  source: PostgresSource,
  thrown: unknown,
  prefix: string,
): UserError {
  const { code, position } = thrown as ServerError;
  // Not about the mapping: the server or the connection went away.
  if (code === undefined || /^(08|57)/.test(code)) return copyError(mapping, source, thrown);
  const line =
    position === undefined ? undefined : lineAt(mapping.sql, Number(position) - prefix.length);
  const tableMissing = code === '42P01' || code === '3F000';
  return new UserError({
    what: `the entity ${mapping.entity} cannot be read from sources.${source.name}: ${serverMessage(thrown)}`,
    where: line === undefined ? mapping.path : `${mapping.path}:${line}`,
    advice: tableMissing
      ? `Lay a file of your own over the mapping, or add the header line \`-- Disabled: true\` to it if you have no such table. Nothing of ${mapping.entity} was written.`
      : `Mend the mapping. Nothing of ${mapping.entity} was written.`,
    exitCode: exitCodes.source,
    cause: thrown,
  });
}

/** The error (exit 3) for a read that broke off after it had begun. */
export function copyError(mapping: Mapping, source: PostgresSource, thrown: unknown): UserError {
  // The same code stands for a cancel by an administrator.
  const isTimeout = messageOf(thrown).includes('statement timeout');
  const reason = isTimeout
    ? `it took longer than ${source.statementTimeoutSeconds} s (sources.${source.name}.statement_timeout_seconds)`
    : serverMessage(thrown);
  return new UserError({
    what: `the read of ${mapping.entity} from sources.${source.name} broke off: ${reason}`,
    where: mapping.path,
    advice: `Nothing of ${mapping.entity} was written; entities that were read before it are in raw.duckdb. ${isTimeout ? 'Raise the timeout or narrow the mapping, then run it again.' : 'Run it again when the server is well.'}`,
    exitCode: exitCodes.source,
    cause: thrown,
  });
}

/**
 * True when a hot standby ended a query because it had to replay what the query still needed. In a
 * read-only transaction nothing else has this code.
 */
export function isRecoveryConflict(thrown: unknown): boolean {
  const { code, cause } = thrown as { code?: string; cause?: { code?: string } };
  return (code ?? cause?.code) === '40001';
}

function serverMessage(thrown: unknown): string {
  const { code } = thrown as ServerError;
  // Class 22, data exceptions, quote the value that failed, which may be private; what a function of
  // the source raises by itself may hold anything.
  if (code?.startsWith('22') === true) return withoutQuotedValues(messageOf(thrown));
  if (code?.startsWith('P0') === true)
    return `a function of the database raised an error (${code})`;
  return reasonOf(thrown);
}

function reasonOf(thrown: unknown): string {
  const { code } = thrown as ServerError;
  const message = messageOf(thrown).split('\n')[0] ?? '';
  return message === '' ? (networkReasons[code ?? ''] ?? code ?? 'no reason was given') : message;
}

function lineAt(sql: string, position: number): number {
  return sql.slice(0, Math.max(0, position - 1)).split('\n').length;
}

/** The parts of a connection string that may be shown. */
function addressOf(url: string): { host: string; user: string; database: string } {
  try {
    const { hostname, port, username, pathname, searchParams } = new URL(url);
    const host = hostname === '' ? (searchParams.get('host') ?? 'localhost') : hostname;
    return {
      host: `${host}:${port === '' ? '5432' : port}`,
      user: decodeURIComponent(username),
      database: decodeURIComponent(pathname.slice(1)),
    };
  } catch {
    return { host: 'the server', user: '', database: '' };
  }
}
