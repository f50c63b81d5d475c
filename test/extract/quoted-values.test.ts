import { describe, expect, it } from 'vitest';
import { withoutValues } from '../../pipelines/extract/duckdb-message.ts';
import { withoutQuotedValues } from '../../pipelines/extract/quoted-values.ts';

describe('the text of an error about a value (CC-12)', () => {
  it.each([
    ['invalid input syntax for type integer: "Dana"', 'invalid input syntax for type integer: "…"'],
    ['invalid input syntax: "the "other" Dana", it says', 'invalid input syntax: "…", it says'],
    ['invalid input syntax: "two\nlines, Dana"', 'invalid input syntax: "…"'],
    ['invalid value "Da" for "YYYY"', 'invalid value "…"'],
    ["Could not convert 'O'Dana' to INT32", 'Could not convert "…" to INT32'],
    ['a quote that "never closes, Dana\nand Dana', 'a quote that "…"'],
    ["it can't be cast", "it can't be cast"],
  ])('%j loses what it quotes', (message, expected) => {
    expect(withoutQuotedValues(message)).toBe(expected);
  });

  it('has no number that DuckDB tells without quotes, and nothing of the statement', () => {
    const message =
      "Conversion Error: Type INT64 with value 7345550142 can't be cast because it is out of range for INT32\n\nLINE 3: 'Dana'";
    expect(withoutValues(new Error(message))).toBe(
      "Conversion Error: Type INT64 with value … can't be cast because it is out of range for INT32",
    );
  });

  it('keeps the names of columns and tables', () => {
    const message = 'Binder Error: Referenced column "phone" not found';
    expect(withoutValues(new Error(message))).toBe(message);
  });
});
