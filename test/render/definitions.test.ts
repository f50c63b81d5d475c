import { describe, expect, it } from 'vitest';
import { viewDefinitions } from '../../pipelines/render/definitions.ts';

const metric = {
  metric_id: 'csat',
  name: 'CSAT',
  unit: 'score',
  better: 'higher',
  definition: 'sum of scores / scores given (KPI.md 6.6)',
  answers: 'how satisfied were the callers?',
  period_window: 'the period',
  needs: 'call_annotations',
  is_overlaid: false,
  sql_path: 'sql/kpis/csat.sql',
};
const parts = {
  metric_id: 'csat',
  unit: 'score',
  value: 3.75,
  numerator: 15,
  denominator: 4,
  sample_count: 4,
  reason: null,
};

describe('viewDefinitions', () => {
  it('explains each metric once, as sentences, with the parts of the value shown', () => {
    expect(viewDefinitions([metric], [parts, parts], 'USD')).toEqual([
      {
        metricId: 'csat',
        name: 'CSAT',
        answers: 'How satisfied were the callers?',
        definition: 'Sum of scores / scores given',
        facts: [
          { name: 'Value', text: '3.75' },
          { name: 'Numerator', text: '15' },
          { name: 'Denominator', text: '4' },
          { name: 'Sample size', text: '4' },
          { name: 'Window', text: 'the period' },
          { name: 'Better', text: 'higher' },
          { name: 'Needs', text: 'call_annotations' },
          { name: 'Computed in', text: 'sql/kpis/csat.sql' },
        ],
        isOverlaid: false,
      },
    ]);
  });

  it('says why there is no value, and what a value leaves out', () => {
    const facts = (reason: string, value: number | null) =>
      viewDefinitions([metric], [{ ...parts, reason, value }], 'USD')[0]?.facts;
    expect(facts('no scores collected', null)).toContainEqual({
      name: 'No value',
      text: 'no scores collected',
    });
    expect(facts('scored for 4 of 9 calls', 3.75)).toContainEqual({
      name: 'Remark',
      text: 'scored for 4 of 9 calls',
    });
  });
});
