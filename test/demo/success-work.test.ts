import { describe, expect, it } from 'vitest';
import { accountStories } from '../../pipelines/demo/account-stories.ts';
import { activityRows } from '../../pipelines/demo/activity-log.ts';
import { BusinessClock } from '../../pipelines/demo/business-clock.ts';
import { makeCoverage } from '../../pipelines/demo/coverage.ts';
import { messageRows } from '../../pipelines/demo/customer-messages.ts';
import { makeLeads } from '../../pipelines/demo/leads.ts';
import { dayOf } from '../../pipelines/demo/local-day.ts';
import { stakeholderRows } from '../../pipelines/demo/stakeholders.ts';
import { riskSignalRows, taskRows } from '../../pipelines/demo/success-work.ts';
import { msOfText, sampleWorkPlan } from './work-plan-of.ts';

const plan = sampleWorkPlan({ seed: 1, tenantCount: 60, monthCount: 12 });
const { horizon, tenants } = plan;
const stories = accountStories(tenants, horizon);
const idOf = (story: string) => [...stories].find(([, told]) => told === story)?.[0].id;
const dayMs = 86_400_000;

describe('BusinessClock.after(startMs, seconds)', () => {
  const clock = new BusinessClock('America/Detroit');
  const day = (text: string) => dayOf(Temporal.PlainDate.from(text));
  const ms = (text: string) => Temporal.Instant.from(text).epochMilliseconds;

  it.each([
    ['2026-11-16T10:00-05:00', 3600, '2026-11-16T11:00-05:00', 'within a day'],
    ['2026-11-13T16:30-05:00', 3600, '2026-11-16T09:30-05:00', 'over a weekend'],
    ['2026-11-14T12:00-05:00', 60, '2026-11-16T09:01-05:00', 'from a Saturday'],
    ['2026-11-25T16:00-05:00', 7200, '2026-11-27T10:00-05:00', 'over Thanksgiving'],
    ['2026-10-30T16:59-04:00', 120, '2026-11-02T09:01-05:00', 'over the change of the clocks'],
  ])('counts office hours from %s: %i s give %s, %s', (from, seconds, to) => {
    expect(clock.after(ms(from), seconds)).toBe(ms(to));
  });

  it('gives the instant of a local time', () => {
    expect(clock.at(day('2026-07-01'), 9 * 3600)).toBe(ms('2026-07-01T09:00-04:00'));
  });
});

describe('activityRows(plan)', () => {
  const rows = [...activityRows(plan).rows].map((row) => {
    const [, tenantId, userId, , kind, actor, isTwoWay, score] = row;
    return { tenantId, userId, kind, actor, isTwoWay, score, ms: msOfText(row[10]) };
  });

  it('tells what people did from what the application logged (CS-1)', () => {
    const human = rows.filter(({ actor }) => actor === 'human');
    const other = rows.filter(({ actor }) => actor !== 'human');
    expect(human.every(({ userId }) => userId !== null)).toBe(true);
    expect(other.every(({ userId }) => userId === null)).toBe(true);
    expect(human.length).toBeGreaterThan(other.length);
    expect(other.length).toBeGreaterThan(100);
    expect(rows.filter(({ ms }) => ms >= horizon.asOfMs)).toEqual([]);
  });

  it('scores surveys from 0 to 10 and nothing else', () => {
    const scored = rows.filter(({ score }) => score !== null);
    expect(new Set(scored.map(({ kind }) => kind))).toEqual(new Set(['survey']));
    expect(scored.filter(({ score }) => !(Number(score) >= 0 && Number(score) <= 10))).toEqual([]);
    expect(scored.length).toBeGreaterThan(20);
  });

  it('leaves who lost its sponsor alone for forty days', () => {
    const last = rows
      .filter(({ tenantId, actor }) => tenantId === idOf('lost its sponsor') && actor === 'human')
      .map(({ ms }) => ms);
    expect((horizon.asOfMs - Math.max(...last)) / dayMs).toBeGreaterThan(39);
  });
});

