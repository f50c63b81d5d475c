import { type Database, quote } from '../../pipelines/warehouse/database.ts';

/** One change of one place of a model. */
export interface Mutation {
  /** What is changed, and where: `line 41: < becomes <=`. Unique within a model. */
  readonly name: string;
  readonly kind: Kind;
  readonly sql: string;
}

export type Kind = 'comparison' | 'filter' | 'join' | 'nullif' | 'constant' | 'distinct';

type Node = Record<string, unknown>;

/** A place that can be changed: `apply` changes the tree, `undo` restores it. */
interface Place {
  readonly kind: Kind;
  readonly text: string;
  readonly location: number;
  apply(): void;
  undo(): void;
}

const comparisons: Readonly<Record<string, readonly [string, string]>> = {
  COMPARE_EQUAL: ['COMPARE_NOTEQUAL', '= becomes !='],
  COMPARE_NOTEQUAL: ['COMPARE_EQUAL', '!= becomes ='],
  COMPARE_LESSTHAN: ['COMPARE_LESSTHANOREQUALTO', '< becomes <='],
  COMPARE_LESSTHANOREQUALTO: ['COMPARE_LESSTHAN', '<= becomes <'],
  COMPARE_GREATERTHAN: ['COMPARE_GREATERTHANOREQUALTO', '> becomes >='],
  COMPARE_GREATERTHANOREQUALTO: ['COMPARE_GREATERTHAN', '>= becomes >'],
  COMPARE_DISTINCT_FROM: ['COMPARE_NOT_DISTINCT_FROM', 'is distinct from is turned around'],
  COMPARE_NOT_DISTINCT_FROM: ['COMPARE_DISTINCT_FROM', 'is not distinct from is turned around'],
  COMPARE_IN: ['COMPARE_NOT_IN', 'in becomes not in'],
  COMPARE_NOT_IN: ['COMPARE_IN', 'not in becomes in'],
};
const joins: Readonly<Record<string, string>> = { LEFT: 'INNER', INNER: 'LEFT', OUTER: 'INNER' };
// DuckDB writes "not known" as the greatest number of 64 bits, which a JavaScript number cannot hold.
const nowhere = 4_294_967_295;

/**
 * Every change of one place in a model, through DuckDB's parsed form: comparisons and their boundaries,
 * filters left out, kinds of joins, `nullif` left out, constants one more, `distinct` left out. The first
 * entry of the result is the model itself, printed by DuckDB, with no name: it must give the same rows.
 */
export async function mutationsOf(database: Database, text: string): Promise<Mutation[]> {
  const { tree } = await database.one<{ tree: string }>(
    `select json_serialize_sql(${quote(text)}::varchar)::varchar as tree`,
  );
  const root = JSON.parse(
    tree.replaceAll('"query_location":18446744073709551615', `"query_location":${nowhere}`),
  ) as Node;
  const places: Place[] = [];
  visit(root, nowhere, places);
  bindCrossJoins(root);
  const texts = [JSON.stringify(root)];
  for (const place of places) {
    place.apply();
    texts.push(JSON.stringify(root));
    place.undo();
  }
  const mutations: Mutation[] = [];
  const seen = new Map<string, number>();
  for (const [at, json] of texts.entries()) {
    const { sql } = await database.one<{ sql: string }>(
      `select json_deserialize_sql(${quote(json)}::json) as sql`,
    );
    const place = places[at - 1];
    const named = place === undefined ? '' : `line ${lineOf(text, place.location)}: ${place.text}`;
    const count = (seen.get(named) ?? 0) + 1;
    seen.set(named, count);
    const name = count === 1 ? named : `${named} (${count})`;
    mutations.push({ name, kind: place?.kind ?? 'comparison', sql });
  }
  return mutations;
}

/**
 * DuckDB prints a cross join as a comma, which binds less than the joins after it. An inner join on true
 * is the same and is printed where it stands.
 */
function bindCrossJoins(node: unknown): void {
  if (node === null || typeof node !== 'object') return;
  const record = node as Node;
  if (record.type === 'JOIN' && record.ref_type === 'CROSS') {
    record.ref_type = 'REGULAR';
    record.condition = {
      class: 'CONSTANT',
      type: 'VALUE_CONSTANT',
      alias: '',
      query_location: nowhere,
      value: { type: { id: 'BOOLEAN', type_info: null }, is_null: false, value: true },
    };
  }
  for (const value of Object.values(record)) bindCrossJoins(value);
}

function lineOf(text: string, location: number): string {
  if (location === nowhere) return '?';
  // DuckDB counts bytes.
  return String(Buffer.from(text).subarray(0, location).toString().split('\n').length);
}

