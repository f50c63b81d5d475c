import { join } from 'node:path';
import pg from 'pg';
import { startWorkspaceServer } from '../../pipelines/record/server.ts';
import { realEffects } from '../../pipelines/run/effects.ts';

/**
 * Asks a workspace's own Postgres: hands over a client of the sample company's tables and the way to a
 * client of another database beside it, closes both and leaves the server.
 */
export async function askCompany<T>(
  workspace: string,
  ask: (company: pg.Client, open: (database: string) => Promise<pg.Client>) => Promise<T>,
): Promise<T> {
  const server = await startWorkspaceServer(join(workspace, 'postgres'), realEffects());
  const clients: pg.Client[] = [];
  const open = async (database: string) => {
    const client = new pg.Client({ connectionString: server.url(database) });
    clients.push(client);
    await client.connect();
    return client;
  };
  try {
    return await ask(await open('company'), open);
  } finally {
    for (const client of clients) await client.end();
    await server.stop();
  }
}
