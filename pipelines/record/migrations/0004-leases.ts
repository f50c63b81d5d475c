import type { Migration } from './migration.ts';

/** Who may do alone what must not be done twice at once. */
export const leasesMigration: Migration = {
  number: 4,
  name: 'leases',
  statements: [
    `create table muster.leases (
      name text primary key,
      holder text not null,
      fencing_number bigint not null,
      expires_at timestamptz not null,
      process_host text not null,
      process_id integer not null,
      process_start_mark text not null
    )`,
  ],
};
