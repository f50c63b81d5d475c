import { type CsvValue, toCsv } from '../render/csv.ts';
import { formatNumber, formatValue, noValue } from '../render/format.ts';
import type { Row } from '../warehouse/database.ts';
import { describeTrend } from './explain-trend.ts';
import type {
  Contribution,
  ExplainedPart,
  ExplainedValue,
  ExplainOptions,
  Explanation,
} from './explanation.ts';
import { textTable } from './text-table.ts';

/** An explanation as text, or as JSON; with `--csv` only its rows, all of them. */
export function printExplanation(
  explained: Explanation,
  options: ExplainOptions,
  currency: string,
): string {
  if (options.json === true) return `${JSON.stringify(explained, null, 2)}\n`;
  const columns = explained.row_columns;
  if (options.csv === true) {
    const cells = explained.rows.map((row) => columns.map((column) => row[column] as CsvValue));
    return toCsv(columns, cells);
  }
  const print = numberPrinter(explained.metric.unit, currency);
  const sections = [
    headSection(explained, print, currency),
    explained.against === null
      ? partsSection(explained, print)
      : contributionSection(explained, print),
    rowsSection(explained),
  ];
  return sections.filter((section) => section !== '').join('\n');
}

interface Print {
  readonly value: (value: number | null) => string;
  /** A numerator, a denominator or a sum. */
  readonly amount: (value: number | null) => string;
  /** A difference of two values. */
  readonly change: (value: number | null) => string;
}

function numberPrinter(unit: string, currency: string): Print {
  const value = (number: number | null) =>
    formatValue(number, unit, { currencyCode: currency, isCompact: false });
  const signed = (number: number, text: string) => (number > 0 ? `+${text}` : text);
  return {
    value,
    amount: (number) => (number === null ? noValue : formatNumber(number, 0, 2)),
    change: (number) => {
      if (number === null) return noValue;
      if (unit === 'ratio') return signed(number, `${formatNumber(number * 100, 2, 2)} pt`);
      return signed(number, unit === 'score' ? formatNumber(number, 3, 3) : value(number));
    },
  };
}

function headSection(explained: Explanation, print: Print, currency: string): string {
  const { metric, value, settings, against, grain } = explained;
  const overlaid = metric.is_overlaid ? ' (defined by this workspace)' : '';
  const settingList = Object.entries(settings).map(([name, setting]) => `${name} ${setting}`);
  const lines = [
    [`${metric.name} of ${value.scope_name}`, periodText(value)],
    ['asks', metric.answers],
    ['definition', metric.definition],
    ['window', metric.period_window],
    ['settings', settingList.join(', ')],
    ['value', valueText(value, print)],
    ['could be', intervalText(value, print)],
    ['reason', value.reason ?? ''],
    ['in period', inPeriodText(explained, print)],
    ['before', against === null ? changeText(explained, print) : ''],
    ['against', against === null ? '' : againstText(value, against.value, print)],
    ['beware', against === null ? '' : partOfWhole(value, against.value)],
    ...describeTrend(explained.trend, { unit: metric.unit, currency, grain }),
    ...explained.benchmarks.map(({ group_name: group, peer_value: peer, peer_count: count }) => [
      'the others',
      `${print.value(peer)}, ${count} of ${group}`,
    ]),
    ['SQL', `${metric.sql_path}${overlaid}`],
    ['WRONG', explained.adds_up ? '' : 'the rows below give another number; run `muster build`'],
  ];
  const [title = [], ...facts] = lines;
  const shown = facts.filter(([, text]) => text !== '');
  const printed = shown.map(([name = '', text]) => `${name.padEnd(12)}${text}`);
  return `${title.join(', ')}\n\n${printed.join('\n')}\n`;
}

function periodText(value: ExplainedValue): string {
  return value.is_closed ? value.period_label : `${value.period_label} (open)`;
}

type Told = Pick<ExplainedValue, 'numerator' | 'denominator' | 'value' | 'sample_count'>;

function inPeriodText({ in_period: inPeriod }: Explanation, print: Print): string {
  if (inPeriod === null) return '';
  const why = inPeriod.reason === null ? '' : ` (${inPeriod.reason})`;
  return `${valueText(inPeriod, print)}${why} (${inPeriod.metric_id})`;
}

function valueText(value: Told, print: Print): string {
  const sample = value.sample_count === null ? '' : `, n ${print.amount(value.sample_count)}`;
  const of =
    value.denominator === null
      ? ''
      : ` = ${print.amount(value.numerator)} / ${print.amount(value.denominator)}`;
  return `${print.value(value.value)}${of}${sample}`;
}

