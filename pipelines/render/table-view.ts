import { formatValue, isLong, noValue, type ValueStyle } from './format.ts';
import { countsInsteadOfRate, describeSample, isShareOfCounted } from './sample-text.ts';
import type { Table, TableRow } from './table.ts';

const noRows = 'no rows in this period';

/** One cell as the page shows it. */
export interface CellView {
  readonly text: string;
  readonly isText?: boolean;
  readonly hasSortValue: boolean;
  /** The exact value for sorting; a missing one sorts last. */
  readonly sortValue: number | null;
  readonly sample: string | null;
  /** What the value leaves out; it stands in place of the sample. */
  readonly remark: string | null;
  /** The note below the table that says why there is no value. */
  readonly note: NoteView | null;
}

/** Why there is no value, once for all cells with that reason. */
export interface NoteView {
  readonly id: string;
  readonly number: number;
  readonly reason: string;
}

/** A table as the page shows it: members, then the team's own row, which the query computed. */
export interface TableView {
  readonly columns: readonly {
    readonly metricId: string;
    readonly label: string;
    readonly window: string | null;
    readonly isText: boolean;
  }[];
  readonly members: readonly { readonly label: string; readonly cells: readonly CellView[] }[];
  readonly teams: readonly { readonly label: string; readonly cells: readonly CellView[] }[];
  readonly notes: readonly NoteView[];
  /** Columns that nobody has a value in, left out of the table. */
  readonly omitted: readonly { readonly label: string; readonly reason: string }[];
}

interface ColumnStyle extends ValueStyle {
  /** True when every value of the column can be written as counts, so that the column reads alike. */
  readonly mayShowCounts: boolean;
  readonly isText: boolean;
}

/** The view of a table; each reason for a missing value is noted once below it. */
export function viewTable(whole: Table, name: string, currencyCode: string): TableView {
  const notes = new Map<string, NoteView>();
  const { table, omitted } = omitEmptyColumns(whole);
  const styles = table.columns.map((_, index) => columnStyle(table, index, currencyCode));
  const rows = table.rows.map(({ head, cells }) => ({
    kind: head.row_kind,
    label: head.row_label,
    cells: cells.map((cell, index) =>
      viewCell(cell, styles[index] as ColumnStyle, (reason) => noteOf(reason, name, notes)),
    ),
  }));
  return {
    columns: table.columns.map((column) => ({
      metricId: column.metric_id,
      label: column.column_label,
      window: column.period_window,
      isText: column.unit === 'text',
    })),
    members: rows.filter((row) => row.kind !== 'team'),
    teams: rows.filter((row) => row.kind === 'team'),
    notes: [...notes.values()],
    omitted,
  };
}

/** A column of seconds is written in hours as a whole once one of its values needs hours. */
function columnStyle(table: Table, index: number, currencyCode: string): ColumnStyle {
  const known = table.rows.flatMap(({ cells }) => cells[index] ?? []).filter(hasValue);
  return {
    currencyCode,
    isCompact: false,
    isInHours: known.some((cell) => isLong(cell.value ?? 0)),
    mayShowCounts: known.every(isShareOfCounted),
    isText: table.columns[index]?.unit === 'text',
  };
}

/** The table without the columns that have no value in any row and need not be shown, and why each of those is empty. */
function omitEmptyColumns(table: Table): { table: Table; omitted: TableView['omitted'] } {
  const isKept = table.columns.map(
    (column, index) =>
      column.is_always_shown === true ||
      table.rows.some(({ cells }) => hasValue(cells[index] ?? null)),
  );
  const omitted = table.columns.flatMap((column, index) => {
    if (isKept[index]) return [];
    const reasons = table.rows.flatMap(({ cells }) => cells[index]?.reason ?? []);
    return [{ label: column.column_label, reason: reasons.at(-1) ?? noRows }];
  });
  const keep = <T>(items: readonly T[]) => items.filter((_, index) => isKept[index]);
  const rows = table.rows.map(({ head, cells }) => ({ head, cells: keep(cells) }));
  return { table: { columns: keep(table.columns), rows }, omitted };
}

function hasValue(cell: TableRow | null): boolean {
  return cell !== null && (cell.unit === 'text' ? cell.text : cell.value) != null;
}

function viewCell(
  cell: TableRow | null,
  style: ColumnStyle,
  noteFor: (reason: string) => NoteView,
): CellView {
  if (cell?.unit === 'text' || (cell === null && style.isText)) return viewText(cell);
  if (cell === null || cell.value === null) {
    const note = noteFor(cell?.reason ?? noRows);
    return {
      text: noValue,
      hasSortValue: false,
      sortValue: null,
      sample: null,
      remark: null,
      note,
    };
  }
  const counts = style.mayShowCounts ? countsInsteadOfRate(cell) : undefined;
  return {
    text: counts ?? formatValue(cell.value, cell.unit, style),
    hasSortValue: true,
    sortValue: cell.value,
    sample: counts === undefined && cell.reason === null ? (describeSample(cell) ?? null) : null,
    remark: cell.reason,
    note: null,
  };
}

/** Words have no total and need no reason to be missing there. */
function viewText(cell: TableRow | null): CellView {
  return {
    text: cell?.text ?? '',
    isText: true,
    hasSortValue: cell !== null && cell.value !== null,
    sortValue: cell?.value ?? null,
    sample: null,
    remark: null,
    note: null,
  };
}

function noteOf(reason: string, name: string, notes: Map<string, NoteView>): NoteView {
  const number = notes.size + 1;
  const note = notes.get(reason) ?? { id: `${name}-note-${number}`, number, reason };
  notes.set(reason, note);
  return note;
}
