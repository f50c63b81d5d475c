import type { Header } from '../run/header.ts';
import type { Contract } from './contracts.ts';

/** How often the keys of an entity are compared with the source's, so that deleted rows go. */
export type ReconcileSchedule = 'always' | 'daily' | 'weekly' | 'monthly' | 'never';

/** What a mapping's header says about reading an entity in parts. */
export interface CursorHeader {
  /** Contract column that grows when a row changes; absent: every read is a full one. */
  readonly cursor?: string;
  /** How far before the watermark a read begins. */
  readonly lookbackMinutes?: number;
  readonly reconcile: ReconcileSchedule;
}

/** A header key that cannot be used: what is wrong, and what to write. */
export type RefuseHeader = (what: string, advice: string) => Error;

// Longer than a weekend's batch job or a night's replication lag, short enough to cost nothing.
const defaultLookbackMinutes = 48 * 60;

const minutesOf: Readonly<Record<string, number>> = { minute: 1, hour: 60, day: 24 * 60 };
const schedules: readonly string[] = ['always', 'daily', 'weekly', 'monthly', 'never'];
const cursorTypes = ['TIMESTAMP', 'DATE'];

/** Reads `Cursor`, `Lookback` and `Reconcile`. Throws what `refuse` makes of a value it cannot use. */
export function readCursorHeader(
  header: Header,
  contract: Contract,
  kind: 'postgres' | 'files',
  refuse: RefuseHeader,
): CursorHeader {
  const cursor = readCursor(header.get('Cursor'), contract, refuse);
  const lookback = header.get('Lookback');
  if (cursor === undefined && lookback !== undefined) {
    throw refuse('Lookback stands without a Cursor', 'Add a Cursor, or take Lookback out.');
  }
  return {
    ...(cursor === undefined ? {} : { cursor, lookbackMinutes: readLookback(lookback, refuse) }),
    reconcile: readSchedule(header.get('Reconcile'), { contract, kind, cursor }, refuse),
  };
}

function readCursor(
  cursor: string | undefined,
  contract: Contract,
  refuse: RefuseHeader,
): string | undefined {
  if (cursor === undefined) return undefined;
  const column = contract.columns.find(({ name }) => name === cursor);
  if (column === undefined) {
    const known = contract.columns.map(({ name }) => name).join(', ');
    throw refuse(`Cursor names "${cursor}"`, `Columns of ${contract.entity}: ${known}.`);
  }
  if (cursorTypes.includes(column.type)) return cursor;
  throw refuse(
    `Cursor names "${cursor}", which is ${column.type}`,
    'It must be a column of type timestamp or date.',
  );
}

function readLookback(text: string | undefined, refuse: RefuseHeader): number {
  if (text === undefined) return defaultLookbackMinutes;
  const match = /^(\d+) (minute|hour|day)s?$/.exec(text);
  const [, count = '', unit = ''] = match ?? [];
  if (match !== null) return Number(count) * (minutesOf[unit] ?? 0);
  throw refuse(`Lookback is "${text}"`, 'Write a number and minutes, hours or days: 48 hours.');
}

/**
 * By default a full read, which has all keys anyway, takes out what is gone; a read by cursor does so
 * once a week. Files hold what was exported since the last ones: events that are not in them stay.
 */
function readSchedule(
  text: string | undefined,
  mapping: { contract: Contract; kind: 'postgres' | 'files'; cursor: string | undefined },
  refuse: RefuseHeader,
): ReconcileSchedule {
  if (text === undefined) {
    if (mapping.kind === 'files') return mapping.contract.keep === 'events' ? 'never' : 'always';
    return mapping.cursor === undefined ? 'always' : 'weekly';
  }
  if (schedules.includes(text)) return text as ReconcileSchedule;
  throw refuse(`Reconcile is "${text}"`, `Write one of: ${schedules.join(', ')}.`);
}
