import type { Database } from '../warehouse/database.ts';

// More rows than fit go to DuckDB's temporary files beside raw; what the process needs is the same
// for any number of rows.
const extractionBytes = 320_000_000;

/**
 * Runs `work` with no more than 320 MB for DuckDB's rows, so that a machine with little memory can
 * extract a table of any size. New rows are compressed and written as they come, not at the commit.
 */
export async function inLittleMemory<T>(raw: Database, work: () => Promise<T>): Promise<T> {
  const { limit } = await raw.one<{ limit: string }>(
    `select current_setting('memory_limit') as "limit"`,
  );
  const [number = 0, unit = ''] = [Number.parseFloat(limit), limit.replace(/^[\d.]+ */, '')];
  const bytes = number * (bytesOf[unit] ?? 1);
  if (bytes <= extractionBytes) return work();
  await raw.run(`set memory_limit = '${extractionBytes}B'; set write_buffer_row_group_count = 1`);
  try {
    return await work();
  } finally {
    await raw.run(`set memory_limit = '${limit}'; reset write_buffer_row_group_count`);
  }
}

const bytesOf: Readonly<Record<string, number>> = {
  KiB: 1024,
  MiB: 1024 ** 2,
  GiB: 1024 ** 3,
  TiB: 1024 ** 4,
};
