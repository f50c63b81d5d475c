import { sql } from 'kysely';
import type { Effects } from '../run/effects.ts';
import { canonicalJson, sealLine, sealOfNothing } from './audit-seal.ts';
import type { Record } from './record.ts';

/** One thing that was done with data: a render, export, query or send. */
export interface AuditEntry {
  readonly actor: string;
  readonly action: string;
  readonly scope: string;
  readonly object: string;
  readonly fileHash?: string;
  readonly buildId?: string;
  /** More about it, as JSON: text, numbers, lists. */
  readonly detail?: Readonly<{ [key: string]: unknown }>;
}

/** Where the log's chain ends after a line. */
export interface AuditHead {
  readonly seq: number;
  readonly hash: string;
}

const auditLock = 7_368_553;

/** Appends a line to the audit log, sealed to the line before it; one writer at a time. */
export async function appendAudit(
  record: Record,
  entry: AuditEntry,
  effects: Effects,
): Promise<AuditHead> {
  return await record.transaction(async (tables) => {
    await sql`select pg_advisory_xact_lock(${auditLock})`.execute(tables);
    const last = await tables
      .selectFrom('audit_log')
      .select(['seq', 'hash'])
      .orderBy('seq', 'desc')
      .limit(1)
      .executeTakeFirst();
    const line = {
      seq: (last?.seq ?? 0) + 1,
      at: effects.now().round({ smallestUnit: 'millisecond' }).toString(),
      actor: entry.actor,
      action: entry.action,
      scope: entry.scope,
      object: entry.object,
      file_hash: entry.fileHash ?? null,
      build_id: entry.buildId ?? null,
      detail: canonicalJson(entry.detail ?? {}),
      previous_hash: last?.hash ?? sealOfNothing,
    };
    const hash = sealLine(line);
    await tables
      .insertInto('audit_log')
      .values({ ...line, hash })
      .execute();
    return { seq: line.seq, hash };
  });
}
