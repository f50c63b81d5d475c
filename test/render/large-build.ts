import type { LoadedReport } from '../../pipelines/render/load-report.ts';
import type { Provenance } from '../../pipelines/render/provenance.ts';
import type { ReportInput } from '../../pipelines/render/render-report.ts';
import type { ReportScope, TeamKind } from '../../pipelines/render/report.ts';
import type { Row } from '../../pipelines/render/row-shape.ts';
import type { Database } from '../../pipelines/warehouse/database.ts';
import { openEmptyBuild } from './build-tables.ts';

/** What the pages of the tests are made in: one week of a made-up company. */
export const provenance: Provenance = {
  build_info: {
    build_id: 'b20261116-7f3a91',
    made_at: '2026-11-16 11:58:41',
    raw_state: '9c1d4e7a0b2f6c8e1a',
    sql_hash: '4be0a9d2c7f1e35588',
    program_version: '0.1.0',
  },
  audit_results: [
    audit('assert_calls_have_one_row', 'stop', true, 0),
    audit('assert_rows_did_not_collapse', 'stop', true, 0),
    audit('assert_source_is_fresh', 'hold', true, 0),
    {
      audit: 'assert_annotations_match_calls',
      on_failure: 'warn',
      is_passed: false,
      failed_row_count: 41,
      message: 'annotations without a call',
    },
  ],
  source_state: [
    source('app', 'postgres', '2026-11-16 11:30:02', null),
    source('phones', 'cdr', '2026-11-15 22:58:11', false),
  ],
  source_counts: [
    counts('app', 41_207, 0, null),
    counts('phones', 128_544, 37, '1 of its files: exactly 20000 rows, probably some are missing'),
  ],
  run_settings: {
    as_of_at: '2026-11-16 12:00:00',
    as_of_date: '2026-11-16',
    company_name: 'Lakeshore Clinics',
    time_zone: 'America/Detroit',
    week_start: 'monday',
    fiscal_year_start_month: 1,
    currency_code: 'USD',
    connect_min_talk_seconds: 30,
    retention_method: 'snapshot',
    retention_attribution: 'movement_owner',
  },
  data_quality: [
    { finding: 'calls whose agent is not a known person', row_count: 212 },
    { finding: 'subscriptions without an owner', row_count: 3 },
  ],
};

function audit(name: string, on_failure: string, is_passed: boolean, failed_row_count: number) {
  return { audit: name, on_failure, is_passed, failed_row_count, message: null };
}

function source(name: string, kind: string, reached_at: string, has_wait: boolean | null) {
  return {
    source: name,
    kind,
    reached_at,
    has_wait,
    has_offers: has_wait === null ? null : true,
    has_talk_in_queue_calls: has_wait === null ? null : true,
  };
}

function counts(source: string, loaded: number, rejected: number, remark: string | null) {
  const isPhones = rejected > 0;
  return {
    source,
    row_count: loaded + rejected + (isPhones ? 212 : 0),
    loaded_count: loaded,
    merged_count: isPhones ? 200 : 0,
    rejected_count: rejected,
    skipped_count: isPhones ? 12 : 0,
    line_count: isPhones ? loaded : 0,
    line_of_no_caller_count: isPhones ? 44 : 0,
    line_of_the_future_count: 0,
    call_count: isPhones ? 90_100 : 0,
    annotation_count: isPhones ? 8_000 : 0,
    annotation_matched_count: isPhones ? 7_959 : 0,
    remark,
  };
}

const names = [
  'Ana Ruiz',
  'Ben Okafor',
  'Carla Weiss',
  'Dev Patel',
  'Elena Novak',
  'Frank Møller',
  'Grace Kim',
  'Hugo Lindström',
  'Iris Chen',
  'Jonas Abara',
  "Kate O'Neill",
  'Liam Dubois',
];

