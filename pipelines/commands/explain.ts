import { Command, Option } from 'commander';
import { splitColumns } from '../models/metric-rows.ts';
import type { CommandContext } from './context.ts';
import { explainNumber } from './explain-number.ts';
import { printExplanation } from './explain-print.ts';
import type { ExplainOptions } from './explanation.ts';
import { openSession } from './session.ts';

/** `muster explain`: one number with its definition, its parts and the rows behind it. */
export function explainCommand(context: CommandContext): Command {
  return new Command('explain')
    .summary('one number: definition, parts, the rows behind it')
    .description(
      'Prints what a number means, what it is made of and which rows are behind it; with --against, ' +
        'which parts moved it, and how much of that is mix.',
    )
    .argument('<metric>', 'one metric, such as answer_rate')
    .option('--for <scope>', 'whose number: team:ID, member:ID, organization …', 'organization')
    .option('--period <period>', '2026-W46, 2026-10, last-week …', 'last-week')
    .option('--against <period>', 'what moved it since this period of the same length')
    .addOption(
      new Option('--by <split>', 'the parts; default: the people of a team, the teams …').choices(
        Object.keys(splitColumns),
      ),
    )
    .option('--all', 'print every row, not only the first 50')
    .option('--json', 'print everything as JSON')
    .option('--csv', 'print the rows, all of them, as CSV')
    .addHelpText(
      'after',
      `
Example:
  muster explain csat --for team:T07 --period last-week
  muster explain nrr --period 2026-10 --against 2026-09 --by segment

Only rows that the scope may see are read. The look-up is noted in the audit log.

Exit codes: 0 printed · 2 unknown metric, scope or period, or no build yet`,
    )
    .action(async (metric: string, options: ExplainOptions, command: Command) => {
      const session = await openSession(context, command);
      try {
        const explained = await explainNumber(session, metric, options);
        await session.audit({
          action: options.csv === true || options.all === true ? 'export' : 'query',
          scope: explained.scope,
          object: `explain ${metric}`,
          detail: { period: options.period, rows: explained.rows.length },
        });
        context.effects.print(printExplanation(explained, options, session.config.currency));
      } finally {
        await session.close();
      }
    });
}
