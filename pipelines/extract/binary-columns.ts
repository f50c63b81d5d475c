import type { ColumnBuffer } from '../warehouse/column-buffer.ts';

/** A value that the quick read cannot give exactly; the rows are then read again with care. */
export class UnfitValue extends Error {}

/** Where the fields of some rows lie: those of a column are `stride` apart, null is -1. */
export interface FieldPlaces {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  readonly places: Int32Array;
  readonly stride: number;
}

/** Puts `count` values of the column whose first field is `first` into a buffer, from `row` on. */
export type Decode = (
  fields: FieldPlaces,
  first: number,
  count: number,
  column: ColumnBuffer,
  row: number,
) => void;

const wrap = 2 ** 32;

/** The length of a field, which stands before it. */
function lengthAt(view: DataView, at: number): number {
  return view.getInt32(at - 4);
}

export const decodeText: Decode = ({ bytes, view, places, stride }, first, count, column, row) => {
  for (let index = 0; index < count; index += 1) {
    const at = places[first + index * stride] ?? -1;
    if (at < 0) column.setNull(row + index);
    else column.setText(row + index, bytes, at, lengthAt(view, at));
  }
};

export const decodeBoolean: Decode = ({ bytes, places, stride }, first, count, column, row) => {
  for (let index = 0; index < count; index += 1) {
    const at = places[first + index * stride] ?? -1;
    if (at < 0) column.setNull(row + index);
    else column.bytes[row + index] = bytes[at] ?? 0;
  }
};

export const decodeDouble: Decode = ({ view, places, stride }, first, count, column, row) => {
  for (let index = 0; index < count; index += 1) {
    const at = places[first + index * stride] ?? -1;
    if (at < 0) column.setNull(row + index);
    else column.view.setFloat64(8 * (row + index), view.getFloat64(at), true);
  }
};

/** An integer of two, four or eight bytes; not a number when it needs more than four. */
function integerAt(view: DataView, at: number): number {
  const length = lengthAt(view, at);
  if (length === 4) return view.getInt32(at);
  if (length === 2) return view.getInt16(at);
  const low = view.getInt32(at + 4);
  return view.getInt32(at) === low >> 31 ? low : Number.NaN;
}

export const decodeInteger: Decode = ({ view, places, stride }, first, count, column, row) => {
  for (let index = 0; index < count; index += 1) {
    const at = places[first + index * stride] ?? -1;
    if (at < 0) {
      column.setNull(row + index);
      continue;
    }
    const value = integerAt(view, at);
    if (Number.isNaN(value)) throw new UnfitValue('an integer is out of range');
    column.ints[row + index] = value;
  }
};

const smallest = -32_768;
const largest = 32_767;

export const decodeSmall: Decode = ({ view, places, stride }, first, count, column, row) => {
  for (let index = 0; index < count; index += 1) {
    const at = places[first + index * stride] ?? -1;
    if (at < 0) {
      column.setNull(row + index);
      continue;
    }
    const value = integerAt(view, at);
    const isSmall = value >= smallest && value <= largest;
    if (!isSmall) throw new UnfitValue('an integer is out of range');
    column.view.setInt16(2 * (row + index), value, true);
  }
};

export const decodeLong: Decode = ({ view, places, stride }, first, count, column, row) => {
  for (let index = 0; index < count; index += 1) {
    const at = places[first + index * stride] ?? -1;
    if (at < 0) {
      column.setNull(row + index);
      continue;
    }
    const isLong = lengthAt(view, at) === 8;
    const low = isLong ? view.getInt32(at + 4) : integerAt(view, at);
    column.ints[2 * (row + index)] = low;
    column.ints[2 * (row + index) + 1] = isLong ? view.getInt32(at) : low >> 31;
  }
};

// Postgres counts from 2000, DuckDB from 1970. The infinite and what lies before the year 1, which
// texts write in another way, are left to the careful read.
const epochDays = 10_957;
const firstDay = -730_119;
const lastDay = 2_000_000_000;

