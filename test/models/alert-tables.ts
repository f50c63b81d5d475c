import { readFile } from 'node:fs/promises';
import { scopeKindType } from '../../pipelines/models/given-tables.ts';
import { Database, quote } from '../../pipelines/warehouse/database.ts';

const read = (path: string) => readFile(new URL(`../../${path}`, import.meta.url), 'utf8');

const models = [
  ...['metric_gaps', 'alert_series', 'alert_measures', 'alert_common_falls', 'alert_changes'],
  ...['alert_scores', 'alert_signals', 'alerts'],
];

/** The Mondays of weeks in 2026 of five working days each, the last one before 2026-11-16. */
export const weeks: readonly string[] = Array.from({ length: 30 }, (_, index) =>
  Temporal.PlainDate.from('2026-11-09')
    .subtract({ weeks: 29 - index })
    .toString(),
);

/** An alert as the tests look at it. */
export interface AlertRow {
  readonly scope_id: string;
  readonly kind: string;
  readonly level: string;
  readonly state: string;
  readonly first_period_start_date: string;
  readonly first_known_date: string;
  readonly warning_date: string | null;
  readonly cleared_date: string | null;
  readonly fired_count: number;
  readonly value: number | null;
  readonly baseline_value: number | null;
  readonly baseline_spread: number | null;
  readonly robust_z: number | null;
  readonly change: number | null;
  readonly slide_ratio: number | null;
  readonly evidence: string;
}

/**
 * The models of alerts over tables that a test fills: periods are weeks and days until Monday,
 * 2026-11-16; `users` are watched for a fall, `waits` for a rise, `score` for health.
 */
export class AlertTables {
  readonly database: Database;

  private constructor(database: Database) {
    this.database = database;
  }

  static async open(): Promise<AlertTables> {
    const database = await Database.open(':memory:');
    const limits = new URL('../../sql/seeds/alert_limits.csv', import.meta.url).pathname;
    await database.run(scopeKindType);
    await database.run(tablesSql(limits));
    for (const name of models) {
      await database.run(`create view ${name} as ${await read(`sql/findings/${name}.sql`)}`);
    }
    return new AlertTables(database);
  }

  async clear(): Promise<void> {
    await this.database.run(`delete from metric_values; delete from tenant_health; delete from left_tenants;
      delete from stg_loads; delete from source_rules; update alert_rules set settle_days = 0`);
  }

  /** One value a week, the last one in the week of 2026-11-09; null: there is a row without a value. */
  async give(
    metric: string,
    values: readonly (number | null)[],
    given: { readonly scope?: string; readonly sample?: number; readonly grain?: string } = {},
  ): Promise<void> {
    const starts = given.grain === 'day' ? days : weeks;
    const from = starts.length - values.length;
    const rows = values.map((value, index) => {
      return `(${quote(metric)}, 'tenant', ${quote(given.scope ?? 't')},
        ${quote(given.grain ?? 'week')}, date '${starts[from + index]}', null, null, ${value},
        ${given.sample ?? 30}, null)`;
    });
    await this.database.run(`insert into metric_values values ${rows.join(', ')}`);
  }

  /** A health score and band a week, the last one at the end of the week of 2026-11-09. */
  async giveHealth(scores: readonly (readonly [score: number | null, band: string])[]) {
    await this.give(
      'score',
      scores.map(([score]) => score),
      { sample: 1 },
    );
    const from = weeks.length - scores.length;
    const rows = scores.map(
      ([score, band], index) =>
        `(date '${weeks[from + index]}' + 7, 't', 'own', ${score}, ${quote(band)}, 'v1', null)`,
    );
    await this.database.run(`insert into tenant_health values ${rows.join(', ')}`);
  }

  alerts(where = 'true'): Promise<AlertRow[]> {
    return this.database.rows<AlertRow>(
      `select * from alerts where ${where} order by first_known_date, scope_id, kind`,
    );
  }

  close(): void {
    this.database.close();
  }
}

const days: readonly string[] = Array.from({ length: 100 }, (_, index) =>
  Temporal.PlainDate.from('2026-11-15')
    .subtract({ days: 99 - index })
    .toString(),
);

function tablesSql(limitsPath: string): string {
  return `
    create table run_settings as select timestamp '2026-11-16 12:00:00' as as_of_at,
      date '2026-11-16' as as_of_date, 'America/Detroit' as time_zone;
    create table alert_limits as select * from read_csv(${quote(limitsPath)}, header = true);
    create table alert_rules (metric_id varchar, scope_kind varchar, grain varchar, rule varchar,
      direction varchar, volume_of varchar, minimum_volume bigint, slide_volume bigint, minimum_change double,
      limit_value double, settle_days bigint);
    insert into alert_rules values
      ('users', 'tenant', 'week', 'change', 'fall', 'value', 20, 20, 0.25, 5, 0),
      ('users', 'tenant', 'day', 'change', 'fall', 'value', 20, 20, 0.25, null, 0),
      ('touches', 'tenant', 'week', 'change', 'fall', 'value', 20, 20, 0.25, null, 0),
      ('waits', 'tenant', 'week', 'change', 'rise', 'sample_count', 20, 20, 0.25, 3600, 0),
      ('score', 'tenant', 'week', 'score', 'fall', 'sample_count', 1, null, null, 50, 0);
    create table metrics (metric_id varchar, unit varchar, period_window varchar, needs varchar);
    insert into metrics values
      ('users', 'count', '7 days before the period''s end', 'usage_daily | usage_events'),
      ('touches', 'count', 'the period', 'activities'),
      ('waits', 'seconds', 'the period', 'messages'),
      ('score', 'score', 'state at the period''s end', 'usage_daily | health_scores');
    create table metric_values (metric_id varchar, scope_kind varchar, scope_id varchar,
      grain varchar, period_start_date date, numerator double, denominator double, value double,
      sample_count bigint, reason varchar);
    create table left_tenants (tenant_id varchar, to_date date);
    create view active_tenants as
      select distinct scope_id as tenant_id, date '2020-01-01' as from_date,
        coalesce(to_date, date '9999-12-31') as to_date
      from metric_values left join left_tenants on scope_id = tenant_id;
    create table tenant_health (closing_date date, tenant_id varchar, health_source varchar,
      score double, band varchar, own_model_version varchar, external_model_version varchar);
    create table stg_loads (source varchar, entity varchar, newest_at timestamp);
    create table stg_watermarks (source varchar, entity varchar, watermark_at timestamp);
    create table source_rules (source varchar, max_age_hours double, is_required boolean);
    create table working_days as
      select day_date, is_working_day,
        sum(is_working_day::integer) over (order by day_date)::integer as working_day_number
      from (
        select day::date as day_date,
          isodow(day) <= 5 and day not in (select holiday from holidays) as is_working_day
        from generate_series(timestamp '2026-03-01', timestamp '2026-12-31', interval 1 day)
          as all_days (day)
      );
    create table periods as
      select 'week' as grain, day::date as period_start_date, day::date + 7 as period_end_date,
        day::date + 7 <= date '2026-11-16' as is_closed
      from generate_series(timestamp '2026-04-20', timestamp '2026-11-16', interval 7 days)
        as mondays (day)
      union all
      select 'day', day::date, day::date + 1, true
      from generate_series(timestamp '2026-08-08', timestamp '2026-11-15', interval 1 day)
        as all_days (day)`.replace(
    /^/,
    `create table holidays as select timestamp '2026-09-07' as holiday
      union all select timestamp '2026-07-02' union all select timestamp '2026-07-03';`,
  );
}
