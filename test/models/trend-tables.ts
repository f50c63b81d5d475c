import { readFile } from 'node:fs/promises';
import { Database, quote } from '../../pipelines/warehouse/database.ts';

const root = new URL('../../', import.meta.url);
const read = (path: string) => readFile(new URL(path, root), 'utf8');

/** The Mondays of 40 weeks, the last one before 2026-11-30: the week of 2026-11-23 has Thanksgiving in it. */
export const weeks: readonly string[] = Array.from({ length: 40 }, (_, index) =>
  Temporal.PlainDate.from('2026-11-23')
    .subtract({ weeks: 39 - index })
    .toString(),
);
/** The first day of the newest whole week. */
export const newest = '2026-11-16';

/** A row of `metric_trends` as the tests look at it. */
export interface Trend {
  readonly point_count: number;
  readonly first_label: string;
  readonly slope: number | null;
  readonly slope_low: number | null;
  readonly slope_high: number | null;
  readonly change: number | null;
  readonly mann_kendall_s: number | null;
  readonly mann_kendall_z: number | null;
  readonly trend: string;
  readonly reason: string | null;
  readonly centre_count: number;
  readonly centre: number | null;
  readonly moving_range: number | null;
  readonly lower_limit: number | null;
  readonly upper_limit: number | null;
  readonly side_outside: string | null;
  readonly run_count: number | null;
  readonly run_side: string | null;
  readonly run_label: string | null;
  readonly run_start_date: string | null;
  readonly is_shift: boolean | null;
  readonly limits_reason: string | null;
}

const months: readonly string[] = Array.from({ length: 22 }, (_, index) =>
  Temporal.PlainDate.from('2025-01-01').add({ months: index }).toString(),
);

const quarters: readonly string[] = Array.from({ length: 15 }, (_, index) =>
  Temporal.PlainDate.from('2023-01-01')
    .add({ months: 3 * index })
    .toString(),
);

/** What a series is of; absent: one of weeks until `newest`. */
export interface GivenSeries {
  readonly metric?: string;
  readonly scope?: string;
  readonly grain?: string;
  /** The start of the last period given. */
  readonly until?: string;
}

/** The models of trends over tables that a test fills: closed weeks, months and quarters, and ten metrics. */
export class TrendTables {
  readonly database: Database;

  private constructor(database: Database) {
    this.database = database;
  }

  static async open(): Promise<TrendTables> {
    const database = await Database.open(':memory:');
    const seed = new URL('sql/seeds/noticeable_changes.csv', root).pathname;
    await database.run(`
      create table periods (grain varchar, whole_grain varchar, period_start_date date,
        period_end_date date, period_label varchar, is_closed boolean);
      create table metrics (metric_id varchar, unit varchar, better varchar, period_window varchar);
      create table metric_values (metric_id varchar, scope_kind varchar, scope_id varchar,
        grain varchar, period_start_date date, value double);
      create table metric_gaps (metric_id varchar, grain varchar, period_start_date date,
        reached_date date);
      create table noticeable_changes as select * from read_csv(${quote(seed)});
      create table working_days as
        select day::date as day_date,
          sum((isodow(day) <= 5 and day != date '2026-11-26')::integer) over (order by day)::integer
            as working_day_number
        from generate_series(timestamp '2016-01-01', timestamp '2026-12-31', interval 1 day)
          as days (day);
      insert into metrics values
        ('csat', 'score', 'higher', 'the period'),
        ('asa', 'seconds', 'lower', 'the period'),
        ('calls_made', 'count', 'higher', 'the period'),
        ('nrr', 'ratio', 'higher', 'trailing 12 months'),
        ('touch_coverage', 'ratio', 'higher', '30 days before the period''s end'),
        ('active_users', 'count', 'higher', '7 days before the period''s end'),
        ('portfolio_arr', 'currency', 'higher', 'state at the period''s end'),
        ('health_score', 'score', 'higher', 'state at the period''s end'),
        ('renewals_due', 'currency', 'neither', 'the 90 days from the period''s end'),
        ('pending', 'count', 'lower', 'the period, as of the build');
      insert into periods
        select 'week', null, start, start + 7, strftime(start, '%G-W%V'), true
        from unnest([${weeks.map((week) => `date '${week}'`).join(', ')}]) as starts (start);
      insert into periods values
        ('week', null, '2026-11-30', '2026-12-07', '2026-W49', false),
        ('week_so_far', 'week', '2026-11-23', '2026-11-25', '2026-W48 so far', true);
      insert into periods
        select 'quarter', null, start::date, (start + interval 3 months)::date,
          strftime(start, '%Y-%m'), true
        from generate_series(timestamp '2023-01-01', timestamp '2026-07-01', interval 3 months) as quarters (start);
      insert into periods
        select 'month', null, start::date, (start + interval 1 month)::date, strftime(start, '%Y-%m'), true
        from generate_series(timestamp '2025-01-01', timestamp '2026-10-01', interval 1 month) as months (start)`);
    for (const name of ['metric_yardsticks', 'metric_series', 'metric_trends']) {
      await database.run(`create view ${name} as ${await read(`sql/findings/${name}.sql`)}`);
    }
    return new TrendTables(database);
  }

  close(): void {
    this.database.close();
  }

  async clear(): Promise<void> {
    await this.database.run('delete from metric_values; delete from metric_gaps');
  }

  /** One value a period, the last one in the newest; null: a row without a value, undefined: no row. */
  async give(
    values: readonly (number | null | undefined)[],
    given: GivenSeries = {},
  ): Promise<void> {
    const { metric = 'csat', scope = 't', grain = 'week', until = newest } = given;
    const starts = { week: weeks, month: months, quarter: quarters }[grain] ?? [];
    const from = starts.indexOf(until) + 1 - values.length;
    const rows = values.flatMap((value, index) =>
      value === undefined
        ? []
        : [`('${metric}', 'team', '${scope}', '${grain}', '${starts[from + index]}', ${value})`],
    );
    await this.database.run(`insert into metric_values values ${rows.join(', ')}`);
  }

  trends(where: string): Promise<Trend[]> {
    return this.database.rows<Trend>(
      `select * from metric_trends where ${where} order by scope_id`,
    );
  }

  async trendOf(
    values: readonly (number | null | undefined)[],
    given: GivenSeries = {},
  ): Promise<Trend> {
    await this.give(values, given);
    const { grain = 'week', until = newest } = given;
    const [found] = await this.trends(`grain = '${grain}' and period_start_date = '${until}'`);
    if (found === undefined) throw new Error('no trend');
    return found;
  }
}
