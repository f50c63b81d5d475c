import { type ChangeText, describeChange } from './change-text.ts';
import { formatValue, type ValueStyle } from './format.ts';
import { describeEarlier } from './period-text.ts';
import { type Row, type RowShape, readRows } from './row-shape.ts';
import { countsInsteadOfRate, describeSample } from './sample-text.ts';

/** One card as `cards.sql` gives it. */
export interface CardRow {
  readonly card_order: number;
  readonly metric_id: string;
  readonly label: string;
  readonly unit: string;
  readonly better: string;
  readonly period_window: string | null;
  readonly value: number | null;
  readonly numerator: number | null;
  readonly denominator: number | null;
  readonly sample_count: number | null;
  /** Why the value is null; with a value, what it leaves out. */
  readonly reason: string | null;
  /** The performance band of a score from 0 to 100, in a word. */
  readonly band: string | null;
  readonly is_small_sample: boolean;
  readonly previous_value: number | null;
  readonly previous_label: string | null;
  readonly change: number | null;
  readonly change_unit: string;
  readonly is_noticeable: boolean;
  /** up, down, flat or unclear; null where no change is stated. */
  readonly trend: string | null;
  /** Why no change is stated. */
  readonly change_reason: string | null;
}

export const cardShape: RowShape<CardRow> = {
  card_order: 'number',
  metric_id: 'text',
  label: 'text',
  unit: 'text',
  better: 'text',
  period_window: 'text?',
  value: 'number?',
  numerator: 'number?',
  denominator: 'number?',
  sample_count: 'number?',
  reason: 'text?',
  band: 'text?',
  is_small_sample: 'boolean',
  previous_value: 'number?',
  previous_label: 'text?',
  change: 'number?',
  change_unit: 'text',
  is_noticeable: 'boolean',
  trend: 'text?',
  change_reason: 'text?',
};

/** One card as the page and the mail show it. */
export interface CardView {
  readonly metricId: string;
  readonly label: string;
  readonly window: string | null;
  readonly value: string;
  readonly reason: string | null;
  /** What the value leaves out, such as calls whose wait is not known. */
  readonly remark: string | null;
  readonly band: string | null;
  readonly sample: string | null;
  readonly change: (ChangeText & { readonly from: string }) | null;
  readonly changeReason: string | null;
}

/** The rows of a cards query, checked and in their order. */
export function readCards(rows: readonly Row[], path: string): CardRow[] {
  return readRows<CardRow>(rows, cardShape, path).sort((a, b) => a.card_order - b.card_order);
}

/** The view of each card. */
export function viewCards(
  cards: readonly CardRow[],
  currencyCode: string,
  grain: string,
): CardView[] {
  return cards.map((card) => viewCard(card, { currencyCode, isCompact: true }, grain));
}

function viewCard(card: CardRow, style: ValueStyle, grain: string): CardView {
  const counts = countsInsteadOfRate(card);
  return {
    metricId: card.metric_id,
    label: card.label,
    window: card.period_window,
    value: counts ?? formatValue(card.value, card.unit, style),
    reason: card.value === null ? (card.reason ?? 'the reason is not recorded') : null,
    remark: card.value === null ? null : card.reason,
    band: card.band,
    sample: counts === undefined ? (describeSample(card) ?? null) : null,
    change: viewChange(card, style.currencyCode, grain),
    changeReason: card.value === null ? null : card.change_reason,
  };
}

/** The earlier value is exact: beside $2.5M, only $2,534,100 shows what a change of 0.2% was. */
function viewChange(card: CardRow, currencyCode: string, grain: string): CardView['change'] {
  const text = describeChange(card);
  if (text === undefined) return null;
  const previous = formatValue(card.previous_value, card.unit, { currencyCode, isCompact: false });
  return { ...text, from: `from ${previous} ${describeEarlier(grain)}` };
}
