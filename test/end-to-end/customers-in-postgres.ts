import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { askCompany } from './company-database.ts';

/** One number of one scope in one period; the denominator of a sum is 0. */
export interface CustomerNumber {
  readonly metric_id: string;
  readonly scope_kind: string;
  readonly scope_id: string;
  readonly grain: string;
  readonly period_start_date: string;
  readonly numerator: number;
  readonly denominator: number;
  /** Null: not to be given, with fewer accounts or days than the metric asks for. */
  readonly value: number | null;
}

/** Which numbers a file of SQL reckons. */
export type Subject = 'revenue' | 'usage' | 'touches' | 'responses';

/**
 * The numbers of a subject in all closed periods from a day on, reckoned by Postgres from the company's
 * own tables.
 */
export async function customersInPostgres(
  workspace: string,
  subjects: readonly Subject[],
  firstDate: string,
  asOf: Temporal.ZonedDateTime,
): Promise<CustomerNumber[]> {
  return askCompany(workspace, async (company) => {
    await company.query(
      `select set_config('recompute.first_date', $1, false),
        set_config('recompute.as_of_date', $2, false), set_config('recompute.as_of', $3, false),
        set_config('recompute.holidays', $4, false)`,
      [firstDate, asOf.toPlainDate().toString(), asOf.toInstant().toString(), await holidays()],
    );
    await company.query(await readSql('scopes'));
    const numbers: CustomerNumber[] = [];
    for (const subject of subjects) {
      const { rows } = await company.query<CustomerNumber>(await readSql(subject));
      for (const row of rows) numbers.push(row);
    }
    return numbers;
  });
}

/** The days without business hours that muster is told of, as an array of Postgres. */
async function holidays(): Promise<string> {
  const path = join(import.meta.dirname, '../../sql/seeds/holidays.csv');
  const lines = (await readFile(path, 'utf8')).trim().split('\n').slice(1);
  return `{${lines.map((line) => line.split(',')[0]).join(',')}}`;
}

function readSql(name: string): Promise<string> {
  return readFile(join(import.meta.dirname, `${name}-in-postgres.sql`), 'utf8');
}
