import { Command } from 'commander';
import type { Record } from '../record/record.ts';
import { finishStep, startStep } from '../record/run-steps.ts';
import { finishRun, startRun } from '../record/runs.ts';
import { formatPeriod, lastClosedPeriod, type Period, parsePeriod } from '../run/period.ts';
import { type ExitCode, exitCodes, messageOf, UserError } from '../run/user-error.ts';
import { buildStage } from './build-stage.ts';
import type { CommandContext } from './context.ts';
import { deliverStage, describeDeliveries } from './deliver-stage.ts';
import { describeExtract, extractStage } from './extract-stage.ts';
import { recordSourceSteps } from './extract-steps.ts';
import { noteHeldReports } from './note-held.ts';
import { runSteps, type Step } from './progress.ts';
import { formats, type RenderOutcome, renderStage } from './render-stage.ts';
import { openSession, type Session } from './session.ts';

interface RunOptions {
  readonly period?: string;
  readonly confirm?: string;
}

/** `muster run`: extract, build, audit, publish, render, deliver what is due. */
export function runCommand(context: CommandContext): Command {
  return new Command('run')
    .summary('extract, build, audit, publish, render, deliver what is due')
    .description('Does the whole run, for the last closed week unless a period is named.')
    .option(
      '--period <period>',
      'render this period; only the latest closed one is mailed by itself',
    )
    .option('--confirm <count>', 'allow a run to mail this many, when it stopped to ask')
    .addHelpText(
      'after',
      `
Example:
  muster run --workspace my-company

In cron, one line:
  5 7 * * 1  cd /srv/muster && npx muster run --workspace my-company

Running it again changes nothing and sends nothing twice.

Exit codes: 0 done · 2 configuration, or another muster is at work · 3 a source is unreachable or
malformed · 4 an audit failed, nothing was published · 5 published, but something was held back or
not delivered`,
    )
    .action(async (options: RunOptions, command: Command) => {
      const session = await openSession(context, command);
      try {
        context.setExitCode(await runWorkspace(session, context, options));
      } finally {
        await session.close();
      }
    });
}

/**
 * The whole run of a workspace, written into the record step by step. Gives 0 or 5; throws the
 * UserError of the step that failed after it is in the record.
 */
export async function runWorkspace(
  session: Session,
  context: CommandContext,
  options: RunOptions = {},
): Promise<ExitCode> {
  await session.raw();
  const period = wantedPeriod(session, options);
  const record = await session.record();
  const runId = runIdAt(context.effects.now());
  const periodLabel = formatPeriod(period, session.calendar);
  const asOf = session.effects.now();
  await startRun(record, { runId, command: 'run', periodLabel, asOf }, context.effects);
  const outcome: RunOutcome = { problems: [] };
  try {
    const steps = runStepsOf(session, context, { runId, period, options }, outcome);
    await runSteps(
      steps.map((step) => recorded(step, record, runId, context)),
      context,
    );
    const exitCode = outcome.problems.length > 0 ? exitCodes.undelivered : exitCodes.done;
    await finishRun(record, runId, { state: 'done', exitCode, ...endOf(outcome) }, context.effects);
    for (const problem of outcome.problems) context.effects.log.warn(problem);
    return exitCode;
  } catch (error) {
    const exitCode = error instanceof UserError ? error.exitCode : exitCodes.bug;
    const message = messageOf(error).split('\n')[0] ?? '';
    const end = { state: 'failed' as const, exitCode, ...endOf(outcome), message };
    await finishRun(record, runId, end, context.effects).catch(() => undefined);
    throw error;
  }
}

/** What the steps leave for the end of the run. */
interface RunOutcome {
  buildId?: string;
  reports?: readonly RenderOutcome[];
  readonly problems: string[];
}

function endOf(outcome: RunOutcome) {
  return {
    ...(outcome.buildId === undefined ? {} : { buildId: outcome.buildId }),
    ...(outcome.problems.length === 0 ? {} : { message: outcome.problems.join('; ') }),
  };
}

