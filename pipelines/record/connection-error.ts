import { exitCodes, messageOf, UserError } from '../run/user-error.ts';

/** Where the record lies, without user and password. */
export interface RecordPlace {
  readonly host: string;
  readonly database: string;
  readonly user: string;
}

/** Reads the place out of a connection URL. Throws a UserError (exit 2) that does not repeat it. */
export function placeOf(url: string): RecordPlace {
  if (!/^postgres(ql)?:\/\//.test(url) || !URL.canParse(url)) {
    throw new UserError({
      what: 'this is not a URL of PostgreSQL',
      where: 'record.url',
      advice: 'Write postgres://user:password@host:5432/database. Nothing was read or written.',
      exitCode: exitCodes.usage,
    });
  }
  const { hostname, port, pathname, username } = new URL(url);
  return {
    host: `${hostname || 'localhost'}:${port || '5432'}`,
    database: decodeURIComponent(pathname.slice(1)),
    user: decodeURIComponent(username),
  };
}

const unreachableCodes = [
  ...['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'ETIMEDOUT'],
];
const slowMessages = /connection timeout|timeout exceeded|timeout expired/;
const lostCodes = ['ECONNRESET', 'EPIPE', '57P01', '57P02', '57P03'];
const lostMessages = /Connection terminated|Client has encountered a connection error/;

/**
 * What a failed connection to the record means to its owner, always exit 3 and never with the
 * password. Anything that is no connection problem is given back as it is.
 */
export function explainConnectionError(error: unknown, place: RecordPlace): unknown {
  const code = codeOf(error);
  const message = messageOf(error);
  if (unreachableCodes.includes(code) || slowMessages.test(message)) {
    const what = `the PostgreSQL of the record cannot be reached (${code || 'no answer in time'})`;
    return connectionError(error, place, what, 'Start it, or correct host and port in record.url.');
  }
  if (code === '28P01' || code === '28000') {
    const what = `the PostgreSQL of the record does not let user "${place.user}" in`;
    return connectionError(error, place, what, 'Correct user and password in record.url.');
  }
  if (code === '3D000') {
    const what = `database "${place.database}" does not exist`;
    const advice = `Create it with \`createdb ${place.database}\`, or correct the name in record.url.`;
    return connectionError(error, place, what, advice);
  }
  if (code === '42501') {
    const what = `user "${place.user}" may not do this in the database of the record: ${message}`;
    const advice = `Run \`grant create on database "${place.database}" to "${place.user}"\` once.`;
    return connectionError(error, place, what, advice);
  }
  if (lostCodes.includes(code) || lostMessages.test(message)) {
    return lostConnection(error, place);
  }
  return error;
}

function codeOf(error: unknown): string {
  return (error as { code?: string } | undefined)?.code ?? '';
}

function connectionError(
  cause: unknown,
  place: RecordPlace,
  what: string,
  advice: string,
): UserError {
  return new UserError({
    what,
    where: place.host,
    advice: `${advice} Nothing was written to the record.`,
    exitCode: exitCodes.source,
    cause,
  });
}

function lostConnection(cause: unknown, place: RecordPlace): UserError {
  return new UserError({
    what: 'the connection to the PostgreSQL of the record was lost',
    where: place.host,
    advice: 'What was written before is kept. Run it again when the server is back.',
    exitCode: exitCodes.source,
    cause,
  });
}
