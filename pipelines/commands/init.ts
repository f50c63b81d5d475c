import { existsSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { Command } from 'commander';
import { configJsonSchema } from '../../config/json-schema.ts';
import { configFileName } from '../../config/load.ts';
import { makeFolder, writeWholeFile } from '../run/files.ts';
import { readProgramFile } from '../run/overlay.ts';
import { exitCodes, UserError } from '../run/user-error.ts';
import type { CommandContext } from './context.ts';

/** `muster init`: a new workspace with a commented configuration. */
export function initCommand(context: CommandContext): Command {
  return new Command('init')
    .summary('a new workspace with a commented muster.yaml')
    .description('Writes a commented muster.yaml and its JSON Schema into a folder.')
    .argument('[folder]', 'the new workspace', '.')
    .addHelpText(
      'after',
      `
Example:
  muster init my-company

Exit codes: 0 written · 2 there is a muster.yaml already`,
    )
    .action(async (folder: string) => {
      const target = resolve(context.currentFolder, folder);
      const path = join(target, configFileName);
      if (existsSync(path)) {
        throw new UserError({
          what: 'there is a workspace here already',
          where: path,
          advice: 'Edit it, or name another folder. Nothing was written.',
          exitCode: exitCodes.usage,
        });
      }
      const example = await readProgramFile(undefined, 'config/muster.example.yaml');
      await makeFolder(join(target, 'inbox'));
      const schema = `${JSON.stringify(configJsonSchema(), null, 2)}\n`;
      await writeWholeFile(join(target, 'muster.schema.json'), schema);
      await writeWholeFile(path, example?.text ?? '');
      const shown = relative(context.currentFolder, path);
      context.effects.print(
        `wrote ${shown}. Fill in the sources, then run \`muster doctor --workspace ${folder}\`.\n`,
      );
    });
}
