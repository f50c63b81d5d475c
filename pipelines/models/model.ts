import { type Header, listOf, parseHeader } from '../run/header.ts';
import type { ProgramFile } from '../run/overlay.ts';
import { readProgramFiles } from '../run/overlay.ts';
import { exitCodes, UserError } from '../run/user-error.ts';

/** The layers in the order in which data passes them; a model reads its own layer or one to its left. */
export const layers = ['staging', 'core', 'rollups', 'kpis', 'findings'] as const;
export type Layer = (typeof layers)[number];

/** A SQL file that becomes a table or a view of the build; its name is the file's. */
export interface Model {
  readonly name: string;
  readonly layer: Layer;
  readonly file: ProgramFile;
  readonly header: Header;
  /** Columns that identify a row; a trailing `?` in the header allows null. */
  readonly grain: readonly { readonly column: string; readonly isNullable: boolean }[];
}

const common = ['Grain', 'Unit', 'Source', 'Answers'];
const optional = ['Disabled', 'Replaces', 'Splits', 'Matures', 'Kept as'];
const metricKeys = ['Name', 'Definition', 'Better', 'Window', 'Needs'];
const rowsKeys = ['Rows', 'Adds', 'Rows of a person', 'Adds of a person', 'Settings'];
const optionalMetricKeys = [...rowsKeys, 'Ratio of', 'In period', 'Benchmark'];

/**
 * Reads every model of the program and the workspace. Throws a UserError (exit 2) for a bad header or
 * for two files of one name; a file with `Disabled: true` is left out.
 */
export async function readModels(workspaceFolder: string | undefined): Promise<Model[]> {
  const models = new Map<string, Model>();
  const names = new Set<string>();
  for (const layer of layers) {
    for (const file of await readProgramFiles(workspaceFolder, `sql/${layer}`, '.sql')) {
      const model = readModel(file, layer);
      const other = models.get(model.name);
      if (other !== undefined) {
        throw new UserError({
          what: `two models are named ${model.name}`,
          where: `${other.file.path} and ${file.path}`,
          advice: 'Rename one of the files. Nothing was built.',
          exitCode: exitCodes.usage,
        });
      }
      names.add(model.name);
      if (model.header.get('Disabled') !== 'true') models.set(model.name, model);
    }
  }
  for (const model of models.values()) requireInPeriod(model, names);
  return [...models.values()];
}

/** Throws a UserError (exit 2) where a metric names one for the period itself that there is not, disabled or not. */
function requireInPeriod({ header, file }: Model, names: ReadonlySet<string>): void {
  const named = header.get('In period');
  if (named === undefined || names.has(named)) return;
  throw new UserError({
    what: `names "${named}" as the metric of the period itself, which is none`,
    where: file.path,
    advice: 'Name a file of sql/kpis without its ending. Nothing was built.',
    exitCode: exitCodes.usage,
  });
}

/** The model in one file. Throws a UserError (exit 2) for a bad header. */
export function readModel(file: ProgramFile, layer: Layer): Model {
  const required = layer === 'kpis' ? [...common, ...metricKeys] : common;
  const allowed = layer === 'kpis' ? [...optional, ...optionalMetricKeys] : optional;
  const header = parseHeader(file.text, file.path, { required, optional: allowed });
  const grain = listOf(header.get('Grain')).map((column) => ({
    column: column.replace(/\?$/, ''),
    isNullable: column.endsWith('?'),
  }));
  const name = (file.path.split('/').at(-1) ?? '').replace(/\.sql$/, '');
  return { name, layer, file, header, grain };
}

/**
 * Staging reads raw and lives as long as the build is made; metrics are views over roll-ups, and so is
 * what says `Kept as: view`, being wide and read for one scope at a time, or a filter of a table.
 * `Kept as: nothing` only passes through into another model while the build is made.
 */
export function relationKind(model: Model): 'table' | 'view' | 'temp view' {
  if (model.layer === 'staging' || model.header.get('Kept as') === 'nothing') return 'temp view';
  return model.layer === 'kpis' || model.header.get('Kept as') === 'view' ? 'view' : 'table';
}
