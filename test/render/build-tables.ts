import { readFile } from 'node:fs/promises';
import { Database } from '../../pipelines/warehouse/database.ts';

const tables = `
create table metric_values (
    metric_id varchar, scope_kind varchar, scope_id varchar, grain varchar, period_start_date date,
    numerator double, denominator double, value double, sample_count bigint, reason varchar
);
create table metrics (
    metric_id varchar, name varchar, unit varchar, better varchar, definition varchar,
    answers varchar, period_window varchar, needs varchar, is_overlaid boolean, sql_path varchar,
    ratio_of varchar default null
);
create table scopes (
    scope_kind varchar, scope_id varchar, scope_name varchar, team_id varchar, team_kind varchar,
    location_id varchar, person_id varchar, tenant_id varchar
);
create table periods (
    grain varchar, period_start_date date, period_end_date date, period_label varchar,
    is_closed boolean, trailing_start_date date, whole_grain varchar, closing_date date,
    previous_start_date date generated always as (case grain
        when 'day' then period_start_date - 1 when 'week' then period_start_date - 7
        when 'month' then (period_start_date - interval 1 month)::date
        else (period_start_date - interval 3 months)::date end),
    year_before_start_date date generated always as (case when grain in ('day', 'week')
        then period_start_date - 364 else (period_start_date - interval 12 months)::date end)
);
create table section_metrics (team_kind varchar, section_name varchar, metric_id varchar, position integer);
create table report_section (section_name varchar);
create table health_validation (grain varchar, closing_date date, sentence varchar);
create table run_settings (health_source varchar, health_max_age_days integer);
insert into run_settings values ('own', 14);
create table renewals_by_contract (
    scope_kind varchar, scope_id varchar, grain varchar, period_start_date date, contract_id varchar,
    tenant_name varchar, health_band varchar, health_score double, term_end_date date,
    is_pending boolean, is_ahead boolean, has_notice boolean, arr_amount double
);
create table metric_bands (
    metric_id varchar, scope_kind varchar, scope_id varchar, grain varchar, period_start_date date,
    score double, band varchar, reason varchar
);
create table team_metrics (team_kind varchar, metric_id varchar, position integer, is_card boolean, is_column boolean);
create table report_scope (
    scope_kind varchar, scope_id varchar, scope_name varchar, team_kind varchar, grain varchar,
    period_start_date date, period_end_date date, period_label varchar
);
`;

