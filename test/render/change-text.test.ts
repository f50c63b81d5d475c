import { describe, expect, it } from 'vitest';
import { describeChange } from '../../pipelines/render/change-text.ts';

const noticeable = { is_noticeable: true };

describe('describeChange', () => {
  it('states a change of a ratio in points', () => {
    const change = { ...noticeable, better: 'higher', change: -0.0689, change_unit: 'points' };
    expect(describeChange(change)).toEqual({
      arrow: '↓',
      words: 'down 6.9 points',
      verb: 'fell 6.9 points',
      judgement: 'worse',
    });
  });

  it('states a change of a count, money or time as a percentage', () => {
    const change = { ...noticeable, better: 'lower', change: -0.12, change_unit: 'relative' };
    expect(describeChange(change)).toEqual({
      arrow: '↓',
      words: 'down 12.0%',
      verb: 'fell 12.0%',
      judgement: 'better',
    });
  });

  it('says when counts were compared by working day', () => {
    const change = {
      ...noticeable,
      better: 'higher',
      change: 0.25,
      change_unit: 'per working day',
    };
    expect(describeChange(change)?.words).toBe('up 25.0% per working day');
  });

  it('states a change of a score as a difference', () => {
    const change = { ...noticeable, better: 'higher', change: 0.125, change_unit: 'absolute' };
    expect(describeChange(change)?.words).toBe('up 0.13');
  });

  it('writes one point in the singular', () => {
    const change = { ...noticeable, better: 'higher', change: 0.01, change_unit: 'points' };
    expect(describeChange(change)?.words).toBe('up 1.0 point');
  });

  it('judges neither a metric without a better direction nor a small change', () => {
    const change = { better: 'neither', change: 0.2, change_unit: 'relative' };
    expect(describeChange({ ...change, is_noticeable: true })?.judgement).toBe('');
    expect(describeChange({ ...change, better: 'higher', is_noticeable: false })?.judgement).toBe(
      '',
    );
  });

  it('says unchanged where the change rounds to nothing', () => {
    const change = { ...noticeable, better: 'higher', change: -0.0004, change_unit: 'points' };
    expect(describeChange(change)).toEqual({
      arrow: '=',
      words: 'unchanged',
      verb: 'stayed level',
      judgement: '',
    });
  });

  it('states nothing without a change', () => {
    const change = { ...noticeable, better: 'higher', change: null, change_unit: 'points' };
    expect(describeChange(change)).toBeUndefined();
  });
});
