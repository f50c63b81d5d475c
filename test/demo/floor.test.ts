import { describe, expect, it } from 'vitest';
import { stateRows } from '../../pipelines/demo/agent-states.ts';
import { annotationOf } from '../../pipelines/demo/annotations.ts';
import type { NumberedCall } from '../../pipelines/demo/call-week.ts';
import { campaignRows, campaigns } from '../../pipelines/demo/campaigns.ts';
import { coachingRows, trainingRows } from '../../pipelines/demo/development.ts';
import { FloorLog } from '../../pipelines/demo/floor-log.ts';
import { auditRows, followUpRows } from '../../pipelines/demo/follow-ups.ts';
import { journalRows } from '../../pipelines/demo/journals.ts';
import { isoDate } from '../../pipelines/demo/local-day.ts';
import { makeReviews, reviewItems, reviewRows } from '../../pipelines/demo/quality-reviews.ts';
import { SegmentIds } from '../../pipelines/demo/segment-rows.ts';
import { writeSegments } from '../../pipelines/demo/segmented-exports.ts';
import { shiftRows } from '../../pipelines/demo/shift-rows.ts';
import { makeShifts, type Shift } from '../../pipelines/demo/shifts.ts';
import { makeTimeOff } from '../../pipelines/demo/time-off.ts';
import { makeWorkPlan } from '../../pipelines/demo/work-plan.ts';
import { makeExports, smallCompany } from './export-lines.ts';
import { msOfText } from './work-plan-of.ts';

const company = makeExports({ ...smallCompany, monthCount: 4 });
const plan = makeWorkPlan(smallCompany.seed, company);
const { horizon } = plan;
const log = new FloorLog(horizon.asOfDay);
const inDatabase: NumberedCall[] = [];
const segmentIds = new SegmentIds();
const segmentCounts = { segmentedCallCount: 0, segmentCount: 0 };
for (const week of company.weeks) {
  const nowhere = { write: async () => undefined };
  const calls = await writeSegments(company.callPlan, week, segmentIds, segmentCounts, nowhere);
  inDatabase.push(...calls);
}
const annotated = [...company.calls, ...inDatabase].flatMap((numbered) => {
  const row = annotationOf(numbered, smallCompany.seed, horizon);
  if (row === undefined) return [];
  log.observe(row, numbered);
  return [{ row, numbered }];
});
const timeOff = makeTimeOff(plan);
const shifts = makeShifts(plan, timeOff);
const worked = shifts.filter(({ actual }) => actual !== null);

function shareOf<T>(all: readonly T[], part: (one: T) => boolean): number {
  return all.filter(part).length / all.length;
}

const isLate = ({ actual, startMinute }: Shift) =>
  actual !== null && actual.startMinute > startMinute + 5;

describe('makeTimeOff(plan)', () => {
  it('is away in whole spans that do not touch, some without leave', () => {
    for (const spans of Map.groupBy(timeOff, ({ person }) => person).values()) {
      const touching = spans.filter(({ firstDay, lastDay }, index) => {
        const next = spans[index + 1];
        return lastDay < firstDay || (next !== undefined && next.firstDay <= lastDay + 1);
      });
      expect(touching).toEqual([]);
    }
    expect(timeOff.filter(({ isApproved }) => !isApproved).length).toBeGreaterThan(2);
    expect(timeOff.filter(({ kind }) => kind === 'vacation').length).toBeGreaterThan(20);
  });
});

describe('makeShifts(plan, timeOff)', () => {
  it('gives at most one shift a day, ended after it began, none ahead that is worked (CC-5)', () => {
    const keys = shifts.map(({ person, day }) => `${person.key} ${day}`);
    expect(new Set(keys).size).toBe(keys.length);
    expect(shifts.filter(({ startMinute, endMinute }) => endMinute <= startMinute)).toEqual([]);
    expect(worked.filter(({ day }) => day >= horizon.asOfDay)).toEqual([]);
    const ahead = shifts.filter(({ status }) => status === 'scheduled');
    expect(ahead.length).toBeGreaterThan(50);
    expect(ahead.filter(({ day }) => day < horizon.asOfDay)).toEqual([]);
  });

  it('has people come late, leave early and stay away, one of them late a third of the time', () => {
    expect(shareOf(worked, isLate)).toBeGreaterThan(0.04);
    expect(shareOf(worked, isLate)).toBeLessThan(0.12);
    const late = worked.filter(({ person }) => person.key === 'call-center-wixom/3');
    expect(shareOf(late, isLate)).toBeGreaterThan(0.2);
    const past = shifts.filter(({ day }) => day < horizon.asOfDay);
    const absent = shareOf(past, ({ status }) => status === 'absent');
    expect(absent).toBeGreaterThan(0.01);
    expect(absent).toBeLessThan(0.06);
    const early = ({ actual, endMinute }: Shift) =>
      actual !== null && actual.endMinute < endMinute - 5;
    expect(shareOf(worked, early)).toBeGreaterThan(0.02);
  });

  it('misses the two who were ill in Wixom in the latest closed week', () => {
    const missing = shifts.filter(
      ({ status, day, location }) =>
        status === 'absent' && location === 'Wixom' && day >= horizon.lastWeekDay,
    );
    const keys = new Set(missing.map(({ person }) => person.key));
    expect(keys).toContain('call-center-wixom/1');
    expect(keys).toContain('call-center-wixom/2');
  });

  it('has the ids that the calls of the day name', () => {
    const ids = new Set(shifts.map(({ id }) => id));
    const named = annotated.filter(({ row }) => row.shift_id !== null);
    expect(shareOf(named, ({ row }) => ids.has(String(row.shift_id)))).toBeGreaterThan(0.8);
  });
});

