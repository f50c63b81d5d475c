import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { daySpan } from '../../pipelines/demo/horizon.ts';
import { dayOf, isoDate } from '../../pipelines/demo/local-day.ts';
import { dayKind, isHoliday } from '../../pipelines/demo/working-days.ts';

function day(date: string): number {
  return dayOf(Temporal.PlainDate.from(date));
}

function holidaysFrom(first: string, end: string): string[] {
  const found: string[] = [];
  for (let at = day(first); at < day(end); at += 1) if (isHoliday(at)) found.push(isoDate(at));
  return found;
}

describe('working-days.ts', () => {
  it('closes on the holidays of a year in which Independence Day is a Saturday', () => {
    expect(holidaysFrom('2026-01-01', '2027-01-01')).toEqual([
      '2026-01-01',
      '2026-05-25',
      '2026-07-03',
      '2026-07-04',
      '2026-09-07',
      '2026-11-26',
      '2026-12-25',
    ]);
  });

  it('moves a holiday on a Sunday to the Monday after it', () => {
    expect(holidaysFrom('2027-07-01', '2027-07-10')).toEqual(['2027-07-04', '2027-07-05']);
  });

  it('closes on every day that the seed of holidays names', async () => {
    const lines = (await readFile('sql/seeds/holidays.csv', 'utf8')).trim().split('\n').slice(1);
    const open = lines.map((line) => line.slice(0, 10)).filter((date) => !isHoliday(day(date)));
    expect(open).toEqual([]);
  });

  it('is closed on Sundays, short on Saturdays, open else', () => {
    const week = ['2026-11-09', '2026-11-13', '2026-11-14', '2026-11-15'];
    expect(week.map((date) => dayKind(day(date)))).toEqual(['full', 'full', 'short', 'closed']);
  });
});

describe('daySpan(day, timeZone)', () => {
  it('knows the days of 25 and 23 hours, and when in them the clocks change', () => {
    expect(daySpan(day('2026-11-01'), 'America/Detroit')).toEqual({
      startMs: Date.UTC(2026, 10, 1, 4),
      lengthSeconds: 90_000,
      clockChangeSeconds: 7200,
    });
    expect(daySpan(day('2026-03-08'), 'America/Detroit')).toEqual({
      startMs: Date.UTC(2026, 2, 8, 5),
      lengthSeconds: 82_800,
      clockChangeSeconds: 7200,
    });
  });

  it('knows an ordinary day', () => {
    expect(daySpan(day('2026-11-16'), 'America/Detroit')).toEqual({
      startMs: Date.UTC(2026, 10, 16, 5),
      lengthSeconds: 86_400,
      clockChangeSeconds: null,
    });
  });
});