function runStepsOf(
  session: Session,
  context: CommandContext,
  request: { runId: string; period: Period; options: RunOptions },
  outcome: RunOutcome,
): Step[] {
  const { runId, period, options } = request;
  return [
    {
      title: 'extract',
      run: async (tell) => {
        const result = await extractStage(session, runId, tell);
        const read = { sources: Object.keys(session.config.sources), units: result.units };
        await recordSourceSteps(await session.record(), runId, read, context.effects);
        return describeExtract(result);
      },
    },
    {
      title: 'build',
      run: async (tell) => {
        const { published, isNew, audits } = await buildStage(session, tell);
        outcome.buildId = published.buildId;
        const failed = audits.filter((audit) => audit.failedRowCount > 0);
        for (const audit of failed) {
          context.effects.log.warn(
            `${audit.severity}: ${audit.audit}: ${audit.failedRowCount} rows`,
          );
        }
        if (!isNew) return `nothing changed, build ${published.buildId} stays published`;
        return `build ${published.buildId} published, ${audits.length - failed.length} audits passed`;
      },
    },
    {
      title: 'render',
      run: async (tell) => {
        const folder = session.paths.output;
        const request_ = { period, formats, outFolder: folder };
        const reports = await renderStage(session, request_, (one) =>
          tell(`${one.report} ${one.scopeName}: ${one.state}`),
        );
        outcome.reports = reports;
        const periodLabel = formatPeriod(period, session.calendar);
        await noteHeldReports(session, reports, { runId, periodLabel });
        outcome.problems.push(...problemsOf(reports));
        return describeReports(reports);
      },
    },
    {
      title: 'deliver',
      run: async (tell) => {
        const deliveries = await deliverStage(
          session,
          { runId, period, reports: outcome.reports ?? [], confirm: countOf(options.confirm) },
          tell,
        );
        outcome.problems.push(...deliveries.problems);
        return describeDeliveries(deliveries);
      },
    },
  ];
}

/** The same step, with its begin and end in the record. */
function recorded(step: Step, record: Record, runId: string, context: CommandContext): Step {
  const { effects } = context;
  return {
    title: step.title,
    run: async (tell) => {
      await startStep(record, runId, step.title, effects);
      try {
        const detail = await step.run(tell);
        await finishStep(record, runId, step.title, { state: 'done', detail }, effects);
        return detail;
      } catch (error) {
        const detail = messageOf(error).split('\n')[0] ?? '';
        const end = { state: 'failed' as const, detail };
        await finishStep(record, runId, step.title, end, effects).catch(() => undefined);
        throw error;
      }
    },
  };
}

function wantedPeriod(session: Session, options: RunOptions): Period {
  const now = session.effects.now();
  if (options.period === undefined) return lastClosedPeriod('week', now, session.calendar);
  return parsePeriod(options.period, now, session.calendar);
}

/** A run's id sorts by the time of the machine, also where the workspace's clock is held. */
export function runIdAt(instant: Temporal.Instant): string {
  return instant.toString({ smallestUnit: 'millisecond' }).replaceAll(/[-:.]/g, '');
}

function countOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^[1-9]\d*$/.test(text)) return Number(text);
  throw new UserError({
    what: `--confirm takes a number of messages, not "${text}"`,
    advice: 'Write the number that the run asked for. Nothing was run.',
    exitCode: exitCodes.usage,
  });
}

function problemsOf(reports: readonly RenderOutcome[]): string[] {
  const held = reports.filter((report) => report.state === 'held');
  const noPdf = reports.filter((report) => report.state === 'no-pdf');
  return [
    ...held.map((one) => `held: ${one.report} for ${one.scopeName}: ${one.reason}`),
    ...noPdf.slice(0, 1).map((one) => `${noPdf.length} reports have no PDF: ${one.reason}`),
  ];
}

function describeReports(reports: readonly RenderOutcome[]): string {
  const count = (state: RenderOutcome['state']) =>
    reports.filter((report) => report.state === state).length;
  const parts = [
    `${count('rendered') + count('no-pdf')} reports rendered`,
    `${count('unchanged')} unchanged`,
    ...(count('held') > 0 ? [`${count('held')} held`] : []),
  ];
  return parts.join(', ');
}
