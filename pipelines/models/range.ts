import { exitCodes, UserError } from '../run/user-error.ts';
import { type Database, identifier, quote } from '../warehouse/database.ts';
import { sqlError } from '../warehouse/sql-error.ts';
import { createMetricValues } from './metrics.ts';
import { relationKind } from './model.ts';
import type { Program } from './program.ts';

/** A period that the build does not list: half-open local days. */
export interface Range {
  readonly startDate: Temporal.PlainDate;
  readonly endDate: Temporal.PlainDate;
}

/**
 * Answers a range by the same SQL: in `database`, a fresh in-memory one, the model `periods` is
 * replaced by one row, and every model below it is computed anew over the published build, which is
 * only read. Afterwards `metric_values` and all tables of the build can be read by their names. Throws a
 * UserError (exit 2) where the build was made of other SQL.
 */
export async function computeRange(
  database: Database,
  buildFile: string,
  { plan, sqlHash }: Pick<Program, 'plan' | 'sqlHash'>,
  range: Range,
): Promise<void> {
  await database.run(`attach ${quote(buildFile)} as build (read_only)`);
  await checkSql(database, buildFile, sqlHash);
  await database.run(`create table periods as
    select
      'range' as grain,
      ${quote(range.startDate.toString())}::date as period_start_date,
      ${quote(range.endDate.toString())}::date as period_end_date,
      ${quote(`${range.startDate}..${range.endDate}`)} as period_label,
      ${quote(range.endDate.toString())}::date <= as_of_date as is_closed,
      true as has_states,
      least(${quote(range.endDate.toString())}::date, as_of_date) as closing_date,
      (least(${quote(range.endDate.toString())}::date, as_of_date) - interval 12 months)::date
        as trailing_start_date,
      null::varchar as whole_grain,
      null::date as previous_start_date,
      null::date as year_before_start_date
    from build.run_settings`);
  await database.run("set search_path = 'memory.main,build.main'");
  const recomputed = new Set(['periods']);
  // Findings compare with the periods before, which a range does not have.
  for (const model of plan.models.filter(({ layer }) => layer !== 'findings')) {
    const reads = plan.reads.get(model.name) ?? new Set();
    if (model.name === 'periods' || ![...reads].some((name) => recomputed.has(name))) continue;
    recomputed.add(model.name);
    try {
      await database.run(
        `create ${relationKind(model)} ${identifier(model.name)} as ${model.file.text}`,
      );
    } catch (error) {
      throw sqlError(model.file, error);
    }
  }
  const missing = new Set(
    (
      await database.rows<{ metric_id: string }>(
        'select metric_id from build.metrics where missing_needs is not null',
      )
    ).map((row) => row.metric_id),
  );
  const kpis = plan.models.filter((model) => model.layer === 'kpis' && !missing.has(model.name));
  await createMetricValues(database, kpis);
  // The findings that look at no other period.
  for (const name of ['metric_bands', 'metric_intervals']) {
    const finding = plan.models.find((model) => model.name === name);
    if (finding !== undefined) await database.run(`create view ${name} as ${finding.file.text}`);
  }
}

/** What is computed anew would lie over tables of another making. */
async function checkSql(database: Database, buildFile: string, sqlHash: string): Promise<void> {
  const build = await database.one<{ sql_hash: string }>('select sql_hash from build.build_info');
  if (build.sql_hash === sqlHash) return;
  throw new UserError({
    what: 'the published build was made of other SQL files than there are now, and a range is computed by these',
    where: buildFile,
    advice: 'Run `muster build`, then ask again. Nothing was changed.',
    exitCode: exitCodes.usage,
  });
}
