import { userInfo } from 'node:os';
import { Command } from 'commander';
import { activateDigest, deactivateDigest } from '../record/digest-activations.ts';
import { loadDigest } from '../render/load-report.ts';
import { parsePeriod } from '../run/period.ts';
import { exitCodes, UserError } from '../run/user-error.ts';
import type { CommandContext } from './context.ts';
import { deliverStage, describeDeliveries } from './deliver-stage.ts';
import { readDryRun } from './dry-run.ts';
import { formats, renderStage } from './render-stage.ts';
import { runIdAt } from './run.ts';
import { openSession, type Session } from './session.ts';

interface SendOptions {
  readonly period: string;
  readonly to?: string;
  readonly dryRun?: boolean;
  readonly resend?: boolean;
  readonly confirm?: string;
  readonly activate?: boolean;
  readonly deactivate?: boolean;
  readonly json?: boolean;
}

/** `muster send`: deliver a digest by hand, activate it, or see who would get it. */
export function sendCommand(context: CommandContext): Command {
  return new Command('send')
    .summary('deliver a digest; activate, dry run, resend')
    .description(
      'Delivers a digest for a period, also one that is not due. A person who has got it gets it again ' +
        'only with --resend. A new digest is a preview until --activate.',
    )
    .argument('[digest]', 'which digest', 'weekly-team')
    .option('--period <period>', 'which period', 'last-week')
    .option('--to <person>', 'only this person')
    .option('--dry-run', 'say who would get it; nothing is sent')
    .option('--resend', 'send it again to the person of --to, under the same Message-ID')
    .option('--confirm <count>', 'allow this many mails, when it stopped to ask')
    .option('--activate', 'from now on `muster run` mails it by itself')
    .option('--deactivate', 'from now on it is a preview again')
    .option('--json', 'print what was done as JSON')
    .addHelpText(
      'after',
      `
Example:
  muster send weekly-team --period last-week --dry-run

Exit codes: 0 done · 2 unknown digest, period or person · 5 somebody's mail did not go out`,
    )
    .action(async (digest: string, options: SendOptions, command: Command) => {
      const session = await openSession(context, command);
      try {
        await loadDigest(digest, session.folder);
        if (options.activate === true || options.deactivate === true) {
          context.effects.print(await switchDigest(session, digest, options.activate === true));
          return;
        }
        if (options.dryRun === true) {
          context.effects.print(await readDryRun(session, digest, options));
          return;
        }
        await send(session, digest, options, context);
      } finally {
        await session.close();
      }
    });
}

async function send(
  session: Session,
  digest: string,
  options: SendOptions,
  context: CommandContext,
): Promise<void> {
  if (options.resend === true && options.to === undefined) {
    throw new UserError({
      what: '--resend needs --to, because it mails again what has arrived',
      advice: 'Name the person: `muster status` lists them. Nothing was sent.',
      exitCode: exitCodes.usage,
    });
  }
  const period = parsePeriod(options.period, session.effects.now(), session.calendar);
  const reports = await renderStage(session, {
    period,
    formats,
    outFolder: session.paths.output,
  });
  const outcome = await deliverStage(session, {
    runId: runIdAt(context.effects.now()),
    period,
    reports,
    digest,
    isExplicit: true,
    isResend: options.resend === true,
    ...(options.to === undefined ? {} : { personId: options.to }),
    ...(options.confirm === undefined ? {} : { confirm: Number(options.confirm) }),
  });
  for (const problem of outcome.problems) session.effects.log.warn(problem);
  if (outcome.problems.length > 0) context.setExitCode(exitCodes.undelivered);
  context.effects.print(
    options.json === true
      ? `${JSON.stringify(outcome, null, 2)}\n`
      : `${describeDeliveries(outcome)}\n`,
  );
}

async function switchDigest(session: Session, digest: string, isOn: boolean): Promise<string> {
  const record = await session.record();
  const workspace = await session.workspaceId();
  const actor = `os:${userInfo().username}`;
  if (isOn) await activateDigest(record, workspace, digest, actor, session.effects);
  else await deactivateDigest(record, workspace, digest);
  const action = isOn ? 'activate' : 'deactivate';
  await session.audit({ action, scope: 'organization', object: digest });
  return isOn
    ? `${digest} is on: \`muster run\` mails it when it is due\n`
    : `${digest} is off: \`muster run\` renders, and sends nothing\n`;
}
