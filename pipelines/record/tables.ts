import type { ColumnType } from 'kysely';

/** Written as ISO text, read as an instant. */
type Instant = ColumnType<Temporal.Instant, string, string>;
type OptionalInstant = ColumnType<Temporal.Instant | null, string | null, string | null>;
type Day = ColumnType<Temporal.PlainDate, string, string>;
/** Only ever set by an expression on the clock of the database, the one that all machines share. */
type ServerInstant = ColumnType<Temporal.Instant, Temporal.Instant, Temporal.Instant>;
type Text = string;
type OptionalText = ColumnType<string | null, string | null | undefined, string | null>;

interface ProcessColumns {
  process_host: Text;
  process_id: number;
  process_start_mark: Text;
}

export type RunState = 'running' | 'done' | 'failed' | 'interrupted';
export type StepState = 'running' | 'done' | 'failed' | 'skipped';
export type TransportName = 'smtp' | 'file';
export type DeliveryState = 'claimed' | 'sent' | 'written' | 'unknown' | 'failed';

interface RunsTable extends ProcessColumns {
  run_id: Text;
  command: Text;
  period_label: OptionalText;
  as_of: Instant;
  started_at: Instant;
  finished_at: OptionalInstant;
  state: RunState;
  exit_code: number | null;
  build_id: OptionalText;
  message: OptionalText;
  seen_at: ColumnType<Temporal.Instant, undefined, Temporal.Instant>;
}

interface RunStepsTable {
  run_id: Text;
  step: Text;
  state: StepState;
  detail: OptionalText;
  started_at: Instant;
  finished_at: OptionalInstant;
}

/** The ledger of mails. */
export interface DeliveriesTable extends ProcessColumns {
  delivery_id: Text;
  workspace: Text;
  digest: Text;
  grain: Text;
  period_start_date: Day;
  period_label: Text;
  person_id: Text;
  transport: TransportName;
  state: DeliveryState;
  state_if_failed: ColumnType<DeliveryState, DeliveryState | undefined, DeliveryState>;
  attempts: number;
  message_id: Text;
  mail_date_at: Instant;
  masked_address: Text;
  subject: OptionalText;
  build_id: Text;
  run_id: Text;
  file_path: OptionalText;
  error: OptionalText;
  claimed_at: Instant;
  dialogue_at: OptionalInstant;
  settled_at: OptionalInstant;
  claim_expires_at: ServerInstant;
}

interface DigestActivationsTable {
  workspace: Text;
  digest: Text;
  activated_at: Instant;
  activated_by: Text;
}

interface HeldNoticesTable {
  workspace: Text;
  audit: Text;
  scope_kind: Text;
  scope_id: Text;
  period_label: Text;
  message: Text;
  run_id: Text;
  noticed_at: Instant;
}

interface AuditLogTable {
  seq: number;
  at: Instant;
  actor: Text;
  action: Text;
  scope: Text;
  object: Text;
  file_hash: OptionalText;
  build_id: OptionalText;
  detail: ColumnType<unknown, string, never>;
  previous_hash: Text;
  hash: Text;
}

interface LeasesTable extends ProcessColumns {
  name: Text;
  holder: Text;
  fencing_number: number;
  expires_at: ServerInstant;
}

interface MigrationsTable {
  number: number;
  name: Text;
  applied_at: Instant;
}

/** The tables of schema `muster`, as the migrations make them. */
export interface RecordTables {
  migrations: MigrationsTable;
  runs: RunsTable;
  run_steps: RunStepsTable;
  deliveries: DeliveriesTable;
  digest_activations: DigestActivationsTable;
  held_notices: HeldNoticesTable;
  audit_log: AuditLogTable;
  leases: LeasesTable;
}
