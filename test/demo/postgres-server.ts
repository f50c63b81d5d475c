import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { startWorkspaceServer } from '../../pipelines/record/server.ts';

/** A PostgreSQL server of one test file, with its data in a folder of its own. */
export interface TestServer {
  /** Creates an empty database and gives its URL. */
  createDatabase(name: string): Promise<string>;
  readonly port: number;
  stop(): Promise<void>;
}

/** Starts a server on a free port. */
export async function startServer(): Promise<TestServer> {
  const folder = await mkdtemp(join(tmpdir(), 'muster-demo-'));
  // As root the server runs as the user postgres, who must be able to come to its data.
  await chmod(folder, 0o755);
  const server = await startWorkspaceServer(join(folder, 'postgres'), {
    now: () => Temporal.Instant.from('2026-11-16T12:00:00Z'),
    print: () => undefined,
    log: { info: () => undefined, warn: () => undefined },
  });
  const port = Number(new URL(server.url('postgres')).port);
  const client = new pg.Client({ connectionString: server.url('postgres') });
  await client.connect();
  await client.query("create role sample superuser login password 'sample'");
  await client.end();
  return {
    port,
    async createDatabase(name) {
      await server.ensureDatabase(name);
      return `postgres://sample:sample@127.0.0.1:${port}/${name}`;
    },
    async stop() {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A port on which nothing listens at the moment. */
export async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port was given');
  return address.port;
}
