import { describe, expect, it } from 'vitest';
import { makeBlueprint } from '../../pipelines/demo/blueprint.ts';
import { callsOfWeek } from '../../pipelines/demo/call-week.ts';
import { weekday } from '../../pipelines/demo/local-day.ts';
import { SegmentIds, segmentColumns, segmentRows } from '../../pipelines/demo/segment-rows.ts';
import { segmentedCallsOfWeek } from '../../pipelines/demo/segmented-week.ts';
import { hasMoved, movedDay } from '../../pipelines/demo/telephone-move.ts';
import { smallCompany } from './export-lines.ts';

const { callPlan, weeks, horizon } = makeBlueprint({
  ...smallCompany,
  monthCount: 7,
  callScale: 1,
});
const calls = weeks.flatMap((week) => segmentedCallsOfWeek(callPlan, week));
const weeksAgo = (day: number) => (horizon.thisWeekDay - day) / 7;
const visits = calls.flatMap((call) => call.visits.map((visit) => ({ ...visit, day: call.day })));
const waitSeconds = (visit: { enteredMs: number; leftMs: number }) =>
  Math.floor((visit.leftMs - visit.enteredMs) / 1000);

/** Answered within 20 seconds, of the visits that were no short abandons. */
function serviceLevel(chosen: typeof visits): number {
  const counted = chosen.filter((visit) => visit.result !== 'abandoned' || waitSeconds(visit) >= 5);
  const inTime = counted.filter((visit) => visit.result === 'answered' && waitSeconds(visit) <= 20);
  return inTime.length / counted.length;
}

function meanTalkSeconds(key: string | null, from: number, to: number): number {
  const talks = calls.flatMap((call) =>
    weeksAgo(call.day) <= from && weeksAgo(call.day) > to
      ? call.talks.filter(
          ({ desk, direction }) =>
            direction === 'inbound' &&
            desk.person !== null &&
            (key === null ? desk.person.key !== drifting : desk.person.key === key),
        )
      : [],
  );
  return talks.reduce((sum, talk) => sum + (talk.toMs - talk.fromMs) / 1000, 0) / talks.length;
}

const drifting = 'call-center-plymouth/3';

