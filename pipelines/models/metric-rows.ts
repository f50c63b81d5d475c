import { listOf } from '../run/header.ts';
import { exitCodes, UserError } from '../run/user-error.ts';
import { type Database, identifier } from '../warehouse/database.ts';
import { sqlError } from '../warehouse/sql-error.ts';
import type { Model } from './model.ts';

/** How a metric's number is made of rows, from its header keys `Rows`, `Adds`, `Splits`. */
export interface RowsOfMetric {
  readonly metric_id: string;
  /** True for the rows of a person's number, where these are not the rows of a team's. */
  readonly is_of_person: boolean;
  readonly rows_model: string;
  /** Which of the model's rows count; `true` for all. */
  readonly rows_condition: string;
  readonly adds_numerator: string;
  /** Null where the number is a sum and no ratio. */
  readonly adds_denominator: string | null;
  /** Whether parts make up the whole; see `PartSums`. */
  readonly part_sums: PartSums;
  /** How the numbers of several people or tenants are held against one; see `Benchmark`. */
  readonly benchmark: Benchmark;
  /** True when a row has a local day and its team and person; false when it names its scope and period. */
  readonly is_dated: boolean;
  readonly splits: readonly string[];
  /** Columns of `run_settings` that shape the number. */
  readonly settings: readonly string[];
}

/**
 * `both`: what parts have of numerator and denominator makes up the whole's. `numerator`: all parts share one
 * denominator, such as days, which stands under `max`. `none`: a quantile, the greatest or a distinct count, which is
 * taken anew of the rows of every part, as is a ratio to a distinct count.
 */
export type PartSums = 'both' | 'numerator' | 'none';

