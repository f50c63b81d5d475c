import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Browser as OpenBrowser } from 'puppeteer-core';
import type { Effects } from '../run/effects.ts';
import { exitCodes, messageOf, UserError } from '../run/user-error.ts';
import { type BrowserPlaces, findBrowser } from './browser.ts';
import { makeRepeatable } from './pdf-bytes.ts';

/** One browser for a run, which prints pages to PDF. */
export interface Printer {
  /** A tagged, outlined PDF of one page; scripts and the network are off. */
  print(html: string): Promise<Uint8Array>;
  close(): Promise<void>;
}

/**
 * Starts a browser to print with. Throws a UserError (exit 5) when there is none or it does not start.
 * It is driven through a pipe, so that it opens no port and ends when this process does.
 */
export async function openPrinter(effects: Effects, places: BrowserPlaces = {}): Promise<Printer> {
  const found = await findBrowser(places).catch((cause: unknown) => {
    throw notUnpacked(cause);
  });
  if (found === undefined) throw noBrowser(places.executablePath);
  const puppeteer = await import('puppeteer-core');
  const { executablePath, args, env } = found;
  const browser = await puppeteer.default
    .launch({ executablePath, args, env, headless: 'shell', pipe: true })
    .catch(async (cause: unknown) => {
      throw didNotStart(executablePath, await firstComplaint(executablePath, env), cause);
    });
  return {
    async print(html) {
      return makeRepeatable(await printPage(browser, html), effects.now());
    },
    close: () => browser.close(),
  };
}

async function printPage(browser: OpenBrowser, html: string): Promise<Uint8Array> {
  const page = await browser.newPage();
  try {
    await page.setJavaScriptEnabled(false);
    await page.setOfflineMode(true);
    await page.setContent(html, { waitUntil: 'load' });
    // As text, since this runs in the page, where our types do not hold.
    await page.evaluate('document.fonts.ready.then(() => true)');
    return await page.pdf({ tagged: true, outline: true, preferCSSPageSize: true });
  } catch (cause) {
    throw new UserError({
      what: `the browser could not print the page: ${messageOf(cause).split('\n')[0]}`,
      advice:
        'Run the same command again. The HTML and CSV files are complete; no PDF was written.',
      exitCode: exitCodes.undelivered,
      cause,
    });
  } finally {
    await page.close().catch(() => undefined);
  }
}

function noBrowser(named: string | undefined): UserError {
  return new UserError({
    what:
      named === undefined
        ? 'no browser was found to print PDF files with'
        : 'there is no browser at this path',
    ...(named === undefined ? {} : { where: named }),
    advice:
      'Install Chrome or Chromium, or set PUPPETEER_EXECUTABLE_PATH to one. ' +
      'The HTML and CSV files do not need it; no PDF was written.',
    exitCode: exitCodes.undelivered,
  });
}

function notUnpacked(cause: unknown): UserError {
  return new UserError({
    what: `the browser of the npm package could not be unpacked: ${messageOf(cause)}`,
    advice:
      'Free 300 MB there, or install Chrome or Chromium and set PUPPETEER_EXECUTABLE_PATH to it. ' +
      'The HTML and CSV files do not need it; no PDF was written.',
    exitCode: exitCodes.undelivered,
    cause,
  });
}

/** What the browser itself says when it is started by hand, such as the library that it lacks. */
async function firstComplaint(executablePath: string, env: Record<string, string>) {
  const answer = await promisify(execFile)(executablePath, ['--version'], { env, timeout: 5000 })
    .then(() => '')
    .catch((failure: { stderr?: string }) => failure.stderr ?? '');
  return answer.trim().split('\n')[0] || 'it ended at once and said nothing';
}

function didNotStart(executablePath: string, complaint: string, cause: unknown): UserError {
  return new UserError({
    what: `the browser did not start: ${complaint}`,
    where: executablePath,
    advice:
      'Start it by hand to see why, or set PUPPETEER_EXECUTABLE_PATH to another one. ' +
      'The HTML and CSV files do not need it; no PDF was written.',
    exitCode: exitCodes.undelivered,
    cause,
  });
}