const metrics = `
insert into metrics (
    metric_id, name, unit, better, definition, answers, period_window, needs, is_overlaid, sql_path
) values
    ('offered_count', 'Calls offered', 'count', 'neither',
        'Calls that rang an agent of the team.',
        'How many calls were put to the team?', 'the period', 'calls', false, 'sql/kpis/offered_count.sql'),
    ('answered_count', 'Calls answered', 'count', 'higher',
        'Offered calls that an agent of the team answered.',
        'How many of them were answered?', 'the period', 'calls', false, 'sql/kpis/answered_count.sql'),
    ('agent_answer_rate', 'Answer rate', 'ratio', 'higher',
        'Answered offers / (answered + missed offers).',
        'Which share of the offers was answered?', 'the period', 'calls', false,
        'sql/kpis/agent_answer_rate.sql'),
    ('average_speed_of_answer_seconds', 'Average speed of answer', 'seconds', 'lower',
        'Seconds waited by answered callers / answered calls.',
        'How long did callers wait?', 'the period', 'calls', false,
        'sql/kpis/average_speed_of_answer_seconds.sql'),
    ('talk_seconds', 'Talk time', 'seconds', 'neither',
        'Seconds that agents of the team talked.', 'How long did the team talk?', 'the period', 'calls',
        false, 'sql/kpis/talk_seconds.sql'),
    ('csat', 'CSAT', 'score', 'higher', 'Sum of scores / scored calls.',
        'How content were callers, from 1 to 5?', 'the period', 'call_annotations', false,
        'sql/kpis/csat.sql'),
    ('calls_made', 'Calls made', 'count', 'higher', 'Outbound calls to people outside.',
        'How many calls did the team make?', 'the period', 'calls', false, 'sql/kpis/calls_made.sql'),
    ('connect_rate', 'Connect rate', 'ratio', 'higher', 'Connected calls / calls made.',
        'Which share of the calls reached a person?', 'the period', 'calls', false,
        'sql/kpis/connect_rate.sql'),
    ('portfolio_arr', 'Portfolio ARR', 'currency', 'higher',
        'Live contracted recurring revenue a year, by share of ownership.',
        'How much revenue does the team look after?', 'end of period', 'subscriptions', false,
        'sql/kpis/portfolio_arr.sql'),
    ('nrr', 'NRR', 'ratio', 'higher', 'Closing ARR of the opening cohort / its opening ARR.',
        'Does the team grow its customers?', 'trailing 12 months', 'subscriptions', true,
        'sql/kpis/nrr.sql'),
    ('grr', 'GRR', 'ratio', 'higher', 'As NRR, with each customer capped at its opening ARR.',
        'Does the team keep its customers'' revenue?', 'trailing 12 months', 'subscriptions', false,
        'sql/kpis/grr.sql'),
    ('logo_retention', 'Logo retention', 'ratio', 'higher',
        'Customers of the opening cohort still active / that cohort.',
        'Does the team keep its customers?', 'trailing 12 months', 'subscriptions', false,
        'sql/kpis/logo_retention.sql');
insert into team_metrics values
    ('call_center', 'offered_count', 1, true, true),
    ('call_center', 'answered_count', 2, true, true),
    ('call_center', 'agent_answer_rate', 3, true, true),
    ('call_center', 'average_speed_of_answer_seconds', 4, true, true),
    ('call_center', 'talk_seconds', 5, false, true),
    ('call_center', 'csat', 6, true, true),
    ('sales', 'calls_made', 1, true, true),
    ('sales', 'connect_rate', 2, true, true),
    ('sales', 'talk_seconds', 3, true, true),
    ('success', 'portfolio_arr', 1, true, true),
    ('success', 'nrr', 2, true, true),
    ('success', 'grr', 3, true, true),
    ('success', 'logo_retention', 4, true, true);
`;

const path = (name: string) => new URL(`../../${name}`, import.meta.url).pathname;

/** An in-memory build with the catalogue, and without a single value. */
export async function openEmptyBuild(): Promise<Database> {
  const db = await Database.open(':memory:');
  await db.run(tables);
  await db.run(metrics);
  // Monday to Friday are worked; the seed and the view are the program's own.
  await db.run(`
    create table noticeable_changes as
      select * from read_csv('${path('sql/seeds/noticeable_changes.csv')}');
    create table metric_gaps (metric_id varchar, grain varchar, period_start_date date, reached_date date);
    create table working_days as
      select day::date as day_date, isodow(day) <= 5 as is_working_day,
        sum((isodow(day) <= 5)::integer) over (order by day)::integer as working_day_number
      from generate_series(timestamp '2026-01-01', timestamp '2026-12-31', interval 1 day) as days (day);
    create view metric_yardsticks as ${await readFile(path('sql/findings/metric_yardsticks.sql'), 'utf8')};
    create view metric_intervals as ${await readFile(path('sql/findings/metric_intervals.sql'), 'utf8')};
    create view metric_changes as ${await readFile(path('sql/findings/metric_changes.sql'), 'utf8')}`);
  for (const seed of ['performance_weights', 'performance_minimum']) {
    await db.run(
      `create table ${seed} as select * from read_csv('${path(`sql/seeds/${seed}.csv`)}')`,
    );
  }
  for (const view of ['performance_components', 'performance_scores', 'performance_points']) {
    await db.run(
      `create view ${view} as ${await readFile(path(`sql/findings/${view}.sql`), 'utf8')}`,
    );
  }
  return db;
}
