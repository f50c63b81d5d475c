import { readFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readCards, viewCards } from '../../pipelines/render/cards.ts';
import type { Database } from '../../pipelines/warehouse/database.ts';
import { openSmallBuild } from './small-build.ts';

let db: Database;
beforeEach(async () => {
  db = await openSmallBuild();
});
afterEach(() => db.close());

const query = (path: string) => readFile(`reports/${path}`, 'utf8');

async function pick(path: string, columns: string) {
  return (await db.rows(`select ${columns} from (${await query(path)}) as rows`)).map((row) =>
    Object.values(row),
  );
}

describe('reports/team/cards.sql', () => {
  it('gives the cards of the kind in their order, with the change against the week before', async () => {
    expect(
      await pick(
        'team/cards.sql',
        'metric_id, value, previous_value, round(change, 6), change_unit, is_noticeable',
      ),
    ).toEqual([
      ['offered_count', 100, 90, 0.111111, 'relative', false],
      ['answered_count', 82, 80, 0.025, 'relative', false],
      ['agent_answer_rate', 0.82, 80 / 90, -0.068889, 'points', false],
      ['csat', 3.75, null, null, 'absolute', false],
    ]);
  });

  it('calls a change better or worse only when it is large and more than chance', async () => {
    const marked = async () =>
      (await pick('team/cards.sql', 'metric_id, is_noticeable')).slice(0, 3);
    // 100 of 190 calls or more come in 26 % of all such weeks; the rate's 90 % are -15.2 to +1.7 points.
    expect((await marked()).map((row) => row[1])).toEqual([false, false, false]);
    // With ten times the calls it is 1.1 %, and the rate's are -9.5 to -4.2.
    // Answered calls rose 2.5 %, which is too little however certain.
    await db.run(`update metric_values set value = if(metric_id like '%_count', value * 10, value),
      numerator = numerator * 10, denominator = denominator * 10, sample_count = sample_count * 10`);
    expect((await marked()).map((row) => row[1])).toEqual([true, false, true]);
  });

  it('calls a score better or worse only when it moved more than it does from week to week', async () => {
    // 0.3 more. Where weeks differ by 0.2, 0.3 is within 1.645 x sqrt(2) x 0.2 / 1.128 = 0.41; where they
    // differ by 0.1, it is more than 0.21.
    await db.run(`insert into periods (grain, period_start_date, period_end_date, period_label, is_closed)
      select 'week', day::date, (day + interval 7 days)::date, strftime(day, '%G-W%V'), true
      from range(date '2026-08-24', date '2026-11-02', interval 7 days) as weeks (day)`);
    const judged = async (step: number) => {
      await db.run(`
        delete from metric_values where metric_id = 'csat' and scope_id = 't1';
        insert into metric_values
          select 'csat', 'team', 't1', 'week', day::date, null, null,
            3.9 + ${step} * ((date '2026-11-02' - day::date) // 7 % 2), 40, null
          from range(date '2026-08-24', date '2026-11-09', interval 7 days) as weeks (day);
        insert into metric_values values
          ('csat', 'team', 't1', 'week', '2026-11-09', null, null, 4.2, 40, null)`);
      return (await pick('team/cards.sql', 'metric_id, is_noticeable')).at(-1);
    };
    expect(await judged(0.2)).toEqual(['csat', false]);
    expect(await judged(0.1)).toEqual(['csat', true]);
  });

  it('gives a score from 0 to 100 its band, the words of which the card prints (CC-10)', async () => {
    expect((await pick('team/cards.sql', 'band')).flat()).toEqual([null, null, null, null]);
    await db.run(`insert into metric_bands values
      ('csat', 'team', 't1', 'week', '2026-11-02', 95, 'excellent', null),
      ('csat', 'team', 't1', 'week', '2026-11-09', 75, 'average', null)`);
    const rows = await db.rows(await query('team/cards.sql'));
    const cards = viewCards(readCards(rows, 'team/cards.sql'), 'USD', 'week');
    expect(cards.map((card) => card.band)).toEqual([null, null, null, 'average']);
    const templates = ['partials/cards.hbs', 'partials/email-card.hbs', 'email-text.hbs'];
    for (const name of templates) {
      const text = await readFile(`templates/${name}`, 'utf8');
      expect({ name, hasBand: text.includes('Band: {{band}}') }).toEqual({ name, hasBand: true });
    }
  });

  it('says why there is no value and why no change', async () => {
    await db.run(`update metric_values set value = 12, reason = null
      where metric_id = 'average_speed_of_answer_seconds' and period_start_date = '2026-11-02'`);
    expect(await pick('team/cards.sql', 'metric_id, reason, change_reason')).toEqual([
      ['offered_count', null, null],
      ['answered_count', null, null],
      ['agent_answer_rate', null, null],
      ['average_speed_of_answer_seconds', 'the 3CX file does not record waiting time', 'no value'],
      ['csat', null, 'No comparison: no value in the period before'],
    ]);
  });

  it('keeps what a value leaves out, and the window only where it is not the period', async () => {
    await db.run(`
      update metric_values set reason = 'known for 82 of 90' where metric_id = 'answered_count';
      update metrics set period_window = 'the period' where metric_id = 'offered_count';
      update metrics set period_window = 'trailing 12 months' where metric_id = 'answered_count'`);
    const cards = await pick('team/cards.sql', 'metric_id, reason, period_window');
    expect(cards.slice(0, 2)).toEqual([
      ['offered_count', null, null],
      ['answered_count', 'known for 82 of 90', 'trailing 12 months'],
    ]);
    const cells = await pick('team/members.sql', 'metric_id, reason, period_window');
    expect(cells.slice(0, 2)).toEqual(cards.slice(0, 2));
  });

  it('puts no number in large type of which less than half is known', async () => {
    const cardOf = async (reason: string) => {
      await db.run(`update metric_values set reason = '${reason}' where metric_id = 'answered_count'
        and period_start_date = '2026-11-09' and scope_id = 't1'`);
      const cards = await pick('team/cards.sql', 'metric_id, value, reason, change_reason');
      return cards.find(([metric]) => metric === 'answered_count')?.slice(1);
    };
    const none = 'no value';
    expect(await cardOf('known for 6 of 38 agent-days')).toEqual([
      ...[null, 'known for 6 of 38 agent-days', none],
    ]);
    expect(await cardOf('wrap-up known for 41 of 84 handles')).toEqual([
      ...[null, 'wrap-up known for 41 of 84 handles', none],
    ]);
    const half = 'known for 42 of 84 handles';
    expect(await cardOf(half)).toEqual([82, half, null]);
    // What is told beside is no part that is known.
    for (const told of [
      'not known for 3 of 90, and 3 pending',
      'shift overlap on 1 of 39 agent-days; known for 37 of 38 agent-days',
      'after-call work known on 2 of 24 agent-days',
    ]) {
      expect(await cardOf(told)).toEqual([82, told, null]);
    }
    const both = 'shift overlap on 37 of 38 agent-days; known for 1 of 38 agent-days';
    expect(await cardOf(both)).toEqual([null, both, none]);
    // What is never known of half of it gets no card, as if it had no source.
    await db.run(`update metric_values set reason = 'known for 1 of 9'
      where metric_id = 'answered_count'`);
    const left = await pick('team/cards.sql', 'metric_id');
    expect(left.flat()).not.toContain('answered_count');
  });

  it('compares no rate of fewer than 20, and says so', async () => {
    await db.run(`update metric_values set sample_count = 19, denominator = 19, numerator = 17,
        value = 17 / 19
      where metric_id = 'agent_answer_rate' and scope_id = 't1' and period_start_date = '2026-11-02'`);
    expect(
      await pick('team/cards.sql', 'metric_id, change, change_reason, is_small_sample'),
    ).toContainEqual([
      'agent_answer_rate',
      null,
      'No comparison: fewer than 20 counted in one of the periods',
      false,
    ]);
  });

  it('compares and judges a ratio of money whatever its sample, for it is all the money', async () => {
    await db.run(`update metric_values set denominator = denominator / 2, numerator = numerator / 2,
        sample_count = 19 where metric_id = 'agent_answer_rate' and scope_id = 't1';
      update metrics set ratio_of = 'currency' where metric_id = 'agent_answer_rate'`);
    const columns = 'metric_id, round(change, 4), is_noticeable, is_small_sample';
    expect((await pick('team/cards.sql', columns))[2]).toEqual([
      'agent_answer_rate',
      -0.0689,
      true,
      true,
    ]);
  });

  it('compares the counts of a week with a holiday by working day (SR-2)', async () => {
    // Four days instead of five: 100 calls are 25 a day, 90 were 18.
    await db.run(`update working_days set working_day_number = working_day_number - 1
      where day_date >= '2026-11-11'`);
    expect((await pick('team/cards.sql', 'metric_id, round(change, 4), change_unit'))[0]).toEqual([
      'offered_count',
      0.3889,
      'per working day',
    ]);
  });

  it('does not judge a value that leaves something out', async () => {
    const judged = async () =>
      (await pick('team/cards.sql', 'is_noticeable')).map((row) => row[0]).slice(0, 1);
    await db.run(`update metric_values set value = 900 where metric_id = 'offered_count'
      and scope_id = 't1' and period_start_date = '2026-11-09'`);
    expect(await judged()).toEqual([true]);
    await db.run(`update metric_values set reason = 'known for 82 of 90' where scope_id = 't1'`);
    expect(await judged()).toEqual([false]);
  });

  it('compares nothing in a period that is still open', async () => {
    await db.run(`update periods set is_closed = false where period_label = '2026-W46'`);
    expect(await pick('team/cards.sql', 'metric_id, change, change_reason')).toContainEqual([
      'offered_count',
      null,
      'No comparison: the period is still open',
    ]);
  });

  it('states no percentage of nothing', async () => {
    await db.run(`update metric_values set value = 0
      where metric_id = 'offered_count' and scope_id = 't1' and period_start_date = '2026-11-02'`);
    expect(await pick('team/cards.sql', 'metric_id, change, change_reason')).toContainEqual([
      'offered_count',
      null,
      'No comparison: 0 in 2026-W45',
    ]);
    // Where both are nothing, nothing changed.
    await db.run(`update metric_values set value = 0 where metric_id = 'offered_count'`);
    expect(await pick('team/cards.sql', 'metric_id, change, change_reason')).toContainEqual([
      'offered_count',
      0,
      null,
    ]);
  });

  it('has no arrow over a period that the data does not reach, and says so (CS-6, KPI.md G9)', async () => {
    await db.run(`insert into metric_gaps values
      ('agent_answer_rate', 'week', '2026-11-09', '2026-11-11'),
      ('answered_count', 'month', '2026-11-09', '2026-11-11')`);
    const rows = await pick('team/cards.sql', 'metric_id, change, change_reason, is_noticeable');
    const reason = 'No comparison: records end on 2026-11-11';
    expect(rows).toContainEqual(['agent_answer_rate', null, reason, false]);
    expect(rows).toContainEqual(['answered_count', expect.closeTo(0.025, 6), null, false]);
    const cards = viewCards(
      readCards(await db.rows(await query('team/cards.sql')), 'team/cards.sql'),
      'USD',
      'week',
    );
    const card = cards.find(({ metricId }) => metricId === 'agent_answer_rate');
    expect(card).toMatchObject({ change: null, changeReason: reason });
  });

  it('has no card for a metric that the team never had a value of, and one with a reason for a gap', async () => {
    await db.run(`
      delete from metric_values where metric_id = 'csat';
      delete from metric_values where metric_id = 'answered_count' and period_start_date = '2026-11-09'
    `);
    expect(await pick('team/cards.sql', 'metric_id, value, reason')).toEqual([
      ['offered_count', 100, null],
      ['answered_count', null, 'no rows in this period'],
      ['agent_answer_rate', 0.82, null],
    ]);
  });
});

