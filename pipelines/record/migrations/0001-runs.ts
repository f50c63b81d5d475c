import type { Migration } from './migration.ts';

/** What muster did: its runs and their steps. */
export const runsMigration: Migration = {
  number: 1,
  name: 'runs',
  statements: [
    `create table muster.runs (
      run_id text primary key,
      command text not null,
      period_label text,
      as_of timestamptz not null,
      started_at timestamptz not null,
      finished_at timestamptz,
      state text not null check (state in ('running', 'done', 'failed', 'interrupted')),
      exit_code integer,
      build_id text,
      message text,
      process_host text not null,
      process_id integer not null,
      process_start_mark text not null,
      seen_at timestamptz not null default clock_timestamp()
    )`,
    `create table muster.run_steps (
      run_id text not null references muster.runs,
      step text not null,
      state text not null check (state in ('running', 'done', 'failed', 'skipped')),
      detail text,
      started_at timestamptz not null,
      finished_at timestamptz,
      primary key (run_id, step)
    )`,
  ],
};