/** What else could be behind a share of so few, in words. */
function intervalText(value: ExplainedValue, print: Print): string {
  const { numerator, denominator, low_95: low, high_95: high } = value;
  if (low === null || high === null) return '';
  const ofAll = `${print.amount(numerator)} of ${print.amount(denominator)}`;
  return `${print.value(low)} to ${print.value(high)}, as far as ${ofAll} can tell (Wilson, 95 %)`;
}

function changeText({ change }: Explanation, print: Print): string {
  if (change === null) return '';
  const { base_label: label, base_value: base, compared_as: as, trend, reason, test } = change;
  const moved = change.change as number | null;
  const isRelative = as === 'relative';
  const difference =
    isRelative && moved !== null
      ? `${moved > 0 ? '+' : ''}${formatNumber(moved * 100, 1, 1)} %`
      : print.change(moved);
  const why = reason ?? test;
  return `${label}: ${print.value(base as number | null)}, ${difference}, ${trend} (${why})`;
}

/** The running month and quarter are compared over equal working days, a running day or week is not. */
function partOfWhole(value: ExplainedValue, base: ExplainedValue): string {
  const open = [value, base].find((each) => !each.is_closed);
  return open === undefined
    ? ''
    : `${open.period_label} is not over: a part is compared with a whole`;
}

function againstText(value: ExplainedValue, base: ExplainedValue, print: Print): string {
  const change = value.value === null || base.value === null ? null : value.value - base.value;
  const why = base.reason === null ? '' : ` (${base.reason})`;
  return `${periodText(base)}: ${valueText(base, print)}; change ${print.change(change)}${why}`;
}

function nameOf(part: ExplainedPart | Contribution, split: string | null): string {
  return part.part_name ?? `(no ${split})`;
}

function partsSection(explained: Explanation, print: Print): string {
  const { parts, split, metric } = explained;
  if (parts.length === 0) return '';
  const isRatio = parts.some((part) => part.denominator !== null);
  const share = (part: ExplainedPart) =>
    part.share === null ? noValue : `${formatNumber(part.share * 100, 1, 1)} %`;
  const heads = isRatio
    ? [split ?? '', 'value', 'numerator', 'denominator', 'share of denominator']
    : [split ?? '', 'value', 'share'];
  const cells = parts.map((part) => [
    nameOf(part, split),
    print.value(part.value),
    ...(isRatio ? [print.amount(part.numerator), print.amount(part.denominator)] : []),
    share(part),
  ]);
  const table = textTable(
    heads,
    [...cells, ['all', ...allOf(explained, isRatio, print), '']],
    new Set([1, 2, 3, 4]),
  );
  const unknown = unknownNote(parts.map((part) => [nameOf(part, split), part.reason]));
  return `${metric.name} by ${split}\n\n${table}${unknown}${noSumNote(explained)}`;
}

/** Why parts have sums and no value of their own: each reason with the parts that it holds for. */
function unknownNote(parts: readonly (readonly [name: string, reason: string | null])[]): string {
  const unknown = parts.filter(([, reason]) => reason !== null);
  const lines = [...Map.groupBy(unknown, ([, reason]) => reason)].map(
    ([reason, of]) => `${reason}: ${[...new Set(of.map(([name]) => name))].join(', ')}`,
  );
  return lines.length === 0 ? '' : `\nNo value of its own, ${lines.join('; ')}.\n`;
}

/** What the parts add up to; what is taken anew of each part does not add up, and is the whole's own. */
function allOf(explained: Explanation, isRatio: boolean, print: Print): string[] {
  const { parts, part_sums: sums, value: whole } = explained;
  const sum = (pick: (part: ExplainedPart) => number | null) =>
    parts.reduce((total, part) => total + (pick(part) ?? 0), 0);
  const numerator = sums === 'none' ? whole.numerator : sum((part) => part.numerator);
  const denominator = sums === 'both' ? sum((part) => part.denominator) : whole.denominator;
  if (!isRatio) return [print.value(sums === 'none' ? whole.value : numerator)];
  const ratio = numerator === null || !denominator ? null : numerator / denominator;
  return [print.value(ratio), print.amount(numerator), print.amount(denominator)];
}

function noSumNote(explained: Explanation): string {
  return explained.part_sums === 'none'
    ? '\nEach part has a value of its own rows; they do not add up to that of all rows.\n'
    : '';
}

