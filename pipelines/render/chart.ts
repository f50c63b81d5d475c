import { exitCodes, messageOf, UserError } from '../run/user-error.ts';
import type { Row } from './row-shape.ts';

/** A drawing that was compiled once and is then fed rows. */
export interface Chart {
  /** One accessible SVG of a width; its ids start with `id`, which is unique on the page. */
  draw(
    rows: readonly Row[],
    text: { id: string; title: string; description: string; width: number },
  ): Promise<string>;
}

/**
 * Compiles a Vega-Lite drawing whose data is named `rows`. It never reaches for the network: a drawing
 * that names a url is refused.
 */
export async function createChart(specText: string, path: string): Promise<Chart> {
  // Loaded here since Vega takes a quarter of a second that commands without a chart need not spend.
  const vega = await import('vega');
  const { compile } = await import('vega-lite');
  const runtime = attempt(path, () => {
    if (/"url"\s*:/.test(specText)) throw new Error('a chart may not load data from a url');
    return vega.parse(compile(JSON.parse(specText)).spec);
  });
  const loader = vega.loader();
  loader.load = () => Promise.reject(new Error('a chart may not load anything'));
  return {
    async draw(rows, text) {
      const view = new vega.View(runtime, { renderer: 'none', loader });
      view.logLevel(vega.Error);
      // Vega writes derived columns into the rows it gets.
      view.data('rows', structuredClone(rows) as Row[]).width(text.width);
      try {
        await view.runAsync();
        return makeAccessible(await view.toSVG(), text);
      } finally {
        view.finalize();
      }
    },
  };
}

/** Adds title and description for who does not see it, and drops the labels that Vega only hides. */
function makeAccessible(
  svg: string,
  text: { id: string; title: string; description: string },
): string {
  const ids = `${text.id}-title ${text.id}-description`;
  const head =
    `<title id="${text.id}-title">${escapeXml(text.title)}</title>` +
    `<desc id="${text.id}-description">${escapeXml(text.description)}</desc>`;
  return svg
    .replace(/^<svg ([^>]*)>/, `<svg role="img" aria-labelledby="${ids}" $1>${head}`)
    .replaceAll(/<text [^>]*opacity="0"[^>]*>[^<]*<\/text>/g, '')
    .replaceAll(/ (?:aria-roledescription|aria-hidden|pointer-events)="[^"]*"/g, '')
    .replaceAll(/ role="graphics-[^"]*"/g, '');
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function attempt<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    throw new UserError({
      what: messageOf(cause),
      where: path,
      advice: 'Correct the chart, or remove it to use the built-in one. Nothing was written.',
      exitCode: exitCodes.usage,
      cause,
    });
  }
}
