import { Database, quote, type Row } from '../../pipelines/warehouse/database.ts';

/**
 * The numbers that only one of two build files has, at most five of either. DuckDB compares them: hundreds of
 * thousands of rows are too many to compare as objects.
 */
export async function differingNumbers(path: string, expectedPath: string): Promise<Row[]> {
  const memory = await Database.open(':memory:');
  try {
    await memory.run(`attach ${quote(path)} as found (read_only);
      attach ${quote(expectedPath)} as expected (read_only)`);
    for (const name of ['found', 'expected']) {
      await memory.run(`create temp table ${name}_values as select * from ${name}.metric_values`);
    }
    const counts = await memory.one<{ found: number; expected: number }>(`select
      (select count(*) from found_values) as found, (select count(*) from expected_values) as expected`);
    if (counts.found === 0) throw new Error(`no numbers in ${path}`);
    return await memory.rows(`
      (select 'only found' as side, * from (from found_values except all from expected_values) limit 5)
      union all
      (select 'only expected', * from (from expected_values except all from found_values) limit 5)`);
  } finally {
    memory.close();
  }
}
