import type { Model } from '../../pipelines/models/model.ts';
import { type Database, quote } from '../../pipelines/warehouse/database.ts';

/** Aggregates whose result over doubles depends on the order in which rows come. */
const folding = new Set([
  ...['sum', 'sum_no_overflow', 'avg', 'mean', 'fsum', 'favg', 'product'],
  ...['stddev', 'stddev_samp', 'stddev_pop', 'variance', 'var_samp', 'var_pop'],
  ...['corr', 'covar_pop', 'covar_samp', 'regr_slope', 'regr_intercept', 'regr_r2'],
]);

/**
 * The kinds of join that a model makes with a condition that DuckDB cannot split into one side and the
 * other, and so tries on every pair of rows: `LEFT`, `ANTI` … In a plan that is not optimized, inner joins
 * of this kind with an equality beside it are filters, which the optimizer turns into a hash join.
 */
export async function loopJoins(build: Database, model: Model): Promise<string[]> {
  const plan = await boundPlan(build, model);
  return [...plan.matchAll(/"type":"LOGICAL_ANY_JOIN".*?"join_type":"(\w+)"/g)]
    .map(([, kind = '']) => kind)
    .filter((kind) => kind !== 'INNER');
}

interface PlanNode {
  readonly name?: string;
  readonly expression_class?: string;
  readonly type?: string;
  readonly children?: readonly PlanNode[];
  readonly return_type?: { readonly id: string };
  readonly order_bys?: unknown;
}

/**
 * The aggregates of a model that add up doubles in whatever order the rows come, as `sum(amount)`. Two
 * builds of equal rows then differ in the last digit. Types come from DuckDB's own bound plan, so the
 * model's inputs must be there; a sum in the order of a window is left alone, for it has an order.
 */
export async function floatSums(build: Database, model: Model): Promise<string[]> {
  const found = new Set<string>();
  collect(JSON.parse(await boundPlan(build, model)), found);
  return [...found].sort();
}

async function boundPlan(build: Database, model: Model): Promise<string> {
  const sql = model.file.text.replace(/^(--.*\n|\s*\n)+/, '');
  const { plan } = await build.one<{ plan: string }>(
    `select json_serialize_plan(${quote(sql)})::varchar as plan`,
  );
  return plan;
}

function collect(node: unknown, found: Set<string>): void {
  if (node === null || typeof node !== 'object') return;
  if (Array.isArray(node)) {
    for (const item of node) collect(item, found);
    return;
  }
  const { name, expression_class: kind, children, order_bys: order } = node as PlanNode;
  const argument = children?.[0];
  const isAggregate = kind === 'BOUND_AGGREGATE' && order === null;
  const isFloat = ['DOUBLE', 'FLOAT'].includes(argument?.return_type?.id ?? '');
  if (isAggregate && isFloat && folding.has(name ?? '')) found.add(describe(name ?? '', argument));
  for (const value of Object.values(node)) collect(value, found);
}

function describe(name: string, argument: PlanNode | undefined): string {
  const alias = (argument as { alias?: string } | undefined)?.alias ?? '';
  return `${name}(${alias === '' ? '…' : alias})`;
}
