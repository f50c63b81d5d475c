// The form of `COPY … (format binary)`: a head; a row as its count of fields and for each its length,
// -1 for null, and its bytes; at the end a row with the count -1.
const signature = Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1');
const headBytes = signature.length + 8;
const endCount = -1;

/** Where the rows begin; 0 when the head is not whole yet. Throws when the bytes are something else. */
export function readHead(bytes: Buffer, view: DataView): number {
  if (bytes.length < headBytes) return 0;
  const isBinary = bytes.subarray(0, signature.length).equals(signature);
  const flags = view.getInt32(signature.length);
  if (!isBinary || flags !== 0) throw new Error('the server sends no rows in binary form');
  const begin = headBytes + view.getInt32(signature.length + 4);
  return begin > bytes.length ? 0 : begin;
}

/**
 * Notes where the fields of the row at `begin` lie, from `first` on, and gives the place of the next
 * row: `begin` itself when there are no more rows, undefined when this one is not whole yet.
 */
export function noteFields(
  view: DataView,
  begin: number,
  places: Int32Array,
  first: number,
  fieldCount: number,
): number | undefined {
  const size = view.byteLength;
  if (begin + 2 > size) return undefined;
  const count = view.getInt16(begin);
  if (count === endCount) return begin;
  if (count !== fieldCount) throw new Error(`a row has ${count} fields in place of ${fieldCount}`);
  let position = begin + 2;
  for (let index = 0; index < fieldCount; index += 1) {
    if (position + 4 > size) return undefined;
    const length = view.getInt32(position);
    position += 4;
    places[first + index] = length < 0 ? -1 : position;
    if (length > 0) position += length;
  }
  return position > size ? undefined : position;
}
