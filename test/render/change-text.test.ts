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
    const small = { ...change, better: 'higher', is_noticeable: false };
    expect(describeChange(small)?.judgement).toBe('');
  });

  it('draws no arrow at a change that is not noticeable (KPI.md 10.1)', () => {
    const change = { better: 'higher', change_unit: 'relative', is_noticeable: false };
    expect(describeChange({ ...change, change: -0.026, trend: 'flat' })).toEqual({
      arrow: '',
      words: '−2.6%, a small change',
      verb: 'fell 2.6%',
      judgement: '',
    });
    const large = { ...change, change: 0.2 };
    expect(describeChange({ ...large, trend: 'unclear' })?.words).toBe('+20.0%, may be chance');
    // Up, but of a part of it only, as the card says beside.
    expect(describeChange({ ...large, trend: 'up' })?.words).toBe('+20.0%');
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
