import { quote } from '../../../warehouse/database.ts';
import { unquotedSql } from '../quoted-fields.ts';

/** The fields that are read; a profile may name others, which are passed over. */
export type Field =
  | 'src'
  | 'dst'
  | 'channel'
  | 'dstchannel'
  | 'lastapp'
  | 'lastdata'
  | 'start'
  | 'answer'
  | 'end'
  | 'duration'
  | 'billsec'
  | 'disposition'
  | 'uniqueid'
  | 'linkedid'
  | 'sequence';

const base = [
  'accountcode',
  'src',
  'dst',
  'dcontext',
  'clid',
  'channel',
  'dstchannel',
  'lastapp',
  'lastdata',
  'start',
  'answer',
  'end',
  'duration',
  'billsec',
  'disposition',
  'amaflags',
];

/** What `cdr_csv` writes, by its options: loguniqueid, loguserfield, newcdrcolumns. */
const layouts: readonly (readonly string[])[] = [
  [],
  ['uniqueid'],
  ['uniqueid', 'userfield'],
  ['peeraccount', 'linkedid', 'sequence'],
  ['uniqueid', 'peeraccount', 'linkedid', 'sequence'],
  ['uniqueid', 'userfield', 'peeraccount', 'linkedid', 'sequence'],
].map((tail) => [...base, ...tail]);

/** The shape of a uniqueid: a system's name perhaps, an epoch, the number of the channel. */
export const uniqueIdShape = '([A-Za-z0-9_.-]{1,40}-)?[0-9]{9,11}\\.[0-9]{1,12}';

/** SQL for a field of the list `f`, without its quotes; null where a line of this length has none. */
export function fieldSql(name: Field, columns: readonly string[] | undefined): string {
  if (columns !== undefined) {
    const place = columns.indexOf(freePbxNames[name] ?? name);
    const named = place === -1 ? columns.indexOf(name) : place;
    return named === -1 ? 'null::varchar' : unquotedSql(`f[${named + 1}]`);
  }
  const places = new Map<number, number>();
  for (const layout of layouts) {
    const place = layout.indexOf(name);
    if (place !== -1) places.set(layout.length, place + 1);
  }
  const distinct = new Set(places.values());
  if (distinct.size === 1 && places.size === layouts.length) {
    return unquotedSql(`f[${[...distinct][0]}]`);
  }
  const branches = [...places].map(
    ([length, place]) => `when ${length} then ${unquotedSql(`f[${place}]`)}`,
  );
  return `case len(f) ${branches.join(' ')} end`;
}

// The table of FreePBX calls the start of a call its date.
const freePbxNames: Partial<Record<Field, string>> = { start: 'calldate' };

/** SQL that is true for a line with a number of fields that can be read. */
export function isKnownLengthSql(columns: readonly string[] | undefined): string {
  return columns === undefined
    ? `len(f) between ${base.length} and ${base.length + 5}`
    : `len(f) = ${columns.length}`;
}

/** SQL that is true for a line of the columns' names. */
export function isHeaderSql(columns: readonly string[] | undefined): string {
  const names = columns ?? base;
  const given = `list_transform(f[1:${names.length}], lambda part: lower(trim(part, '" ')))`;
  const list = names.map((name) => quote(name.toLowerCase())).join(', ');
  return `${given} = [${list}]`;
}
