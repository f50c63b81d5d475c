import { Command, Option } from 'commander';
import { scopeKinds } from '../access/scope.ts';
import { keptSplits } from '../models/metric-splits.ts';
import { grains } from '../run/period.ts';
import type { CommandContext } from './context.ts';
import type { KpiOptions } from './kpi-open.ts';
import { printRows } from './kpi-print.ts';
import { findValues } from './kpi-values.ts';
import { openSession } from './session.ts';

/** `muster kpi`: values of metrics as a table, JSON or CSV. */
export function kpiCommand(context: CommandContext): Command {
  return new Command('kpi')
    .summary('values of metrics as a table, JSON or CSV')
    .description('Prints the values of metrics from the published build.')
    .argument('[metric...]', 'metrics, such as csat nrr; all when none is named')
    .addOption(
      new Option('--by <kind>', 'a row for each scope of this kind').choices([
        ...scopeKinds,
        'team_member',
      ]),
    )
    .option('--for <scope>', 'only what this scope may see, such as team:ID', 'organization')
    .addOption(
      new Option('--grain <grain>', 'default: the grain of the period').choices([...grains]),
    )
    .option(
      '--period <period>',
      '2026-W46, 2026-10, 2026-10-01..2026-11-01 (its end is outside) …',
      'last-week',
    )
    .addOption(
      new Option(
        '--compare [base]',
        'add the change against the period before, or a year before, and what chance explains of it',
      ).choices(['previous_period', 'year_before']),
    )
    .addOption(
      new Option('--split <split>', 'a row for each part: queue, hour, campaign, lead_type …')
        .choices([...keptSplits])
        .conflicts('compare'),
    )
    .option('--json', 'print JSON; a missing value is null and has its reason')
    .option('--csv', 'print CSV with exact values')
    .addHelpText(
      'after',
      `
Example:
  muster kpi csat answered_count --by team --grain week --period last-week
  muster kpi answer_rate --by member --period last-week --compare
  muster kpi nrr --period 2026-10 --split segment

A change is up, down, flat or unclear: up and down only where the 90 % interval leaves out zero and the
change is a noticeable one. Counts are compared per working day, and an open period over as many working
days of the one before. With --json and --csv the slope over the last periods and a shift stand beside it,
and, compared or not, what could be behind a share of so many: low_95 and high_95.

Exit codes: 0 printed · 2 unknown metric, scope, period or cut, or one that the metrics
are not given by, or no build yet`,
    )
    .action(async (metrics: string[], options: KpiOptions, command: Command) => {
      const session = await openSession(context, command);
      try {
        const rows = await findValues(session, metrics, options);
        context.effects.print(printRows(rows, options, session.config.currency));
      } finally {
        await session.close();
      }
    });
}
