import { Command } from 'commander';
import { rollbackBuild } from '../warehouse/publish.ts';
import type { CommandContext } from './context.ts';
import { openSession } from './session.ts';

/** `muster rollback`: the pointer goes back to the build before. */
export function rollbackCommand(context: CommandContext): Command {
  return new Command('rollback')
    .summary('publish the build before the current one again')
    .description('Points back to the build that was published before the current one.')
    .addHelpText(
      'after',
      `
Example:
  muster rollback

The next \`muster run\` with other data, SQL or settings publishes a new build again.

Exit codes: 0 rolled back · 2 there is no earlier build`,
    )
    .action(async (_options: object, command: Command) => {
      const session = await openSession(context, command);
      try {
        await session.raw();
        const { from, to } = await rollbackBuild(session.paths.builds, session.effects.now());
        await session.audit({
          action: 'rollback',
          scope: 'organization',
          object: from.buildId,
          buildId: to.buildId,
        });
        context.effects.print(`build ${to.buildId} is published again, ${from.buildId} is not\n`);
      } finally {
        await session.close();
      }
    });
}