function partSumsOf(numerator: string, denominator: string | null): PartSums {
  if (/^(quantile|median|max\(|min\(|count\(distinct)/.test(numerator)) return 'none';
  if (denominator?.startsWith('count(distinct') === true) return 'none';
  return denominator?.startsWith('max(') === true ? 'numerator' : 'both';
}

/**
 * What the others of a group are together. `ratio`: the sum of their numerators by that of their denominators. `mean`: of
 * a sum, what one of them has on average. `anew`: what their rows give together, since quantiles are not averaged nor
 * distinct counts added up. `none`: nothing right is known, such as of the greatest, of a count of different calls,
 * and of a score, which is no sum.
 */
export type Benchmark = 'ratio' | 'mean' | 'anew' | 'none';

/** Units in which numbers of several people do not add up, though each is a sum of its own rows. */
const unitsOfNoSum: readonly (string | undefined)[] = ['score', 'ratio', 'rate'];

/** The header's `Benchmark`, a word with a reason or the model that gives it, or what follows from what the metric adds. */
function benchmarkOf(
  kpi: Model,
  rows: ReturnType<typeof declaredRows>[number],
  columns: ReadonlySet<string>,
): Benchmark {
  const declared = kpi.header.get('Benchmark');
  const word = /^(mean|none), /.exec(declared ?? '')?.[1];
  if (declared !== undefined) return (word as Benchmark | undefined) ?? 'anew';
  const isRatio = rows.adds_denominator !== null;
  if (rows.part_sums !== 'none') {
    if (isRatio) return 'ratio';
    return unitsOfNoSum.includes(kpi.header.get('Unit')) ? 'none' : 'mean';
  }
  const isQuantile = /^(quantile|median)/.test(rows.adds_numerator);
  return columns.has('local_date') && (isRatio || isQuantile) ? 'anew' : 'none';
}

/** The rows that a metric's header names, without what only a build knows; none for `Rows: none, …`. */
export function declaredRows(
  kpi: Model,
): Omit<RowsOfMetric, 'is_dated' | 'settings' | 'metric_id' | 'splits' | 'benchmark'>[] {
  return [false, true].flatMap((isOfPerson) => {
    const suffix = isOfPerson ? ' of a person' : '';
    const rows = kpi.header.get(`Rows${suffix}`);
    const adds = kpi.header.get(`Adds${suffix}`);
    if (rows === undefined || adds === undefined || rows.startsWith('none,')) return [];
    const [, model = '', condition = 'true'] = /^(\w+)(?: where (.+))?$/.exec(rows) ?? [];
    const [numerator = '', denominator = null] = adds.split(' / ');
    return {
      is_of_person: isOfPerson,
      rows_model: model,
      rows_condition: condition,
      adds_numerator: numerator,
      adds_denominator: denominator,
      part_sums: partSumsOf(numerator, denominator),
    };
  });
}

/**
 * Creates `metric_rows`, which says for every metric of which rows its number is made. Throws a
 * UserError (exit 2) where a header names a column that its rows do not have.
 */
export async function createMetricRows(
  build: Database,
  kpis: readonly Model[],
  models: readonly Model[],
  reads: ReadonlyMap<string, ReadonlySet<string>>,
): Promise<void> {
  await build.run(`create table metric_rows (
    metric_id varchar, is_of_person boolean, rows_model varchar, rows_condition varchar,
    adds_numerator varchar, adds_denominator varchar, part_sums varchar, benchmark varchar,
    is_dated boolean, has_unowned boolean, splits varchar[], settings varchar[]
  )`);
  const byName = new Map(models.map((model) => [model.name, model]));
  const columnsOf = await readColumns(build);
  await checkAdds(build, kpis);
  const given: Record<string, string | boolean | null>[] = [];
  for (const kpi of kpis) {
    for (const rows of declaredRows(kpi)) {
      const names = columnsOf.get(rows.rows_model) ?? new Set();
      given.push({
        ...rows,
        metric_id: kpi.name,
        benchmark: benchmarkOf(kpi, rows, names),
        is_dated: names.has('local_date'),
        splits: JSON.stringify(splitsOf(kpi, rows, names)),
        settings: JSON.stringify(settingsOf(kpi, rows.rows_model, byName, reads)),
      });
    }
  }
  const unowned = await modelsOfNobody(build, given);
  for (const rows of given) rows.has_unowned = unowned.has(String(rows.rows_model));
  const list = 'json::varchar[]';
  await build.insertRows('metric_rows', given, { splits: list, settings: list });
}

/** Models about tenants, who may have no owner, that have rows of no person at all. */
async function modelsOfNobody(
  build: Database,
  given: readonly Record<string, string | boolean | null>[],
): Promise<Set<string>> {
  const isAsked = ({ is_dated: isDated, splits }: (typeof given)[number]) =>
    isDated === true && /"member".*"tenant"/.test(String(splits));
  const models = new Set(given.filter(isAsked).map((rows) => String(rows.rows_model)));
  const found = new Set<string>();
  for (const model of models) {
    const { is_so: isSo } = await build.one<{ is_so: boolean }>(
      `select exists (from ${identifier(model)} where person_id is null) as is_so`,
    );
    if (isSo) found.add(model);
  }
  return found;
}

/** The columns of every relation of the current build. */
export async function readColumns(build: Database): Promise<Map<string, Set<string>>> {
  const rows = await build.rows<{ table_name: string; names: string[] }>(
    `select table_name, list(column_name) as names from duckdb_columns()
    where database_name = current_database() group by table_name`,
  );
  return new Map(rows.map((row) => [row.table_name, new Set(row.names)]));
}

/** The column by which rows are cut, for every split. */
export const splitColumns: Readonly<Record<string, string>> = {
  member: 'person_id',
  team: 'team_id',
  location: 'location_id',
  tenant: 'tenant_id',
  queue: 'queue_id',
  day: 'local_date',
  weekday: 'local_date',
  hour: 'local_hour',
  segment: 'segment',
  industry: 'industry',
  campaign: 'campaign',
  item: 'item',
  status: 'status',
  review_type: 'review_type',
  lead_type: 'lead_type',
  objection: 'objection',
  loss_reason: 'loss_reason',
  health_band: 'health_band',
  kind: 'kind',
  component: 'component',
};

/** The declared splits; rows of a person have some of them only, those of a team must have all. */
function splitsOf(
  kpi: Model,
  rows: ReturnType<typeof declaredRows>[number],
  columns: ReadonlySet<string>,
): string[] {
  const value = kpi.header.get('Splits');
  const declared = value?.startsWith('none, ') ? [] : listOf(value);
  const isScoped = (split: string) =>
    ['member', 'team', 'location'].includes(split) && columns.has('scope_kind');
  const possible = declared.filter(
    (split) => isScoped(split) || columns.has(splitColumns[split] ?? ''),
  );
  const impossible = declared.find((split) => !possible.includes(split));
  if (impossible === undefined || rows.is_of_person) return possible;
  throw new UserError({
    what: `cannot be cut by ${impossible}: ${rows.rows_model} has no column for it`,
    where: kpi.file.path,
    advice: `Known splits: ${Object.keys(splitColumns).join(', ')}. Nothing was published.`,
    exitCode: exitCodes.usage,
  });
}

/** Binds what the headers add up of a model's rows, all at once: the file is looked for only where one is wrong. */
async function checkAdds(build: Database, kpis: readonly Model[]): Promise<void> {
  const all = kpis.flatMap((kpi) => declaredRows(kpi).map((rows) => ({ kpi, rows })));
  for (const [model, added] of Map.groupBy(all, ({ rows }) => rows.rows_model)) {
    const terms = added.flatMap(({ rows }) => [
      rows.adds_numerator,
      rows.adds_denominator ?? 'null',
      `bool_or(${rows.rows_condition})`,
    ]);
    const isRight = await build
      .columns(`select ${terms.join(', ')} from ${identifier(model)}`)
      .then(
        () => true,
        () => false,
      );
    if (isRight) continue;
    for (const { kpi, rows } of added) await checkAddsOfOne(build, kpi, rows);
  }
}

async function checkAddsOfOne(
  build: Database,
  kpi: Model,
  rows: ReturnType<typeof declaredRows>[number],
): Promise<void> {
  const { adds_numerator: numerator, adds_denominator: denominator } = rows;
  try {
    await build.columns(`select ${numerator}, ${denominator ?? 'null'}
      from ${identifier(rows.rows_model)} where ${rows.rows_condition}`);
  } catch (error) {
    throw sqlError(kpi.file, error);
  }
}

// A period's days and the name of the company say nothing about how a number is counted.
const unnamed = /^(as_of_|company_name|currency_code)/;
const calendar = ['periods', 'working_days', 'fiscal_months', 'closing_dates'];
/** What says nothing about how a number is counted: its days, and the band by which it may be cut. */
const aside = new Set([...calendar, 'health_bands']);

/** What the metric's own header names, and every setting that a model below its rows reads. */
function settingsOf(
  kpi: Model,
  rowsModel: string,
  byName: ReadonlyMap<string, Model>,
  reads: ReadonlyMap<string, ReadonlySet<string>>,
): string[] {
  const found = new Set(listOf(kpi.header.get('Settings')));
  const seen = new Set<string>();
  const visit = (name: string): void => {
    const model = byName.get(name);
    if (model === undefined || seen.has(name) || aside.has(name)) return;
    seen.add(name);
    for (const [, setting = ''] of model.file.text.matchAll(/\brun_settings\.(\w+)/g)) {
      if (!unnamed.test(setting)) found.add(setting);
    }
    for (const read of reads.get(name) ?? []) visit(read);
  };
  visit(rowsModel);
  return [...found].sort();
}