/** Walks the tree in order; a node without a place of its own has the one above it. */
function visit(node: unknown, above: number, places: Place[]): void {
  if (node === null || typeof node !== 'object') return;
  if (Array.isArray(node)) {
    for (const item of node) visit(item, above, places);
    return;
  }
  const record = node as Node;
  const own = record.query_location;
  const location = typeof own === 'number' && own !== nowhere ? own : above;
  for (const place of placesOf(record, location)) places.push(place);
  for (const value of Object.values(record)) visit(value, location, places);
}

function placesOf(node: Node, location: number): Place[] {
  const places: Place[] = [];
  const add = (kind: Kind, text: string, key: string, value: unknown) =>
    places.push(change(node, key, value, { kind, text, location }));
  const type = String(node.type ?? '');
  const comparison = comparisons[type];
  if (comparison !== undefined) add('comparison', comparison[1], 'type', comparison[0]);
  for (const key of ['where_clause', 'having', 'qualify', 'filter']) {
    const clause = node[key] as Node | null | undefined;
    if (clause === null || clause === undefined) continue;
    const at = Number(clause.query_location ?? location);
    const where = key === 'where_clause' ? 'where' : key;
    places.push(
      change(node, key, null, { kind: 'filter', text: `${where} is left out`, location: at }),
    );
  }
  if (type === 'CONJUNCTION_AND') places.push(...partsOf(node, location));
  if (type === 'JOIN' && node.ref_type === 'REGULAR') {
    const becomes = joins[String(node.join_type)];
    const text = `${String(node.join_type).toLowerCase()} join becomes ${becomes?.toLowerCase()}`;
    if (becomes !== undefined) add('join', text, 'join_type', becomes);
  }
  if (node.class === 'CONSTANT') places.push(...constantOf(node, location));
  if (node.class === 'FUNCTION' && node.distinct === true)
    add('distinct', `distinct of ${node.function_name} is left out`, 'distinct', false);
  if (node.type === 'SET_OPERATION_NODE' && node.setop_type === 'UNION' && node.setop_all === false)
    add('distinct', 'union becomes union all', 'setop_all', true);
  places.push(...distinctOf(node, location), ...nullifsOf(node, location));
  return places;
}

/** One condition of several is left out. */
function partsOf(node: Node, location: number): Place[] {
  const children = node.children as readonly Node[];
  return children.map((child, at) =>
    change(
      node,
      'children',
      children.filter((_, index) => index !== at),
      {
        kind: 'filter',
        text: `condition ${at + 1} of ${children.length} is left out`,
        location: Number(child.query_location ?? location),
      },
    ),
  );
}

function constantOf(node: Node, location: number): Place[] {
  const value = node.value as { type?: { id?: string }; value?: unknown; is_null?: boolean };
  const isNumber = ['TINYINT', 'INTEGER', 'BIGINT', 'DOUBLE', 'DECIMAL'].includes(
    value.type?.id ?? '',
  );
  if (value.is_null === true || !isNumber || typeof value.value !== 'number') return [];
  // A decimal is kept as a whole number of its last digit.
  const changed = { ...value, value: value.value + 1 };
  const text = `the constant ${value.value} is one more`;
  return [change(node, 'value', changed, { kind: 'constant', text, location })];
}

function distinctOf(node: Node, location: number): Place[] {
  const modifiers = node.modifiers as readonly Node[] | undefined;
  if (!Array.isArray(modifiers)) return [];
  const left = modifiers.filter((modifier) => modifier.type !== 'DISTINCT_MODIFIER');
  if (left.length === modifiers.length) return [];
  const text = 'select distinct becomes select';
  return [change(node, 'modifiers', left, { kind: 'distinct', text, location })];
}

/** Every child that is a `nullif` is replaced by what it guards. */
function nullifsOf(node: Node, location: number): Place[] {
  return Object.entries(node).flatMap(([key, value]) => {
    if (Array.isArray(value)) {
      return value.flatMap((item: Node, at) => {
        const inner = guarded(item);
        if (inner === undefined) return [];
        const changed = value.map((each: Node, index) => (index === at ? inner : each));
        const place = Number(item.query_location ?? location);
        return [change(node, key, changed, nullifIs(place === nowhere ? location : place))];
      });
    }
    const inner = guarded(value as Node);
    return inner === undefined ? [] : [change(node, key, inner, nullifIs(location))];
  });
}

const nullifIs = (location: number) =>
  ({ kind: 'nullif', text: 'nullif is left out', location }) as const;

/** `nullif(a, b)` is a function as DuckDB parses it. */
function guarded(node: Node | null): Node | undefined {
  if (node === null || typeof node !== 'object') return undefined;
  const children = node.children as readonly Node[] | undefined;
  if (node.class === 'FUNCTION' && node.function_name === 'nullif') return children?.[0];
  return undefined;
}

function change(
  node: Node,
  key: string,
  value: unknown,
  what: { readonly kind: Kind; readonly text: string; readonly location: number },
): Place {
  const before = node[key];
  return {
    ...what,
    apply: () => {
      node[key] = value;
    },
    undo: () => {
      node[key] = before;
    },
  };
}
