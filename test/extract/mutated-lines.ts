import fc from 'fast-check';

/**
 * A line of an export as a bad day leaves it: cut off, quoted wrongly, in another encoding, with a field
 * that is far too long, with dates that do not exist, with fields moved; and now and then untouched.
 */
export function mutatedLine(lines: fc.Arbitrary<readonly string[]>): fc.Arbitrary<Buffer> {
  return fc
    .tuple(
      lines,
      fc.array(fc.tuple(fc.constantFrom(...mutations), fc.nat(), fc.nat()), { maxLength: 3 }),
      fc.constantFrom<BufferEncoding>('utf8', 'utf8', 'utf8', 'latin1', 'utf16le'),
    )
    .map(([all, changes, encoding]) => {
      const line = changes.reduce(
        (text, [change, at, what]) => change(text, at % (text.length + 1), what),
        all[(changes[0]?.[1] ?? 0) % all.length] ?? '',
      );
      const bytes = Buffer.from(line, encoding);
      // A line end would make two lines of it.
      for (let at = bytes.indexOf(0x0a); at !== -1; at = bytes.indexOf(0x0a, at)) bytes[at] = 0x20;
      return bytes;
    });
}

type Mutation = (line: string, at: number, what: number) => string;

const junk = [
  '"',
  '""',
  ',',
  ';',
  '|',
  '\r',
  '\t',
  '\u0000',
  '\u0001',
  '\u0002',
  '\u0003',
  '\u0004',
];
const more = ['\u001f', '\\', "'", 'ñ', '–', '電', '\ud800', '\u{1f600}', ' ', 'NULL', '-1', '1e9'];
const texts = [...junk, ...more];
const pick = (what: number) => texts[what % texts.length] ?? '';

const cutEnd: Mutation = (line, at) => line.slice(0, at);
const cutStart: Mutation = (line, at) => line.slice(at);
const insert: Mutation = (line, at, what) => line.slice(0, at) + pick(what) + line.slice(at);
const replace: Mutation = (line, at, what) => line.slice(0, at) + pick(what) + line.slice(at + 1);
const remove: Mutation = (line, at, what) => line.slice(0, at) + line.slice(at + 1 + (what % 9));
const grow: Mutation = (line, at, what) =>
  line.slice(0, at) + 'x'.repeat(what % 50 === 0 ? 1_100_000 : what % 3000) + line.slice(at);
const quoteAll: Mutation = (line) => `"${line}"`;
const double: Mutation = (line) => line + line;
const otherDigit: Mutation = (line, at, what) =>
  line.slice(0, at) + line.slice(at).replace(/\d/, String(what % 10));
const otherDate: Mutation = (line, _at, what) =>
  line.replace(
    /\d{4}([/-])\d{2}[/-]\d{2}/,
    (_all, mark: string) => `${what % 10_000}${mark}${what % 14}${mark}${what % 33}`,
  );
const otherTime: Mutation = (line, _at, what) =>
  line.replace(/\d{2}:\d{2}:\d{2}/, `${what % 30}:${what % 70}:${what % 70}`);
const swapFields: Mutation = (line, at) => {
  const delimiter = [',', ';', '|'].find((mark) => line.split(mark).length > 4) ?? ',';
  const fields = line.split(delimiter);
  const [moved = ''] = fields.splice(at % fields.length, 1);
  return [...fields, moved].join(delimiter);
};

const mutations: readonly Mutation[] = [
  cutEnd,
  cutStart,
  insert,
  replace,
  remove,
  grow,
  quoteAll,
  double,
  otherDigit,
  otherDate,
  otherTime,
  swapFields,
];
