import { formatNumber } from './format.ts';

/** How much a value moved against the period before, as the query computed it. */
export interface Change {
  readonly better: string;
  readonly change: number | null;
  /**
   * points: difference of ratios; relative: share of the earlier value; per working day: such a share
   * of counts that are for as many days as were worked; absolute: plain difference.
   */
  readonly change_unit: string;
  /** False for a change too small, or too likely chance, to be called better or worse. */
  readonly is_noticeable: boolean;
  /** up, down, flat or unclear, where the query tells it. */
  readonly trend?: string | null;
}

/** A change for the reader: an arrow and words, so that nothing rests on colour. */
export interface ChangeText {
  /** `↑`, `↓` or `=`; empty where the change is not noticeable, which no arrow may say it is (KPI.md 10.1). */
  readonly arrow: string;
  /** Such as `up 2.1 points`, `−6.9 points, may be chance`; `unchanged` where it rounds to nothing. */
  readonly words: string;
  /** Such as `rose 2.1 points`, for a sentence. */
  readonly verb: string;
  /** better, worse, or empty where neither direction is or the change is not noticeable. */
  readonly judgement: '' | 'better' | 'worse';
}

/** The words for a change; undefined when there is none to state. */
export function describeChange(change: Change): ChangeText | undefined {
  if (change.change === null) return undefined;
  const size = sizeOf(Math.abs(change.change), change.change_unit);
  if (size === undefined) {
    return { arrow: '=', words: 'unchanged', verb: 'stayed level', judgement: '' };
  }
  const isUp = change.change > 0;
  const verb = `${isUp ? 'rose' : 'fell'} ${size}`;
  if (!change.is_noticeable) {
    const words = `${isUp ? '+' : '−'}${size}${remarks[change.trend ?? ''] ?? ''}`;
    return { arrow: '', words, verb, judgement: '' };
  }
  return {
    arrow: isUp ? '↑' : '↓',
    words: `${isUp ? 'up' : 'down'} ${size}`,
    verb,
    judgement: judge(isUp, change.better),
  };
}

/** Why a change is not called up or down. */
const remarks: Readonly<Record<string, string>> = {
  flat: ', a small change',
  unclear: ', may be chance',
};

function sizeOf(size: number, unit: string): string | undefined {
  const [text, word] =
    unit === 'points'
      ? [formatNumber(size * 100, 1, 1), 'points']
      : unit === 'relative' || unit === 'per working day'
        ? [formatNumber(size * 100, 1, 1), '%']
        : [formatNumber(size, 2, 2), ''];
  if (!/[1-9]/.test(text)) return undefined;
  if (word === 'points') return `${text} ${text === '1.0' ? 'point' : 'points'}`;
  return `${text}${word}${unit === 'per working day' ? ' per working day' : ''}`;
}

function judge(isUp: boolean, better: string): ChangeText['judgement'] {
  if (better !== 'higher' && better !== 'lower') return '';
  return isUp === (better === 'higher') ? 'better' : 'worse';
}
