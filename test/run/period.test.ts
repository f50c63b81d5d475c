import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Calendar,
  formatPeriod,
  grains,
  lastClosedPeriod,
  parsePeriod,
  periodEnd,
  periodOf,
  previousPeriod,
  weekStarts,
} from '../../pipelines/run/period.ts';
import { UserError } from '../../pipelines/run/user-error.ts';

const detroit: Calendar = {
  timeZone: 'America/Detroit',
  weekStart: 'monday',
  fiscalYearStartMonth: 1,
};
const mondayMorning = Temporal.Instant.from('2026-11-16T07:00:00-05:00');

describe('parsePeriod', () => {
  it.each([
    ['2026-W46', 'week', '2026-11-09', '2026-11-16'],
    ['2026-W01', 'week', '2025-12-29', '2026-01-05'],
    ['2026-10', 'month', '2026-10-01', '2026-11-01'],
    ['2026-Q3', 'quarter', '2026-07-01', '2026-10-01'],
    ['2026-11-20', 'day', '2026-11-20', '2026-11-21'],
    ['2026-10-01..2026-10-15', 'range', '2026-10-01', '2026-10-15'],
    ['last-week', 'week', '2026-11-09', '2026-11-16'],
    ['this-month', 'month', '2026-11-01', '2026-12-01'],
    ['last-quarter', 'quarter', '2026-07-01', '2026-10-01'],
    ['yesterday', 'day', '2026-11-15', '2026-11-16'],
  ])('reads %s', (text, grain, start, end) => {
    const period = parsePeriod(text, mondayMorning, detroit);
    expect([period.grain, `${period.startDate}`, `${period.endDate}`]).toEqual([grain, start, end]);
  });

  it.each([
    '2026-W54',
    '2026-13',
    '2026-Q5',
    '2026-02-30',
    '2026-10-15..2026-10-01',
    'next-week',
    '',
  ])('refuses %j', (text) => {
    const refused = () => parsePeriod(text, mondayMorning, detroit);
    expect(refused).toThrow(UserError);
    expect(refused).toThrow(`"${text}" is not a period`);
  });

  it('names fiscal quarters for the year they end in', () => {
    const july: Calendar = { ...detroit, fiscalYearStartMonth: 7 };
    const period = parsePeriod('FY2027-Q2', mondayMorning, july);
    expect(`${period.startDate} ${period.endDate}`).toBe('2026-10-01 2027-01-01');
  });

  it('reads back every label it writes', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...grains),
        fc.constantFrom(...weekStarts),
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 0, max: 20_000 }),
        (grain, weekStart, fiscalYearStartMonth, days) => {
          const calendar: Calendar = {
            timeZone: 'America/Detroit',
            weekStart,
            fiscalYearStartMonth,
          };
          const day = Temporal.PlainDate.from('1990-01-01').add({ days });
          const period = periodOf(grain, day, calendar);
          const again = parsePeriod(formatPeriod(period, calendar), mondayMorning, calendar);
          expect(again).toEqual(period);
        },
      ),
      { seed: 20261116 },
    );
  });
});

describe('periods', () => {
  it('end at local midnight, which daylight saving moves in UTC', () => {
    const week = parsePeriod('2026-W44', mondayMorning, detroit);
    expect(`${week.endDate}`).toBe('2026-11-02');
    expect(periodEnd(week, detroit).toString()).toBe('2026-11-02T05:00:00Z');
    const month = parsePeriod('2026-10', mondayMorning, detroit);
    expect(periodEnd(month, detroit).toString()).toBe('2026-11-01T04:00:00Z');
  });

  it('close at the local end of their last day and not before', () => {
    const before = Temporal.Instant.from('2026-11-16T04:59:59Z');
    const after = Temporal.Instant.from('2026-11-16T05:00:00Z');
    expect(`${lastClosedPeriod('week', before, detroit).startDate}`).toBe('2026-11-02');
    expect(`${lastClosedPeriod('week', after, detroit).startDate}`).toBe('2026-11-09');
  });

  it('have a previous one of the same grain, a range one of the same length', () => {
    const month = parsePeriod('2026-03', mondayMorning, detroit);
    expect(`${previousPeriod(month, detroit).startDate}`).toBe('2026-02-01');
    const range = parsePeriod('2026-03-10..2026-03-17', mondayMorning, detroit);
    expect(`${previousPeriod(range, detroit).startDate}`).toBe('2026-03-03');
  });
});
