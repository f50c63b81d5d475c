import { describe, expect, it } from 'vitest';
import { pivotTable, type TableRow } from '../../pipelines/render/table.ts';
import { viewTable } from '../../pipelines/render/table-view.ts';

function cell(parts: Partial<TableRow>): TableRow {
  return {
    row_order: 1,
    row_kind: 'member',
    row_id: 'ana',
    row_label: 'Ana',
    column_order: 1,
    metric_id: 'talk_seconds',
    column_label: 'Talk time',
    period_window: null,
    unit: 'seconds',
    value: 600,
    numerator: null,
    denominator: null,
    sample_count: 5,
    reason: null,
    is_small_sample: false,
    ...parts,
  };
}

const rate = {
  column_order: 2,
  metric_id: 'connect_rate',
  column_label: 'Connect rate',
  unit: 'ratio',
};
const ben = { row_order: 2, row_id: 'ben', row_label: 'Ben' };

function view(cells: TableRow[]) {
  return viewTable(
    pivotTable(
      cells.map((row) => ({ ...row })),
      'x.sql',
    ),
    'members',
    'USD',
  );
}

describe('viewTable', () => {
  it('keeps members apart from the team and puts rows and columns in their order', () => {
    const seen = view([
      cell({ row_kind: 'team', row_order: 3, row_id: 't1', row_label: 'Team' }),
      cell({ ...ben, ...rate, value: 0.5 }),
      cell({ ...rate, value: 0.25 }),
      cell(ben),
      cell({}),
    ]);
    expect(seen.columns.map((column) => column.label)).toEqual(['Talk time', 'Connect rate']);
    expect(seen.members.map((row) => [row.label, ...row.cells.map((one) => one.text)])).toEqual([
      ['Ana', '10:00', '25.0%'],
      ['Ben', '10:00', '50.0%'],
    ]);
    expect(seen.teams.map((row) => [row.label, ...row.cells.map((one) => one.text)])).toEqual([
      ['Team', '10:00', '–'],
    ]);
  });

  it('writes a whole column in hours once one value needs them', () => {
    const seen = view([cell({}), cell({ ...ben, value: 7200 })]);
    expect(seen.members.map((row) => row.cells[0]?.text)).toEqual(['0.2 h', '2.0 h']);
  });

  it('notes each reason for a missing value once', () => {
    const missing = { value: null, reason: 'no calls made' };
    const seen = view([
      cell({ ...rate, ...missing }),
      cell({ ...rate, ...ben, ...missing }),
      cell({}),
      cell({ ...ben, value: null, reason: 'not recorded' }),
      cell({ ...rate, row_kind: 'team', row_order: 3, row_id: 't1', row_label: 'Team' }),
    ]);
    expect(seen.notes).toEqual([
      { id: 'members-note-1', number: 1, reason: 'no calls made' },
      { id: 'members-note-2', number: 2, reason: 'not recorded' },
      { id: 'members-note-3', number: 3, reason: 'no rows in this period' },
    ]);
    expect(seen.members[1]?.cells.map((one) => one.note?.number)).toEqual([2, 1]);
    expect(seen.teams[0]?.cells.map((one) => one.note?.number)).toEqual([3, undefined]);
  });

  it('prints what a rate rests on, and only the counts when they are few', () => {
    const share = { ...rate, numerator: 30, denominator: 120, sample_count: 120, value: 0.25 };
    const few = { ...rate, numerator: 3, denominator: 12, sample_count: 12, value: 0.25 };
    const money = { ...rate, numerator: 99.5, denominator: 100, sample_count: 12, value: 0.995 };
    const seen = view([cell(share), cell({ ...few, ...ben, is_small_sample: true })]);
    expect(
      seen.members.map(({ cells: [one] }) => [one?.text, one?.sample, one?.sortValue]),
    ).toEqual([
      ['25.0%', '30 of 120', 0.25],
      ['3 of 12', null, 0.25],
    ]);
    const mixed = view([cell({ ...few, is_small_sample: true }), cell({ ...money, ...ben })]);
    expect(mixed.members.map(({ cells: [one] }) => [one?.text, one?.sample])).toEqual([
      ['25.0%', '3 of 12'],
      ['99.5%', 'n = 12'],
    ]);
  });

  it('prints what a value leaves out in place of its sample', () => {
    const wait = { unit: 'seconds', value: 12, denominator: 90, sample_count: 90 };
    const reason = 'wait known for 90 of 100 calls';
    const seen = view([cell({ ...wait, reason }), cell({ ...ben, ...wait })]);
    expect(seen.members.map(({ cells: [one] }) => [one?.text, one?.sample, one?.remark])).toEqual([
      ['0:12', null, reason],
      ['0:12', 'n = 90', null],
    ]);
    expect(seen.notes).toEqual([]);
  });

  it('leaves out a column that nobody has a value in, and says why', () => {
    const seen = view([cell({}), cell({ ...rate, value: null, reason: 'no calls made' })]);
    expect(seen.columns.map((column) => column.label)).toEqual(['Talk time']);
    expect(seen.members[0]?.cells).toHaveLength(1);
    expect(seen.notes).toEqual([]);
    expect(seen.omitted).toEqual([{ label: 'Connect rate', reason: 'no calls made' }]);
  });
});