describe('reports/team/members.sql', () => {
  it('lists who worked in the period, largest first, and the team last with its own ratio', async () => {
    const rows = await pick(
      'team/members.sql',
      "row_order, row_kind, row_id, row_label, value, numerator, denominator, metric_id = 'agent_answer_rate' as is_rate",
    );
    expect(rows.filter((row) => row.pop() === true)).toEqual([
      [1, 'member', 'ana', 'Ana Ruiz', 0.9, 54, 60],
      [2, 'member', 'ben', 'Ben <Okafor>', 0.7, 28, 40],
      [3, 'team', 't1', 'Team', 0.82, 82, 100],
    ]);
  });

  it('says of what only the team has that it is measured per team', async () => {
    await db.run(`delete from metric_values
      where metric_id = 'agent_answer_rate' and scope_kind = 'team_member'`);
    const rows = await pick('team/members.sql', 'row_id, value, reason, metric_id');
    expect(rows.filter((row) => row.pop() === 'agent_answer_rate')).toEqual([
      ['ana', null, 'measured per team'],
      ['ben', null, 'measured per team'],
      ['t1', 0.82, null],
    ]);
  });

  it('gives every row every column that anyone has a value of', async () => {
    await db.run(`delete from metric_values where metric_id = 'csat' and scope_id = 't1/ana'`);
    expect(
      await pick(
        'team/members.sql',
        'row_id, column_order, metric_id, value, reason, is_small_sample',
      ),
    ).toEqual([
      ['ana', 1, 'offered_count', 60, null, false],
      ['ana', 2, 'answered_count', 54, null, false],
      ['ana', 3, 'agent_answer_rate', 0.9, null, false],
      [
        'ana',
        4,
        'average_speed_of_answer_seconds',
        null,
        'the 3CX file does not record waiting time',
        false,
      ],
      ['ana', 5, 'talk_seconds', 7200, null, false],
      ['ana', 6, 'csat', null, 'no rows in this period', false],
      ['ben', 1, 'offered_count', 40, null, false],
      ['ben', 2, 'answered_count', 28, null, false],
      ['ben', 3, 'agent_answer_rate', 0.7, null, false],
      [
        'ben',
        4,
        'average_speed_of_answer_seconds',
        null,
        'the 3CX file does not record waiting time',
        false,
      ],
      ['ben', 5, 'talk_seconds', 1800, null, false],
      ['ben', 6, 'csat', 3.75, null, false],
      ['t1', 1, 'offered_count', 100, null, false],
      ['t1', 2, 'answered_count', 82, null, false],
      ['t1', 3, 'agent_answer_rate', 0.82, null, false],
      [
        't1',
        4,
        'average_speed_of_answer_seconds',
        null,
        'the 3CX file does not record waiting time',
        false,
      ],
      ['t1', 5, 'talk_seconds', 9000, null, false],
      ['t1', 6, 'csat', 3.75, null, false],
    ]);
  });
});

