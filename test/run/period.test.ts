import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fiscalMonths } from '../../pipelines/run/fiscal-month.ts';
import {
  type Calendar,
  formatPeriod,
  grains,
  lastClosedPeriod,
  type Period,
  parsePeriod,
  periodOf,
  weekStarts,
} from '../../pipelines/run/period.ts';
import { UserError } from '../../pipelines/run/user-error.ts';

const detroit: Calendar = {
  timeZone: 'America/Detroit',
  weekStart: 'monday',
  fiscalYearStartMonth: 1,
  fiscalMonths: 'calendar',
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
    const isIn = (day: Temporal.PlainDate, { startDate, endDate }: Period) =>
      Temporal.PlainDate.compare(startDate, day) <= 0 &&
      Temporal.PlainDate.compare(day, endDate) < 0;
    fc.assert(
      fc.property(
        fc.constantFrom(...grains),
        fc.constantFrom(...weekStarts),
        fc.integer({ min: 1, max: 12 }),
        fc.constantFrom(...fiscalMonths),
        fc.integer({ min: 0, max: 20_000 }),
        (grain, weekStart, fiscalYearStartMonth, months, days) => {
          const calendar: Calendar = {
            timeZone: 'America/Detroit',
            weekStart,
            fiscalYearStartMonth,
            fiscalMonths: months,
          };
          const day = Temporal.PlainDate.from('1990-01-01').add({ days });
          const period = periodOf(grain, day, calendar);
          const again = parsePeriod(formatPeriod(period, calendar), mondayMorning, calendar);
          expect(again).toEqual(period);
          expect(isIn(day, period)).toBe(true);
        },
      ),
      { seed: 20261116 },
    );
  });
});

describe('periods', () => {
  it('close at the local end of their last day and not before', () => {
    const before = Temporal.Instant.from('2026-11-16T04:59:59Z');
    const after = Temporal.Instant.from('2026-11-16T05:00:00Z');
    expect(`${lastClosedPeriod('week', before, detroit).startDate}`).toBe('2026-11-02');
    expect(`${lastClosedPeriod('week', after, detroit).startDate}`).toBe('2026-11-09');
  });
});

// 2026 begins on Thursday: the Monday nearest to January 1 is December 29. 2027 begins on Friday: the
// nearest is January 4. So FY2026 has 53 weeks, and its last month 6 of them.
describe('months of four and five whole weeks (CS-6, KPI.md 3.9)', () => {
  const weeks445: Calendar = { ...detroit, fiscalMonths: '4-4-5' };
  // The calendar of retailers in the United States: 2023 had its 53rd week from January 28, 2024 on.
  const retail: Calendar = {
    ...detroit,
    weekStart: 'sunday',
    fiscalYearStartMonth: 2,
    fiscalMonths: '4-5-4',
  };

  it.each([
    ['FY2026-P01', weeks445, '2025-12-29', '2026-01-26'],
    ['FY2026-P03', weeks445, '2026-02-23', '2026-03-30'],
    ['FY2026-P12', weeks445, '2026-11-23', '2027-01-04'],
    ['FY2026-Q4', weeks445, '2026-09-28', '2027-01-04'],
    ['FY2027-P01', weeks445, '2027-01-04', '2027-02-01'],
    ['last-month', weeks445, '2026-09-28', '2026-10-26'],
    ['FY2024-P01', retail, '2023-01-29', '2023-02-26'],
    ['FY2024-P11', retail, '2023-11-26', '2023-12-31'],
    ['FY2024-P12', retail, '2023-12-31', '2024-02-04'],
    ['FY2025-P01', retail, '2024-02-04', '2024-03-03'],
    ['FY2025-Q1', retail, '2024-02-04', '2024-05-05'],
    ['FY2026-P02', { ...weeks445, fiscalMonths: '5-4-4' } as const, '2026-02-02', '2026-03-02'],
  ])('are as finance has them: %s', (text, calendar, start, end) => {
    const period = parsePeriod(text, mondayMorning, calendar);
    expect([`${period.startDate}`, `${period.endDate}`]).toEqual([start, end]);
  });

  it.each(['2026-10', '2026-Q3', 'FY2026-P13', 'FY2026-P00'])('are never written %s', (text) => {
    const refused = () => parsePeriod(text, mondayMorning, weeks445);
    expect(refused).toThrow(`"${text}" is not a period`);
    expect(refused).toThrow(
      expect.objectContaining({ text: expect.stringContaining('FY2026-P10, FY2026-Q3') }),
    );
  });

  it('make up every year of 52 or 53 weeks without a gap', () => {
    for (const weekStart of weekStarts) {
      for (const months of fiscalMonths.slice(1)) {
        const calendar = { ...retail, weekStart, fiscalMonths: months };
        let month = periodOf('month', Temporal.PlainDate.from('1999-06-01'), calendar);
        for (let count = 0; count < 400; count += 1) {
          const next = periodOf('month', month.endDate, calendar);
          expect(`${next.startDate}`).toBe(`${month.endDate}`);
          const { days } = month.startDate.until(month.endDate);
          expect([28, 35, 42]).toContain(days);
          const lastDay = next.startDate.subtract({ days: 1 });
          expect(periodOf('month', lastDay, calendar)).toEqual(month);
          month = next;
        }
      }
    }
  });
});
