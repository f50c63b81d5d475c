import { type Database, quote } from '../warehouse/database.ts';
import type { RowsOfMetric } from './metric-rows.ts';

/** A metric whose sums can stand beside those of other metrics over the same rows. */
export interface SummedMetric extends RowsOfMetric {
  /** A struct of metric_id, numerator, denominator and row_count, over the rows that count. */
  readonly sums: string;
}

/** Writes each metric's sums so that they leave out the rows which its condition leaves out. */
export async function withSums(
  database: Database,
  metrics: readonly RowsOfMetric[],
): Promise<SummedMetric[]> {
  const given = metrics.map((metric) => ({
    sums: `{'metric_id': ${quote(metric.metric_id)},
      'numerator': coalesce(${metric.adds_numerator}, 0)::double,
      'denominator': (${metric.adds_denominator ?? 'null'})::double,
      'row_count': count(*)}`,
    condition: metric.rows_condition,
  }));
  const filtered = await filterSums(database, given);
  return metrics.map((metric, at) => ({ ...metric, sums: filtered[at] ?? '' }));
}

/** A column `made` of the sums of all metrics, of which `unnest(made, max_depth := 2)` gives a row each. */
export function madeSql(metrics: readonly SummedMetric[]): string {
  return `[${metrics.map((metric) => metric.sums).join(',\n')}] as made`;
}

/** A node of the tree that DuckDB's parser makes of an expression. */
type Node = Record<string, unknown>;
interface Tree {
  readonly error: boolean;
  readonly error_message?: string;
  readonly statements: [{ node: { select_list: Node[] } }];
}

/**
 * Expressions over aggregates such as `sum(a) / count(*)` in which each aggregate takes only the rows of the
 * condition beside it, which may be `true`. DuckDB's own parser reads and writes them. Throws an Error where
 * one is no expression.
 */
export async function filterSums(
  database: Database,
  given: readonly { readonly sums: string; readonly condition: string }[],
): Promise<string[]> {
  if (given.length === 0) return [];
  const aggregates = await aggregatesOf(database);
  const texts = given.map(({ sums, condition }) => `select ${sums}, (${condition})`);
  const parsed = await inOrder(database, texts, 'json_serialize_sql(each)');
  const trees = parsed.map((text) => filterTree(readTree(text), aggregates));
  const written = await inOrder(database, trees, 'json_deserialize_sql(each::json)');
  return written.map((text) => text.replace(/^SELECT /, ''));
}

let known: Set<string> | undefined;

/** The names of DuckDB's aggregates; it takes longer to list its functions than to parse all sums. */
async function aggregatesOf(database: Database): Promise<Set<string>> {
  if (known !== undefined) return known;
  const names = await database.rows<{ function_name: string }>(
    "select distinct function_name from duckdb_functions() where function_type = 'aggregate'",
  );
  known = new Set(names.map((row) => row.function_name));
  return known;
}

async function inOrder(database: Database, texts: readonly string[], sql: string) {
  const values = texts.map((text, place) => `(${place}, ${quote(text)}::varchar)`);
  const rows = await database.rows<{ text: string }>(
    `select ${sql}::varchar as text from (values ${values.join(', ')}) as given (place, each)
    order by place`,
  );
  return rows.map((row) => row.text);
}

/** Places in the text, which are not kept, may be greater than a number can be without being rounded. */
function readTree(text: string): Tree {
  const placeless = text.replaceAll(/"query_location":\d+/g, '"query_location":0');
  return JSON.parse(placeless, (_, value: unknown) => {
    if (!Number.isInteger(value) || Number.isSafeInteger(value)) return value;
    throw new Error(`${value} is too great a number`);
  });
}

/** The tree with the first expression alone, the second one being the filter of its aggregates. */
function filterTree(tree: Tree, aggregates: ReadonlySet<string>): string {
  if (tree.error) throw new Error(tree.error_message ?? 'not an expression');
  const { node } = tree.statements[0];
  const [sums, condition] = node.select_list;
  node.select_list = [sums as Node];
  addFilter(sums, condition as Node, aggregates);
  return JSON.stringify(tree);
}

function addFilter(node: unknown, condition: Node, aggregates: ReadonlySet<string>): void {
  if (Array.isArray(node)) {
    for (const item of node) addFilter(item, condition, aggregates);
    return;
  }
  // What a query within the expression adds up are other rows.
  if (typeof node !== 'object' || node === null || (node as Node).class === 'SUBQUERY') return;
  const record = node as Node;
  if (record.class === 'FUNCTION' && aggregates.has(String(record.function_name))) {
    record.filter =
      record.filter === null ? condition : { ...conjunction, children: [condition, record.filter] };
    return;
  }
  for (const value of Object.values(record)) addFilter(value, condition, aggregates);
}

const conjunction = { class: 'CONJUNCTION', type: 'CONJUNCTION_AND', alias: '', query_location: 0 };
