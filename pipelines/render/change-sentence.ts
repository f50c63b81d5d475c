import { type ChangeText, describeChange } from './change-text.ts';
import { formatValue } from './format.ts';
import { describeEarlier } from './period-text.ts';
import { type Row, type RowShape, readRows } from './row-shape.ts';
import { countsInsteadOfRate, describeSample, type SampledValue } from './sample-text.ts';

/** One change as `changes.sql` gives it. */
export interface ChangeRow extends SampledValue {
  readonly change_order: number;
  readonly row_kind: string;
  readonly row_label: string;
  readonly metric_id: string;
  readonly label: string;
  readonly better: string;
  readonly previous_value: number;
  readonly previous_label: string;
  readonly change: number;
  readonly change_unit: string;
  readonly is_noticeable: boolean;
  /** False where chance alone could explain it. */
  readonly is_clear: boolean;
}

const changeShape: RowShape<ChangeRow> = {
  change_order: 'number',
  row_kind: 'text',
  row_label: 'text',
  metric_id: 'text',
  label: 'text',
  unit: 'text',
  better: 'text',
  value: 'number?',
  numerator: 'number?',
  denominator: 'number?',
  sample_count: 'number?',
  is_small_sample: 'boolean',
  previous_value: 'number',
  previous_label: 'text',
  change: 'number',
  change_unit: 'text',
  is_noticeable: 'boolean',
  is_clear: 'boolean',
};

/** The rows of a changes query, checked and in their order. */
export function readChanges(rows: readonly Row[], path: string): ChangeRow[] {
  const changes = readRows<ChangeRow>(rows, changeShape, path);
  return changes.sort((a, b) => a.change_order - b.change_order);
}

/** One change as a reader sees it. */
export interface ChangeSentence {
  readonly who: string;
  readonly arrow: string;
  readonly judgement: ChangeText['judgement'];
  readonly sentence: string;
}

/** Such as `Ana Ruiz:` and `Calls handled rose 24.0% to 155, from 125 the week before (better).` */
export function sayChange(row: ChangeRow, currencyCode: string, grain: string): ChangeSentence {
  const style = { currencyCode, isCompact: false };
  const text = describeChange(row);
  const counts = countsInsteadOfRate(row);
  const value = counts ?? formatValue(row.value, row.unit, style);
  const sample = counts === undefined ? describeSample(row) : undefined;
  const previous = formatValue(row.previous_value, row.unit, style);
  const remarks = [text?.judgement, sample, row.is_clear ? '' : 'may be chance'];
  const bracket = remarks.filter((remark) => remark).join('; ');
  return {
    who: row.row_kind === 'team' ? 'The team' : row.row_label,
    arrow: text?.arrow ?? '',
    judgement: text?.judgement ?? '',
    sentence:
      `${row.label} ${text?.verb ?? 'changed'} to ${value}, from ${previous} ` +
      `${describeEarlier(grain)}${bracket === '' ? '' : ` (${bracket})`}.`,
  };
}
