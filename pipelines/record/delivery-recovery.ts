import { sql } from 'kysely';
import type { Effects } from '../run/effects.ts';
import { type Delivery, toDelivery } from './deliveries.ts';
import { isKnownDead } from './process-mark.ts';
import type { Record } from './record.ts';

/**
 * Settles the claims that dead processes left. One that had begun to speak to the mail server may
 * have sent its mail, so it becomes `unknown`; any other is `failed` and the next run does it again
 * (for the file transport always: the same file is written once more). Gives the settled ones.
 */
export async function recoverClaims(
  record: Record,
  workspace: string,
  effects: Effects,
): Promise<Delivery[]> {
  const claimed = await record.use((tables) =>
    tables
      .selectFrom('deliveries')
      .selectAll()
      .select(sql<boolean>`claim_expires_at < clock_timestamp()`.as('is_expired'))
      .where('workspace', '=', workspace)
      .where('state', '=', 'claimed')
      .execute(),
  );
  const recovered: Delivery[] = [];
  for (const row of claimed) {
    const mark = { host: row.process_host, processId: row.process_id };
    if (!row.is_expired && !isKnownDead({ ...mark, startMark: row.process_start_mark })) continue;
    const isUnknown = row.transport === 'smtp' && row.dialogue_at !== null;
    const changes = isUnknown
      ? { state: 'unknown' as const, error: 'muster ended while it spoke to the mail server' }
      : { state: row.state_if_failed, error: 'muster ended before the mail left it' };
    const settled = await record.use((tables) =>
      tables
        .updateTable('deliveries')
        .set({ ...changes, settled_at: effects.now().toString() })
        .where('delivery_id', '=', row.delivery_id)
        .where('attempts', '=', row.attempts)
        .where('state', '=', 'claimed')
        .returningAll()
        .executeTakeFirst(),
    );
    if (settled !== undefined) recovered.push(toDelivery(settled));
  }
  return recovered;
}
