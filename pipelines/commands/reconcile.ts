import { Command } from 'commander';
import { parsePeriod } from '../run/period.ts';
import { exitCodes, UserError } from '../run/user-error.ts';
import type { CommandContext } from './context.ts';
import { type ReconciledDay, reconcileStage } from './reconcile-stage.ts';
import { openSession } from './session.ts';
import { textTable } from './text-table.ts';

interface ReconcileOptions {
  readonly period?: string;
  readonly all?: boolean;
  readonly json?: boolean;
}

/** `muster reconcile`: do the counts of sources, raw and calls add up. */
export function reconcileCommand(context: CommandContext): Command {
  return new Command('reconcile')
    .summary('do the counts of sources, raw and calls add up')
    .description(
      'Counts every source anew, reads all telephone exports of archive and inbox once more, and holds ' +
        'them against raw and the published build, day by day. Nothing is written.',
    )
    .option('--period <period>', 'only the days of 2026-W46, 2026-10, last-week …')
    .option('--all', 'print every day, not only the sums and the days that need a word')
    .option('--json', 'print every day as JSON')
    .addHelpText(
      'after',
      `
Example:
  muster reconcile --period last-week

A difference is explained (rejected, no record, merged, not read yet, file gone, build older than
raw) or it is an error.

Exit codes: 0 all explained · 2 configuration, or no build yet · 3 a source is unreachable or
malformed · 4 a difference that nothing explains`,
    )
    .action(async (options: ReconcileOptions, command: Command) => {
      const session = await openSession(context, command);
      try {
        const period =
          options.period === undefined
            ? undefined
            : parsePeriod(options.period, session.effects.now(), session.calendar);
        const days = await reconcileStage(session, period);
        const isAll = options.all === true;
        context.effects.print(
          options.json === true ? `${JSON.stringify(days, null, 2)}\n` : printDays(days, isAll),
        );
        const unexplained = days.filter((day) => !day.is_explained);
        if (unexplained.length > 0) {
          throw new UserError({
            what: `${unexplained.length} ${unexplained.length === 1 ? 'difference is' : 'differences are'} explained by nothing`,
            where: unexplained.map(({ source, entity }) => `${source}/${entity}`)[0] ?? '',
            advice:
              'Run `muster extract --full --reconcile` and `muster build`, and reconcile again; raw and the build are as they were.',
            exitCode: exitCodes.audit,
          });
        }
      } finally {
        await session.close();
      }
    });
}

const heads = [
  'source',
  'entity',
  'day',
  'in source',
  'in raw',
  'calls',
  'annotated',
  'matched',
  '',
  'why',
];

/** Sums of each source and entity, and below them the days that need a word. */
export function printDays(days: readonly ReconciledDay[], isAll: boolean): string {
  const groups = Map.groupBy(days, (day) => `${day.source}\n${day.entity}`);
  const rows = [...groups.values()].flatMap((group) => {
    const told = group.filter(
      (day) => day.local_date !== null && (isAll || !day.is_explained || day.difference !== 0),
    );
    return [sumRow(group), ...told.map((day) => dayRow(day))];
  });
  return textTable(heads, rows, new Set([3, 4, 5, 6, 7]));
}

function sumRow(group: readonly ReconciledDay[]): string[] {
  const [first] = group;
  const sum = (pick: (day: ReconciledDay) => number | null) => {
    const values = group.flatMap((day) => pick(day) ?? []);
    return values.length === 0 ? '' : format(values.reduce((total, value) => total + value, 0));
  };
  const counted: [string, (day: ReconciledDay) => number | null][] = [
    ['rejected', (day) => day.rejected_count],
    ['no record', (day) => day.skipped_count],
    ['merged', (day) => day.merged_count],
    ['not read yet', (day) => day.unread_count],
    ['from files that are gone', (day) => day.gone_count],
    ['of no caller', (day) => day.no_call_count],
    ['not explained', (day) => Math.abs(day.difference)],
  ];
  const why = counted.flatMap(([word, pick]) =>
    ['', '0'].includes(sum(pick)) ? [] : `${sum(pick)} ${word}`,
  );
  const isBehind = group.some((day) => day.explanation.includes('older than raw'));
  return [
    first?.source ?? '',
    first?.entity ?? '',
    'all',
    sum((day) => day.source_count),
    sum((day) => day.raw_count),
    sum((day) => day.call_count),
    sum((day) => day.annotation_count),
    sum((day) => day.annotation_matched_count),
    group.every((day) => day.is_explained) ? 'ok' : 'WRONG',
    [...why, ...(isBehind ? ['the published build is older than raw'] : [])].join(', '),
  ];
}

function dayRow(day: ReconciledDay): string[] {
  return [
    '',
    '',
    day.local_date ?? '',
    format(day.source_count),
    format(day.raw_count),
    ...[day.call_count, day.annotation_count, day.annotation_matched_count].map((count) =>
      count === null ? '' : format(count),
    ),
    day.is_explained ? 'ok' : 'WRONG',
    day.explanation,
  ];
}

function format(count: number): string {
  return count.toLocaleString('en-US');
}
