import { describe, expect, it } from 'vitest';
import { describeTrend, type SeriesTrend } from '../../pipelines/commands/explain-trend.ts';

const trend: SeriesTrend = {
  is_per_working_day: false,
  point_count: 12,
  first_label: '2026-W36',
  slope: -0.012,
  slope_low: -0.02,
  slope_high: -0.004,
  change: -0.132,
  mann_kendall_s: -40,
  mann_kendall_z: -2.67,
  trend: 'down',
  reason: null,
  test: 'Theil-Sen, Mann-Kendall 90 %',
  centre_count: 24,
  centre: 0.713,
  moving_range: 0.03,
  lower_limit: 0.6332,
  upper_limit: 0.7928,
  side_outside: null,
  run_count: 8,
  run_side: 'below',
  run_start_date: '2026-09-28',
  run_label: '2026-W40',
  is_shift: true,
  limits_reason: null,
};
const none = {
  ...{ slope: null, change: null, centre: null, lower_limit: null, upper_limit: null },
  ...{ run_count: null, run_side: null, run_label: null, is_shift: null },
};
const ratio = { unit: 'ratio', currency: 'USD', grain: 'week' };
const said = (given: Partial<SeriesTrend>, style = ratio) =>
  Object.fromEntries(describeTrend({ ...trend, ...given }, style));

describe('the words for a trend (CS-6, TN-3)', () => {
  it('give the slope with its test, the limits, and the shift with its first week', () => {
    expect(said({})).toEqual({
      trend: '12 weeks: down 1.20 pt a week (Theil-Sen, Mann-Kendall 90 %)',
      limits: '24 weeks: 63.3% to 79.3% around 71.3%',
      shift: '8 weeks in a row below the centre line of 71.3% since 2026-W40',
    });
  });

  it('give the sign where there is no direction, and the reason where there is one', () => {
    const reason = 'the windows of a week and the next overlap';
    expect(said({ trend: 'unclear', reason }).trend).toBe(
      '12 weeks: unclear, −1.20 pt a week (the windows of a week and the next overlap)',
    );
    expect(said({ trend: 'flat', slope: 0.0001 }).trend).toMatch('12 weeks: flat, +0.01 pt a week');
    expect(said({ trend: 'flat', slope: -0.00001 }).trend).toMatch('flat, 0.00 pt a week');
  });

  it('say when the newest is outside, and tell no run of seven', () => {
    expect(said({ side_outside: 'above', is_shift: false, run_count: 7 })).toMatchObject({
      limits: '24 weeks: 63.3% to 79.3% around 71.3%; this week is above',
      shift: '',
    });
  });

  it('say why nothing can be told', () => {
    const reason = 'records end on 2026-11-11';
    const told = { ...none, trend: 'unclear', reason, limits_reason: reason } as const;
    expect(said(told)).toEqual({
      trend: '12 weeks: unclear (records end on 2026-11-11)',
      limits: '',
      shift: '',
    });
    expect(describeTrend(null, ratio)).toEqual([]);
  });

  it.each([
    ['count', 5.824, 'up 5.82 a month, per working day'],
    ['currency', 50_340, 'up $50,340 a month, per working day'],
    ['seconds', 0.66, 'up 0.7 s a month, per working day'],
    ['score', 0.0123, 'up 0.012 a month, per working day'],
  ])('write a slope of %s', (unit, slope, words) => {
    const style = { unit, currency: 'USD', grain: 'month' };
    const found = said({ slope, trend: 'up', is_per_working_day: true }, style);
    expect(found.trend).toBe(`12 months: ${words} (Theil-Sen, Mann-Kendall 90 %)`);
    expect(found.limits).toContain(', per working day');
  });
});