describe('reports/team/days.sql (CC-3)', () => {
  it('gives each day of the period that has a number, and the period last', async () => {
    const rows = await pick(
      'team/days.sql',
      "row_order, row_kind, row_id, row_label, value, numerator, denominator, metric_id = 'agent_answer_rate' as is_rate",
    );
    expect(rows.filter((row) => row.pop() === true)).toEqual([
      [1, 'date', '2026-11-09', 'Mon Nov 9', 50 / 55, 50, 55],
      [2, 'date', '2026-11-10', 'Tue Nov 10', 32 / 45, 32, 45],
      [3, 'team', '2026-11-09', 'Whole week', 0.82, 82, 100],
    ]);
  });

  it('has no column of what is known on no day, and none of what is no span of days', async () => {
    await db.run(
      `update metrics set period_window = 'trailing 12 months' where metric_id = 'csat'`,
    );
    const columns = await pick('team/days.sql', 'metric_id');
    expect([...new Set(columns.flat())]).toEqual([
      'offered_count',
      'answered_count',
      'agent_answer_rate',
      'talk_seconds',
    ]);
  });
});

describe('reports/team/trend.sql', () => {
  it('gives the main metrics of the kind for each period up to the one reported', async () => {
    await db.run(`insert into periods (grain, period_start_date, period_end_date, period_label, is_closed,
        trailing_start_date) values
      ('week', '2026-11-16', '2026-11-23', '2026-W47', false, null),
      ('week', '2026-10-26', '2026-11-02', '2026-W44', true, null)`);
    expect(
      await pick('team/trend.sql', 'period_start_date, period_label, series_label, value'),
    ).toEqual([
      ['2026-10-26', '2026-W44', 'Calls offered', null],
      ['2026-10-26', '2026-W44', 'Calls answered', null],
      ['2026-11-02', '2026-W45', 'Calls offered', 90],
      ['2026-11-02', '2026-W45', 'Calls answered', 80],
      ['2026-11-09', '2026-W46', 'Calls offered', 100],
      ['2026-11-09', '2026-W46', 'Calls answered', 82],
    ]);
  });

  it('stops at 26 periods', async () => {
    await db.run(`insert into periods (grain, period_start_date, period_end_date, period_label, is_closed,
        trailing_start_date)
      select 'week', day::date, (day + interval 7 days)::date, strftime(day, '%G-W%V'), true, null
      from range(date '2026-01-05', date '2026-11-02', interval 7 days) as weeks (day)`);
    const rows = await pick('team/trend.sql', 'period_label');
    expect(rows).toHaveLength(52);
    expect(rows[0]).toEqual(['2026-W21']);
  });
});

