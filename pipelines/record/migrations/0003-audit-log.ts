import type { Migration } from './migration.ts';

/** Who rendered, exported, queried and sent what: append-only, each line sealed to the one before. */
export const auditLogMigration: Migration = {
  number: 3,
  name: 'audit_log',
  statements: [
    `create table muster.audit_log (
      seq bigint primary key,
      at timestamptz not null,
      actor text not null,
      action text not null,
      scope text not null,
      object text not null,
      file_hash text,
      build_id text,
      detail jsonb not null,
      previous_hash text not null,
      hash text not null
    )`,
    `create function muster.refuse_change() returns trigger language plpgsql as $$
    begin
      raise exception 'muster.audit_log is append-only';
    end
    $$`,
    `create trigger audit_log_is_append_only
      before update or delete or truncate on muster.audit_log
      for each statement execute function muster.refuse_change()`,
  ],
};
