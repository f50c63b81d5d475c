import { Command } from 'commander';
import { listDeliveries } from '../record/delivery-history.ts';
import { listActivations } from '../record/digest-activations.ts';
import type { Record as MusterRecord } from '../record/record.ts';
import { listSteps, type RunStep } from '../record/run-steps.ts';
import { listRuns, markInterruptedRuns, type Run } from '../record/runs.ts';
import { type Published, readPublished } from '../warehouse/publish.ts';
import { openPublished } from '../warehouse/scoped.ts';
import type { CommandContext } from './context.ts';
import { extractStepOf } from './extract-steps.ts';
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
  /** The newest record of any kind, in UTC. */
  readonly reached_at: string | null;
  readonly row_count: number;
  readonly loaded_count: number;
  readonly merged_count: number;
  readonly rejected_count: number;
  readonly skipped_count: number;
  readonly call_count: number;
  readonly remark: string | null;
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
    read_steps: await readingSteps(record, runs),
    deliveries: (await listDeliveries(record, { workspace })).slice(0, 12),
    activated: (await listActivations(record, workspace)).map((one) => one.digest),
  };
}

/** The steps of the newest run that read its sources, one a source. */
async function readingSteps(
  record: MusterRecord,
  runs: readonly Run[],
): Promise<readonly RunStep[]> {
  for (const { runId } of runs) {
    const steps = await listSteps(record, runId);
    const read = steps.filter(({ step }) => step.startsWith(extractStepOf('')));
    if (read.length > 0) return read;
  }
  return [];
}

async function readBuild(session: Session, published: Published | undefined) {
  if (published === undefined) return { sources: [], held: [], names: {} };
  const build = await openPublished(await session.publishedBuildFile());
  try {
    return {
      sources: await build.rows<SourceRow>(
        `select source, kind, reached_at, row_count, loaded_count, merged_count, rejected_count,
            skipped_count, call_count, remark
          from source_state inner join source_counts using (source) order by source`,
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
    section('sources, as the build has them', sourceTable(status.sources)),
    section('read by the last run', readTable(status.read_steps)),
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
    source.reached_at?.slice(0, 19) ?? '–',
    ...[
      source.row_count,
      source.loaded_count,
      source.merged_count,
      source.rejected_count,
      source.skipped_count,
      source.call_count,
    ].map((count) => count.toLocaleString('en-US')),
  ]);
  const heads = ['source', 'kind', 'newest record (UTC)', 'rows', 'loaded', 'merged', 'rejected'];
  const table = textTable([...heads, 'no record', 'calls'], rows, new Set([3, 4, 5, 6, 7, 8]));
  const remarks = sources.flatMap(({ source, remark }) =>
    remark === null ? [] : `${source}: ${remark}\n`,
  );
  return `${table.trimEnd()}\n${remarks.join('')}`;
}

/** What the newest run that read anything read of each source. */
function readTable(steps: Status['read_steps']): string {
  if (steps.length === 0) return 'no run yet';
  return textTable(
    ['source', 'came to'],
    steps.map(({ step, detail }) => [step.slice(extractStepOf('').length), detail ?? '']),
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
