import { Command } from 'commander';
import { formatUnit } from '../extract/sources.ts';
import type { CommandContext } from './context.ts';
import { describeExtract, extractStage } from './extract-stage.ts';
import { runIdAt } from './run.ts';
import { openSession } from './session.ts';

/** `muster extract`: new source rows into raw, and nothing else. */
export function extractCommand(context: CommandContext): Command {
  return new Command('extract')
    .summary('new source rows into raw')
    .description('Reads the sources into raw.duckdb. Nothing is built, published or sent.')
    .option('--json', 'print what was read as JSON')
    .addHelpText(
      'after',
      `
Example:
  muster extract --workspace my-company

Exit codes: 0 done · 2 configuration, or another muster is at work · 3 a source is unreachable or
malformed`,
    )
    .action(async (options: { json?: boolean }, command: Command) => {
      const session = await openSession(context, command);
      try {
        const runId = runIdAt(context.effects.now());
        const result = await extractStage(session, runId, (line) => session.effects.log.info(line));
        const lines = [...result.units.map(formatUnit), describeExtract(result)];
        context.effects.print(
          options.json === true
            ? `${JSON.stringify(result.units, null, 2)}\n`
            : `${lines.join('\n')}\n`,
        );
      } finally {
        await session.close();
      }
    });
}
