import { describe, expect, it } from 'vitest';
import {
  describeDay,
  describeEarlier,
  describeInstant,
  describePeriod,
  describeSpan,
} from '../../pipelines/render/period-text.ts';

describe('describePeriod', () => {
  it.each([
    ['day', '2026-11-20', '2026-11-21', 'Nov 20, 2026'],
    ['week', '2026-11-09', '2026-11-16', 'Nov 9 – 15, 2026'],
    ['week', '2026-10-26', '2026-11-02', 'Oct 26 – Nov 1, 2026'],
    ['week', '2026-12-28', '2027-01-04', 'Dec 28, 2026 – Jan 3, 2027'],
    ['month', '2026-10-01', '2026-11-01', 'October 2026'],
    ['quarter', '2026-07-01', '2026-10-01', 'Jul – Sep 2026'],
    ['month', '2026-11-23', '2027-01-04', 'Nov 23, 2026 – Jan 3, 2027'],
    ['quarter', '2026-09-28', '2027-01-04', 'Sep 28, 2026 – Jan 3, 2027'],
    ['range', '2026-10-01', '2026-10-15', 'Oct 1 – 14, 2026'],
  ])('writes a %s from %s to before %s as %s', (grain, start, end, text) => {
    expect(describePeriod({ grain, period_start_date: start, period_end_date: end })).toBe(text);
  });
});

describe('describeInstant', () => {
  it('gives the local time on both sides of a change of the clocks', () => {
    expect(describeInstant('2026-11-01 05:30:00', 'America/Detroit')).toBe(
      'Nov 1, 2026, 1:30 AM EDT',
    );
    expect(describeInstant('2026-11-01 06:30:00', 'America/Detroit')).toBe(
      'Nov 1, 2026, 1:30 AM EST',
    );
  });
});

describe('describeDay, describeEarlier and describeSpan', () => {
  it('name a day, the period before and a number of periods', () => {
    expect(describeDay('2026-11-09')).toBe('Nov 9, 2026');
    expect(describeEarlier('week')).toBe('the week before');
    expect(describeEarlier('range')).toBe('the period before');
    expect(describeSpan(26, 'week')).toBe('26 weeks');
    expect(describeSpan(1, 'month')).toBe('1 month');
  });
});