describe('reports/weekly-team/changes.sql (CS-6)', () => {
  const columns =
    'row_label, metric_id, value, round(previous_value, 4), round(change, 4), is_clear';

  it('gives the clear change first, then the largest of each other row', async () => {
    // Ben's rate fell 20.0 points, 90 % -34.2 to -3.7. Ana's offered calls rose a fifth (10 of 110 more
    // happens in 20 % of all weeks), as did those answered, so the first column speaks. The team's rate
    // fell 6.9 points, 90 % -15.2 to +1.7.
    expect(await pick('weekly-team/changes.sql', columns)).toEqual([
      ['Ben <Okafor>', 'agent_answer_rate', 0.7, 0.9, -0.2, true],
      ['Ana Ruiz', 'offered_count', 60, 50, 0.2, false],
      ['Wixom agents', 'agent_answer_rate', 0.82, 0.8889, -0.0689, false],
    ]);
  });

  it('always has the largest change of the team, also when members moved more', async () => {
    await db.run(`
      insert into scopes values
        ('team_member', 't1/dan', 'Dan Wu', 't1', 'call_center', 'wixom', 'dan', null);
      insert into metric_values values
        ('offered_count', 'team_member', 't1/dan', 'week', '2026-11-02', 200, null, 200, 200, null),
        ('offered_count', 'team_member', 't1/dan', 'week', '2026-11-09', 90, null, 90, 90, null);
      update metric_values set value = 150 where metric_id = 'offered_count'
        and scope_id = 't1/ana' and period_start_date = '2026-11-09'`);
    expect(await pick('weekly-team/changes.sql', 'row_label, metric_id, is_noticeable')).toEqual([
      ['Ana Ruiz', 'offered_count', true],
      ['Dan Wu', 'offered_count', true],
      ['Wixom agents', 'agent_answer_rate', false],
    ]);
  });

  it('compares the counts of a week with a holiday by working day', async () => {
    // Four days instead of five: 82 of 80 calls are 20.5 a day after 16, and 100 of 90 are 25 after 18.
    await db.run(`
      update working_days set working_day_number = working_day_number - 1
        where day_date >= '2026-11-11';
      delete from metric_values where metric_id = 'agent_answer_rate' or scope_kind = 'team_member'`);
    expect(
      await pick('weekly-team/changes.sql', 'metric_id, round(change, 4), change_unit'),
    ).toEqual([
      ['offered_count', 0.3889, 'per working day'],
      ['answered_count', 0.2813, 'per working day'],
    ]);
  });

  it('leaves out rates of fewer than 20', async () => {
    await db.run(`update metric_values set sample_count = 19, denominator = 19, numerator = 13
      where metric_id = 'agent_answer_rate' and scope_id = 't1/ben'
        and period_start_date = '2026-11-09'`);
    expect(await pick('weekly-team/changes.sql', columns)).toEqual([
      ['Ben <Okafor>', 'offered_count', 40, 30, 0.3333, false],
      ['Ana Ruiz', 'offered_count', 60, 50, 0.2, false],
      ['Wixom agents', 'agent_answer_rate', 0.82, 0.8889, -0.0689, false],
    ]);
  });

  it('leaves out money that is better neither way, such as renewals due', async () => {
    const told = async () => (await pick('weekly-team/changes.sql', 'metric_id')).flat();
    expect(await told()).toContain('offered_count');
    await db.run("update metrics set unit = 'currency' where metric_id = 'offered_count'");
    expect(await told()).not.toContain('offered_count');
    await db.run("update metrics set better = 'higher' where metric_id = 'offered_count'");
    expect(await told()).toContain('offered_count');
  });

  it('leaves out what the data does not reach the end of (KPI.md G9)', async () => {
    await db.run(`insert into metric_gaps values
      ('agent_answer_rate', 'week', '2026-11-09', '2026-11-11')`);
    const told = await pick('weekly-team/changes.sql', 'metric_id');
    expect(told.length).toBeGreaterThan(0);
    expect(told.flat()).not.toContain('agent_answer_rate');
  });

  it('leaves out values that leave something out', async () => {
    await db.run(`update metric_values set reason = 'known for 28 of 40'
      where metric_id = 'agent_answer_rate' and scope_id = 't1/ben'`);
    expect((await pick('weekly-team/changes.sql', columns))[0]?.slice(0, 2)).toEqual([
      'Ben <Okafor>',
      'offered_count',
    ]);
  });

  it('gives a second change of a row only after the first one of every row', async () => {
    await db.run(`delete from metric_values where scope_id = 't1'`);
    expect(await pick('weekly-team/changes.sql', 'row_label, metric_id')).toEqual([
      ['Ben <Okafor>', 'agent_answer_rate'],
      ['Ana Ruiz', 'offered_count'],
      ['Ben <Okafor>', 'offered_count'],
    ]);
  });

  it('gives nothing in a period that is still open', async () => {
    await db.run(`update periods set is_closed = false where period_label = '2026-W46'`);
    expect(await pick('weekly-team/changes.sql', columns)).toEqual([]);
  });
});

