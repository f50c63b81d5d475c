import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadRenderAssets } from '../../pipelines/render/assets.ts';
import { findBrowser } from '../../pipelines/render/browser.ts';
import { loadReport } from '../../pipelines/render/load-report.ts';
import { openPrinter, type Printer } from '../../pipelines/render/pdf.ts';
import { renderReport } from '../../pipelines/render/render-report.ts';
import { realEffects, withClock } from '../../pipelines/run/effects.ts';
import { openLargeBuild, readReportInput } from './large-build.ts';

const effects = withClock(realEffects(), Temporal.Instant.from('2026-11-16T12:00:00Z'));
let printer: Printer;
let html: string;
let pdf: Uint8Array;

beforeAll(async () => {
  printer = await openPrinter(effects);
  const db = await openLargeBuild('call_center', 60);
  const report = await loadReport('call-team');
  const input = await readReportInput(db, report);
  ({ html } = await renderReport(await loadRenderAssets(), report, input));
  db.close();
  pdf = await printer.print(html);
});
afterAll(() => printer.close());

/** The pieces of text of each page, and the document that they came from. */
async function read(bytes: Uint8Array) {
  const file = await getDocument({ data: new Uint8Array(bytes), verbosity: 0 }).promise;
  const pages = await Promise.all(
    Array.from({ length: file.numPages }, (_, index) => file.getPage(index + 1)),
  );
  const texts = await Promise.all(
    pages.map(async (page) => {
      const { items } = await page.getTextContent();
      return items.flatMap((item) => ('str' in item && item.str.trim() !== '' ? [item] : []));
    }),
  );
  return { file, pages, texts };
}

const joined = (items: readonly { str: string }[]) => items.map((item) => item.str).join(' ');

describe('a report of 60 members as PDF', () => {
  it('has the pages it needs, each with its number and the report it belongs to', async () => {
    const { file, texts } = await read(pdf);
    expect(file.numPages).toBe(6);
    for (const [index, items] of texts.entries()) {
      expect(joined(items)).toContain(`Page ${index + 1} of 6`);
      expect(joined(items)).toContain('Call team: Wixom agents, 2026-W46');
    }
  });

  it('repeats the heads of the table on its second page', async () => {
    const { texts } = await read(pdf);
    for (const items of texts.slice(0, 2)) {
      expect(joined(items)).toContain('Member Calls offered Calls answered Answer rate');
    }
  });

  it('prints the team row once, the definitions opened and the provenance last', async () => {
    const { texts } = await read(pdf);
    const all = joined(texts.flat());
    expect(texts.flat().filter((item) => item.str === 'Team')).toHaveLength(1);
    expect(all).toContain('Answered offers / (answered + missed offers).');
    expect(joined(texts.at(-1) ?? [])).toContain('212 calls whose agent is not a known person');
  });

  it('begins a table on the page of its heading, at whatever height that stands', async () => {
    const [section = ''] =
      /<section class="table" aria-labelledby="members">[\s\S]*?<\/section>/.exec(html) ?? [];
    for (const filled of [200, 210, 220, 230, 240]) {
      const body = `<body><div style="height: ${filled}mm"></div>${section}</body>`;
      const printed = await printer.print(html.replace(/<body[\s\S]*<\/body>/, body));
      const { texts } = await read(printed);
      const onHeading = joined(
        texts.find((items) => joined(items).includes('Members and team')) ?? [],
      );
      expect({ filled, onHeading }).toMatchObject({
        onHeading: expect.stringMatching(
          /Members and team .* Member Calls .* Liam Dubois .* Ana Ruiz /,
        ),
      });
    }
  });

  it('cuts no text at the edge of a page', async () => {
    const { pages, texts } = await read(pdf);
    for (const [index, items] of texts.entries()) {
      const [, , width = 0] = pages[index]?.view ?? [];
      const right = Math.max(...items.map((item) => item.transform[4] + item.width));
      expect(right).toBeLessThanOrEqual(width - 30);
      expect(Math.min(...items.map((item) => item.transform[4]))).toBeGreaterThanOrEqual(30);
    }
  });

  it('is tagged with headings and a table, has an outline, a title and a language', async () => {
    const { file, pages } = await read(pdf);
    const tree = JSON.stringify(await pages[0]?.getStructTree());
    for (const role of ['H1', 'H2', 'Table', 'TH', 'TD', 'L', 'LI']) {
      expect(tree).toContain(`"role":"${role}"`);
    }
    const trees = await Promise.all(pages.map((page) => page.getStructTree()));
    expect(JSON.stringify(trees)).toContain(
      '"alt":"Calls offered and calls answered, last 26 weeks. Calls offered: ',
    );
    const marks = (await file.getMarkInfo()) as unknown as Map<string, boolean>;
    expect(marks.get('Marked')).toBe(true);
    const outline = await file.getOutline();
    expect(outline.map((entry) => entry.title)).toEqual(['Wixom agents']);
    expect(outline[0]?.items.map((entry: { title: string }) => entry.title)).toEqual([
      'At a glance',
      'Members and team',
      'Quality and outcomes',
      'Time and shifts',
      'Day by day',
      'Trend',
      'What each number means',
      'Where this comes from',
    ]);
    const { info } = (await file.getMetadata()) as { info: Record<string, string> };
    expect(info.Title).toBe('Wixom agents, 2026-W46: Call team');
    expect(info.Language).toBe('en');
  });

  it('has the same bytes when it is printed again at the same instant', async () => {
    expect(Buffer.from(await printer.print(html)).equals(Buffer.from(pdf))).toBe(true);
    expect(Buffer.from(pdf).toString('latin1')).toContain(
      "/CreationDate (D:20261116120000+00'00')",
    );
  });

  it('runs no script of the page', async () => {
    const page = '<!doctype html><p id="p">before</p><script>p.textContent = "after"</script>';
    const { texts } = await read(await printer.print(page));
    expect(joined(texts.flat())).toBe('before');
  });
});

