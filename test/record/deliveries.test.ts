import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  beginDialogue,
  claimDelivery,
  type DeliveryClaim,
  deliveryIdOf,
  settleDelivery,
} from '../../pipelines/record/deliveries.ts';
import { countMailsByPeriod, listDeliveries } from '../../pipelines/record/delivery-history.ts';
import { recoverClaims } from '../../pipelines/record/delivery-recovery.ts';
import {
  activateDigest,
  deactivateDigest,
  listActivations,
} from '../../pipelines/record/digest-activations.ts';
import { noteHeldNotice } from '../../pipelines/record/held-notices.ts';
import type { Record } from '../../pipelines/record/record.ts';
import { heldEffects, startTestServer, type TestServer } from './test-record.ts';

const effects = heldEffects('2026-11-16T12:00:00Z');
let postgres: TestServer;
let record: Record;
let url: string;

beforeAll(async () => {
  postgres = await startTestServer();
});

afterAll(async () => {
  await postgres.stop();
});

beforeEach(async () => {
  ({ record, url } = await postgres.openFreshRecord());
});

function claimFor(personId: string, more: Partial<DeliveryClaim> = {}): DeliveryClaim {
  return {
    workspace: 'acme',
    digest: 'weekly-team',
    grain: 'week',
    periodStartDate: Temporal.PlainDate.from('2026-11-09'),
    personId,
    transport: 'smtp',
    periodLabel: '2026-W46',
    messageId: `<weekly-team.2026-W46.${personId}@example.com>`,
    mailDateAt: Temporal.Instant.from('2026-11-16T12:00:00Z'),
    maskedAddress: 'a***@example.com',
    buildId: 'b1',
    runId: 'r1',
    isRepeat: false,
    ...more,
  };
}

async function claim(personId: string, more: Partial<DeliveryClaim> = {}) {
  return await claimDelivery(record, claimFor(personId, more), effects);
}

async function stateOf(personId: string): Promise<string | undefined> {
  const rows = await listDeliveries(record, { workspace: 'acme' });
  return rows.find((row) => row.personId === personId)?.state;
}

/** Makes every claim look as if its process had died. */
async function killHolders(): Promise<void> {
  await postgres.query(url, 'update muster.deliveries set process_id = 4194399');
}

describe('claimDelivery', () => {
  test('gives a delivery to one of many that ask at once', async () => {
    const claims = await Promise.all(Array.from({ length: 12 }, () => claim('ana')));
    expect(claims.filter((one) => one.isMine)).toHaveLength(1);
  });

  test('keeps apart what differs in one part of the key', async () => {
    const others: Partial<DeliveryClaim>[] = [
      {},
      { workspace: 'other' },
      { digest: 'monthly-team' },
      { grain: 'day' },
      { periodStartDate: Temporal.PlainDate.from('2026-11-02') },
      { personId: 'bob' },
      { transport: 'file' },
    ];
    const claims = await Promise.all(others.map((more) => claim('ana', more)));
    expect(claims.every((one) => one.isMine)).toBe(true);
    expect(new Set(others.map((more) => deliveryIdOf(claimFor('ana', more)))).size).toBe(7);
  });

  test('gives a failed delivery again, with its first Message-ID and date', async () => {
    const first = await claim('ana');
    await settleDelivery(record, first.delivery, null, { state: 'failed', error: 'no' }, effects);
    const again = await claim('ana', {
      messageId: '<another@example.com>',
      mailDateAt: Temporal.Instant.from('2026-11-17T12:00:00Z'),
      runId: 'r2',
    });
    expect(again.isMine).toBe(true);
    expect(again.delivery).toMatchObject({ attempts: 2, runId: 'r2', state: 'claimed' });
    expect(again.delivery.messageId).toBe('<weekly-team.2026-W46.ana@example.com>');
    expect(again.delivery.mailDateAt.toString()).toBe('2026-11-16T12:00:00Z');
  });

  test.each(['sent', 'unknown', 'written'] as const)(
    'gives a delivery that is %s only as a repeat',
    async (state) => {
      const first = await claim('ana');
      await settleDelivery(record, first.delivery, 'Week 46', { state }, effects);
      const second = await claim('ana');
      expect(second).toMatchObject({ isMine: false, delivery: { state, subject: 'Week 46' } });
      expect((await claim('ana', { isRepeat: true })).isMine).toBe(true);
    },
  );

  test('leaves a delivery that is being made alone, as a repeat too', async () => {
    await claim('ana');
    expect((await claim('ana', { isRepeat: true })).isMine).toBe(false);
  });
});

