import { Command } from 'commander';
import type { CommandContext } from './context.ts';
import { diagnose } from './diagnose.ts';
import { openSession } from './session.ts';

/** `muster doctor`: is everything reachable and in order, one line each. */
export function doctorCommand(context: CommandContext): Command {
  return new Command('doctor')
    .summary('is everything reachable and in order')
    .description('Checks sources, record, folders, zone, browser, mail and disk, one line each.')
    .option('--json', 'print the checks as JSON')
    .addHelpText(
      'after',
      `
Example:
  muster doctor --workspace my-company

Exit codes: 0 all in order · 2 the configuration · 3 a source or the record · 5 browser or mail`,
    )
    .action(async (options: { json?: boolean }, command: Command) => {
      const session = await openSession(context, command);
      try {
        const checks = await diagnose(session);
        const lines = checks.map(({ state, name, text }) => `${marks[state]} ${name}: ${text}`);
        context.effects.print(
          options.json === true ? `${JSON.stringify(checks, null, 2)}\n` : `${lines.join('\n')}\n`,
        );
        const codes = checks.flatMap((check) => (check.state === 'bad' ? [check.exitCode] : []));
        const [worst] = codes.sort((a, b) => a - b);
        if (worst !== undefined) context.setExitCode(worst);
      } finally {
        await session.close();
      }
    });
}

const marks = { good: '✓', warn: '!', bad: '✗' } as const;