describe('openPrinter', () => {
  it('says what to do when the named browser does not exist', async () => {
    const executablePath = '/opt/nowhere/chrome';
    await expect(openPrinter(effects, { executablePath })).rejects.toMatchObject({
      exitCode: 5,
      text:
        '/opt/nowhere/chrome: there is no browser at this path\n' +
        'Install Chrome or Chromium, or set PUPPETEER_EXECUTABLE_PATH to one. ' +
        'The HTML and CSV files do not need it; no PDF was written.',
    });
  });

  it('says why the named browser does not start, and what to do', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'muster-browser-'));
    const executablePath = join(folder, 'chrome');
    await writeFile(executablePath, '#!/bin/sh\necho "libnspr4.so is missing" >&2\nexit 127\n');
    await chmod(executablePath, 0o700);
    const advice =
      'Start it by hand to see why, or set PUPPETEER_EXECUTABLE_PATH to another one. ' +
      'The HTML and CSV files do not need it; no PDF was written.';
    await expect(openPrinter(effects, { executablePath })).rejects.toMatchObject({
      exitCode: 5,
      text: `${executablePath}: the browser did not start: libnspr4.so is missing\n${advice}`,
    });
    await rm(folder, { recursive: true });
    await expect(openPrinter(effects, { executablePath: '/bin/false' })).rejects.toMatchObject({
      text: `/bin/false: the browser did not start: it ended at once and said nothing\n${advice}`,
    });
  });
});

describe('findBrowser', () => {
  it('takes the named one, then an installed one, then the one of the package', async () => {
    expect(await findBrowser({ executablePath: '/bin/true' })).toMatchObject({
      executablePath: '/bin/true',
      origin: 'config',
    });
    expect(await findBrowser({ installedPaths: ['/nowhere', '/bin/false'] })).toMatchObject({
      executablePath: '/bin/false',
      origin: 'installed',
    });
    expect((await findBrowser({ installedPaths: [] }))?.origin).toBe('package');
    expect(await findBrowser({ executablePath: '/nowhere' })).toBeUndefined();
  });
});
