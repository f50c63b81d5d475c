import type { Database } from './database.ts';

const fewRows = 200_000;

/**
 * Whether the tables of the catalog `raw` have few rows. Statements about few rows end no sooner with two
 * threads, which only wait for each other: small builds and extractions take a sixth to a quarter less of the
 * processor with one.
 */
export async function holdsFewRows(raw: Database): Promise<boolean> {
  const { row_count: rowCount } = await raw.one<{ row_count: number }>(
    "select coalesce(sum(estimated_size), 0)::bigint as row_count from duckdb_tables() where database_name = 'raw'",
  );
  return rowCount < fewRows;
}
