import { parseHeader } from '../run/header.ts';
import type { ProgramFile } from '../run/overlay.ts';
import { type Database, identifier, type Row } from '../warehouse/database.ts';
import { sqlError } from '../warehouse/sql-error.ts';
import type { Model } from './model.ts';

export const severities = ['stop', 'hold', 'warn'] as const;
/** What a failed audit does: nothing is published, its scopes are held back, or it is printed. */
export type Severity = (typeof severities)[number];

/** What one audit found; `rows` are the wrong ones, at most the first thousand. */
export interface AuditResult {
  readonly audit: string;
  readonly severity: Severity;
  readonly path: string;
  readonly answers: string;
  readonly failedRowCount: number;
  readonly rows: readonly Row[];
  /** How long it took. */
  readonly seconds: number;
}

/** Runs an audit file on the current build; gives its result, or none where it is disabled. */
export async function runAudit(build: Database, file: ProgramFile): Promise<AuditResult[]> {
  const header = parseHeader(file.text, file.path, {
    required: ['Answers'],
    optional: ['On failure', 'Disabled', 'Replaces'],
  });
  if (header.get('Disabled') === 'true') return [];
  const severity = severities.find((known) => known === header.get('On failure')) ?? 'stop';
  const audit = (file.path.split('/').at(-1) ?? '').replace(/\.sql$/, '');
  try {
    const found = await wrongRows(build, file.text);
    const common = { audit, severity, path: file.path, answers: header.get('Answers') ?? '' };
    return [{ ...common, ...found }];
  } catch (error) {
    throw sqlError(file, error);
  }
}

/** Nearly every audit finds nothing, so its rows are asked for first and counted only when they are many. */
async function wrongRows(build: Database, sql: string) {
  const startedAt = performance.now();
  const rows = await build.rows(`from (${sql}\n) limit 1001`);
  let failedRowCount = rows.length;
  if (rows.length > 1000) {
    const counted = `select count(*) as total from (${sql}\n)`;
    failedRowCount = (await build.one<{ total: number }>(counted)).total;
  }
  const seconds = (performance.now() - startedAt) / 1000;
  return { failedRowCount, rows: rows.slice(0, 1000), seconds };
}

/** Checks that a model's grain identifies its rows: no duplicate, and no null where none is allowed. */
export async function checkGrain(build: Database, model: Model): Promise<AuditResult> {
  const startedAt = performance.now();
  const columns = model.grain.map((part) => identifier(part.column)).join(', ');
  const nulls = model.grain
    .filter((part) => !part.isNullable)
    .map((part) => `${identifier(part.column)} is null`);
  const sql = `select ${columns}, count(*) as row_count from ${identifier(model.name)}
    group by ${columns} having count(*) > 1 or ${nulls.length === 0 ? 'false' : nulls.join(' or ')}`;
  const isFine = await haveSeriesUniqueDays(build, model);
  const found = isFine ? { failedRowCount: 0, rows: [] } : await wrongRows(build, sql);
  return {
    audit: `${model.name} has one row per grain`,
    severity: 'stop',
    path: model.file.path,
    answers: `is ${columns} unique and not null in ${model.name}?`,
    ...found,
    seconds: (performance.now() - startedAt) / 1000,
  };
}

/**
 * True where rows are days of something and each series has as many different days as rows, none of
 * them null: then the whole grain is unique. Days are bits, 60 to a number, which takes a sixth of the
 * time of telling all rows apart; what is wrong, when it is, the other way finds out. Periods lie too far
 * apart for that.
 */
async function haveSeriesUniqueDays(build: Database, model: Model): Promise<boolean> {
  const [day, ...others] = model.grain.toReversed();
  if (day === undefined || others.length < 2 || !day.column.endsWith('_date')) return false;
  if (day.column === 'period_start_date') return false;
  const date = `${identifier(day.column)}::date`;
  const number = `case when ${date} between '0001-01-01' and '9999-12-31' then ${date} - date '0001-01-01' end`;
  const keys = others.map((part) => identifier(part.column)).join(', ');
  const nulls = others
    .filter((part) => !part.isNullable)
    .map((part) => `or ${identifier(part.column)} is null`);
  const wrong = await build.rows(`select 1 as is_wrong
    from (select ${keys}, ${number} as day_number from ${identifier(model.name)})
    group by ${keys}, day_number // 60
    having count(*) is distinct from bit_count(bit_or(1::bigint << (day_number % 60))) ${nulls.join(' ')}
    limit 1`);
  return wrong.length === 0;
}

/** Writes the results and the held scopes into the build, for provenance and for the render stage. */
export async function recordAudits(
  build: Database,
  results: readonly AuditResult[],
): Promise<void> {
  await build.run(`create table audit_results (
    audit varchar, on_failure varchar, is_passed boolean, failed_row_count bigint, message varchar
  )`);
  await build.run(
    'create table held_scopes (audit varchar, scope_kind varchar, scope_id varchar, message varchar)',
  );
  await build.insertRows(
    'audit_results',
    results.map((result) => ({
      audit: result.audit,
      on_failure: result.severity,
      is_passed: result.failedRowCount === 0,
      failed_row_count: result.failedRowCount,
      message: result.answers,
    })),
  );
  const held = results.filter(({ severity }) => severity === 'hold');
  await build.insertRows(
    'held_scopes',
    held.flatMap(({ audit, answers, rows }) =>
      rows.map((row) => ({
        audit,
        scope_kind: String(row.scope_kind),
        scope_id: String(row.scope_id),
        message: answers,
      })),
    ),
  );
}
