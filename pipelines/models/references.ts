import type { ProgramFile } from '../run/overlay.ts';
import { exitCodes, UserError } from '../run/user-error.ts';
import { type Database, quote } from '../warehouse/database.ts';
import { sqlError } from '../warehouse/sql-error.ts';
import type { Model } from './model.ts';

/** What a model's SQL reads: other relations of the build, and tables of raw. */
export interface References {
  readonly relations: ReadonlySet<string>;
  readonly rawTables: ReadonlySet<string>;
}

interface SyntaxTree {
  readonly error: boolean;
  readonly error_message?: string;
  readonly position?: string;
  readonly statements?: readonly unknown[];
}

/**
 * The relations that each model reads, in the order of the models, from DuckDB's own parser, which reads
 * all texts in one query. Throws a UserError (exit 2) for a text that is not exactly one select, and for
 * a CTE that bears a model's name, which would hide an edge.
 */
export async function findReferences(
  database: Database,
  models: readonly Pick<Model, 'file'>[],
  modelNames: ReadonlySet<string>,
): Promise<References[]> {
  if (models.length === 0) return [];
  const texts = models.map(({ file }, place) => `(${place}, ${quote(file.text)}::varchar)`);
  const rows = await database.rows<{ tree: string }>(
    `select json_serialize_sql(sql_text)::varchar as tree
    from (values ${texts.join(', ')}) as given (place, sql_text) order by place`,
  );
  return models.map((model, place) =>
    referencesIn(selectOf(model.file, rows[place]?.tree ?? ''), model, modelNames),
  );
}

function referencesIn(
  tree: unknown,
  model: Pick<Model, 'file'>,
  modelNames: ReadonlySet<string>,
): References {
  const relations = new Set<string>();
  const rawTables = new Set<string>();
  visit(tree, new Set(), {
    table: (schema, name, ctes) => {
      if (schema === 'raw') rawTables.add(name);
      else if (!ctes.has(name)) relations.add(name);
    },
    cte: (name) => {
      if (modelNames.has(name)) throw hiddenEdge(model, name);
    },
  });
  return { relations, rawTables };
}

function selectOf(file: ProgramFile, tree: string): unknown {
  const parsed = JSON.parse(tree) as SyntaxTree;
  if (parsed.error) {
    const position = parsed.position === undefined ? undefined : Number(parsed.position);
    throw sqlError(file, parsed.error_message ?? 'not a select', position);
  }
  if (parsed.statements?.length !== 1) {
    throw sqlError(file, `expected one select, found ${parsed.statements?.length ?? 0}`);
  }
  return parsed.statements[0];
}

interface Visitor {
  table(schema: string, name: string, ctes: ReadonlySet<string>): void;
  cte(name: string): void;
}

/** Walks the tree; the names of CTEs hold for the node that declares them and everything below. */
function visit(node: unknown, ctes: ReadonlySet<string>, visitor: Visitor): void {
  if (Array.isArray(node)) {
    for (const item of node) visit(item, ctes, visitor);
    return;
  }
  if (typeof node !== 'object' || node === null) return;
  const record = node as Record<string, unknown>;
  const declared = declaredCtes(record);
  for (const name of declared) visitor.cte(name);
  const inScope = declared.length === 0 ? ctes : new Set([...ctes, ...declared]);
  if (record.type === 'BASE_TABLE' && typeof record.table_name === 'string') {
    const schema = String(record.catalog_name || record.schema_name || '');
    visitor.table(schema, record.table_name, ctes);
  }
  for (const value of Object.values(record)) visit(value, inScope, visitor);
}

function declaredCtes(record: Record<string, unknown>): string[] {
  const map = record.cte_map as { map?: readonly { key: string }[] } | undefined;
  return (map?.map ?? []).map((entry) => entry.key);
}

function hiddenEdge(model: Pick<Model, 'file'>, name: string): UserError {
  return new UserError({
    what: `the CTE "${name}" bears the name of a model and would hide it`,
    where: model.file.path,
    advice: 'Give the CTE another name. Nothing was built.',
    exitCode: exitCodes.usage,
  });
}
