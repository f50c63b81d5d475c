import { toCsv } from '../render/csv.ts';
import { formatNumber, formatValue, noValue } from '../render/format.ts';
import type { Score, ScoreComponent } from './score-read.ts';
import type { FoundScores, ScoreOptions } from './score-rows.ts';
import { textTable } from './text-table.ts';

const scoreColumns = [
  ...(['scope_kind', 'scope_id', 'scope_name', 'team_id', 'period_label', 'score'] as const),
  ...(['coverage', 'component_count', 'reason', 'weights_version'] as const),
] as const;
const componentColumns = [
  ...(['metric_id', 'value', 'sample_count', 'minimum_sample', 'poor', 'good'] as const),
  ...(['points', 'weight', 'added_points'] as const),
] as const;

/** Scores with their components as tables for people, or as JSON or CSV with exact values. */
export function printScores(found: FoundScores, options: ScoreOptions, currency: string): string {
  const { scores } = found;
  if (options.json === true) return `${JSON.stringify(scores, null, 2)}\n`;
  if (options.csv === true) {
    const columns = [...scoreColumns, ...componentColumns, 'component_reason'];
    const lines = scores.flatMap((score) =>
      score.components.map((component) => [
        ...scoreColumns.map((column) => score[column]),
        ...componentColumns.map((column) => component[column]),
        component.reason,
      ]),
    );
    return toCsv(columns, lines);
  }
  if (scores.length === 0) return '';
  const sections = [
    ...(scores.length > 1 ? [overview(scores)] : []),
    ...scores.map((score) => oneScore(score, currency)),
    ruleOf(found),
  ];
  return sections.join('\n');
}

const points = (value: number | null) => (value === null ? noValue : formatNumber(value, 1, 1));
const share = (value: number) => `${formatNumber(value * 100, 0, 1)}%`;

function overview(scores: readonly Score[]): string {
  const cells = scores.map((score) => [
    nameOf(score),
    points(score.score),
    share(score.coverage),
    `${score.component_count} of ${score.components.length}`,
    score.reason ?? '',
  ]);
  const heads = ['who', 'score', 'coverage', 'components', 'why none'];
  return textTable(heads, cells, new Set([1, 2, 3]));
}

function nameOf({ scope_kind: kind, scope_name: name, team_id: team }: Score): string {
  return kind === 'team_member' ? `${name} (${team})` : name;
}

function oneScore(score: Score, currency: string): string {
  const period = score.is_closed ? score.period_label : `${score.period_label} (open)`;
  const told =
    score.score === null
      ? `no score (${score.reason})`
      : `${points(score.score)} of 100, from ${share(score.coverage)} of the weights`;
  const isWhole = score.components.every(({ reason }) => reason === null);
  const heads = ['component', 'value', 'n', '0 at', '100 at', 'points', 'weight', 'adds'];
  const cells = score.components.map((component) => componentCells(component, currency));
  const table = textTable(
    isWhole ? heads : [...heads, 'why none'],
    isWhole ? cells.map((line) => line.slice(0, heads.length)) : cells,
    new Set([1, 2, 3, 4, 5, 6, 7]),
  );
  return `${nameOf(score)}, ${period}: ${told}\n\n${table}`;
}

function componentCells(component: ScoreComponent, currency: string): string[] {
  const { unit, value, sample_count: count, poor, good, weight, reason } = component;
  const text = (number: number | null) =>
    formatValue(number, unit, { currencyCode: currency, isCompact: false });
  return [
    component.name,
    text(value),
    count === null ? noValue : formatNumber(count, 0, 0),
    text(poor),
    text(good),
    points(component.points),
    share(weight),
    points(component.added_points),
    reason ?? '',
  ];
}

/** What is missing is left out of a mean, which is what makes a rule about how much may be missing needful. */
function ruleOf({ scores, minimum_components: least, minimum_coverage: coverage }: FoundScores) {
  return (
    `A score is the mean of the points by weight, over what has a value; it needs ${least} components and ` +
    `${share(coverage)} of the weights. Weights ${scores[0]?.weights_version}, sql/seeds/performance_weights.csv.\n`
  );
}
