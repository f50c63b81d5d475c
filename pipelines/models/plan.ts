import { exitCodes, UserError } from '../run/user-error.ts';
import type { Database } from '../warehouse/database.ts';
import { benchmarkModel } from './benchmark-pools.ts';
import { CycleError, orderNodes } from './graph.ts';
import { declaredRows } from './metric-rows.ts';
import { layers, type Model, relationKind } from './model.ts';
import { findReferences, type References } from './references.ts';

/** The models in the order in which they are made, with what each one reads. */
export interface Plan {
  readonly models: readonly Model[];
  readonly reads: ReadonlyMap<string, ReadonlySet<string>>;
}

// Made of all metrics, when these are there and before any finding.
const metricRelations: ReadonlySet<string> = new Set([
  'metrics',
  'metric_values',
  'metric_rows',
  'metric_splits',
  'lead_type_splits',
  'benchmark_pools',
]);

/**
 * Orders models into a checked DAG. `given` names the tables that are there before any model: settings,
 * seeds and what the build says about itself. Throws a UserError (exit 2) for an unknown relation, a
 * model that reads to its right, raw read outside staging, a circle, or a metric whose rows are none.
 */
export async function planModels(
  database: Database,
  models: readonly Model[],
  given: ReadonlySet<string>,
): Promise<Plan> {
  const byName = new Map(models.map((model) => [model.name, model]));
  const names = new Set(byName.keys());
  const reads = new Map<string, ReadonlySet<string>>();
  const found = await findReferences(database, models, names);
  for (const [at, model] of models.entries()) {
    const references = found[at] as References;
    if (references.rawTables.size > 0 && model.layer !== 'staging') {
      throw refuse(model, `reads raw.${[...references.rawTables][0]}, which only staging may`);
    }
    for (const name of references.relations) checkEdge(model, name, byName, given);
    for (const rows of declaredRows(model)) checkRows(model, rows.rows_model, byName);
    const ofOthers = benchmarkModel(model);
    if (ofOthers !== undefined) checkRows(model, ofOthers, byName);
    const read = [...references.relations, ...(ofOthers === undefined ? [] : [ofOthers])];
    reads.set(model.name, new Set(read.filter((name) => names.has(name))));
  }
  try {
    const order = orderNodes(reads);
    return { models: order.map((name) => byName.get(name) as Model), reads };
  } catch (error) {
    if (!(error instanceof CycleError)) throw error;
    const first = byName.get(error.circle[0] ?? '') as Model;
    throw refuse(first, error.message);
  }
}

function checkEdge(
  model: Model,
  name: string,
  byName: ReadonlyMap<string, Model>,
  given: ReadonlySet<string>,
): void {
  const read = byName.get(name);
  if (read === undefined) {
    if (metricRelations.has(name) && model.layer === 'findings') return;
    if (!given.has(name)) throw refuse(model, `reads "${name}", which is no model and no seed`);
    return;
  }
  if (layers.indexOf(read.layer) > layers.indexOf(model.layer)) {
    throw refuse(model, `reads "${name}", which lies to its right in ${read.layer}`);
  }
  if (model.layer === 'kpis' && read.layer !== 'rollups') {
    throw refuse(model, `reads "${name}"; a metric reads roll-ups only`);
  }
}

/** The rows behind a number, and what others give, are kept in the build by models that a metric may rest on. */
function checkRows(kpi: Model, name: string, byName: ReadonlyMap<string, Model>): void {
  const rows = byName.get(name);
  const isKept = rows !== undefined && relationKind(rows) !== 'temp view';
  if (isKept && (rows.layer === 'core' || rows.layer === 'rollups')) return;
  throw refuse(kpi, `is made of the rows of "${name}", which is no kept model of core or rollups`);
}

function refuse(model: Model, what: string): UserError {
  return new UserError({
    what,
    where: model.file.path,
    advice: 'Mend the file; docs/models.md has the rules. Nothing was built.',
    exitCode: exitCodes.usage,
  });
}
