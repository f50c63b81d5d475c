import { describe, expect, test } from 'vitest';
import { judgeDue } from '../../pipelines/deliver/due.ts';
import { type Calendar, parsePeriod } from '../../pipelines/run/period.ts';

const detroit: Calendar = {
  timeZone: 'America/Detroit',
  weekStart: 'monday',
  fiscalYearStartMonth: 1,
  fiscalMonths: 'calendar',
};
const berlin: Calendar = { ...detroit, timeZone: 'Europe/Berlin' };
const kathmandu: Calendar = { ...detroit, timeZone: 'Asia/Kathmandu' };
const sunday: Calendar = { ...detroit, weekStart: 'sunday' };

function judge(label: string, asOf: string, calendar: Calendar) {
  const at = Temporal.Instant.from(asOf);
  const judgement = judgeDue(parsePeriod(label, at, calendar), at, calendar);
  return judgement.isDue ? 'due' : judgement.reason;
}

const late = (label: string, lastDay: string) =>
  `${label} ended with ${lastDay}, and a digest is mailed by itself for 3 days after that`;

describe('judgeDue', () => {
  test.each([
    ['2026-W46', '2026-11-16T07:00:00-05:00', detroit],
    ['2026-W46', '2026-11-16T00:00:00-05:00', detroit],
    ['2026-W46', '2026-11-19T00:00:00-05:00', detroit],
    ['2026-10', '2026-11-01T00:00:00-04:00', detroit],
    ['2026-Q3', '2026-10-04T00:00:00-04:00', detroit],
    ['2026-11-15', '2026-11-16T23:59:59-05:00', detroit],
    ['2026-W46', '2026-11-15T18:15:00Z', kathmandu],
    ['week-of-2026-11-08', '2026-11-15T07:00:00-05:00', sunday],
  ])('takes %s for due at %s', (label, asOf, calendar) => {
    expect(judge(label, asOf, calendar)).toBe('due');
  });

  test.each([
    ['2026-W46', '2026-11-19T00:00:00.000000001-05:00', late('2026-W46', '2026-11-15')],
    ['2026-W46', '2026-11-20T07:00:00-05:00', late('2026-W46', '2026-11-15')],
    ['2026-10', '2026-11-04T00:00:01-05:00', late('2026-10', '2026-10-31')],
    [
      '2026-W45',
      '2026-11-16T07:00:00-05:00',
      '2026-W45 is not the latest closed week, which is 2026-W46',
    ],
    [
      '2026-Q2',
      '2026-10-02T07:00:00-04:00',
      '2026-Q2 is not the latest closed quarter, which is 2026-Q3',
    ],
    ['2026-W46', '2026-11-15T23:59:59-05:00', '2026-W46 has not ended; its last day is 2026-11-15'],
    [
      '2026-11-01..2026-11-08',
      '2026-11-08T07:00:00-05:00',
      '2026-11-01..2026-11-08 is a range of days, which is never mailed by itself',
    ],
  ])('does not take %s for due at %s', (label, asOf, reason) => {
    expect(judge(label, asOf, detroit)).toBe(reason);
  });

  // Clocks go back on Sunday 2026-11-01 in Detroit and on 2026-10-25 in Berlin, forward on 2026-03-08
  // and 2026-03-29: three local days are then 73 or 71 hours.
  test.each([
    ['2026-10-31', '2026-11-01T00:00:00-04:00', detroit, 'due'],
    ['2026-10', '2026-11-04T00:00:00-05:00', detroit, 'due'],
    ['2026-10', '2026-11-04T00:00:01-05:00', detroit, late('2026-10', '2026-10-31')],
    [
      '2026-W43',
      '2026-10-25T23:59:59+01:00',
      berlin,
      '2026-W43 has not ended; its last day is 2026-10-25',
    ],
    ['2026-W43', '2026-10-26T00:00:00+01:00', berlin, 'due'],
    [
      '2026-W13',
      '2026-03-29T23:30:00+02:00',
      berlin,
      '2026-W13 has not ended; its last day is 2026-03-29',
    ],
    ['2026-W13', '2026-03-30T00:00:00+02:00', berlin, 'due'],
    ['week-of-2026-03-01', '2026-03-11T00:00:00-04:00', sunday, 'due'],
    [
      'week-of-2026-03-01',
      '2026-03-11T00:00:01-04:00',
      sunday,
      late('week-of-2026-03-01', '2026-03-07'),
    ],
  ])('counts local days where the clock changes: %s at %s', (label, asOf, calendar, expected) => {
    expect(judge(label, asOf, calendar)).toBe(expected);
  });
});
