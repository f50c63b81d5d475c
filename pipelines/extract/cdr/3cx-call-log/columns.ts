/** The columns that are read, each with its spellings in the headers of 3CX's versions. */
export const columns = {
  call_time: ['call time', 'start time', 'time'],
  caller: ['caller id', 'caller', 'from'],
  destination: ['destination', 'to'],
  trunk: ['trunk', 'trunk name'],
  did: ['did', 'did number'],
  direction: ['direction'],
  status: ['status'],
  ringing: ['ringing'],
  talking: ['talking'],
  total: ['total duration', 'duration'],
} as const;

/** The name of a column that is read. */
export type Column = keyof typeof columns;

export const columnNames = Object.keys(columns) as Column[];

/** Without these a row says nothing; the others may be missing. */
export const requiredColumns: readonly Column[] = [
  'call_time',
  'caller',
  'destination',
  'status',
  'talking',
];