describe('shiftRows(plan, shifts, log)', () => {
  it('counts the calls that were answered on the days of shifts, each once', () => {
    const rows = [...shiftRows(plan, shifts, log).rows];
    const counted = rows.reduce((sum, row) => sum + Number(row[13]), 0);
    const days = new Set(shifts.map(({ person, day }) => `${person.email} ${day}`));
    const answered = annotated.filter(
      ({ row, numbered }) =>
        row.call_answer_time !== null && days.has(`${row.agent_email} ${numbered.day}`),
    );
    expect(counted).toBe(answered.length);
    expect(counted).toBeGreaterThan(2000);
  });
});

describe('stateRows(plan, shifts)', () => {
  it('fills every shift that was worked, from coming to going, without gap or overlap (CC-5)', () => {
    const rows = [...stateRows(plan, shifts).rows].map((row) => {
      return { email: row[0], state: row[1], fromMs: msOfText(row[4]), toMs: msOfText(row[5]) };
    });
    const own = Map.groupBy(
      rows,
      ({ email, fromMs }) => `${email} ${isoDate(Math.floor((fromMs - 18_000_000) / 86_400_000))}`,
    );
    for (const { person, day, actual } of worked) {
      const states = own.get(`${person.email} ${isoDate(day)}`) ?? [];
      const gaps = states.filter(({ fromMs, toMs }, index) => {
        const next = states[index + 1];
        return toMs <= fromMs || (next !== undefined && next.fromMs !== toMs);
      });
      expect(gaps).toEqual([]);
      const length = ((states.at(-1)?.toMs ?? 0) - (states[0]?.fromMs ?? 0)) / 60_000;
      expect(length).toBe((actual?.endMinute ?? 0) - (actual?.startMinute ?? 0));
    }
    expect([...new Set(rows.map(({ state }) => state))].sort()).toEqual([
      'available',
      'break',
      'lunch',
      'meeting',
      'training',
    ]);
  });
});

describe('journalRows(plan, log)', () => {
  const rows = [...journalRows(plan, log).rows].map((row) => {
    const [submitted, reviewed, created, updated] = [row[16], row[18], row[20], row[21]];
    return { callId: row[1], status: row[15], submitted, reviewed, created, updated };
  });

  it('covers most answered calls, each once, and more of the later ones (CC-4)', () => {
    expect(new Set(rows.map(({ callId }) => callId)).size).toBe(rows.length);
    const covered = new Set(rows.map(({ callId }) => callId));
    const share = (from: number, to: number) =>
      shareOf(
        log.recentCalls.filter(({ day }) => day >= from && day < to),
        ({ recordId }) => covered.has(recordId),
      );
    const early = share(horizon.asOfDay - 120, horizon.asOfDay - 90);
    const late = share(horizon.asOfDay - 30, horizon.asOfDay);
    expect(late).toBeGreaterThan(early + 0.05);
    expect(late).toBeLessThan(0.98);
  });

  it('goes from draft to submitted to reviewed to approved, in that order (CC-4)', () => {
    const states = ['draft', 'submitted', 'reviewed', 'approved'];
    for (const { status, submitted, reviewed, created, updated } of rows) {
      const place = states.indexOf(String(status));
      expect([submitted !== null, reviewed !== null]).toEqual([place >= 1, place >= 2]);
      const order = [created, submitted, reviewed, updated].filter((at) => at !== null);
      expect([...order].sort()).toEqual(order);
    }
    expect(new Set(rows.map(({ status }) => status)).size).toBe(4);
    expect(rows.filter(({ updated }) => msOfText(updated) >= horizon.asOfMs)).toEqual([]);
  });
});

