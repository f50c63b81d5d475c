import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { withLease } from '../../pipelines/record/held-lease.ts';
import {
  acquireLease,
  isLeaseHeld,
  type Lease,
  releaseLease,
  renewLease,
} from '../../pipelines/record/leases.ts';
import type { Record } from '../../pipelines/record/record.ts';
import { heldEffects, startTestServer, type TestServer } from './test-record.ts';

const effects = heldEffects('2026-11-16T12:00:00Z');
let postgres: TestServer;
let record: Record;
let url: string;

beforeAll(async () => {
  postgres = await startTestServer();
  ({ record, url } = await postgres.openFreshRecord());
});

afterAll(async () => {
  await postgres.stop();
});

/** Acquires a lease that is known to be free. */
async function take(name: string, holder: string, seconds = 60): Promise<Lease> {
  const attempt = await acquireLease(record, name, holder, seconds);
  if (!attempt.isAcquired) throw new Error(`${name} is held by ${attempt.holder}`);
  return attempt.lease;
}

async function expire(name: string): Promise<void> {
  const past = "set expires_at = now() - interval '1 second'";
  await postgres.query(url, `update muster.leases ${past} where name = '${name}'`);
}

describe('acquireLease', () => {
  test('gives a lease to one of many that ask at once', async () => {
    const holders = ['a', 'b', 'c', 'd', 'e', 'f'];
    const attempts = await Promise.all(
      holders.map((holder) => acquireLease(record, 'crowd', holder, 60)),
    );
    expect(attempts.filter((attempt) => attempt.isAcquired)).toHaveLength(1);
  });

  test('names the holder to whoever comes second', async () => {
    await take('delivery', 'run-1');
    const second = await acquireLease(record, 'delivery', 'run-2', 60);
    expect(second).toMatchObject({ isAcquired: false, holder: 'run-1' });
  });

  test('passes an expired lease on under a higher fencing number', async () => {
    const first = await take('fence', 'run-1');
    expect(first.fencingNumber).toBe(1);
    await expire('fence');
    const second = await take('fence', 'run-2');
    expect(second.fencingNumber).toBe(2);
    expect(await isLeaseHeld(record, first)).toBe(false);
    expect(await renewLease(record, first, 60)).toBe(false);
    await releaseLease(record, first);
    expect(await isLeaseHeld(record, second)).toBe(true);
  });

  test('passes the lease of a dead process on at once', async () => {
    await take('dead', 'run-1', 3600);
    await postgres.query(url, "update muster.leases set process_id = 4194399 where name = 'dead'");
    expect((await take('dead', 'run-2')).fencingNumber).toBe(2);
  });

  test('passes a released lease on, and its number still grows', async () => {
    await releaseLease(record, await take('given-up', 'run-1'));
    expect((await take('given-up', 'run-2')).fencingNumber).toBe(2);
  });
});

describe('renewLease', () => {
  test('prolongs a lease that is held, and not one that has expired', async () => {
    const lease = await take('renewed', 'run-1', 1);
    expect(await renewLease(record, lease, 60)).toBe(true);
    await expire('renewed');
    expect(await renewLease(record, lease, 60)).toBe(false);
  });
});

describe('withLease', () => {
  test('keeps others out while the work goes on, and lets them in after it', async () => {
    const claim = { name: 'work', holder: 'run-1' };
    const done = await withLease(
      record,
      claim,
      async (lease) => {
        const other = await withLease(
          record,
          { ...claim, holder: 'run-2' },
          async () => 0,
          effects,
        );
        expect(other).toMatchObject({ isDone: false, busy: { holder: 'run-1' } });
        return lease.fencingNumber;
      },
      effects,
    );
    expect(done).toEqual({ isDone: true, result: 1 });
    expect((await take('work', 'run-3')).fencingNumber).toBe(2);
  });

  test('gives the lease up when the work fails', async () => {
    const work = withLease(
      record,
      { name: 'failing', holder: 'run-1' },
      async () => {
        throw new Error('no paper');
      },
      effects,
    );
    await expect(work).rejects.toThrow('no paper');
    expect((await take('failing', 'run-2')).fencingNumber).toBe(2);
  });
});
