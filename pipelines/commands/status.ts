import { Command } from 'commander';
import { listDeliveries } from '../record/delivery-history.ts';
import { listActivations } from '../record/digest-activations.ts';
import { listSteps } from '../record/run-steps.ts';
import { listRuns, markInterruptedRuns, type Run } from '../record/runs.ts';
import { type Published, readPublished } from '../warehouse/publish.ts';
import { openPublished } from '../warehouse/scoped.ts';
import type { CommandContext } from './context.ts';
import { openSession, type Session } from './session.ts';
import { textTable } from './text-table.ts';

/** `muster status`: what ran, how fresh, what failed, what is held. */
export function statusCommand(context: CommandContext): Command {
  return new Command('status')
    .summary('what ran, how fresh, what failed, what is held')
    .description('Shows the last runs, how far the data reaches, held scopes and deliveries.')
    .option('--json', 'print everything as JSON')
    .addHelpText(
      'after',
      `
Example:
  muster status --workspace my-company

Exit codes: 0 shown · 2 no workspace · 3 the record is unreachable`,
    )
    .action(async (options: { json?: boolean }, command: Command) => {
      const session = await openSession(context, command);
      try {
        const status = await readStatus(session, context);
        context.effects.print(
          options.json === true
            ? `${JSON.stringify({ ...status, names: undefined }, null, 2)}\n`
            : printStatus(status),
        );
      } finally {
        await session.close();
      }
    });
}

interface SourceRow {
  readonly source: string;
  readonly kind: string;
  readonly newest_at: string | null;
  readonly loaded_count: number;
  readonly rejected_count: number;
}

interface HeldRow {
  readonly audit: string;
  readonly scope: string;
  readonly message: string;
}

type Status = Awaited<ReturnType<typeof readStatus>>;

async function readStatus(session: Session, context: CommandContext) {
  const record = await session.record();
  await markInterruptedRuns(record, context.effects);
  const runs = await listRuns(record, 5);
  const last = runs[0];
  const published = await readPublished(session.paths.builds);
  const workspace = await session.workspaceId();
  return {
    company: session.config.company,
    published: published ?? null,
    ...(await readBuild(session, published)),
    runs,
    last_steps: last === undefined ? [] : await listSteps(record, last.runId),
    deliveries: (await listDeliveries(record, { workspace })).slice(0, 12),
    activated: (await listActivations(record, workspace)).map((one) => one.digest),
  };
}

async function readBuild(session: Session, published: Published | undefined) {
  if (published === undefined) return { sources: [], held: [], names: {} };
  const build = await openPublished(await session.publishedBuildFile());
  try {
    return {
      sources: await build.rows<SourceRow>(
        `select source, kind, newest_at, loaded_count, rejected_count from source_state
          order by source`,
      ),
      held: await build.rows<HeldRow>(
        `select audit, scope_kind || ':' || scope_id as scope, message from held_scopes order by all`,
      ),
      names: Object.fromEntries(
        (
          await build.rows<{ person_id: string; name: string }>(
            'select person_id, name from people',
          )
        ).map((row) => [row.person_id, row.name]),
      ) as Readonly<Record<string, string>>,
    };
  } finally {
    build.close();
  }
}

function printStatus(status: Status): string {
  const { published, runs, last_steps: steps, deliveries } = status;
  const build =
    published === null
      ? 'none published yet; `muster run` makes the first'
      : `${published.buildId}, published ${published.publishedAt}`;
  const failed = steps.filter((step) => step.state === 'failed');
  return [
    `${status.company}\n\n`,
    `build: ${build}\n`,
    section('runs, newest first', runs.length === 0 ? 'none' : runTable(runs)),
    ...failed.map((step) => `failed step: ${step.step}: ${step.detail ?? ''}\n`),
    section('sources', sourceTable(status.sources)),
    section('held', status.held.length === 0 ? 'nothing' : heldTable(status.held)),
    section('mails', deliveries.length === 0 ? 'none yet' : deliveryTable(status)),
    `mailed by itself: ${status.activated.join(', ') || 'nothing; see `muster send --help`'}\n`,
  ].join('');
}

function section(title: string, body: string): string {
  return `\n${title}\n${body.trimEnd()}\n`;
}

function runTable(runs: readonly Run[]): string {
  const rows = runs.map((run) => [
    run.startedAt.toString({ smallestUnit: 'second' }),
    run.command,
    run.periodLabel ?? '',
    run.state,
    run.exitCode === null ? '–' : String(run.exitCode),
    run.buildId ?? '–',
    shorten(run.message ?? ''),
  ]);
  return textTable(['started', 'command', 'period', 'state', 'exit', 'build', 'message'], rows);
}

/** A cell that leaves the table readable; `--json` has the whole text. */
function shorten(text: string): string {
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}

function sourceTable(sources: readonly SourceRow[]): string {
  if (sources.length === 0) return 'no build yet';
  const rows = sources.map((source) => [
    source.source,
    source.kind,
    source.newest_at ?? '–',
    String(source.loaded_count),
    String(source.rejected_count),
  ]);
  return textTable(
    ['source', 'kind', 'newest record (UTC)', 'loaded', 'rejected'],
    rows,
    new Set([3, 4]),
  );
}

function heldTable(held: readonly HeldRow[]): string {
  return textTable(
    ['scope', 'audit', 'asks'],
    held.map((row) => [row.scope, row.audit, row.message]),
  );
}

function deliveryTable({ deliveries, names }: Status): string {
  const rows = deliveries.map((one) => [
    one.periodLabel,
    one.digest,
    names[one.personId] ?? one.personId,
    one.transport,
    one.state,
    shorten(one.error ?? ''),
  ]);
  return textTable(['period', 'digest', 'person', 'by', 'state', 'error'], rows);
}
