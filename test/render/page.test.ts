import { readFile } from 'node:fs/promises';
import axe from 'axe-core';
import type { Browser } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadRenderAssets, type RenderAssets } from '../../pipelines/render/assets.ts';
import { loadReport } from '../../pipelines/render/load-report.ts';
import { type RenderedReport, renderReport } from '../../pipelines/render/render-report.ts';
import { openChromium, openPage } from './chromium.ts';
import { expectGolden } from './golden.ts';
import { openLargeBuild, readReportInput } from './large-build.ts';
import { openSmallBuild } from './small-build.ts';

let assets: RenderAssets;
let browser: Browser;
let small: RenderedReport;
let success: RenderedReport;

beforeAll(async () => {
  assets = await loadRenderAssets();
  browser = await openChromium();
  const smallBuild = await openSmallBuild();
  const callTeam = await loadReport('call-team');
  const notices = ['Plymouth is held: 1.2% of the calls are missing.'];
  const input = { ...(await readReportInput(smallBuild, callTeam)), notices };
  small = await renderReport(assets, callTeam, input);
  const largeBuild = await openLargeBuild('success', 10);
  const csTeam = await loadReport('cs-team');
  success = await renderReport(assets, csTeam, await readReportInput(largeBuild, csTeam));
  smallBuild.close();
  largeBuild.close();
});
afterAll(() => browser.close());