describe('followUpRows(plan, log), auditRows(plan, log)', () => {
  it('follows up most calls in time, some late, some never (CC-2)', () => {
    const rows = [...followUpRows(plan, log).rows].filter(
      (row) => String(row[1]) < isoDate(horizon.asOfDay - 7),
    );
    expect(rows.length).toBeGreaterThan(100);
    const isInTime = (row: readonly unknown[]) =>
      row[2] !== null && String(row[2]).slice(0, 10) <= String(row[1]);
    expect(shareOf(rows, isInTime)).toBeGreaterThan(0.75);
    const isOpen = (row: readonly unknown[]) => row[2] === null;
    expect(shareOf(rows, isOpen)).toBeGreaterThan(0.03);
    expect(shareOf(rows, isOpen)).toBeLessThan(0.15);
  });

  it('agrees with most outcomes that were audited (CC-2)', () => {
    const logged = new Map(annotated.map(({ row }) => [row.id, row.call_outcome]));
    const rows = [...auditRows(plan, log).rows];
    expect(rows.length).toBeGreaterThan(30);
    const agreed = shareOf(rows, ([id, outcome]) => logged.get(String(id)) === outcome);
    expect(agreed).toBeGreaterThan(0.85);
  });
});

describe('makeReviews(plan, log)', () => {
  const reviews = makeReviews(plan, log);
  const { rows } = reviewRows(reviews);

  it('scores eight items from 1 to 5, or leaves one out that did not come up (CC-7)', () => {
    const scores = rows.flatMap((row) => row.slice(7, 15));
    expect(reviewItems).toHaveLength(8);
    expect(
      scores.filter((score) => score !== null && !(Number(score) >= 1 && Number(score) <= 5)),
    ).toEqual([]);
    expect(scores.filter((score) => score === null).length).toBeGreaterThan(5);
    const mean = scores.reduce<number>((sum, score) => sum + Number(score ?? 0), 0);
    expect(mean / scores.filter((score) => score !== null).length).toBeGreaterThan(3.8);
  });

  it('meets the quota of five random reviews a month, but for one who is forgotten (CC-7)', () => {
    const month = reviews.filter(
      ({ call, row }) => row[6] === 'random' && isoDate(call.day).startsWith('2026-10'),
    );
    const counts = new Map(
      [...Map.groupBy(month, ({ call }) => call.person.key)].map(([key, own]) => [key, own.length]),
    );
    expect(counts.get('call-center-plymouth/2')).toBe(2);
    const others = [...counts].filter(([key]) => key !== 'call-center-plymouth/2');
    expect(others.length).toBeGreaterThan(12);
    expect(shareOf(others, ([, count]) => count === 5)).toBeGreaterThan(0.8);
  });

  it('talks over only what is not a draft, after the review', () => {
    const odd = rows.filter((row) => {
      const isTalkedOver = row[20] === 'discussed_with_agent';
      return isTalkedOver !== (row[21] !== null) || String(row[21] ?? '9') < String(row[5]);
    });
    expect(odd).toEqual([]);
    expect(new Set(rows.map((row) => row[20])).size).toBe(3);
  });

  it('coaches on the weakest item of a review, after it (CC-9)', () => {
    const sessions = coachingRows(plan, reviews).rows;
    expect(sessions.length).toBeGreaterThan(10);
    for (const [, email, , topic, state, reviewId, , heldAt] of sessions) {
      const review = reviews.find(({ id }) => id === reviewId);
      expect([email, topic]).toEqual([review?.call.person.email, review?.weakest]);
      expect(String(heldAt).slice(0, 10) > isoDate(review?.day ?? 0)).toBe(true);
      expect(state === 'planned').toBe(msOfText(heldAt) >= horizon.asOfMs - 7 * 3_600_000);
    }
  });
});

describe('campaignRows(plan)', () => {
  it('names the campaign of most outbound calls of its team in its weeks, and of no other (CC-8)', () => {
    const rows = campaignRows(plan).rows;
    expect(rows.map((row) => row[5])).toEqual(campaigns.map(({ status }) => status));
    const named = annotated.filter(({ row }) => row.campaign_id !== null);
    expect(named.length).toBeGreaterThan(50);
    for (const { row, numbered } of named) {
      const campaign = rows.find(([id]) => id === row.campaign_id) ?? [];
      const day = isoDate(numbered.day);
      expect(row.call_direction).toBe('outbound');
      expect(day >= String(campaign[3]) && day <= String(campaign[4])).toBe(true);
    }
    const states = new Set(campaigns.map(({ status }) => status));
    expect(states).toEqual(new Set(['active', 'completed', 'planned', 'cancelled']));
  });
});

describe('trainingRows(plan)', () => {
  it('gives newcomers courses and everybody a certificate, one of which ran out (CC-9)', () => {
    const { rows } = trainingRows(plan);
    const current = plan.people.filter(
      ({ leftDay, memberships }) =>
        leftDay === null && memberships[0]?.teamId.startsWith('call-center-'),
    );
    const today = isoDate(horizon.asOfDay);
    const latest = (email: string) =>
      rows
        .filter((row) => row[1] === email && row[4] === true && row[3] === 'completed')
        .map((row) => String(row[9]))
        .sort()
        .at(-1);
    const expired = current.filter(({ email, hiredDay }) => {
      return hiredDay < horizon.asOfDay - 60 && (latest(email) ?? '') < today;
    });
    expect(expired.map(({ key }) => key)).toEqual(['call-center-wixom/4']);
    expect(rows.filter((row) => row[3] === 'failed').length).toBeGreaterThan(0);
  });
});