describe('settleDelivery', () => {
  test('leaves an unknown mail unknown when its repeat fails', async () => {
    const first = await claim('ana');
    await settleDelivery(record, first.delivery, 's', { state: 'unknown' }, effects);
    const repeat = await claim('ana', { isRepeat: true });
    await settleDelivery(record, repeat.delivery, 's', { state: 'failed', error: 'no' }, effects);
    expect(await stateOf('ana')).toBe('unknown');
  });

  test('does not touch a delivery that another process has claimed since', async () => {
    const first = await claim('ana');
    await killHolders();
    await recoverClaims(record, 'acme', effects);
    const second = await claim('ana');
    expect(await beginDialogue(record, first.delivery, effects)).toBe(false);
    await settleDelivery(record, first.delivery, null, { state: 'sent' }, effects);
    expect(await stateOf('ana')).toBe('claimed');
    expect(await beginDialogue(record, second.delivery, effects)).toBe(true);
  });
});

describe('recoverClaims', () => {
  test('leaves the claims of living processes alone', async () => {
    await claim('ana');
    expect(await recoverClaims(record, 'acme', effects)).toEqual([]);
    expect(await stateOf('ana')).toBe('claimed');
  });

  test('takes a mail for possibly sent once its dialogue had begun, and for unsent before', async () => {
    const ana = await claim('ana');
    await beginDialogue(record, ana.delivery, effects);
    await claim('bob');
    await killHolders();
    const recovered = await recoverClaims(record, 'acme', effects);
    expect(recovered.map(({ personId, state, error }) => [personId, state, error])).toEqual([
      ['ana', 'unknown', 'muster ended while it spoke to the mail server'],
      ['bob', 'failed', 'muster ended before the mail left it'],
    ]);
  });

  test('lets a file be written again', async () => {
    const ana = await claim('ana', { transport: 'file' });
    await beginDialogue(record, ana.delivery, effects);
    await killHolders();
    await recoverClaims(record, 'acme', effects);
    expect((await claim('ana', { transport: 'file' })).isMine).toBe(true);
  });

  test('waits for the deadline of a claim that another machine made', async () => {
    const ana = await claim('ana');
    await beginDialogue(record, ana.delivery, effects);
    await postgres.query(url, "update muster.deliveries set process_host = 'elsewhere'");
    expect(await recoverClaims(record, 'acme', effects)).toEqual([]);
    const past = "set claim_expires_at = now() - interval '1 second'";
    await postgres.query(url, `update muster.deliveries ${past}`);
    expect(await recoverClaims(record, 'acme', effects)).toHaveLength(1);
    expect(await stateOf('ana')).toBe('unknown');
  });
});

describe('countMailsByPeriod', () => {
  test('counts what went out for each earlier period, the newest first', async () => {
    const sent: [string, string, 'sent' | 'unknown' | 'failed'][] = [
      ['ana', '2026-11-02', 'sent'],
      ['bob', '2026-11-02', 'unknown'],
      ['eve', '2026-11-02', 'failed'],
      ['ana', '2026-10-26', 'sent'],
      ['ana', '2026-11-09', 'sent'],
    ];
    for (const [person, day, state] of sent) {
      const one = await claim(person, { periodStartDate: Temporal.PlainDate.from(day) });
      await settleDelivery(record, one.delivery, null, { state }, effects);
    }
    const key = { workspace: 'acme', digest: 'weekly-team', grain: 'week' };
    const before = Temporal.PlainDate.from('2026-11-09');
    expect(await countMailsByPeriod(record, key, before)).toEqual([2, 1]);
  });
});

describe('activateDigest', () => {
  test('turns a digest on for one workspace, keeps the first decision, and turns it off', async () => {
    await activateDigest(record, 'acme', 'weekly-team', 'ana', effects);
    await activateDigest(record, 'acme', 'weekly-team', 'bob', effects);
    expect(await listActivations(record, 'acme')).toEqual([
      { digest: 'weekly-team', activatedAt: effects.now(), activatedBy: 'ana' },
    ]);
    expect(await listActivations(record, 'other')).toEqual([]);
    await deactivateDigest(record, 'acme', 'weekly-team');
    expect(await listActivations(record, 'acme')).toEqual([]);
  });
});

describe('noteHeldNotice', () => {
  test('tells the owner once per audit, scope and period', async () => {
    const notice = {
      workspace: 'acme',
      audit: 'assert_bridge_adds_up',
      scopeKind: 'team',
      scopeId: 'north',
      periodLabel: '2026-W46',
      message: '3 rows do not add up',
      runId: 'r1',
    };
    expect(await noteHeldNotice(record, notice, effects)).toBe(true);
    expect(await noteHeldNotice(record, { ...notice, runId: 'r2' }, effects)).toBe(false);
    expect(await noteHeldNotice(record, { ...notice, scopeId: 'south' }, effects)).toBe(true);
  });
});
