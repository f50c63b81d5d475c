import { Command, CommanderError } from 'commander';
import { type ExitCode, exitCodes, messageOf, UserError } from '../run/user-error.ts';
import { alertsCommand } from './alerts.ts';
import { auditCommand } from './audit.ts';
import { buildCommand } from './build.ts';
import type { CommandContext } from './context.ts';
import { demoCommand } from './demo.ts';
import { doctorCommand } from './doctor.ts';
import { explainCommand } from './explain.ts';
import { extractCommand } from './extract.ts';
import { initCommand } from './init.ts';
import { kpiCommand } from './kpi.ts';
import { programVersion } from './program-version.ts';
import { reconcileCommand } from './reconcile.ts';
import { reportCommand } from './report.ts';
import { rollbackCommand } from './rollback.ts';
import { runCommand } from './run.ts';
import { scoreCommand } from './score.ts';
import { sendCommand } from './send.ts';
import { statusCommand } from './status.ts';

/** The whole command line: every command, with its help. */
export async function createProgram(context: CommandContext): Promise<Command> {
  const program = new Command('muster')
    .description(
      "Gathers a team's records, computes every performance number in SQL, and puts the right report " +
        'in front of the right person, or says plainly why it did not.',
    )
    .version(await programVersion())
    .option('--workspace <folder>', 'folder with muster.yaml (default: found upward from here)')
    .option('--debug', 'print the stack of an unexpected error')
    .addHelpText(
      'after',
      `
Example:
  npm run demo                      a sample company, the whole run, and where to look
  muster run --workspace my-company

Exit codes:
  0 done
  1 a bug in muster
  2 wrong usage or configuration, or another muster is at work
  3 a source is unreachable or malformed
  4 an audit failed, nothing was published
  5 published, but something was held back or not delivered`,
    );
  const commands = [
    demoCommand,
    initCommand,
    doctorCommand,
    runCommand,
    extractCommand,
    reconcileCommand,
    buildCommand,
    rollbackCommand,
    kpiCommand,
    explainCommand,
    alertsCommand,
    scoreCommand,
    reportCommand,
    sendCommand,
    statusCommand,
    auditCommand,
  ];
  for (const create of commands) program.addCommand(create(context));
  for (const command of [program, ...program.commands]) {
    command.exitOverride().configureOutput({
      writeOut: (text) => context.effects.print(text),
      writeErr: (text) => context.effects.log.info(text.trimEnd()),
    });
  }
  return program;
}

/**
 * Runs the command line and gives the exit code; every error becomes a text on stderr. `setExitCode`
 * of the context is answered here: a command may end with another code than 0 without an error.
 */
export async function runProgram(
  argv: readonly string[],
  given: Omit<CommandContext, 'setExitCode'>,
): Promise<ExitCode> {
  let exitCode: ExitCode = exitCodes.done;
  const context: CommandContext = {
    ...given,
    setExitCode: (code) => {
      exitCode = code;
    },
  };
  const program = await createProgram(context);
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return exitCode;
  } catch (error) {
    return explain(error, context, argv.includes('--debug'));
  }
}

function explain(error: unknown, context: CommandContext, isDebug: boolean): ExitCode {
  const { log } = context.effects;
  if (error instanceof CommanderError) {
    return error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
  }
  if (error instanceof UserError) {
    log.info(error.text);
    if (isDebug && error.stack !== undefined) log.info(error.stack);
    return error.exitCode;
  }
  log.info(`unexpected error: ${messageOf(error)}`);
  log.info(isDebug && error instanceof Error ? (error.stack ?? '') : 'Run again with --debug.');
  return exitCodes.bug;
}
