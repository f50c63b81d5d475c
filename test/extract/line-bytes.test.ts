import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LineBytes } from '../../pipelines/extract/cdr/line-bytes.ts';
import { tries } from '../counts.ts';

/** The safe bytes of a file that arrives in chunks. */
function read(chunks: readonly Uint8Array[], keepsText: boolean) {
  const lines = new LineBytes(keepsText);
  const parts = chunks.map((chunk, index) => lines.take(Buffer.from(chunk), index === 0));
  const { endedBytes } = lines;
  if (lines.isInLine) parts.push(lines.end());
  return { text: Buffer.concat(parts).toString('utf8'), count: lines.count, endedBytes };
}

const bytesOf = (text: string) => Buffer.from(text);

describe('the bytes of a line', () => {
  it('keep names in UTF-8 where text is kept, and are ASCII elsewhere', () => {
    const name = bytesOf('\uFEFFZoë Nuñez 電\n');
    expect(read([name], true).text).toBe('Zoë Nuñez 電\n');
    expect(read([name], false).text).toBe('Zo?? Nu??ez ???\n');
  });

  it('have a question mark for each byte that is no UTF-8', () => {
    const bytes = Buffer.concat([
      Buffer.from('Zoë,', 'latin1'),
      // An overlong slash, half of a surrogate pair, a letter that ends too early, beyond Unicode.
      Buffer.from([0xc0, 0xaf, 0x2c, 0xed, 0xa0, 0x80, 0x2c, 0xe9, 0x9b, 0x2c, 0xf5, 0x80, 0x2c]),
      bytesOf('Zoë\n'),
    ]);
    expect(read([bytes], true).text).toBe('Zo?,??,???,??,??,Zoë\n');
  });

  it('end what the file leaves open, a letter included', () => {
    const { text, count } = read([bytesOf('a\nb'), Buffer.from([0xe9, 0x9b])], true);
    expect([text, count]).toEqual(['a\nb??\n', 2]);
  });

  it('are cut at a million, between two letters', () => {
    const { text, count } = read([bytesOf(`${'x'.repeat(999_999)}ëëë\nnext\n`)], true);
    expect([text.length, text.slice(999_997), count]).toEqual([1_000_005, 'xx\nnext\n', 2]);
  });

  it('are the same wherever they are divided, and tell where the last whole line ends', () => {
    const part = fc.oneof(
      fc.constantFrom('\n', '\r\n', ',', 'ë', '電', '\u{1f600}', '\uFEFF').map(bytesOf),
      fc.uint8Array({ maxLength: 3 }).map((bytes) => Buffer.from(bytes)),
    );
    fc.assert(
      fc.property(fc.array(part), fc.nat({ max: 99 }), fc.boolean(), (parts, at, keepsText) => {
        const all = Buffer.concat([bytesOf('abc'), ...parts]);
        const whole = read([all], keepsText);
        const divided = read([all.subarray(0, 3 + at), all.subarray(3 + at)], keepsText);
        expect(divided.text).toBe(whole.text);
        expect(divided.count).toBe(whole.count);
        expect(divided.endedBytes).toBe(all.lastIndexOf(0x0a) + 1);
        // What DuckDB is given is UTF-8, and as long as the file but for a last line end.
        expect(whole.text).not.toContain('\uFFFD');
        expect(Buffer.byteLength(whole.text) - all.length).toBe(all.at(-1) === 0x0a ? 0 : 1);
      }),
      { seed: 20261116, numRuns: tries(2000, 100_000) },
    );
  });
});
