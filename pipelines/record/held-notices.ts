import type { Effects } from '../run/effects.ts';
import type { Record } from './record.ts';

/** That an audit holds a scope back for a period. */
export interface HeldNotice {
  readonly workspace: string;
  readonly audit: string;
  readonly scopeKind: string;
  readonly scopeId: string;
  readonly periodLabel: string;
  readonly message: string;
  readonly runId: string;
}

/** Notes that the owner is told; false when they were told before, so that they are told once. */
export async function noteHeldNotice(
  record: Record,
  notice: HeldNotice,
  effects: Effects,
): Promise<boolean> {
  const values = {
    workspace: notice.workspace,
    audit: notice.audit,
    scope_kind: notice.scopeKind,
    scope_id: notice.scopeId,
    period_label: notice.periodLabel,
    message: notice.message,
    run_id: notice.runId,
    noticed_at: effects.now().toString(),
  };
  const result = await record.use((tables) =>
    tables
      .insertInto('held_notices')
      .values(values)
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirst(),
  );
  return result.numInsertedOrUpdatedRows === 1n;
}
