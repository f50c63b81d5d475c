import { type Database, identifier } from '../../pipelines/warehouse/database.ts';

/** Every value of every column of a relation once, as text, a line each: pairs of the column and its text. */
export async function columnTexts(
  database: Database,
  relation: string,
): Promise<(readonly [column: string, text: string])[]> {
  const columns = await database.columns(`from ${relation}`);
  const texts = columns.map(
    ({ name }, at) => `string_agg(distinct ${identifier(name)}::varchar, chr(10)) as text_${at}`,
  );
  const row = await database.one(`select ${texts.join(', ')} from ${relation}`);
  return columns.map(({ name }, at) => [name, String(row[`text_${at}`] ?? '')] as const);
}
