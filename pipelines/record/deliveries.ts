import { type Selectable, sql } from 'kysely';
import type { Effects } from '../run/effects.ts';
import { hashText } from '../run/files.ts';
import { markThisProcess } from './process-mark.ts';
import type { Record } from './record.ts';
import type { DeliveriesTable, DeliveryState, TransportName } from './tables.ts';

/** What is delivered once: a person's mail of a digest for a period, by one transport. */
export interface DeliveryKey {
  readonly workspace: string;
  readonly digest: string;
  readonly grain: string;
  readonly periodStartDate: Temporal.PlainDate;
  readonly personId: string;
  readonly transport: TransportName;
}

/** A key with what the ledger keeps about it from the first claim on. */
export interface DeliveryClaim extends DeliveryKey {
  readonly periodLabel: string;
  readonly messageId: string;
  /** Goes into the mail's Date; the first claim's stays, so that a repeated mail has the same bytes. */
  readonly mailDateAt: Temporal.Instant;
  readonly maskedAddress: string;
  readonly buildId: string;
  readonly runId: string;
  /** True: claim it although it was settled before; only ever at a person's explicit request. */
  readonly isRepeat: boolean;
}

/** A line of the ledger. */
export interface Delivery extends DeliveryKey {
  readonly deliveryId: string;
  readonly periodLabel: string;
  readonly state: DeliveryState;
  readonly attempts: number;
  readonly messageId: string;
  readonly mailDateAt: Temporal.Instant;
  readonly maskedAddress: string;
  readonly subject: string | null;
  readonly buildId: string;
  readonly runId: string;
  readonly filePath: string | null;
  readonly error: string | null;
  readonly claimedAt: Temporal.Instant;
  readonly settledAt: Temporal.Instant | null;
}

/** A claim that succeeded: this process may deliver; or what the ledger says instead. */
export type ClaimResult =
  | { readonly isMine: true; readonly delivery: Delivery }
  | { readonly isMine: false; readonly delivery: Delivery };

/** How a claim ends. A `failed` repeat leaves the row as it was before the repeat. */
export interface Settlement {
  readonly state: 'sent' | 'written' | 'unknown' | 'failed';
  readonly error?: string;
  readonly filePath?: string;
}

const claimMinutes = 15;

/**
 * Claims a delivery for this process: a new one, one that failed before, or (as a repeat) a settled
 * one. Of any number of processes that ask at once, one gets it.
 */
export async function claimDelivery(
  record: Record,
  claim: DeliveryClaim,
  effects: Effects,
): Promise<ClaimResult> {
  const deliveryId = deliveryIdOf(claim);
  const claimed = claimColumns(claim, effects);
  return await record.transaction(async (tables) => {
    const made = await tables
      .insertInto('deliveries')
      .values({ delivery_id: deliveryId, attempts: 1, ...keyColumns(claim), ...claimed })
      .onConflict((conflict) => conflict.doNothing())
      .returningAll()
      .executeTakeFirst();
    if (made !== undefined) return { isMine: true, delivery: toDelivery(made) };
    const { delivery_id, message_id, mail_date_at, ...renewed } = { delivery_id: '', ...claimed };
    const again = await tables
      .updateTable('deliveries')
      .set((row) => ({
        ...renewed,
        attempts: row('attempts', '+', 1),
        state_if_failed: row.ref('state'),
      }))
      .where('delivery_id', '=', deliveryId)
      .where('state', 'in', claim.isRepeat ? ['failed', 'unknown', 'sent', 'written'] : ['failed'])
      .returningAll()
      .executeTakeFirst();
    if (again !== undefined) return { isMine: true, delivery: toDelivery(again) };
    const other = await tables
      .selectFrom('deliveries')
      .selectAll()
      .where('delivery_id', '=', deliveryId)
      .executeTakeFirstOrThrow();
    return { isMine: false, delivery: toDelivery(other) };
  });
}

/**
 * Notes that the mail server is spoken to from now on: if this process dies, the mail may have been
 * sent. False when the claim meanwhile passed to another process, which then delivers.
 */
export async function beginDialogue(
  record: Record,
  delivery: Delivery,
  effects: Effects,
): Promise<boolean> {
  const result = await record.use((tables) =>
    tables
      .updateTable('deliveries')
      .set({ dialogue_at: effects.now().toString(), claim_expires_at: claimEnd() })
      .where('delivery_id', '=', delivery.deliveryId)
      .where('attempts', '=', delivery.attempts)
      .where('state', '=', 'claimed')
      .executeTakeFirst(),
  );
  return result.numUpdatedRows === 1n;
}

/** Writes how a claimed delivery ended; later claims of the same delivery are left alone. */
export async function settleDelivery(
  record: Record,
  delivery: Delivery,
  subject: string | null,
  settlement: Settlement,
  effects: Effects,
): Promise<void> {
  const { state, error = null, filePath = null } = settlement;
  await record.use((tables) =>
    tables
      .updateTable('deliveries')
      .set((row) => ({
        state: state === 'failed' ? row.ref('state_if_failed') : state,
        error,
        subject: subject ?? row.ref('subject'),
        file_path: filePath ?? row.ref('file_path'),
        settled_at: effects.now().toString(),
      }))
      .where('delivery_id', '=', delivery.deliveryId)
      .where('attempts', '=', delivery.attempts)
      .where('state', 'in', ['claimed', 'unknown'])
      .execute(),
  );
}

/** The id of a delivery: the same key gives the same id, on every machine. */
export function deliveryIdOf(key: DeliveryKey): string {
  const { workspace, digest, grain, periodStartDate, personId, transport } = key;
  const parts = [workspace, digest, grain, periodStartDate.toString(), personId, transport];
  return hashText(JSON.stringify(parts)).slice(0, 32);
}

/** A row of the table as a line of the ledger. */
export function toDelivery(row: Selectable<DeliveriesTable>): Delivery {
  return {
    deliveryId: row.delivery_id,
    workspace: row.workspace,
    digest: row.digest,
    grain: row.grain,
    periodStartDate: row.period_start_date,
    periodLabel: row.period_label,
    personId: row.person_id,
    transport: row.transport,
    state: row.state,
    attempts: row.attempts,
    messageId: row.message_id,
    mailDateAt: row.mail_date_at,
    maskedAddress: row.masked_address,
    subject: row.subject,
    buildId: row.build_id,
    runId: row.run_id,
    filePath: row.file_path,
    error: row.error,
    claimedAt: row.claimed_at,
    settledAt: row.settled_at,
  };
}

function keyColumns(key: DeliveryKey) {
  return {
    workspace: key.workspace,
    digest: key.digest,
    grain: key.grain,
    period_start_date: key.periodStartDate.toString(),
    person_id: key.personId,
    transport: key.transport,
  };
}

function claimColumns(claim: DeliveryClaim, effects: Effects) {
  const mark = markThisProcess();
  return {
    period_label: claim.periodLabel,
    state: 'claimed' as const,
    message_id: claim.messageId,
    mail_date_at: claim.mailDateAt.toString(),
    masked_address: claim.maskedAddress,
    build_id: claim.buildId,
    run_id: claim.runId,
    error: null,
    claimed_at: effects.now().toString(),
    dialogue_at: null,
    settled_at: null,
    process_host: mark.host,
    process_id: mark.processId,
    process_start_mark: mark.startMark,
    claim_expires_at: claimEnd(),
  };
}

function claimEnd() {
  return sql<Temporal.Instant>`clock_timestamp() + make_interval(mins => ${claimMinutes})`;
}
