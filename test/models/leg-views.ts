import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Database } from '../../pipelines/warehouse/database.ts';

const sqlFolder = join(import.meta.dirname, '../../sql');

/** The models of one kind of telephone source, each after those it reads. */
export const asteriskModels = [
  'staging/stg_call_lines',
  'core/asterisk_cdr_rows',
  'core/asterisk_queue_visits',
  'core/asterisk_cdr_parts',
  'core/legs_asterisk_cdr',
  'core/legs_asterisk_queue_log',
];

/** Opens a raw database with models as views beside its tables, without building all others. */
export async function openWithModels(
  rawPath: string,
  models: readonly string[],
): Promise<Database> {
  const raw = await Database.open(rawPath);
  for (const model of models) {
    const text = await readFile(join(sqlFolder, `${model}.sql`), 'utf8');
    await raw.run(`create temp view ${model.split('/').at(-1)} as ${text}`);
  }
  return raw;
}
