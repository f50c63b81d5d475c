import { describe, expect, it } from 'vitest';
import { loadFonts } from '../../pipelines/render/fonts.ts';

const count = (css: string) => css.split('@font-face').length - 1;

describe('loadFonts', () => {
  it('gives Latin in two weights for a page that has no other letters', async () => {
    const fonts = await loadFonts();
    expect(count(fonts.facesFor('Ana Ruiz – 93.6% ↑'))).toBe(2);
  });

  it('adds the parts that a name needs, so that it prints on a machine without fonts', async () => {
    const fonts = await loadFonts();
    expect(count(fonts.facesFor('Łukasz Dvořák'))).toBe(4);
    expect(count(fonts.facesFor('Łukasz Дмитрий'))).toBe(6);
  });
});