export const decodeDate: Decode = ({ view, places, stride }, first, count, column, row) => {
  for (let index = 0; index < count; index += 1) {
    const at = places[first + index * stride] ?? -1;
    if (at < 0) {
      column.setNull(row + index);
      continue;
    }
    const day = view.getInt32(at);
    if (day < firstDay || day > lastDay) throw new UnfitValue('a date is out of range');
    column.ints[row + index] = day + epochDays;
  }
};

const epochMicros = 946_684_800_000_000;
const epochHigh = Math.floor(epochMicros / wrap);
const epochLow = epochMicros % wrap;
const firstHigh = Math.ceil((firstDay * 86_400_000_000) / wrap);
const lastHigh = 0x7fffffff - epochHigh - 2;

export const decodeTimestamp: Decode = ({ view, places, stride }, first, count, column, row) => {
  for (let index = 0; index < count; index += 1) {
    const at = places[first + index * stride] ?? -1;
    if (at < 0) {
      column.setNull(row + index);
      continue;
    }
    const high = view.getInt32(at);
    if (high < firstHigh || high > lastHigh) throw new UnfitValue('an instant is out of range');
    const low = view.getUint32(at + 4) + epochLow;
    column.ints[2 * (row + index)] = low | 0;
    column.ints[2 * (row + index) + 1] = high + epochHigh + (low < wrap ? 0 : 1);
  }
};

const negative = 0x4000;
const powers = [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];

/** `numeric` into a decimal of 18 digits, as far as a double holds it exactly. */
export function decodeDecimal(scale: number): Decode {
  return ({ view, places, stride }, first, count, column, row) => {
    for (let index = 0; index < count; index += 1) {
      const at = places[first + index * stride] ?? -1;
      if (at < 0) {
        column.setNull(row + index);
        continue;
      }
      const value = scaledNumber(view, at, scale);
      column.ints[2 * (row + index)] = (value % wrap) | 0;
      column.ints[2 * (row + index) + 1] = Math.floor(value / wrap);
    }
  };
}

/** A `numeric`, digits to the base 10,000 from `weight` down, times ten to the scale. */
function scaledNumber(view: DataView, at: number, scale: number): number {
  const digitCount = view.getInt16(at);
  const weight = view.getInt16(at + 2);
  const sign = view.getUint16(at + 4);
  let value = sign === 0 || sign === negative ? 0 : Number.NaN;
  for (let index = 0; index < digitCount; index += 1) {
    const digit = view.getInt16(at + 8 + 2 * index);
    const exponent = 4 * (weight - index) + scale;
    const power = powers[Math.abs(exponent)] ?? Number.NaN;
    if (exponent >= 0) value += digit * power;
    else value += digit % power === 0 ? digit / power : Number.NaN;
  }
  if (!Number.isSafeInteger(value)) throw new UnfitValue('a number does not fit');
  return sign === negative ? -value : value;
}

const uuidLength = 36;
const dash = 0x2d;
/** The two hexadecimal digits of every byte. */
const hexDigits = new TextEncoder().encode(
  Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0')).join(''),
);

export const decodeUuid: Decode = ({ bytes, places, stride }, first, count, column, row) => {
  for (let index = 0; index < count; index += 1) {
    const at = places[first + index * stride] ?? -1;
    if (at < 0) {
      column.setNull(row + index);
      continue;
    }
    const start = column.placeLong(row + index, uuidLength);
    writeUuid(bytes, at, column.heap, start);
    column.startLong(row + index, start);
  }
};

function writeUuid(bytes: Uint8Array, at: number, heap: Uint8Array, start: number): void {
  let to = start;
  for (let place = 0; place < 16; place += 1) {
    const digits = 2 * (bytes[at + place] ?? 0);
    if (place === 4 || place === 6 || place === 8 || place === 10) heap[to++] = dash;
    heap[to] = hexDigits[digits] ?? 0;
    heap[to + 1] = hexDigits[digits + 1] ?? 0;
    to += 2;
  }
}
