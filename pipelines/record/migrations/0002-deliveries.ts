import type { Migration } from './migration.ts';

/** The ledger of mails, which digests are turned on, and which notices their owner already got. */
export const deliveriesMigration: Migration = {
  number: 2,
  name: 'deliveries',
  statements: [
    `create table muster.deliveries (
      delivery_id text primary key,
      workspace text not null,
      digest text not null,
      grain text not null,
      period_start_date date not null,
      period_label text not null,
      person_id text not null,
      transport text not null check (transport in ('smtp', 'file')),
      state text not null check (state in ('claimed', 'sent', 'written', 'unknown', 'failed')),
      state_if_failed text not null default 'failed',
      attempts integer not null,
      message_id text not null,
      mail_date_at timestamptz not null,
      masked_address text not null,
      subject text,
      build_id text not null,
      run_id text not null,
      file_path text,
      error text,
      claimed_at timestamptz not null,
      dialogue_at timestamptz,
      settled_at timestamptz,
      process_host text not null,
      process_id integer not null,
      process_start_mark text not null,
      claim_expires_at timestamptz not null,
      unique (workspace, digest, period_start_date, grain, person_id, transport)
    )`,
    `comment on column muster.deliveries.dialogue_at is
      'when the mail server was first spoken to in this attempt; null: certainly not sent by it'`,
    `comment on column muster.deliveries.state_if_failed is
      'what the row was before an explicit resend, and is again when that fails'`,
    `create table muster.digest_activations (
      workspace text not null,
      digest text not null,
      activated_at timestamptz not null,
      activated_by text not null,
      primary key (workspace, digest)
    )`,
    `create table muster.held_notices (
      workspace text not null,
      audit text not null,
      scope_kind text not null,
      scope_id text not null,
      period_label text not null,
      message text not null,
      run_id text not null,
      noticed_at timestamptz not null,
      primary key (workspace, audit, scope_kind, scope_id, period_label)
    )`,
  ],
};
