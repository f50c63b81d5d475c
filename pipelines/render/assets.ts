import { hashText } from '../run/files.ts';
import { readProgramFiles } from '../run/overlay.ts';
import { type Fonts, loadFonts } from './fonts.ts';
import { createTemplates, type Templates } from './template.ts';

/** What every page is made of beside its numbers; loaded once for a run. */
export interface RenderAssets {
  readonly templates: Templates;
  readonly fonts: Fonts;
  readonly css: string;
  readonly script: string;
  /** Changes when a template, style or script does. */
  readonly hash: string;
}

/** Loads templates, styles and script, the workspace's before ours, and the font. */
export async function loadRenderAssets(workspaceFolder?: string): Promise<RenderAssets> {
  const read = (folder: string, extension: string) =>
    readProgramFiles(workspaceFolder, folder, extension);
  const templates = await read('templates', '.hbs');
  const styles = await read('templates/styles', '.css');
  const scripts = await read('templates/scripts', '.js');
  const textOf = (files: readonly { text: string }[]) => files.map((file) => file.text).join('\n');
  return {
    templates: createTemplates(templates),
    fonts: await loadFonts(),
    css: textOf(styles),
    script: textOf(scripts).trim(),
    hash: hashText([...templates, ...styles, ...scripts].map((file) => file.text).join('\0')),
  };
}