function contributionSection(explained: Explanation, print: Print): string {
  const { split, against, metric } = explained;
  if (against === null || against.parts.length === 0) return '';
  const isRatio =
    explained.part_sums === 'both' && against.parts.some((part) => part.denominator !== null);
  const table = isRatio
    ? ratioTable(explained, against.parts, print)
    : sumTable(explained, against.parts, print);
  const unknown = unknownNote(
    against.parts.flatMap((part) => [
      [`${nameOf(part, split)} in ${against.value.period_label}`, part.base_reason] as const,
      [`${nameOf(part, split)} in ${explained.value.period_label}`, part.reason] as const,
    ]),
  );
  const note = isRatio
    ? '\nBy rate: the part itself did better or worse. By mix: it weighs more or less than before.\n'
    : noSumNote(explained);
  const verb = explained.part_sums === 'none' ? 'How the parts changed in' : 'What moved';
  return `${verb} ${metric.name}, by ${split}\n\n${table}${unknown}${note}`;
}

function ratioTable(explained: Explanation, parts: readonly Contribution[], print: Print): string {
  const { split, against, value } = explained;
  const fraction = (numerator: number, denominator: number | null, reason: string | null) => [
    print.value(reason === null ? quotient(numerator, denominator ?? 0) : null),
    print.amount(denominator),
  ];
  const line = (name: string, part: Omit<Contribution, 'part_id' | 'part_name'>) => [
    name,
    ...fraction(part.base_numerator, part.base_denominator, part.base_reason),
    ...fraction(part.numerator, part.denominator, part.reason),
    print.change(part.change),
    print.change(part.rate_effect),
    print.change(part.mix_effect),
  ];
  const sum = (pick: (part: Contribution) => number | null) =>
    parts.reduce((total, part) => total + (pick(part) ?? 0), 0);
  const all = line('all', {
    base_numerator: sum((part) => part.base_numerator),
    base_denominator: sum((part) => part.base_denominator),
    numerator: sum((part) => part.numerator),
    denominator: sum((part) => part.denominator),
    change: sum((part) => part.change),
    rate_effect: sum((part) => part.rate_effect),
    mix_effect: sum((part) => part.mix_effect),
    base_reason: null,
    reason: null,
  });
  const was = against?.value.period_label ?? '';
  const heads = [split ?? '', was, 'of', value.period_label, 'of', 'change', 'by rate', 'by mix'];
  const cells = parts.map((part) => line(nameOf(part, split), part));
  return textTable(heads, [...cells, all], new Set([1, 2, 3, 4, 5, 6, 7]));
}

/** Parts of a sum, or parts that share one denominator: the last line is the number itself. */
function sumTable(explained: Explanation, parts: readonly Contribution[], print: Print): string {
  const { split, against, value } = explained;
  const partValue = (numerator: number, denominator: number | null, reason: string | null) => {
    if (reason !== null) return print.value(null);
    return print.value(denominator === null ? numerator : quotient(numerator, denominator));
  };
  const cells = parts.map((part) => [
    nameOf(part, split),
    partValue(part.base_numerator, part.base_denominator, part.base_reason),
    partValue(part.numerator, part.denominator, part.reason),
    print.change(part.change),
  ]);
  const [was, now] = [against?.value.value ?? null, value.value];
  const change = was === null || now === null ? null : now - was;
  const all = ['all', print.value(was), print.value(now), print.change(change)];
  const heads = [split ?? '', against?.value.period_label ?? '', value.period_label, 'change'];
  return textTable(heads, [...cells, all], new Set([1, 2, 3]));
}

function quotient(numerator: number, denominator: number): number | null {
  return denominator === 0 ? null : numerator / denominator;
}

function rowsSection(explained: Explanation): string {
  const { rows, row_count: count, rows_model: model, rows_condition: condition } = explained;
  if (model === null) return 'No rows are named in the metric\u2019s file.\n';
  const of = condition === null ? model : `${model} where ${condition}`;
  if (rows.length === 0) return `Rows of ${of}: none\n`;
  const shown = rows.length < count ? `, the first ${rows.length} (--all: every one)` : '';
  const isTold = (column: string) => rows.some((row) => row[column] !== null);
  const columns = explained.row_columns.filter(isTold);
  const cells = rows.map((row) => columns.map((column) => cellText(row, column)));
  const title = `Rows of ${of}: ${formatNumber(count)}${shown}`;
  // Instants are kept in UTC, days are local ones.
  const heads = columns.map((column) => (column.endsWith('_at') ? `${column} (UTC)` : column));
  return `${title}\n\n${textTable(heads, cells)}`;
}

function cellText(row: Row, column: string): string {
  const cell = row[column];
  if (cell === null || cell === undefined) return noValue;
  return typeof cell === 'number' ? formatNumber(cell, 0, 2) : String(cell);
}
