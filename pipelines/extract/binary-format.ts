// What the server sends while it copies: messages of a code, a length that counts itself, and a body. The
// bodies of those with rows are, one after the other, the form of `COPY … (format binary)`: a head; a row as
// its count of fields and for each its length, -1 for null, and its bytes; at the end a row with the count -1.
export const copyData = 0x64;
export const headerBytes = 5;
const signature = Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1');
const headBytes = signature.length + 8;
const endCount = -1;

/**
 * Where the message at `begin` ends; undefined when it is not whole before `size`. Throws when there is none.
 */
export function messageEnd(view: DataView, begin: number, size: number): number | undefined {
  if (begin + headerBytes > size) return undefined;
  const end = begin + 1 + view.getInt32(begin + 1);
  if (end < begin + headerBytes) throw new Error('the server sends no messages');
  return end > size ? undefined : end;
}

/** Where the rows begin in the first body with rows. Throws when the bytes are something else. */
export function readHead(bytes: Buffer, view: DataView, begin: number, end: number): number {
  const flagsAt = begin + signature.length;
  const isBinary = bytes.subarray(begin, flagsAt).equals(signature) && begin + headBytes <= end;
  if (!isBinary || view.getInt32(flagsAt) !== 0) {
    throw new Error('the server sends no rows in binary form');
  }
  return begin + headBytes + view.getInt32(flagsAt + 4);
}

/**
 * Notes where the fields of the row at `begin` lie, from `first` on, and gives the place of the next
 * row: `begin` itself when there are no more rows, undefined when this one is not whole before `size`.
 */
export function noteFields(
  view: DataView,
  begin: number,
  size: number,
  places: Int32Array,
  first: number,
  fieldCount: number,
): number | undefined {
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
