import axe from 'axe-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadRenderAssets, type RenderAssets } from '../../pipelines/render/assets.ts';
import { type DigestInput, type DigestTeam, renderDigest } from '../../pipelines/render/email.ts';
import { type LoadedDigest, loadDigest } from '../../pipelines/render/load-report.ts';
import type { ReportScope } from '../../pipelines/render/report.ts';
import type { Database } from '../../pipelines/warehouse/database.ts';
import { openChromium, openPage } from './chromium.ts';
import { expectGolden } from './golden.ts';
import { openLargeBuild, provenance } from './large-build.ts';
import { openSmallBuild } from './small-build.ts';

let assets: RenderAssets;
let digest: LoadedDigest;
let callTeam: DigestTeam;
let csTeam: DigestTeam;

beforeAll(async () => {
  assets = await loadRenderAssets();
  digest = await loadDigest('weekly-team');
  callTeam = await readTeam(await openSmallBuild(), 'Wixom agents', []);
  const notes = ['2 accounts without an owner are not counted.'];
  csTeam = await readTeam(await openLargeBuild('success', 10), 'Key accounts', notes);
});

async function readTeam(db: Database, name: string, notes: string[]): Promise<DigestTeam> {
  const scope = await db.one<ReportScope>('select * from report_scope');
  const cards = await db.rows(digest.cards.text);
  const changes = await db.rows(digest.changes.text);
  db.close();
  return { scope: { ...scope, scope_name: name }, cards, changes, notes };
}

function inputOf(...teams: DigestInput['teams']): DigestInput {
  return {
    personName: 'Dana Reed',
    teams,
    attachments: teams.map(({ scope }) => ({
      fileName: `${scope.scope_name.toLowerCase().replace(' ', '-')}-2026-W46.pdf`,
      description: `the whole report of ${scope.scope_name}`,
    })),
    notes: [],
    provenance,
  };
}

describe('the mail of one team', () => {
  it('has the reviewed text', async () => {
    const { subject, text } = renderDigest(assets, digest, inputOf(callTeam));
    expect(subject).toBe('Wixom agents: Nov 9 – 15, 2026 (2026-W46)');
    await expectGolden('weekly-team.txt', text);
  });

  it('has the reviewed page', async () => {
    await expectGolden('weekly-team.html', renderDigest(assets, digest, inputOf(callTeam)).html);
  });

  it('has no style sheet, no script, no link and no picture, and fits 640 pixels', () => {
    const { html } = renderDigest(assets, digest, inputOf(callTeam));
    expect(html).not.toMatch(/<(?:style|script|a|img|link|div class)\b/);
    expect(html).not.toMatch(/https?:/);
    expect(html).toContain('max-width:640px');
  });
});

describe('the mail of two teams', () => {
  it('has the same numbers in its page and in its text', () => {
    const { html, text } = renderDigest(assets, digest, inputOf(callTeam, csTeam));
    const visible = html
      .replace(/<!--[\s\S]*?-->/g, '')
      .replace(/<head>[\s\S]*<\/head>/, '')
      .replaceAll(/<[^>]+>/g, ' ');
    expect(numbersIn(visible)).toEqual(numbersIn(text));
    expect(numbersIn(text).length).toBeGreaterThan(30);
  });

  it('names the teams, and counts them when they are many', () => {
    const { subject, html } = renderDigest(assets, digest, inputOf(callTeam, csTeam));
    expect(subject).toBe('Wixom agents and Key accounts: Nov 9 – 15, 2026 (2026-W46)');
    expect(html).toContain('2 accounts without an owner are not counted.');
    expect(renderDigest(assets, digest, inputOf(callTeam, csTeam, callTeam)).subject).toBe(
      'Your 3 teams: Nov 9 – 15, 2026 (2026-W46)',
    );
  });

  it('has no violation of WCAG 2.1 AA at 640 and 400 pixels', async () => {
    const { html } = renderDigest(assets, digest, inputOf(callTeam, csTeam));
    const browser = await openChromium();
    for (const width of [640, 400]) {
      const { page } = await openPage(browser, html, width);
      await page.evaluate(axe.source);
      const found = await page.evaluate(
        `axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'] }).then((results) =>
          results.violations.map((one) => one.id + ': ' + one.nodes.map((node) => node.html).join(' ')))`,
      );
      expect(found).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
    }
    await browser.close();
  });
});

describe('the mail of a held team', () => {
  it('says why instead of showing numbers', () => {
    const held = {
      ...callTeam,
      cards: [],
      changes: [],
      notes: ['Held: 3 of 40 calls lack an agent.'],
    };
    const { html, text } = renderDigest(assets, digest, inputOf(held));
    expect(text).toContain('! Held: 3 of 40 calls lack an agent.');
    expect(text).not.toContain('Largest changes');
    expect(html).toContain('Held: 3 of 40 calls lack an agent.');
    expect(html).not.toContain('Largest changes');
  });
});

describe('the mail of a team of which the records end early', () => {
  it('says so where nothing is told of a change (CS-6, KPI.md G9)', () => {
    const reason = 'No comparison: records end on 2026-11-11';
    const cards = callTeam.cards.map((card) => ({ ...card, change: null, change_reason: reason }));
    const { text } = renderDigest(assets, digest, inputOf({ ...callTeam, cards, changes: [] }));
    expect(text).toContain(reason);
    expect(text).toContain(
      'Nothing is known to have moved against the period before: records end on 2026-11-11.',
    );
    const whole = renderDigest(assets, digest, inputOf({ ...callTeam, changes: [] })).text;
    expect(whole).toContain('Nothing moved against the period before.');
  });
});

/** The distinct numbers of a text, with their signs and units, sorted. */
function numbersIn(text: string): string[] {
  return [...new Set(text.match(/[−$]?\d[\d,.:]*\d%?|\d%?/g) ?? [])].sort();
}
