import { Command, Option } from 'commander';
import { printAlerts } from './alert-print.ts';
import { type AlertOptions, alertLevels, findAlerts } from './alert-rows.ts';
import type { CommandContext } from './context.ts';
import { openSession } from './session.ts';

/** `muster alerts`: what changed so much that somebody should look, with its evidence. */
export function alertsCommand(context: CommandContext): Command {
  return new Command('alerts')
    .summary('numbers that changed so much that somebody should look')
    .description(
      'Prints the alerts of the published build: those that began in the period, and those still open.',
    )
    .option('--for <scope>', 'whose: team:ID and member:ID see their accounts', 'organization')
    .option(
      '--period <period>',
      '2026-W46, 2026-10, 2026-10-01..2026-11-01 (its end is outside) …',
      'last-week',
    )
    .addOption(
      new Option('--level <level>', 'this level and graver ones')
        .choices([...alertLevels])
        .default('watch'),
    )
    .option('--new', 'only those that began in the period')
    .option('--json', 'print JSON with baseline, value and evidence')
    .option('--csv', 'print CSV with exact values')
    .addHelpText(
      'after',
      `
Example:
  muster alerts --period last-week
  muster alerts --for team:success-huron --level warning --json

One period beyond its baseline is a watch, two in a row are a warning, |M| above 6 is critical at once.
\`known since\` is the first day on which it could have been known. sql/seeds/alert_rules.csv says what is
watched. Where records are missing, there is an alert on the data and none on a fall.

Exit codes: 0 printed · 2 unknown scope, a period that the build does not list, or no build yet`,
    )
    .action(async (options: AlertOptions, command: Command) => {
      const session = await openSession(context, command);
      try {
        const rows = await findAlerts(session, options);
        context.effects.print(printAlerts(rows, options, session.config.currency));
      } finally {
        await session.close();
      }
    });
}
