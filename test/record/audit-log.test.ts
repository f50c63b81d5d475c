import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { appendAudit } from '../../pipelines/record/audit-log.ts';
import { canonicalJson } from '../../pipelines/record/audit-seal.ts';
import { verifyAudit } from '../../pipelines/record/audit-verify.ts';
import type { Record } from '../../pipelines/record/record.ts';
import { heldEffects, startTestServer, type TestServer } from './test-record.ts';

const effects = heldEffects('2026-11-16T12:00:00.123456789Z');
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
  for (const object of ['cs-team', 'call-team', 'weekly-team']) {
    const what = { actor: 'ana', action: 'render', scope: 'team:north', object };
    const detail = { z: 1, a: [2.5, 'ü', null], nested: { y: true, b: false } };
    await appendAudit(record, { ...what, buildId: 'b1', detail }, effects);
  }
});

/** Changes the log as somebody with the rights of its owner could. */
async function tamper(sql: string): Promise<void> {
  const table = 'alter table muster.audit_log';
  await postgres.query(url, `${table} disable trigger all; ${sql}; ${table} enable trigger all`);
}

describe('appendAudit', () => {
  test('writes lines that are numbered from 1 and sealed in a chain', async () => {
    const check = await verifyAudit(record);
    expect(check).toMatchObject({ isIntact: true, lineCount: 3, head: { seq: 3 } });
    const lines = await postgres.query<{ previous_hash: string; hash: string }>(
      url,
      'select previous_hash, hash from muster.audit_log order by seq',
    );
    expect(lines[0]?.previous_hash).toBe('0'.repeat(64));
    expect(lines[1]?.previous_hash).toBe(lines[0]?.hash);
    expect(lines[2]?.previous_hash).toBe(lines[1]?.hash);
  });

  test('keeps the chain when many append at once', async () => {
    const what = { actor: 'cron', action: 'send', scope: 'team:north' };
    await Promise.all(
      Array.from({ length: 20 }, (_item, index) =>
        appendAudit(record, { ...what, object: `mail ${index}` }, effects),
      ),
    );
    expect(await verifyAudit(record)).toMatchObject({ isIntact: true, lineCount: 23 });
  });

  test('is refused by the database when it is no append', async () => {
    const refusals = [
      "update muster.audit_log set actor = 'bob'",
      'delete from muster.audit_log',
      'truncate muster.audit_log',
    ];
    for (const sql of refusals) {
      await expect(postgres.query(url, sql)).rejects.toThrow('muster.audit_log is append-only');
    }
  });
});

describe('verifyAudit', () => {
  test.each([
    ["actor = 'bob'"],
    ["object = 'other'"],
    ["scope = 'team:south'"],
    ["at = at + interval '1 microsecond'"],
    ["detail = jsonb_set(detail, '{a,0}', '2.6')"],
    ['file_hash = hash'],
    ["build_id = 'b2'"],
  ])('finds a line where %s was set', async (change) => {
    await tamper(`update muster.audit_log set ${change} where seq = 2`);
    expect(await verifyAudit(record)).toEqual({
      isIntact: false,
      firstBadSeq: 2,
      problem: 'line 2 was altered',
    });
  });

  test('finds a line that was taken out', async () => {
    await tamper('delete from muster.audit_log where seq = 2');
    const check = await verifyAudit(record);
    expect(check).toEqual({ isIntact: false, firstBadSeq: 2, problem: 'line 2 is missing' });
  });

  test('finds a line that was replaced together with its seal', async () => {
    await tamper("update muster.audit_log set hash = repeat('a', 64) where seq = 1");
    expect(await verifyAudit(record)).toMatchObject({ isIntact: false, firstBadSeq: 1 });
  });

  test('finds a tail that was cut off, against a head that was kept', async () => {
    const kept = await verifyAudit(record);
    if (!kept.isIntact || kept.head === undefined) throw new Error('the log is not intact');
    await tamper('delete from muster.audit_log where seq = 3');
    expect(await verifyAudit(record)).toMatchObject({ isIntact: true, lineCount: 2 });
    expect(await verifyAudit(record, kept.head)).toEqual({
      isIntact: false,
      firstBadSeq: 3,
      problem: 'the log ends at line 2, and line 3 had been written',
    });
  });

  test('finds a log that was written anew, against a head that was kept', async () => {
    const kept = { seq: 2, hash: 'b'.repeat(64) };
    expect(await verifyAudit(record, kept)).toEqual({
      isIntact: false,
      firstBadSeq: 2,
      problem: 'line 2 is not the one written',
    });
  });
});

test('canonicalJson depends on the value and not on the order of its keys', () => {
  expect(canonicalJson({ b: { d: 1, c: [{ f: 1, e: 2 }] }, a: null })).toBe(
    '{"a":null,"b":{"c":[{"e":2,"f":1}],"d":1}}',
  );
});
