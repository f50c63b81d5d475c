import { Command } from 'commander';
import type { CommandContext } from './context.ts';
import { printScores } from './score-print.ts';
import { findScores, type ScoreOptions } from './score-rows.ts';
import { openSession } from './session.ts';

/** `muster score`: the performance score of customer success managers, with all that it is composed of. */
export function scoreCommand(context: CommandContext): Command {
  return new Command('score')
    .summary('performance scores of customer success, component by component')
    .description(
      'Prints the performance score of each member and team that the scope sees: its coverage, every ' +
        'component with its value, points and weight, and why there is no score where there is none.',
    )
    .option(
      '--for <scope>',
      'whose: team:ID its members and itself, member:ID one person',
      'organization',
    )
    .option('--period <period>', 'a week, month or quarter: 2026-W46, 2026-10 …', 'last-month')
    .option('--json', 'print JSON with exact values')
    .option('--csv', 'print CSV with exact values, one line a component')
    .addHelpText(
      'after',
      `
Example:
  muster score --for team:success-huron --period 2026-10
  muster score --period last-quarter --csv

sql/seeds/performance_weights.csv says what counts, by how much; a workspace lays its own file over it. Only
rows that the scope may see are read. The look-up is noted in the audit log.

Exit codes: 0 printed · 2 unknown scope, a period without scores, or no build yet`,
    )
    .action(async (options: ScoreOptions, command: Command) => {
      const session = await openSession(context, command);
      try {
        const found = await findScores(session, options);
        await session.audit({
          action: options.csv === true ? 'export' : 'query',
          scope: found.scope,
          object: 'score',
          detail: { period: options.period, rows: found.scores.length },
        });
        context.effects.print(printScores(found, options, session.config.currency));
      } finally {
        await session.close();
      }
    });
}
