import { sql } from 'kysely';
import { isKnownDead, markThisProcess } from './process-mark.ts';
import type { Record } from './record.ts';

/** The right to do something alone, until it expires or is released. */
export interface Lease {
  readonly name: string;
  readonly holder: string;
  /** Grows with every change of hands; what a former holder still writes can be told by it. */
  readonly fencingNumber: number;
}

/** A lease, or who has it and until when. */
export type LeaseAttempt =
  | { readonly isAcquired: true; readonly lease: Lease }
  | { readonly isAcquired: false; readonly holder: string; readonly expiresAt: Temporal.Instant };

/**
 * Takes a lease for some seconds, unless another holder has it. One that has expired, or whose
 * process is known to be gone, is taken over. Time is the database's.
 */
export async function acquireLease(
  record: Record,
  name: string,
  holder: string,
  seconds: number,
): Promise<LeaseAttempt> {
  const mark = markThisProcess();
  const values = {
    holder,
    expires_at: inSeconds(seconds),
    process_host: mark.host,
    process_id: mark.processId,
    process_start_mark: mark.startMark,
  };
  return await record.transaction(async (tables) => {
    const made = await tables
      .insertInto('leases')
      .values({ name, fencing_number: 1, ...values })
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirst();
    if (made.numInsertedOrUpdatedRows === 1n) {
      return { isAcquired: true, lease: { name, holder, fencingNumber: 1 } };
    }
    const row = await tables
      .selectFrom('leases')
      .selectAll()
      .select(sql<boolean>`expires_at <= clock_timestamp()`.as('is_expired'))
      .where('name', '=', name)
      .forUpdate()
      .executeTakeFirstOrThrow();
    const holderMark = { host: row.process_host, processId: row.process_id };
    const isGone = isKnownDead({ ...holderMark, startMark: row.process_start_mark });
    if (!row.is_expired && !isGone) {
      return { isAcquired: false, holder: row.holder, expiresAt: row.expires_at };
    }
    const fencingNumber = row.fencing_number + 1;
    const changes = { ...values, fencing_number: fencingNumber };
    await tables.updateTable('leases').set(changes).where('name', '=', name).execute();
    return { isAcquired: true, lease: { name, holder, fencingNumber } };
  });
}

/** Prolongs a lease; false when it has expired or passed to another holder: stop what it covers. */
export async function renewLease(record: Record, lease: Lease, seconds: number): Promise<boolean> {
  return await changeOwn(record, lease, seconds);
}

/** Gives a lease up; one that is no longer held is left alone. */
export async function releaseLease(record: Record, lease: Lease): Promise<void> {
  await changeOwn(record, lease, 0);
}

/** True while a lease is still held under its fencing number. */
export async function isLeaseHeld(record: Record, lease: Lease): Promise<boolean> {
  const row = await record.use((tables) =>
    tables
      .selectFrom('leases')
      .select('name')
      .where('name', '=', lease.name)
      .where('holder', '=', lease.holder)
      .where('fencing_number', '=', lease.fencingNumber)
      .where('expires_at', '>', sql<Temporal.Instant>`clock_timestamp()`)
      .executeTakeFirst(),
  );
  return row !== undefined;
}

async function changeOwn(record: Record, lease: Lease, seconds: number): Promise<boolean> {
  const result = await record.use((tables) =>
    tables
      .updateTable('leases')
      .set({ expires_at: inSeconds(seconds) })
      .where('name', '=', lease.name)
      .where('holder', '=', lease.holder)
      .where('fencing_number', '=', lease.fencingNumber)
      .where('expires_at', '>', sql<Temporal.Instant>`clock_timestamp()`)
      .executeTakeFirst(),
  );
  return result.numUpdatedRows === 1n;
}

function inSeconds(seconds: number) {
  return sql<Temporal.Instant>`clock_timestamp() + make_interval(secs => ${seconds})`;
}
