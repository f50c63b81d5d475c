import { quote } from '../../pipelines/warehouse/database.ts';

/** The rows of a CSV file as texts. Its form is told, for to find it out takes longer than a few rows do. */
export function csvTexts(path: string, option?: string): string {
  const form = `header = true, all_varchar = true, delim = ',', quote = '"', escape = '"'`;
  return `read_csv(${quote(path)}, ${form}${option === undefined ? '' : `, ${option}`})`;
}
