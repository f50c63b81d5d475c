import { formatNumber, formatValue } from './format.ts';

/** One metric as the build's catalogue `metrics` lists it. */
export interface MetricRow {
  readonly metric_id: string;
  readonly name: string;
  readonly unit: string;
  readonly better: string;
  readonly definition: string;
  readonly answers: string;
  readonly period_window: string | null;
  readonly needs: string | null;
  /** True when the workspace laid its own definition over ours. */
  readonly is_overlaid: boolean;
  readonly sql_path: string;
}

/** The parts of one value, from a card or from the team's row of a table. */
export interface ValueParts {
  readonly metric_id: string;
  readonly unit: string;
  readonly value: number | null;
  readonly numerator: number | null;
  readonly denominator: number | null;
  readonly sample_count: number | null;
  readonly reason: string | null;
}

/** One metric as the page explains it. */
export interface DefinitionView {
  readonly metricId: string;
  readonly name: string;
  readonly answers: string;
  readonly definition: string;
  readonly facts: readonly { readonly name: string; readonly text: string }[];
  readonly isOverlaid: boolean;
}

/** The definitions of the metrics that a report shows, each with the parts of the value shown. */
export function viewDefinitions(
  metrics: readonly MetricRow[],
  shown: readonly ValueParts[],
  currencyCode: string,
): DefinitionView[] {
  const parts = new Map(shown.map((value) => [value.metric_id, value]));
  return [...parts.values()].flatMap((value) => {
    const metric = metrics.find((candidate) => candidate.metric_id === value.metric_id);
    return metric === undefined ? [] : [viewDefinition(metric, value, currencyCode)];
  });
}

function viewDefinition(
  metric: MetricRow,
  parts: ValueParts,
  currencyCode: string,
): DefinitionView {
  const style = { currencyCode, isCompact: false };
  const facts: [string, string | null][] = [
    ['Value', formatValue(parts.value, parts.unit, style)],
    ['Numerator', numberOrNothing(parts.numerator)],
    ['Denominator', numberOrNothing(parts.denominator)],
    ['Sample size', numberOrNothing(parts.sample_count)],
    [parts.value === null ? 'No value' : 'Remark', parts.reason],
    ['Window', metric.period_window],
    ['Better', metric.better === 'neither' ? 'neither higher nor lower' : metric.better],
    ['Needs', metric.needs],
    ['Computed in', metric.sql_path],
  ];
  return {
    metricId: metric.metric_id,
    name: metric.name,
    answers: asSentence(metric.answers),
    definition: asSentence(metric.definition),
    facts: facts.flatMap(([name, text]) => (text === null || text === '' ? [] : [{ name, text }])),
    isOverlaid: metric.is_overlaid,
  };
}

function numberOrNothing(value: number | null): string | null {
  return value === null ? null : formatNumber(value);
}

/** A header's text for a reader: a capital first, and without the place in our own design notes. */
function asSentence(text: string): string {
  const plain = text.replace(/ \(KPI\.md[^)]*\)/, '');
  return plain.charAt(0).toUpperCase() + plain.slice(1);
}
