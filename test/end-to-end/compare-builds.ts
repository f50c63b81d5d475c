import { isDeepStrictEqual } from 'node:util';
import { Database, quote, type Row } from '../../pipelines/warehouse/database.ts';

/**
 * The numbers that only one of two build files has, at most five of either. DuckDB compares them: hundreds of
 * thousands of rows are too many to compare as objects. Where the sums of their hashes are one, nothing differs.
 */
export async function differingNumbers(path: string, expectedPath: string): Promise<Row[]> {
  const memory = await Database.open(':memory:');
  try {
    await memory.run(`attach ${quote(path)} as found (read_only);
      attach ${quote(expectedPath)} as expected (read_only)`);
    const sums = [];
    for (const name of ['found', 'expected']) {
      sums.push(
        await memory.one(`select count(*) as row_count, sum(hash(numbers)::hugeint)::varchar as hash_sum
          from ${name}.metric_values as numbers`),
      );
    }
    const [found, expected] = sums;
    if (found?.row_count === 0) throw new Error(`no numbers in ${path}`);
    if (isDeepStrictEqual(found, expected)) return [];
    return await memory.rows(`
      (select 'only found' as side, * from
        (from found.metric_values except all from expected.metric_values) limit 5)
      union all
      (select 'only expected', * from
        (from expected.metric_values except all from found.metric_values) limit 5)`);
  } finally {
    memory.close();
  }
}
