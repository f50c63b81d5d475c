import type { CsvValue } from './csv.ts';
import { type Row, type RowShape, readRows } from './row-shape.ts';

/** One cell of a table as its query gives it: long form, a row for each member (or the team) and metric. */
export interface TableRow {
  readonly row_order: number;
  readonly row_kind: string;
  readonly row_id: string;
  readonly row_label: string;
  readonly column_order: number;
  readonly metric_id: string;
  readonly column_label: string;
  readonly period_window: string | null;
  readonly unit: string;
  readonly value: number | null;
  readonly numerator: number | null;
  readonly denominator: number | null;
  readonly sample_count: number | null;
  /** Why the value is null; with a value, what it leaves out. */
  readonly reason: string | null;
  readonly is_small_sample: boolean;
  /** What a cell of the unit `text` reads; it is sorted by its value. */
  readonly text?: string | null;
  /** Whether the column stays where nobody has a value, since that nobody has one is what it tells. */
  readonly is_always_shown?: boolean;
}

type RequiredColumns = Omit<TableRow, 'text' | 'is_always_shown'>;

const tableShape: RowShape<RequiredColumns> = {
  row_order: 'number',
  row_kind: 'text',
  row_id: 'text',
  row_label: 'text',
  column_order: 'number',
  metric_id: 'text',
  column_label: 'text',
  period_window: 'text?',
  unit: 'text',
  value: 'number?',
  numerator: 'number?',
  denominator: 'number?',
  sample_count: 'number?',
  reason: 'text?',
  is_small_sample: 'boolean',
};

/** A table with its cells in place; a cell is null where the query gave none. */
export interface Table {
  readonly columns: readonly TableRow[];
  readonly rows: readonly {
    readonly head: TableRow;
    readonly cells: readonly (TableRow | null)[];
  }[];
}

/** The rows of a table query as columns, rows and cells, in the order that the query gave them. */
export function pivotTable(rows: readonly Row[], path: string): Table {
  const cells: TableRow[] = readRows<RequiredColumns>(rows, tableShape, path);
  const columns = firstOfEach(cells, (cell) => cell.metric_id, 'column_order');
  const heads = firstOfEach(cells, (cell) => `${cell.row_kind}/${cell.row_id}`, 'row_order');
  const byPlace = new Map(cells.map((cell) => [placeOf(cell, cell), cell]));
  return {
    columns,
    rows: heads.map((head) => ({
      head,
      cells: columns.map((column) => byPlace.get(placeOf(head, column)) ?? null),
    })),
  };
}

function placeOf(row: TableRow, column: TableRow): string {
  return JSON.stringify([row.row_kind, row.row_id, column.metric_id]);
}

function firstOfEach(
  cells: readonly TableRow[],
  keyOf: (cell: TableRow) => string,
  order: 'row_order' | 'column_order',
): TableRow[] {
  const first = new Map<string, TableRow>();
  for (const cell of cells) if (!first.has(keyOf(cell))) first.set(keyOf(cell), cell);
  return [...first.values()].sort((a, b) => a[order] - b[order]);
}

/** A table for its file of exact values: the value and its parts in three columns a metric. */
export function listTable(table: Table): { columns: string[]; rows: CsvValue[][] } {
  const parts = table.columns.flatMap(({ metric_id, unit }) =>
    unit === 'text'
      ? [metric_id]
      : [metric_id, `${metric_id}_numerator`, `${metric_id}_denominator`],
  );
  return {
    columns: ['row_kind', 'row_id', 'row_label', ...parts],
    rows: table.rows.map(({ head, cells }) => [
      head.row_kind,
      head.row_id,
      head.row_label,
      ...cells.flatMap<CsvValue>((cell, index) =>
        table.columns[index]?.unit === 'text'
          ? [cell?.text ?? null]
          : [cell?.value ?? null, cell?.numerator ?? null, cell?.denominator ?? null],
      ),
    ]),
  };
}
