import { Command } from 'commander';
import { buildStage } from './build-stage.ts';
import type { CommandContext } from './context.ts';
import { openSession } from './session.ts';

/** `muster build`: models, audits, publish, without reading any source. */
export function buildCommand(context: CommandContext): Command {
  return new Command('build')
    .summary('models and audits from raw, then publish')
    .description('Builds all models from raw, audits them and publishes the build.')
    .option('--json', 'print what was published as JSON')
    .addHelpText(
      'after',
      `
Example:
  muster build

Exit codes: 0 published, or nothing had changed · 2 an error in a SQL file, or another muster is at
work · 4 an audit failed and nothing was published`,
    )
    .action(async (options: { json?: boolean }, command: Command) => {
      const session = await openSession(context, command);
      try {
        const outcome = await buildStage(session);
        const { buildId } = outcome.published;
        for (const audit of outcome.audits) {
          if (audit.failedRowCount === 0) continue;
          session.effects.log.warn(
            `${audit.severity} ${audit.audit}: ${audit.failedRowCount} rows`,
          );
        }
        const text = outcome.isNew
          ? `published build ${buildId}`
          : `nothing changed; build ${buildId} stays published`;
        const result = { build_id: buildId, is_new: outcome.isNew };
        context.effects.print(options.json === true ? `${JSON.stringify(result)}\n` : `${text}\n`);
      } finally {
        await session.close();
      }
    });
}
