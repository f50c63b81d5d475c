import { exitCodes, UserError } from '../run/user-error.ts';
import { type Database, identifier, quote } from '../warehouse/database.ts';
import type { Contract } from './contracts.ts';
import type { ReconcileSchedule } from './cursor-header.ts';
import type { Mapping } from './mappings.ts';
import { readWatermark } from './watermarks.ts';

/** A moment that a person named: the instant for cursors that are instants, the day for days. */
export interface Moment {
  /** In UTC, as `2026-11-01 04:00:00`. */
  readonly at: string;
  readonly date: string;
}

/** What a person asked of a read; absent parts are as in every run. */
export interface ReadRequest {
  /** Begin and end of a backfill, half-open; the watermark stays where it is. */
  readonly since?: Moment;
  readonly until?: Moment;
  /** Reads all rows, also of entities that have a cursor. */
  readonly isFull?: boolean;
  /** Compares the keys now, whatever the schedule says. */
  readonly isReconciling?: boolean;
}

/** Which rows of an entity are read, and what follows from the keys that were not given. */
export interface ReadPlan {
  readonly kind: 'full' | 'window' | 'backfill';
  /** Bounds of the cursor, half-open, as texts of its type; rows without a cursor always count. */
  readonly from?: string;
  readonly to?: string;
  /** True when all keys are read, so that a key that raw holds and the source lacks is gone. */
  readonly isReconciling: boolean;
}

const daysBetween: Readonly<Record<ReconcileSchedule, number>> = {
  always: 0,
  daily: 1,
  weekly: 7,
  monthly: 30,
  never: Number.POSITIVE_INFINITY,
};

/** Says whether a request is a backfill, which only entities with a cursor can do. */
export function isBackfill(request: ReadRequest): boolean {
  return request.since !== undefined || request.until !== undefined;
}

/**
 * Decides how a mapping is read: in full where there is no cursor, no watermark yet, or another mapping
 * made the rows that are there; else from the watermark less the look-back. `takenAt` is the clock of
 * the source.
 */
export async function planRead(
  raw: Database,
  mapping: Mapping,
  contract: Contract,
  request: ReadRequest,
  takenAt: string,
): Promise<ReadPlan> {
  const { cursor, lookbackMinutes = 0, reconcile } = mapping;
  if (isBackfill(request)) return planBackfill(mapping, contract, request);
  const isAsked = request.isReconciling === true;
  const full: ReadPlan = { kind: 'full', isReconciling: isAsked || reconcile !== 'never' };
  if (cursor === undefined || mapping.kind === 'files' || request.isFull === true) return full;
  const mark = await readWatermark(raw, mapping);
  if (mark === undefined || mark.mappingHash !== mapping.hash || mark.at === null) return full;
  const type = contract.columns.find(({ name }) => name === cursor)?.type ?? 'TIMESTAMP';
  const { lower, days } = await raw.one<{ lower: string; days: number | null }>(
    `select (${quote(mark.at)}::timestamp - to_minutes(${lookbackMinutes}))::${type}::varchar as lower,
       epoch(${quote(takenAt)}::timestamp - ${quote(mark.reconciledAt ?? '1970-01-01')}::timestamp)
         / 86400 as days`,
  );
  const isDue = days !== null && days >= daysBetween[reconcile];
  return { kind: 'window', from: lower, isReconciling: isAsked || isDue };
}

/** Throws a UserError (exit 2) when a part of a mapping's rows cannot be told by a cursor. */
export function requireCursor(mapping: Mapping): string {
  if (mapping.cursor !== undefined) return mapping.cursor;
  throw new UserError({
    what: `the entity ${mapping.entity} has no cursor, so a part of it cannot be read`,
    where: mapping.path,
    advice:
      'Add the header line `-- Cursor: <column>` to the mapping, or read all of it with --full. Nothing was read.',
    exitCode: exitCodes.usage,
  });
}

function planBackfill(mapping: Mapping, contract: Contract, request: ReadRequest): ReadPlan {
  const cursor = requireCursor(mapping);
  const isDay = contract.columns.find(({ name }) => name === cursor)?.type === 'DATE';
  const bound = (moment: Moment) => (isDay ? moment.date : moment.at);
  return {
    kind: 'backfill',
    isReconciling: false,
    ...(request.since === undefined ? {} : { from: bound(request.since) }),
    ...(request.until === undefined ? {} : { to: bound(request.until) }),
  };
}

/**
 * The same mapping, its rows narrowed to those of a plan and to those with one of the given keys. The
 * condition is written so that both dialects read it and Postgres can use an index on the cursor.
 */
export function narrowMapping(mapping: Mapping, plan: ReadPlan, keyCondition?: string): Mapping {
  if (plan.kind === 'full' || mapping.cursor === undefined) return mapping;
  const cursor = `part.${identifier(mapping.cursor)}`;
  const bounds = [
    ...(plan.from === undefined ? [] : [`${cursor} >= ${quote(plan.from)}`]),
    ...(plan.to === undefined ? [] : [`${cursor} < ${quote(plan.to)}`]),
  ];
  const conditions = [
    `(${bounds.join(' and ')})`,
    `${cursor} is null`,
    ...(keyCondition === undefined ? [] : [`(${keyCondition})`]),
  ];
  const sql = `select * from (${mapping.sql}\n) as part where ${conditions.join(' or ')}`;
  return { ...mapping, sql };
}