// Ana has 2 accounts, of 60 and 80; Ben one of 90 and one without a score: 230 / 3 for the team.
describe('reports/team/section-by-member.sql (CS-2, TN-1)', () => {
  beforeEach(async () => {
    await db.run(`
      insert into metrics (metric_id, name, unit, better, period_window) values
        ('health_average', 'Average health', 'score', 'higher', 'state'),
        ('health_coverage', 'Health coverage', 'ratio', 'higher', 'state');
      insert into section_metrics values ('call_center', 'health', 'health_average', 1),
        ('call_center', 'health', 'health_coverage', 2),
        ('call_center', 'usage', 'offered_count', 1);
      delete from report_section; insert into report_section values ('health');
      insert into metric_values values
        ('health_average', 'team_member', 't1/ana', 'week', '2026-11-09', 140, 2, 70, 2, null),
        ('health_average', 'team_member', 't1/ben', 'week', '2026-11-09', 90, 1, 90, 1, null),
        ('health_average', 'team', 't1', 'week', '2026-11-09', 230, 3, 230 / 3, 3, null),
        ('health_coverage', 'team', 't1', 'week', '2026-11-09', 3, 4, 0.75, 4, null)`);
  });

  it("has the section's metrics, by member and of the team together", async () => {
    const columns = 'row_label, metric_id, value, reason';
    const missing = "no accounts at the period's end";
    expect(await pick('team/section-by-member.sql', columns)).toEqual([
      ['Ana Ruiz', 'health_average', 70, null],
      ['Ana Ruiz', 'health_coverage', null, missing],
      ['Ben <Okafor>', 'health_average', 90, null],
      ['Ben <Okafor>', 'health_coverage', null, missing],
      ['Team', 'health_average', 230 / 3, null],
      ['Team', 'health_coverage', 0.75, null],
    ]);
  });

  it('names the health score that counts', async () => {
    const notes = async () => (await pick('team/section-by-member.sql', 'section_note'))[0]?.[0];
    expect(await notes()).toContain("Scores are muster's own");
    await db.run("update run_settings set health_source = 'external'");
    expect(await notes()).toContain('Scores are those that the source gives in health_scores');
  });

  it('says what scores are worth, as far as it was known when the period ended (TN-3)', async () => {
    const note = async () => (await pick('team/section-by-member.sql', 'section_note'))[0]?.[0];
    await db.run(`insert into health_validation values ('month', '2026-11-01', 'It may be chance.'),
      ('month', '2026-10-01', 'Too early.'), ('month', '2026-12-01', 'Known later.'),
      ('quarter', '2026-11-10', 'Of a quarter.')`);
    expect(await note()).toMatch(/is not used here\. It may be chance\.$/);
  });
});

