import { describe, expect, it } from 'vitest';
import { readRows } from '../../pipelines/render/row-shape.ts';

const shape = { label: 'text', value: 'number?' } as const;

describe('readRows', () => {
  it('gives the rows back when each column has its type', () => {
    const rows = [
      { label: 'Ana', value: 1, extra: true },
      { label: 'Ben', value: null },
    ];
    expect(readRows(rows, shape, 'reports/x/cards.sql')).toEqual(rows);
  });

  it.each([
    [{ label: 'Ana' }, 'column "value" is missing'],
    [{ label: null, value: 1 }, 'column "label" is null'],
    [{ label: 'Ana', value: '1' }, 'column "value" holds a string, not a number'],
  ])('refuses %j', (row, problem) => {
    expect(() => readRows([row], shape, 'reports/x/cards.sql')).toThrow(
      expect.objectContaining({
        exitCode: 2,
        text:
          `reports/x/cards.sql: ${problem}\n` +
          'This section needs the columns label, value. The report was not written.',
      }),
    );
  });
});
