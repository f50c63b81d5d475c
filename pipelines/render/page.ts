import { createHash } from 'node:crypto';
import type { RenderAssets } from './assets.ts';

/** What the layout prints around the sections. */
export interface PageView {
  readonly title: string;
  /** Printed at the foot of each sheet. */
  readonly footer: string;
  readonly [part: string]: unknown;
}

/**
 * Fills the layout: one file with its style, font and script inside. Its content security policy
 * forbids every fetch and every script but ours, so the browser itself keeps the page self-contained.
 */
export function renderPage(assets: RenderAssets, view: PageView): string {
  const hash = createHash('sha256').update(assets.script).digest('base64');
  const policy =
    `default-src 'none'; style-src 'unsafe-inline'; font-src data:; img-src data:; ` +
    `script-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`;
  const page = assets.templates.render('layout', {
    ...view,
    policy,
    css: `${assets.css}\n@page{@bottom-left{content:${cssText(view.footer)}}}`,
    script: assets.script,
  });
  const tidy = page.replaceAll(/[ \t]+$/gm, '').replaceAll(/\n{2,}/g, '\n');
  return tidy.replace('<style>', () => `<style>\n${assets.fonts.facesFor(tidy)}`);
}

/** A text as a CSS string that can neither end itself nor the style element. */
function cssText(text: string): string {
  const escaped = text.replaceAll(
    /[^A-Za-z0-9 .,:()–-]/gu,
    (character) => `\\${character.codePointAt(0)?.toString(16)} `,
  );
  return `"${escaped}"`;
}
