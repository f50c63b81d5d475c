import { relative, resolve } from 'node:path';
import { Command } from 'commander';
import { formatScope, parseScope } from '../access/scope.ts';
import { parsePeriod } from '../run/period.ts';
import { exitCodes, UserError } from '../run/user-error.ts';
import type { CommandContext } from './context.ts';
import { listReportStates } from './list-reports.ts';
import { type Format, formats, type RenderOutcome, renderStage } from './render-stage.ts';
import { openSession, type Session } from './session.ts';

interface ReportOptions {
  readonly for?: string;
  readonly period: string;
  readonly format: string;
  readonly out?: string;
  readonly list?: boolean;
  readonly json?: boolean;
}

/** `muster report`: renders reports from the published build. */
export function reportCommand(context: CommandContext): Command {
  return new Command('report')
    .summary('render a report as HTML, PDF and CSV')
    .description('Renders a report from the published build; the paths written go to stdout.')
    .argument('[name]', 'cs-team, call-team …; every report when none is named')
    .option('--for <scope>', 'team:ID, or each', 'each')
    .option('--period <period>', '2026-W46, last-week …', 'last-week')
    .option('--format <list>', 'html, pdf, csv', formats.join(','))
    .option('--out <folder>', "another folder than the workspace's output")
    .option('--list', 'list the reports, and why one is not offered')
    .option('--json', 'print what was done as JSON')
    .addHelpText(
      'after',
      `
Example:
  muster report call-team --for each --period last-week --format html,pdf

Exit codes: 0 rendered · 2 unknown report, scope or period · 5 a report is held, or no PDF was made`,
    )
    .action(async (name: string | undefined, options: ReportOptions, command: Command) => {
      const session = await openSession(context, command);
      try {
        if (options.list === true) {
          context.effects.print(await listReportStates(session, options.json === true));
          return;
        }
        const outcomes = await render(session, name, options);
        if (outcomes.some((outcome) => ['held', 'no-pdf'].includes(outcome.state))) {
          context.setExitCode(exitCodes.undelivered);
        }
        context.effects.print(printOutcomes(outcomes, options, context.currentFolder));
      } finally {
        await session.close();
      }
    });
}

async function render(session: Session, name: string | undefined, options: ReportOptions) {
  const wanted = options.for === 'each' || options.for === undefined ? undefined : options.for;
  const outcomes = await renderStage(session, {
    period: parsePeriod(options.period, session.effects.now(), session.calendar),
    ...(name === undefined ? {} : { report: name }),
    ...(wanted === undefined ? {} : { scope: parseScope(wanted) }),
    formats: readFormats(options.format),
    outFolder: options.out === undefined ? session.paths.output : resolve(options.out),
  });
  for (const outcome of outcomes) {
    if (outcome.reason !== undefined) {
      session.effects.log.warn(`${outcome.report} ${outcome.scopeName}: ${outcome.reason}`);
    }
  }
  if (outcomes.length > 0) return outcomes;
  throw new UserError({
    what: `no report fits ${name ?? 'this workspace'} for ${options.for ?? 'each'}`,
    advice: 'Run `muster report --list`. Nothing was written.',
    exitCode: exitCodes.usage,
  });
}

function readFormats(text: string): Format[] {
  return text.split(',').map((part) => {
    const format = formats.find((known) => known === part.trim());
    if (format !== undefined) return format;
    throw new UserError({
      what: `"${part.trim()}" is not a format`,
      advice: `Known: ${formats.join(', ')}. Nothing was written.`,
      exitCode: exitCodes.usage,
    });
  });
}

function printOutcomes(
  outcomes: readonly RenderOutcome[],
  options: ReportOptions,
  currentFolder: string,
): string {
  if (options.json === true) {
    const rows = outcomes.map(({ scope, scopeName, ...rest }) => ({
      ...rest,
      scope: formatScope(scope),
      scope_name: scopeName,
    }));
    return `${JSON.stringify(rows, null, 2)}\n`;
  }
  const paths = outcomes
    .filter((outcome) => outcome.state !== 'held')
    .map((outcome) => relative(currentFolder, outcome.folder) || '.');
  return paths.map((path) => `${path}\n`).join('');
}
