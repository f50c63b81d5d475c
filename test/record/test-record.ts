import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { openRecord, type Record } from '../../pipelines/record/record.ts';
import { startWorkspaceServer, type WorkspaceServer } from '../../pipelines/record/server.ts';
import type { Effects } from '../../pipelines/run/effects.ts';

/** Effects with the clock held, whose story is kept in `lines`. */
export function heldEffects(at: string, lines: string[] = []): Effects {
  return {
    now: () => Temporal.Instant.from(at),
    log: { info: (line) => void lines.push(line), warn: (line) => void lines.push(line) },
    print: () => undefined,
  };
}

/** A real PostgreSQL in a folder of its own, shared by the tests of one file. */
export interface TestServer {
  readonly folder: string;
  readonly server: WorkspaceServer;
  /** An empty, migrated record; the one that was open before is closed and gone. */
  openFreshRecord(): Promise<{ record: Record; url: string }>;
  /** Runs SQL as a person at the database would. */
  query<T>(url: string, sql: string): Promise<T[]>;
  stop(): Promise<void>;
}

const effects = heldEffects('2026-11-16T12:00:00Z');

/** Starts the server; call `stop` after the last test. */
export async function startTestServer(): Promise<TestServer> {
  const folder = await mkdtemp(join(tmpdir(), 'muster-record-'));
  const server = await startWorkspaceServer(join(folder, 'postgres'), effects);
  await query(server.url('postgres'), 'alter system set fsync = off');
  await query(server.url('postgres'), 'select pg_reload_conf()');
  await server.ensureDatabase('muster');
  const url = server.url('muster');
  let record: Record | undefined;
  return {
    folder,
    server,
    openFreshRecord: async () => {
      await record?.close();
      await query(url, 'drop schema if exists muster cascade');
      record = await openRecord(url, effects);
      return { record, url };
    },
    query,
    stop: async () => {
      await record?.close();
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function query<T>(url: string, sql: string): Promise<T[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows as T[];
  } finally {
    await client.end();
  }
}
