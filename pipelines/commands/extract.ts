import { Command } from 'commander';
import { formatUnit } from '../extract/sources.ts';
import type { CommandContext } from './context.ts';
import { type ExtractOptions, readExtractOptions } from './extract-options.ts';
import { describeExtract, extractStage, rebuildStage } from './extract-stage.ts';
import { runIdAt } from './run.ts';
import { openSession } from './session.ts';

/** `muster extract`: new source rows into raw, and nothing else. */
export function extractCommand(context: CommandContext): Command {
  const collect = (value: string, before: string[]) => [...before, value];
  return new Command('extract')
    .summary('new source rows into raw')
    .description('Reads the sources into raw.duckdb. Nothing is built, published or sent.')
    .argument('[entity...]', 'read these entities only')
    .option('--entity <name>', 'the same; may stand more than once', collect, [])
    .option('--source <name>', 'read this source only; may stand more than once', collect, [])
    .option('--since <when>', 'read rows again whose cursor is at or after this day or instant')
    .option('--until <when>', 'end of the part that is read again, itself not in it')
    .option('--full', 'read all rows, also of entities that have a cursor')
    .option('--reconcile', 'compare all keys now, so that what the source deleted goes')
    .option('--rebuild-raw', 'make raw.duckdb anew from its change files, the archive, the sources')
    .option('--json', 'print what was read as JSON')
    .addHelpText('after', help)
    .action(async (names: string[], options: ExtractOptions, command: Command) => {
      const session = await openSession(context, command);
      try {
        const request = readExtractOptions(names, options, session.calendar);
        const runId = runIdAt(context.effects.now());
        const stage = request.isRebuild ? rebuildStage : extractStage;
        const tell = (line: string) => session.effects.log.info(line);
        const result = await stage(session, runId, tell, request);
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

const help = `
Example:
  muster extract --workspace my-company
  muster extract calls --since 2026-10-01 --until 2026-11-01
  muster extract --source app --reconcile
  muster extract --rebuild-raw

An entity with a cursor is read from its watermark less the look-back, every other one in full. A part
read with --since and --until is merged; the watermark stays where it is. A day begins at midnight in
the zone of the workspace.

Exit codes: 0 done · 2 configuration, or another muster is at work · 3 a source is unreachable or
malformed; what could be read is in raw.duckdb`;
