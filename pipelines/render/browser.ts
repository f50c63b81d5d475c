import { existsSync } from 'node:fs';
import { defaultBrowserFolder, unpackBrowser } from './unpack-browser.ts';

/** A browser on this machine, or the one inside the npm package `@sparticuz/chromium`. */
export interface Browser {
  readonly executablePath: string;
  readonly args: string[];
  /** Its whole environment; nothing of ours, secrets above all, is handed on. */
  readonly env: Record<string, string>;
  /** Where it was found, for `doctor` and the log. */
  readonly origin: 'config' | 'installed' | 'package';
}

/** Where to look for a browser; each place has a default. */
export interface BrowserPlaces {
  /** The one that the config names; then no other is looked for. */
  readonly executablePath?: string | undefined;
  /** A folder of this user's to unpack the packaged one in. */
  readonly folder?: string | undefined;
  /** Paths at which Chrome and Chromium are installed. */
  readonly installedPaths?: readonly string[];
}

const installedPaths = [
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
];

const baseArgs = ['--disable-gpu', '--disable-dev-shm-usage', '--font-render-hinting=none'];

/**
 * The browser to print with: the one that the config names, else an installed Chrome or Chromium, else
 * the one of the npm package. Undefined when the named one does not exist or this machine has none.
 */
export async function findBrowser(places: BrowserPlaces = {}): Promise<Browser | undefined> {
  const { executablePath: named } = places;
  if (named !== undefined) return existsSync(named) ? ownBrowser(named, 'config') : undefined;
  const installed = (places.installedPaths ?? installedPaths).find((path) => existsSync(path));
  if (installed !== undefined) return ownBrowser(installed, 'installed');
  if (process.platform !== 'linux') return undefined;
  const unpacked = await unpackBrowser(places.folder ?? defaultBrowserFolder());
  return {
    executablePath: unpacked.executablePath,
    // Its sandbox needs rights that containers withhold; what it prints is our own page, without script.
    args: [...baseArgs, '--no-sandbox'],
    env: { LD_LIBRARY_PATH: unpacked.libraryFolder, FONTCONFIG_PATH: unpacked.fontFolder },
    origin: 'package',
  };
}

function ownBrowser(executablePath: string, origin: Browser['origin']): Browser {
  // Chromium refuses to start as root inside its sandbox.
  const args = process.getuid?.() === 0 ? [...baseArgs, '--no-sandbox'] : baseArgs;
  return { executablePath, args, env: {}, origin };
}