// The team answers for half of Acme's 1000 and all of Birch's 300, Acme has given notice; Cedar's 99 ended before.
describe('reports/cs-team/renewals.sql (CS-2)', () => {
  it('lists what is due with ARR, health and owner, the first one first', async () => {
    await db.run(`
      insert into renewals_by_contract
      select scope_kind, scope_id, 'week', '2026-11-09', contract_id, tenant_name, band, score, due::date,
        is_pending, is_ahead, contract_id = 'a', arr
      from (values
        ('team', 't1', 'b', 'Birch', 'red', 40, '2026-11-10', true, false, 300),
        ('team', 't1', 'a', 'Acme', 'green', null, '2026-12-01', false, true, 500),
        ('team', 't1', 'c', 'Cedar', 'green', 90, '2026-11-10', false, false, 99),
        ('team', 't2', 'a', 'Acme', 'green', null, '2026-12-01', false, true, 500),
        ('team_member', 't1/ben', 'a', 'Acme', 'green', null, '2026-12-01', false, true, 250),
        ('team_member', 't1/ana', 'a', 'Acme', 'green', null, '2026-12-01', false, true, 250),
        ('team_member', 't2/zoe', 'a', 'Acme', 'green', null, '2026-12-01', false, true, 500)
      ) as given (scope_kind, scope_id, contract_id, tenant_name, band, score, due, is_pending, is_ahead,
        arr)`);
    // Dogwood's term ended three weeks before, and nobody has settled it; Elm was ahead of another week.
    await db.run(`insert into renewals_by_contract
      select 'team', 't1', 'week', start::date, contract_id, tenant_name, 'green', 80, due::date,
        is_pending, is_ahead, false, 50
      from (values
        ('2026-10-19', 'd', 'Dogwood', '2026-10-22', true, false),
        ('2026-10-19', 'e', 'Elm', '2026-11-03', false, true)
      ) as given (start, contract_id, tenant_name, due, is_pending, is_ahead)`);
    const rows = await pick('cs-team/renewals.sql', 'row_label, metric_id, value, text');
    const shown = rows.map(([label, metric, value, text]) => [label, metric, text ?? value]);
    expect(shown).toEqual([
      ['Dogwood', 'term_end_date', 'Oct 22, 2026 (overdue)'],
      ['Dogwood', 'renewals_due_arr', 50],
      ['Dogwood', 'health_score', 80],
      ['Dogwood', 'health_band', 'green'],
      ['Dogwood', 'owner', 'nobody'],
      ['Birch', 'term_end_date', 'Nov 10, 2026 (overdue)'],
      ['Birch', 'renewals_due_arr', 300],
      ['Birch', 'health_score', 40],
      ['Birch', 'health_band', 'red'],
      ['Birch', 'owner', 'nobody'],
      ['Acme', 'term_end_date', 'Dec 1, 2026 (notice given)'],
      ['Acme', 'renewals_due_arr', 500],
      ['Acme', 'health_score', null],
      ['Acme', 'health_band', 'green'],
      ['Acme', 'owner', 'Ana Ruiz, Ben <Okafor>'],
      ['3 contracts', 'renewals_due_arr', 850],
      ['3 contracts', 'health_score', ''],
    ]);
  });

  it('has no rows where nothing is due', async () => {
    expect(await pick('cs-team/renewals.sql', 'row_label')).toEqual([]);
  });
});