describe('messageRows(plan, leads)', () => {
  const rows = [...messageRows(plan, makeLeads(plan)).rows].map((row) => {
    const [id, threadId, channel, direction, tenantId, leadId, userId, , isAutomatic, body] = row;
    const link = { id, threadId, channel, direction, tenantId, leadId, userId };
    return { ...link, isAutomatic, body, ms: msOfText(row[10]) };
  });
  const threads = [...Map.groupBy(rows, ({ threadId }) => threadId).values()];

  it('belongs to a tenant or to a lead, and to one channel', () => {
    expect(
      rows.filter(({ tenantId, leadId }) => (tenantId === null) === (leadId === null)),
    ).toEqual([]);
    expect(new Set(rows.map(({ channel }) => channel))).toEqual(
      new Set(['email', 'support', 'sms']),
    );
    expect(rows.filter(({ channel, leadId }) => (channel === 'sms') !== (leadId !== null))).toEqual(
      [],
    );
    expect(rows.filter(({ ms }) => ms >= horizon.asOfMs)).toEqual([]);
  });

  it('answers in office hours only, and mostly answers (CS-3, SR-1)', () => {
    const answered = threads.filter((thread) =>
      thread.some(
        ({ direction, isAutomatic }) => direction === 'outbound' && isAutomatic === false,
      ),
    );
    expect(answered.length / threads.length).toBeGreaterThan(0.9);
    expect(answered.length).toBeLessThan(threads.length);
    const answers = rows.filter(
      ({ direction, isAutomatic }) => direction === 'outbound' && isAutomatic === false,
    );
    const odd = answers.filter(({ ms }) => {
      const local = Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(horizon.timeZone);
      return local.dayOfWeek > 5 || local.hour < 9 || local.hour > 16;
    });
    expect(odd).toEqual([]);
  });

  it('has automatic replies that nobody wrote, and runs of questions', () => {
    const automatic = rows.filter(({ isAutomatic }) => isAutomatic === true);
    expect(automatic.length).toBeGreaterThan(100);
    expect(automatic.filter(({ userId }) => userId !== null)).toEqual([]);
    const runs = threads.filter((thread) =>
      thread.some(({ body }) => body === 'Any news on this?'),
    );
    expect(runs.length).toBeGreaterThan(20);
  });

  it('leaves one customer waiting for more than a week', () => {
    const waiting = threads.filter((thread) => {
      const [first] = thread;
      const isOurs = thread.some(
        ({ direction, isAutomatic }) => direction === 'outbound' && isAutomatic === false,
      );
      const age = (horizon.asOfMs - (first?.ms ?? 0)) / dayMs;
      return first?.tenantId === idOf('waits for an answer') && !isOurs && age > 7 && age < 10;
    });
    expect(waiting.length).toBeGreaterThanOrEqual(1);
  });
});

describe('makeCoverage(assignments, people, horizon)', () => {
  const coverage = makeCoverage(plan.assignments, plan.people, horizon);

  it('lets the owner stay the owner meanwhile (HO-8)', () => {
    expect(new Set(coverage.map(({ handoffKind }) => handoffKind))).toEqual(
      new Set(['coverage', 'temporary']),
    );
    for (const { tenant, person, fromDay, toDay } of coverage) {
      const owner = plan.ownerOf(tenant, fromDay);
      expect(owner).toBeDefined();
      expect(owner).not.toBe(person);
      expect(plan.ownerOf(tenant, (toDay ?? 0) - 1)).toBe(owner);
    }
    expect(coverage.length).toBeGreaterThan(3);
  });
});

describe('stakeholderRows(plan), taskRows(plan), riskSignalRows(plan)', () => {
  it('knows four people of every tenant, and whose sponsor has left (HO-3)', () => {
    const { rows } = stakeholderRows(plan);
    expect(rows).toHaveLength(4 * tenants.length);
    const gone = rows.filter((row) => row[8] !== null);
    expect(gone.map(([, tenantId, , , , role]) => [tenantId, role])).toEqual([
      [idOf('lost its sponsor'), 'sponsor'],
    ]);
  });

  it('has tasks that are done, late, open and overdue (HO-3, TN-5)', () => {
    const rows = [...taskRows(plan).rows].map((row) => {
      return { status: row[5], due: Date.parse(`${row[7]}T23:59:59-05:00`), done: row[9] };
    });
    const isDone = ({ status }: { status: unknown }) => status === 'done' || status === 'cancelled';
    expect(rows.filter((row) => isDone(row) !== (row.done !== null))).toEqual([]);
    const late = rows.filter((row) => row.done !== null && msOfText(row.done) > row.due);
    const overdue = rows.filter((row) => row.done === null && row.due < horizon.asOfMs);
    expect(late.length).toBeGreaterThan(10);
    expect(overdue.length).toBeGreaterThan(5);
  });

  it('notes the risk of who slides and the chance of who grows', () => {
    const open = riskSignalRows(plan).rows.filter((row) => row[5] === 'open');
    const of = (story: string) => open.filter((row) => row[1] === idOf(story)).map((row) => row[2]);
    expect(of('slides')).toContain('risk');
    expect(of('lost its sponsor')).toContain('risk');
    expect(of('grows')).toContain('opportunity');
  });
});
