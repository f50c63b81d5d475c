import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toCsv } from '../../pipelines/render/csv.ts';
import { Database } from '../../pipelines/warehouse/database.ts';

describe('toCsv', () => {
  it('writes a header, CRLF, exact numbers, null as nothing and an empty text as quotes', () => {
    const rows = [
      ['Ana', 0.9481481481481482, null, true],
      ['', 1_234_567, -0.5, false],
    ];
    expect(toCsv(['who', 'rate', 'change', 'is_lead'], rows)).toBe(
      'who,rate,change,is_lead\r\nAna,0.9481481481481482,,true\r\n"",1234567,-0.5,false\r\n',
    );
  });

  it('quotes commas, quotes and line breaks', () => {
    expect(toCsv(['text'], [['Weiss, Carla'], ['the "A" team'], ['two\nlines']])).toBe(
      'text\r\n"Weiss, Carla"\r\n"the ""A"" team"\r\n"two\nlines"\r\n',
    );
  });

  it.each(['=1+1', '+1', '-1', '@sum(a1)', '\tx', '\rx'])(
    'puts an apostrophe before the text %j, which a spreadsheet would run',
    (text) => {
      expect(toCsv(['text'], [[text]])).toContain(`'${text}`);
    },
  );

  it('leaves a negative number alone', () => {
    expect(toCsv(['value'], [[-12.5]])).toBe('value\r\n-12.5\r\n');
  });

  it('is read back by DuckDB with the same texts and numbers', async () => {
    const text = fc.string().filter((value) => !/^[=+\-@\t\r]|\0/.test(value));
    const row = fc.tuple(
      fc.option(text),
      fc.option(fc.double({ noNaN: true, noDefaultInfinity: true })),
    );
    const db = await Database.open(':memory:');
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 5 }), async (rows) => {
        const csv = toCsv(
          ['id', 'name', 'value'],
          rows.map((cells, id) => [id, ...cells]),
        );
        expect(await parse(db, csv)).toEqual(
          rows.map(([name, value], id) => ({ id, name, value: value === 0 ? 0 : value })),
        );
      }),
      { numRuns: 60, seed: 7 },
    );
    db.close();
  });
});

/** DuckDB reads files only, so the text goes through one. */
async function parse(db: Database, csv: string) {
  const { mkdtemp, rm, writeFile } = await import('node:fs/promises');
  const folder = await mkdtemp('/tmp/muster-csv-');
  try {
    await writeFile(`${folder}/rows.csv`, csv);
    return await db.rows(
      `select id, name, value + 0 as value from read_csv('${folder}/rows.csv', header = true,
         quote = '"', escape = '"', delim = ',', strict_mode = false, new_line = '\\r\\n',
         allow_quoted_nulls = false,
         columns = {'id': 'bigint', 'name': 'varchar', 'value': 'double'})`,
    );
  } finally {
    await rm(folder, { recursive: true });
  }
}
