import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { askCompany } from './company-database.ts';

/** One number of one team; the denominator of a sum is 0. */
export interface SalesNumber {
  readonly metric_id: string;
  readonly team_id: string;
  readonly numerator: number;
  readonly denominator: number;
}

/** Ten sales numbers of each team in a month, reckoned by Postgres from the company's own tables. */
export async function salesInPostgres(
  workspace: string,
  month: string,
  asOf: string,
): Promise<SalesNumber[]> {
  const sql = await readFile(join(import.meta.dirname, 'sales-in-postgres.sql'), 'utf8');
  return askCompany(
    workspace,
    async (company) => (await company.query<SalesNumber>(sql, [month, asOf])).rows,
  );
}