describe("Plymouth's telephone system", () => {
  it('takes over 26 weeks before the as-of, and the company\u2019s own one has no more of its calls', () => {
    expect(weeksAgo(movedDay(horizon))).toBe(26);
    expect(Math.max(...calls.map(({ day }) => weeksAgo(day)))).toBe(26);
    const [before, after] = [27, 20].map((count) => {
      const week = weeks.find((candidate) => candidate.weeksAgo === count);
      return week === undefined ? [] : callsOfWeek(callPlan, week, 1).calls;
    });
    const countOf = (exported: typeof before) =>
      exported?.filter(({ call }) => call.to.dn === '820' || call.from.dn === '190').length ?? 0;
    expect(countOf(before)).toBeGreaterThan(300);
    expect(countOf(after)).toBe(0);
    expect(after?.some(({ call, day }) => hasMoved(call, day, horizon))).toBe(false);
    expect(after?.length).toBeGreaterThan(1500);
  });

  it('leaves the other calls their numbers when Plymouth moves', () => {
    const week = weeks.find((candidate) => candidate.weeksAgo === 20);
    if (week === undefined) throw new Error('the week is missing');
    const { calls: exported, nextNumber } = callsOfWeek(callPlan, week, 1);
    expect(exported.length).toBeLessThan(nextNumber - 1);
    expect(new Set(exported.map(({ historyNumber }) => historyNumber)).size).toBe(exported.length);
  });

  it('keeps each telephone in one call at a time', () => {
    const talks = calls.flatMap((call) => call.talks);
    expect(talks.length).toBeGreaterThan(8000);
    for (const own of Map.groupBy(talks, ({ desk }) => desk.extension).values()) {
      if (own[0]?.desk.person === null) continue;
      const sorted = own.sort((a, b) => a.fromMs - b.fromMs);
      const overlapping = sorted.filter(
        (talk, index) => talk.toMs > (sorted[index + 1]?.fromMs ?? talk.toMs),
      );
      expect(overlapping).toEqual([]);
    }
  });

  it('has calls of every kind, and a queue call in four rows or more', () => {
    const has = (text: string) =>
      calls.filter(({ segments }) =>
        segments.some((one) => `${one.method} ${one.destination.entity} ${one.endDetail}` === text),
      ).length;
    expect(has('transfer extension ')).toBeGreaterThan(200);
    expect(has('join extension ')).toBeGreaterThan(80);
    expect(has('transfer queue polling')).toBeGreaterThan(50);
    expect(has('divert voicemail ')).toBeGreaterThan(80);
    expect(has('route_to extension no_answer')).toBeGreaterThan(500);
    expect(has('route_to extension declined')).toBeGreaterThan(50);
    expect(has('route_to external_line ')).toBeGreaterThan(300);
    expect(has('call_init extension ')).toBeGreaterThan(100);
    const short = visits.filter((visit) => visit.result === 'abandoned' && waitSeconds(visit) < 5);
    expect(short.length).toBeGreaterThan(50);
    expect(visits.length).toBeGreaterThan(calls.filter((call) => call.visits.length > 0).length);
    const slow = calls.filter(({ visits: own, misses }) => own.length > 0 && misses.length > 1);
    expect(Math.min(...slow.map(({ segments }) => segments.length))).toBeGreaterThanOrEqual(4);
  });

  it('breaks its service level on Mondays for twelve weeks, and on no other day', () => {
    const story = visits.filter(({ day }) => weeksAgo(day) <= 12);
    const before = visits.filter(({ day }) => weeksAgo(day) > 12);
    const mondays = story.filter(({ day }) => weekday(day) === 0);
    const others = story.filter(({ day }) => weekday(day) !== 0);
    expect(serviceLevel(mondays)).toBeLessThan(0.5);
    expect(serviceLevel(others)).toBeGreaterThan(0.82);
    expect(serviceLevel(before.filter(({ day }) => weekday(day) === 0))).toBeGreaterThan(0.82);
    expect(serviceLevel(before)).toBeGreaterThan(0.82);
  });

  it('has an agent whose talks get longer for eight weeks, while the others\u2019 stay', () => {
    const [base, end] = [meanTalkSeconds(drifting, 26, 8), meanTalkSeconds(drifting, 2, 0)];
    expect(end / base).toBeGreaterThan(1.35);
    const middle = meanTalkSeconds(drifting, 6, 3);
    expect(middle / base).toBeGreaterThan(1.1);
    expect(end / middle).toBeGreaterThan(1.05);
    const change = meanTalkSeconds(null, 2, 0) / meanTalkSeconds(null, 26, 8);
    expect(Math.abs(change - 1)).toBeLessThan(0.1);
  });

  it('writes rows whose ids hold the instant and whose links stay within the call', () => {
    const ids = new SegmentIds();
    const column = (name: string) => segmentColumns.indexOf(name);
    const seen = new Set<string>();
    for (const call of calls.slice(0, 500)) {
      const { callId, rows } = segmentRows(call.segments, ids);
      const own = new Set(rows.map((row) => row[column('cdr_id')]));
      for (const row of rows) {
        expect(row).toHaveLength(segmentColumns.length);
        expect(row[column('main_call_history_id')]).toBe(callId);
        for (const link of ['base_cdr_id', 'originating_cdr_id', 'continued_in_cdr_id']) {
          const value = row[column(link)];
          if (value !== null) expect(own).toContain(value);
        }
        const id = String(row[column('cdr_id')]);
        expect(seen).not.toContain(id);
        seen.add(id);
        const ticks = BigInt(`0x${id.slice(9, 28).replaceAll('-', '')}`);
        const ms = Number(ticks / 10_000n - 11_644_473_600_000n);
        expect(new Date(ms).toISOString()).toBe(row[column('cdr_started_at')]);
      }
    }
  });

  it('names outside parties by reserved numbers only', () => {
    const numbers = calls.flatMap(({ segments }) =>
      segments.flatMap(({ source, destination }) => [source.phone, destination.phone]),
    );
    const wrong = numbers.filter(
      (number) => !/^(|anonymous|1\d\d|(\+1)?[2-9]\d\d55501\d\d)$/.test(number),
    );
    expect(wrong).toEqual([]);
  });
});
