/**
 * The same PDF with the run's own instant in place of the browser's two dates, and with the tags' ids
 * counted from 1, since the browser counts them on from page to page. So equal pages give equal bytes.
 * Every replacement has the length of what it replaces: a PDF names its parts by their place.
 */
export function makeRepeatable(pdf: Uint8Array, instant: Temporal.Instant): Uint8Array {
  const text = Buffer.from(pdf).toString('latin1');
  const stamp = instant.toString({ smallestUnit: 'second' }).replaceAll(/[-:TZ]/g, '');
  const ids = [...new Set(text.match(/\(node\d{8}\)/g))].sort();
  // The order is kept, because the tree of ids is sorted.
  const numbered = new Map(
    ids.map((id, index) => [id, `(node${String(index + 1).padStart(8, '0')})`]),
  );
  const repeatable = text
    .replaceAll(/\(node\d{8}\)/g, (id) => numbered.get(id) ?? id)
    .replaceAll(/\/(CreationDate|ModDate) \(D:\d{14}/g, (_, key) => `/${key} (D:${stamp}`);
  return Buffer.from(repeatable, 'latin1');
}