const cells = `
insert into metric_values
with recursive
facts as (
    select
        periods.period_start_date,
        scopes.scope_kind,
        scopes.scope_id,
        scopes.member_number,
        -- A yearly wave, a step in member 3, and a little that looks like chance.
        (100 + 18 * sin(period_number / 4.0) + (member_number * 37 + period_number * 53) % 41
            - member_number % 12 * 6)::bigint as offered,
        (member_number * 29 + period_number * 17) % 13 as missed,
        case when member_number = 3 and period_number = 26 then 30 else 0 end as dropped
    from (select *, row_number() over (order by period_start_date) as period_number from periods) as periods
    cross join (
        select *, row_number() over (order by scope_id) as member_number
        from scopes where scope_kind = 'team_member'
    ) as scopes
),
sums as (
    select
        case when grouping(scope_id) = 1 then 'team' else 'team_member' end as scope_kind,
        case when grouping(scope_id) = 1 then 'wixom' else scope_id end as scope_id,
        period_start_date,
        sum(offered) as offered,
        sum(offered - missed - dropped) as answered,
        sum((offered - missed - dropped) * (180 + member_number * 11)) as talk,
        sum(greatest(0, offered // 5 - member_number)) as scored,
        sum(greatest(0, offered // 5 - member_number) * (3.4 + member_number % 5 / 4.0)) as score,
        sum(12 + member_number % 4) as accounts,
        sum((12 + member_number % 4) - (member_number + 1) % 3) as kept,
        sum((12 + member_number % 4) * 24815.0) as opening,
        sum((12 + member_number % 4) * 24815.0 * (0.90 + member_number % 7 * 0.015 + 0.01 * sin(offered))) as held,
        sum((12 + member_number % 4) * 24815.0 * (0.96 + member_number % 7 * 0.03 + 0.02 * sin(offered))) as closing
    from facts
    group by grouping sets ((scope_id, period_start_date), (period_start_date))
)
select listed.metric_id, scope_kind, scope_id, 'week', period_start_date, listed.numerator,
    listed.denominator, listed.value, listed.sample_count, listed.reason
from sums
cross join lateral (
    values
        ('offered_count', offered, null, offered, offered, null),
        ('answered_count', answered, null, answered, offered, null),
        ('agent_answer_rate', answered, offered, answered / offered, offered, null),
        ('average_speed_of_answer_seconds', null, null, null, null,
            'the 3CX file does not record waiting time'),
        ('talk_seconds', talk, null, talk, answered, null),
        ('csat', score, scored, score / nullif(scored, 0), scored, if(scored = 0, 'no scored calls', null)),
        ('portfolio_arr', closing, null, closing, accounts, null),
        ('nrr', closing, opening, closing / opening, accounts, null),
        ('grr', held, opening, held / opening, accounts, null),
        ('logo_retention', kept, accounts, kept / accounts, accounts, null)
) as listed (metric_id, numerator, denominator, value, sample_count, reason)
`;

/** A team of as many members as wanted, over 27 weeks, in an in-memory build. */
export async function openLargeBuild(teamKind: TeamKind, memberCount: number): Promise<Database> {
  const db = await openEmptyBuild();
  await db.run(`
    insert into periods (grain, period_start_date, period_end_date, period_label, is_closed,
        trailing_start_date)
    select 'week', day::date, (day + interval 7 days)::date, strftime(day, '%G-W%V'), true, null
    from range(date '2026-05-11', date '2026-11-16', interval 7 days) as weeks (day)
  `);
  for (let number = 0; number < memberCount; number += 1) {
    const name = names[number] ?? `Member ${String(number + 1).padStart(2, '0')}`;
    await db.run(
      `insert into scopes values ('team_member', $id, $name, 'wixom', $kind, 'wixom', $person, null)`,
      { id: `wixom/p${100 + number}`, name, kind: teamKind, person: `p${100 + number}` },
    );
  }
  await db.run(cells);
  await db.run(
    `insert into report_scope values
      ('team', 'wixom', 'Wixom agents', $kind, 'week', '2026-11-09', '2026-11-16', '2026-W46')`,
    { kind: teamKind },
  );
  return db;
}

/** Runs a report's queries on a build, as the command does on a scoped one. */
export async function readReportInput(db: Database, report: LoadedReport): Promise<ReportInput> {
  const rows = new Map<string, Row[]>();
  for (const [section, query] of report.queries) {
    await db.run(`delete from report_section; insert into report_section values ('${section}')`);
    rows.set(section, await db.rows(query.text));
  }
  return {
    scope: await db.one<ReportScope>('select * from report_scope'),
    rows,
    metrics: await db.rows('select * from metrics'),
    provenance,
    notices: [],
  };
}