describe('the page of a report', () => {
  it('is the reviewed one', async () => {
    const font = /base64,[A-Za-z0-9+/=]+/g;
    await expectGolden('call-team.html', small.html.replaceAll(font, 'base64,…'));
  });

  it('prints texts from the data as texts', () => {
    expect(small.html).toContain('Ben &lt;Okafor&gt;');
    expect(small.html).not.toContain('<Okafor>');
  });

  it('names nothing on the network', () => {
    for (const { html } of [small, success]) {
      expect(html).not.toMatch(/(?:src|href|action)\s*=\s*["']?(?:https?:)?\/\//i);
      expect(html).not.toMatch(/url\((?!data:)|@import/i);
    }
  });

  it('fetches nothing but its own font, which is inside', async () => {
    const { page, requests } = await openPage(browser, success.html, 1200);
    const outside = requests.filter((url) => !url.startsWith('data:') && url !== 'about:blank');
    expect(outside).toEqual([]);
    expect(await page.evaluate('document.fonts.check("600 16px Inter")')).toBe(true);
    await page.close();
  });

  it.each([1200, 400])('has no violation of WCAG 2.1 AA at %d pixels', async (width) => {
    for (const { html } of [small, success]) {
      const { page } = await openPage(browser, html, width);
      await page.evaluate(
        `document.querySelectorAll('details').forEach((one) => { one.open = true })`,
      );
      await page.evaluate(axe.source);
      const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'];
      const found = (await page.evaluate(
        `axe.run({ runOnly: ${JSON.stringify(tags)} }).then((results) =>
          results.violations.map((one) => one.id + ': ' + one.nodes.map((node) => node.html).join(' ')))`,
      )) as string[];
      expect(found).toEqual([]);
      await page.close();
    }
  });

  it('does not scroll sideways as a whole on a phone', async () => {
    const { page } = await openPage(browser, success.html, 400);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(400);
    await page.close();
  });

  it('sorts its table by keyboard, missing values and the team last', async () => {
    const { page } = await openPage(browser, small.html, 1200);
    const read = () =>
      page.evaluate(
        `[...document.querySelector('.sortable').querySelectorAll('th[scope=row]')].map((cell) => cell.textContent)`,
      );
    const sorted = () =>
      page.evaluate(
        `[...document.querySelector('.sortable').querySelectorAll('thead th')].map((head) => head.ariaSort)`,
      );
    await page.focus('.sortable thead th:nth-child(6) button');
    await page.keyboard.press('Enter');
    expect(await read()).toEqual(['Ben <Okafor>', 'Ana Ruiz', 'Team']);
    expect(await sorted()).toEqual([null, null, null, null, null, 'descending']);
    await page.keyboard.press('Enter');
    expect(await read()).toEqual(['Ben <Okafor>', 'Ana Ruiz', 'Team']);
    await page.focus('.sortable thead th:nth-child(2) button');
    await page.keyboard.press('Space');
    expect(await read()).toEqual(['Ana Ruiz', 'Ben <Okafor>', 'Team']);
    await page.keyboard.press('Space');
    expect(await read()).toEqual(['Ben <Okafor>', 'Ana Ruiz', 'Team']);
    expect(await sorted()).toEqual([null, 'ascending', null, null, null, null]);
    await page.close();
  });

  it('opens the definition that a card links to', async () => {
    const { page } = await openPage(browser, success.html, 1200);
    await page.click('.card h3 a[href="#metric-nrr"]');
    expect(await page.evaluate(`document.querySelector('details:has(#metric-nrr)').open`)).toBe(
      true,
    );
    await page.close();
  });
});

describe('the files of exact values', () => {
  it('hold the table with a value and its parts a metric', () => {
    expect(small.csvs.map((csv) => csv.name)).toEqual([
      'cards.csv',
      'members.csv',
      'outcomes.csv',
      'time.csv',
      'days.csv',
      'trend.csv',
    ]);
    const names = [
      'offered_count',
      'answered_count',
      'agent_answer_rate',
      'average_speed_of_answer_seconds',
      'talk_seconds',
      'csat',
    ];
    const heads = names.flatMap((name) => [name, `${name}_numerator`, `${name}_denominator`]);
    expect(small.csvs[1]?.text).toBe(
      [
        `row_kind,row_id,row_label,${heads.join(',')}`,
        'member,ana,Ana Ruiz,60,60,,54,54,,0.9,54,60,,,,7200,7200,,,0,0',
        'member,ben,Ben <Okafor>,40,40,,28,28,,0.7,28,40,,,,1800,1800,,3.75,15,4',
        'team,t1,Team,100,100,,82,82,,0.82,82,100,,,,9000,9000,,3.75,15,4',
        '',
      ].join('\r\n'),
    );
  });

  it('hold the trend, period by period', () => {
    expect(small.csvs.find((csv) => csv.name === 'trend.csv')?.text).toBe(
      [
        'period_label,period_start_date,metric_id,unit,value',
        '2026-W45,2026-11-02,offered_count,count,90',
        '2026-W45,2026-11-02,answered_count,count,80',
        '2026-W46,2026-11-09,offered_count,count,100',
        '2026-W46,2026-11-09,answered_count,count,82',
        '',
      ].join('\r\n'),
    );
  });
});

describe('the reports of this program', () => {
  it('read no table that they do not declare', async () => {
    for (const name of ['call-team', 'cs-team']) {
      const { declaration, queries } = await loadReport(name);
      for (const { text } of queries.values()) {
        const read = [...text.matchAll(/^ +(?:from|(?:inner|left|cross) join) ([a-z_]+)/gm)]
          .map((match) => match[1] as string)
          .filter((table) => !new RegExp(`^${table} as \\(`, 'm').test(text));
        const known = [...declaration.tables, 'report_scope', 'report_section'];
        expect(read.filter((table) => !known.includes(table))).toEqual([]);
      }
    }
  });

  it('are loaded with the text of their queries', async () => {
    const { queries } = await loadReport('call-team');
    const text = await readFile('reports/team/cards.sql', 'utf8');
    expect(queries.get('cards')).toMatchObject({ path: 'reports/team/cards.sql', text });
  });
});

describe('the page of a team without any value', () => {
  it('says so in each section', async () => {
    const db = await openSmallBuild();
    await db.run('delete from metric_values');
    const report = await loadReport('call-team');
    const { html, csvs } = await renderReport(assets, report, await readReportInput(db, report));
    db.close();
    expect(html).toContain('No metric of this team has a value yet.');
    expect(html).toContain('Nobody has a value in this period.');
    expect(html).toContain('No period has a value yet.');
    expect(csvs[1]?.text).toBe('row_kind,row_id,row_label\r\n');
  });
});
