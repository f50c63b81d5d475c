import type { AuditHead } from './audit-log.ts';
import { canonicalJson, sealLine, sealOfNothing } from './audit-seal.ts';
import type { Record } from './record.ts';

/** What the check of the audit log found. */
export type AuditCheck =
  | { readonly isIntact: true; readonly lineCount: number; readonly head: AuditHead | undefined }
  | { readonly isIntact: false; readonly firstBadSeq: number; readonly problem: string };

const pageSize = 5_000;

/**
 * Follows the chain from the first line and names the first one that was altered, removed or
 * inserted. A tail that was cut off shows only against a head that was kept elsewhere.
 */
export async function verifyAudit(record: Record, keptHead?: AuditHead): Promise<AuditCheck> {
  let head: AuditHead = { seq: 0, hash: sealOfNothing };
  for (;;) {
    const lines = await readLines(record, head.seq);
    for (const line of lines) {
      const problem = findProblem(line, head, keptHead);
      if (problem !== undefined) {
        return { isIntact: false, firstBadSeq: head.seq + 1, problem };
      }
      head = { seq: line.seq, hash: line.hash };
    }
    if (lines.length < pageSize) break;
  }
  if (keptHead !== undefined && head.seq < keptHead.seq) {
    const problem = `the log ends at line ${head.seq}, and line ${keptHead.seq} had been written`;
    return { isIntact: false, firstBadSeq: head.seq + 1, problem };
  }
  return { isIntact: true, lineCount: head.seq, head: head.seq === 0 ? undefined : head };
}

type Line = Awaited<ReturnType<typeof readLines>>[number];

function findProblem(line: Line, before: AuditHead, kept: AuditHead | undefined) {
  const seq = before.seq + 1;
  if (line.seq !== seq) return `line ${seq} is missing`;
  if (line.previous_hash !== before.hash) return `line ${seq} is not sealed to line ${before.seq}`;
  const at = line.at.toString();
  if (sealLine({ ...line, at, detail: canonicalJson(line.detail) }) !== line.hash) {
    return `line ${seq} was altered`;
  }
  if (kept?.seq === seq && kept.hash !== line.hash) return `line ${seq} is not the one written`;
  return undefined;
}

async function readLines(record: Record, after: number) {
  return await record.use((tables) =>
    tables
      .selectFrom('audit_log')
      .selectAll()
      .where('seq', '>', after)
      .orderBy('seq')
      .limit(pageSize)
      .execute(),
  );
}
