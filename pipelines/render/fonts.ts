import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

/** The font of the pages, as data, so that they need no network in ten years either. */
export interface Fonts {
  /** The font faces for the characters that a text has; Latin is always among them. */
  facesFor(text: string): string;
}

interface Subset {
  readonly face: string;
  readonly ranges: readonly (readonly [number, number])[];
}

const weights = [400, 600];

/** Loads Inter in two weights; it comes in parts by script, of which a page embeds those that it uses. */
export async function loadFonts(): Promise<Fonts> {
  const latin = import.meta.resolve('@fontsource/inter/files/inter-latin-400-normal.woff2');
  const read = (name: string) => readFile(fileURLToPath(new URL(name, latin)));
  const listed: Record<string, string> = JSON.parse(String(await read('../unicode.json')));
  const subsets = await Promise.all(
    Object.entries(listed).map(async ([name, unicodeRange]): Promise<Subset> => {
      const faces = weights.map(async (weight) => {
        const data = (await read(`inter-${name}-${weight}-normal.woff2`)).toString('base64');
        return (
          `@font-face{font-family:Inter;font-style:normal;font-weight:${weight};` +
          `font-display:block;unicode-range:${unicodeRange};` +
          `src:url(data:font/woff2;base64,${data}) format('woff2')}`
        );
      });
      return { face: (await Promise.all(faces)).join('\n'), ranges: parseRanges(unicodeRange) };
    }),
  );
  return { facesFor: (text) => pickFaces(subsets, text) };
}

function pickFaces(subsets: readonly Subset[], text: string): string {
  const latin = subsets.find((subset) => covers(subset, 'A'.charCodeAt(0)));
  const missing = [...new Set(text)]
    .map((character) => character.codePointAt(0) ?? 0)
    .filter((code) => latin === undefined || !covers(latin, code));
  return subsets
    .filter((subset) => subset === latin || missing.some((code) => covers(subset, code)))
    .map((subset) => subset.face)
    .join('\n');
}

function covers(subset: Subset, code: number): boolean {
  return subset.ranges.some(([first, last]) => first <= code && code <= last);
}

/** `U+0000-00FF,U+0131` as pairs of first and last code point. */
function parseRanges(unicodeRange: string): [number, number][] {
  return unicodeRange.split(',').map((range) => {
    const [first = '', last = first] = range.replace('U+', '').split('-');
    return [Number.parseInt(first, 16), Number.parseInt(last, 16)];
  });
}
