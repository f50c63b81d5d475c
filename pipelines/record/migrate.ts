import { type Kysely, sql, type Transaction } from 'kysely';
import type { Effects } from '../run/effects.ts';
import { exitCodes, UserError } from '../run/user-error.ts';
import { runsMigration } from './migrations/0001-runs.ts';
import { deliveriesMigration } from './migrations/0002-deliveries.ts';
import { auditLogMigration } from './migrations/0003-audit-log.ts';
import { leasesMigration } from './migrations/0004-leases.ts';
import type { Migration } from './migrations/migration.ts';
import type { RecordTables } from './tables.ts';

/** All steps of the schema, in order. */
export const migrations: readonly Migration[] = [
  runsMigration,
  deliveriesMigration,
  auditLogMigration,
  leasesMigration,
];

const migrationLock = 7_368_552;

/**
 * Brings schema `muster` up to this program: forward only, in one transaction, one process at a
 * time. Throws a UserError (exit 2) when the schema is newer than the program.
 */
export async function migrate(
  database: Kysely<RecordTables>,
  place: string,
  effects: Effects,
): Promise<void> {
  if ((await readVersion(database, place)) === migrations.length) return;
  await database.transaction().execute(async (transaction) => {
    await sql`select pg_advisory_xact_lock(${migrationLock})`.execute(transaction);
    await sql`create schema if not exists muster`.execute(transaction);
    await sql`create table if not exists muster.migrations (
      number integer primary key, name text not null, applied_at timestamptz not null
    )`.execute(transaction);
    const version = await readVersion(transaction, place);
    for (const migration of migrations.slice(version)) {
      await apply(transaction, migration, effects);
    }
  });
}

async function apply(
  transaction: Transaction<RecordTables>,
  migration: Migration,
  effects: Effects,
): Promise<void> {
  for (const statement of migration.statements) await sql.raw(statement).execute(transaction);
  const { number, name } = migration;
  const appliedAt = effects.now().toString();
  await transaction
    .insertInto('migrations')
    .values({ number, name, applied_at: appliedAt })
    .execute();
}

/** The number of the newest migration in the database; 0 when the schema is not there. */
async function readVersion(database: Kysely<RecordTables>, place: string): Promise<number> {
  const found = await sql<{ is_there: boolean }>`
    select to_regclass('muster.migrations') is not null as is_there`.execute(database);
  if (found.rows[0]?.is_there !== true) return 0;
  const newest = await database
    .selectFrom('migrations')
    .select(({ fn }) => fn.max('number').as('number'))
    .executeTakeFirst();
  const version = newest?.number ?? 0;
  if (version <= migrations.length) return version;
  throw new UserError({
    what: `schema muster is at version ${version}, and this program knows versions up to ${migrations.length}`,
    where: place,
    advice:
      'Update muster on this machine, or name another database in record.url. Nothing was read or written.',
    exitCode: exitCodes.usage,
  });
}
