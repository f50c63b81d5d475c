import { constants, existsSync } from 'node:fs';
import { access, readdir, stat, statfs } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { SourceConfig } from '../../config/schema.ts';
import { checkMailServer } from '../deliver/mailer.ts';
import { checkPostgres } from '../extract/postgres-connection.ts';
import { findBrowser } from '../render/browser.ts';
import { type ExitCode, exitCodes, messageOf, UserError } from '../run/user-error.ts';
import { readPublished } from '../warehouse/publish.ts';
import type { Session } from './session.ts';
import { mailTransport } from './transport.ts';

/** One thing that was looked at. */
export interface Check {
  readonly name: string;
  readonly state: 'good' | 'warn' | 'bad';
  readonly text: string;
  /** What `doctor` ends with when this is bad. */
  readonly exitCode: ExitCode;
}

type Look = () => Promise<{ readonly state?: 'warn' | 'bad'; readonly text: string }>;

/** Looks at everything that a run needs, in its order; nothing is changed, and no check stops another. */
export async function diagnose(session: Session): Promise<Check[]> {
  const { config } = session;
  const checks: Check[] = [];
  const look = async (name: string, exitCode: ExitCode, work: Look) => {
    try {
      const { state = 'good', text } = await work();
      checks.push({ name, state, text, exitCode });
    } catch (error) {
      const text = error instanceof UserError ? error.text.replaceAll('\n', ' ') : messageOf(error);
      checks.push({ name, state: 'bad', text, exitCode });
    }
  };
  await look('zone', exitCodes.usage, async () => ({ text: describeZone(session) }));
  await look('workspace', exitCodes.usage, () => lookAtFolder(session.folder, true));
  await look('disk', exitCodes.usage, () => lookAtDisk(session.folder));
  for (const [name, source] of Object.entries(config.sources)) {
    await look(`source ${name}`, exitCodes.source, () => lookAtSource(session, source));
  }
  await look('record', exitCodes.source, async () => {
    await session.record();
    return { text: `schema muster is ready (${originOf(config.record.url)})` };
  });
  await look('build', exitCodes.usage, async () => {
    const published = await readPublished(session.paths.builds);
    return published === undefined
      ? { state: 'warn', text: 'none is published yet; `muster run` makes the first' }
      : { text: `${published.buildId}, published ${published.publishedAt}` };
  });
  await look('browser', exitCodes.undelivered, () => lookForBrowser(config.browser.executable));
  await look('mail', exitCodes.undelivered, () => lookAtMail(session));
  return checks;
}

function describeZone(session: Session): string {
  const now = session.effects.now().toZonedDateTimeISO(session.calendar.timeZone);
  const clock = session.config.as_of === undefined ? '' : ' (held by as_of)';
  return `${session.calendar.timeZone}, now ${now.toPlainDateTime().toString({ smallestUnit: 'minute' })}${clock}`;
}

async function lookAtFolder(path: string, isOwn: boolean) {
  await access(path, isOwn ? constants.R_OK | constants.W_OK : constants.R_OK);
  const { mode } = await stat(path);
  // The workspace's own Postgres may need to pass through (0710), never to read.
  const isOpen = isOwn && (mode & 0o067) !== 0;
  return isOpen
    ? { state: 'warn' as const, text: `${path} can be read by others; chmod 700 closes it` }
    : { text: path };
}

async function lookAtDisk(path: string) {
  const disk = await statfs(path);
  const free = (disk.bavail * disk.bsize) / 1_000_000_000;
  const text = `${free.toFixed(1)} GB free`;
  return free < 1 ? { state: 'warn' as const, text: `${text}; a run may need more` } : { text };
}

async function lookAtSource(session: Session, source: SourceConfig) {
  if (source.kind === 'postgres') {
    const url = await session.postgresUrl(source.url);
    return { text: `${await checkPostgres(url)} (${originOf(source.url)})` };
  }
  const folder = resolve(session.folder, source.folder);
  if (!existsSync(folder)) {
    return { state: 'bad' as const, text: `the folder ${folder} does not exist` };
  }
  await access(folder, constants.R_OK);
  const count = (await readdir(folder)).length;
  return { text: `${folder}, ${count} file${count === 1 ? '' : 's'}` };
}

async function lookForBrowser(executable: string | undefined) {
  const browser = await findBrowser({ executablePath: executable });
  return browser === undefined
    ? {
        state: 'bad' as const,
        text: 'none found for PDF files; install Chromium or set PUPPETEER_EXECUTABLE_PATH',
      }
    : { text: `${browser.executablePath} (${browser.origin})` };
}

async function lookAtMail(session: Session) {
  const transport = mailTransport(session);
  if (transport.kind === 'file') return { text: `.eml files in ${transport.folder}` };
  await checkMailServer(transport);
  return { text: `${transport.host}:${transport.port} answers` };
}

/** Where a Postgres lies, without user or password. */
function originOf(url: string): string {
  if (url.startsWith('embedded:')) return `the workspace's own server, database ${url.slice(9)}`;
  try {
    const parsed = new URL(url);
    return `${parsed.hostname}:${parsed.port || '5432'}${parsed.pathname}`;
  } catch {
    return 'address not readable';
  }
}
