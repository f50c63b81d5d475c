import type { Effects } from '../run/effects.ts';
import { messageOf } from '../run/user-error.ts';
import { acquireLease, type Lease, type LeaseAttempt, releaseLease, renewLease } from './leases.ts';
import type { Record } from './record.ts';

const leaseSeconds = 60;

/** What came of work under a lease: its result, or who has the lease. */
export type LeasedWork<T> =
  | { readonly isDone: true; readonly result: T }
  | { readonly isDone: false; readonly busy: Extract<LeaseAttempt, { isAcquired: false }> };

/**
 * Does work while holding a lease, which is renewed for as long as the work takes and given up at its
 * end. The work is not begun when another holder has the lease.
 */
export async function withLease<T>(
  record: Record,
  claim: { readonly name: string; readonly holder: string },
  work: (lease: Lease) => Promise<T>,
  effects: Effects,
): Promise<LeasedWork<T>> {
  const attempt = await acquireLease(record, claim.name, claim.holder, leaseSeconds);
  if (!attempt.isAcquired) return { isDone: false, busy: attempt };
  const { lease } = attempt;
  const timer = setInterval(() => void keep(record, lease, effects), (leaseSeconds * 1000) / 3);
  timer.unref();
  try {
    return { isDone: true, result: await work(lease) };
  } finally {
    clearInterval(timer);
    await releaseLease(record, lease).catch(() => undefined);
  }
}

async function keep(record: Record, lease: Lease, effects: Effects): Promise<void> {
  try {
    if (await renewLease(record, lease, leaseSeconds)) return;
    effects.log.warn(`the lease "${lease.name}" passed to another holder while work went on`);
  } catch (error) {
    effects.log.warn(`the lease "${lease.name}" was not renewed: ${messageOf(error)}`);
  }
}
