import { readFile } from 'node:fs/promises';
import { Database, quote } from '../../pipelines/warehouse/database.ts';

const root = new URL('../../', import.meta.url);
const read = (path: string) => readFile(new URL(path, root), 'utf8');

/** A value of a metric of team t in the week that begins on `start`. */
export interface Given {
  readonly metric: string;
  readonly start: string;
  readonly value: number;
  readonly numerator?: number;
  readonly count: number;
}

/** A week that the data of a metric does not reach. */
export interface GivenGap {
  readonly metric: string;
  readonly start: string;
  readonly reached: string;
}

/** A row of `metric_changes` as the tests look at it. */
export interface Change {
  readonly trend: string;
  readonly change: number;
  readonly low: number | null;
  readonly high: number | null;
  readonly reason: string | null;
  readonly test: string;
}

/** Weeks of 2026 that begin on these Mondays; the one of 2026-11-23 has Thanksgiving in it. */
export const weeks = Array.from({ length: 14 }, (_, index) =>
  Temporal.PlainDate.from('2026-09-07')
    .add({ days: 7 * index })
    .toString(),
);
export const [yearBefore, before, current] = ['2025-11-10', '2026-11-02', '2026-11-09'];

/** The model of changes over tables that a test fills: closed weeks, and metrics of every kind. */
export class ChangeTables {
  readonly database: Database;

  private constructor(database: Database) {
    this.database = database;
  }

  static async open(): Promise<ChangeTables> {
    const database = await Database.open(':memory:');
    const seed = new URL('sql/seeds/noticeable_changes.csv', root).pathname;
    await database.run(`
      create table periods (grain varchar, whole_grain varchar, period_start_date date,
        period_end_date date, closing_date date, period_label varchar, is_closed boolean,
        previous_start_date date, year_before_start_date date);
      create table metrics (metric_id varchar, unit varchar, better varchar, period_window varchar,
        ratio_of varchar);
      create table metric_values (metric_id varchar, scope_kind varchar, scope_id varchar,
        grain varchar, period_start_date date, numerator double, denominator double, value double,
        sample_count bigint, reason varchar);
      create table noticeable_changes as select * from read_csv(${quote(seed)});
      create table metric_gaps (metric_id varchar, grain varchar, period_start_date date,
        reached_date date);
      create table working_days as
        select day::date as day_date, isodow(day) <= 5 and day != date '2026-11-26' as is_working_day,
          sum((isodow(day) <= 5 and day != date '2026-11-26')::integer) over (order by day)::integer
            as working_day_number
        from generate_series(timestamp '2025-11-01', timestamp '2026-12-31', interval 1 day) as days (day);
      insert into metrics values
        ('connect_rate', 'ratio', 'higher', 'the period', null),
        ('calls_made', 'count', 'higher', 'the period', null),
        ('asa', 'seconds', 'lower', 'the period', null),
        ('nrr', 'ratio', 'higher', 'trailing 12 months', 'currency'),
        ('logo_retention', 'ratio', 'higher', 'trailing 12 months', null),
        ('two_years', 'ratio', 'higher', 'trailing 24 months', null),
        ('touch_coverage', 'ratio', 'higher', '30 days before the period''s end', null),
        ('weekly_users', 'ratio', 'higher', '7 days before the period''s end', null),
        ('active_users_week', 'count', 'higher', '7 days before the period''s end', null),
        ('usage_depth', 'count', 'higher', 'the days of the period', null),
        ('accounts_red', 'count', 'lower', 'state at the period''s end', null),
        ('gaps', 'count', 'lower', 'trailing 12 months', null),
        ('portfolio_arr', 'currency', 'higher', 'state', null),
        ('health_score', 'score', 'higher', 'state at the period''s end', null),
        ('csat', 'score', 'higher', 'the period', null)`);
    for (const week of [yearBefore, ...weeks]) {
      await database.run(`insert into periods values ('week', null, '${week}', date '${week}' + 7,
        date '${week}' + 7, '${week}', true, date '${week}' - 7, date '${week}' - 364)`);
    }
    for (const name of ['metric_yardsticks', 'metric_intervals', 'metric_changes']) {
      await database.run(`create view ${name} as ${await read(`sql/findings/${name}.sql`)}`);
    }
    return new ChangeTables(database);
  }

  close(): void {
    this.database.close();
  }

  /** The change of the week that begins on `start`, where these are all values. */
  async changeOf(
    rows: readonly Given[],
    start: string = current,
    gaps: readonly GivenGap[] = [],
    base = 'previous_period',
  ): Promise<Change> {
    await this.database.run('delete from metric_values; delete from metric_gaps');
    for (const { metric, start: from, reached } of gaps) {
      await this.database.run(
        `insert into metric_gaps values ('${metric}', 'week', '${from}', '${reached}')`,
      );
    }
    for (const row of rows) {
      const share = row.numerator === undefined ? 'null, null' : `${row.numerator}, ${row.count}`;
      await this.database.run(`insert into metric_values values ('${row.metric}', 'team', 't', 'week',
        '${row.start}', ${share}, ${row.value}, ${row.count}, null)`);
    }
    return this.database.one<Change>(`select trend, change, low, high, reason, test
      from metric_changes where period_start_date = '${start}' and base = '${base}'`);
  }
}

/** So many of so many. */
export const shareOf = (
  numerator: number,
  count: number,
  start: string,
  metric = 'connect_rate',
): Given => ({ metric, start, value: numerator / count, numerator, count });
