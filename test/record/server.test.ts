import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startWorkspaceServer } from '../../pipelines/record/server.ts';
import { startChild } from './test-child.ts';
import { heldEffects } from './test-record.ts';

const lines: string[] = [];
const effects = heldEffects('2026-11-16T12:00:00Z', lines);
let base: string;
let folder: string;

beforeAll(async () => {
  base = await mkdtemp(join(tmpdir(), 'muster-server-'));
  folder = join(base, 'postgres');
});

afterAll(async () => {
  await rm(base, { recursive: true, force: true });
});

/** True when a server answers at a URL. */
async function answers(url: string): Promise<boolean> {
  const client = new Client({ connectionString: url });
  try {
    await client.connect();
    await client.end();
    return true;
  } catch {
    return false;
  }
}

describe('startWorkspaceServer', () => {
  test('makes a private server that listens on this machine only', async () => {
    const server = await startWorkspaceServer(folder, effects);
    const client = new Client({ connectionString: server.url('postgres') });
    await client.connect();
    const settings = await client.query(
      "select current_setting('listen_addresses') as addresses, current_setting('unix_socket_directories') as sockets, current_setting('password_encryption') as encryption, current_setting('server_encoding') as encoding",
    );
    await client.end();
    expect(settings.rows).toEqual([
      { addresses: '127.0.0.1', sockets: '', encryption: 'scram-sha-256', encoding: 'UTF8' },
    ]);
    expect((await readdir(folder)).toSorted()).toEqual(['data', 'password', 'server.log']);
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
    expect((await stat(join(folder, 'password'))).mode & 0o777).toBe(0o600);
    expect(await answers(server.url('postgres').replace(/:[^:@]*@/, ':wrong@'))).toBe(false);
    await server.stop();
    expect(await answers(server.url('postgres'))).toBe(false);
  });

  test('keeps its databases from one start to the next, and makes one only once', async () => {
    const first = await startWorkspaceServer(folder, effects);
    await first.ensureDatabase('kept');
    await Promise.all([first.ensureDatabase('kept'), first.ensureDatabase('kept')]);
    await first.stop();
    const second = await startWorkspaceServer(folder, effects);
    expect(await answers(second.url('kept'))).toBe(true);
    await second.stop();
    await second.stop();
  });

  test('joins the server that a killed muster left, and stops it at the end', async () => {
    const child = startChild('server-child.ts', import.meta.url, { folder, isBrief: false });
    const left = await child.nextLine();
    await child.kill();
    expect(await answers(left)).toBe(true);
    const server = await startWorkspaceServer(folder, effects);
    expect(server.url('postgres')).toBe(left);
    await server.stop();
    expect(await answers(left)).toBe(false);
  });

  test('is shared by two musters and stops with the last one', async () => {
    const child = startChild('server-child.ts', import.meta.url, { folder, isBrief: false });
    const url = await child.nextLine();
    const server = await startWorkspaceServer(folder, effects);
    expect(server.url('postgres')).toBe(url);
    await server.stop();
    expect(await answers(url)).toBe(true);
    await child.kill();
    const last = await startWorkspaceServer(folder, effects);
    await last.stop();
    expect(await answers(url)).toBe(false);
  });

  test('does not stop while somebody else is connected', async () => {
    const server = await startWorkspaceServer(folder, effects);
    const visitor = new Client({ connectionString: server.url('postgres') });
    await visitor.connect();
    await server.stop();
    expect((await visitor.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
    await visitor.end();
    const last = await startWorkspaceServer(folder, effects);
    await last.stop();
    expect(await answers(last.url('postgres'))).toBe(false);
  });

  test('gives every muster a working server while others come and go', async () => {
    const run = () => startChild('server-child.ts', import.meta.url, { folder, isBrief: true });
    const codes = await Promise.all(Array.from({ length: 4 }, () => run().ended));
    expect(codes).toEqual([0, 0, 0, 0]);
    const last = await startWorkspaceServer(folder, effects);
    await last.stop();
    expect(await answers(last.url('postgres'))).toBe(false);
  });

  test('ignores a pid file whose number now belongs to another process', async () => {
    const path = join(folder, 'data', 'postmaster.pid');
    const made = `${process.pid}\n${folder}/data\n1700000000\n5432\n\n127.0.0.1\n1 1\nready\n`;
    await writeFile(path, made);
    const server = await startWorkspaceServer(folder, effects);
    expect(await answers(server.url('postgres'))).toBe(true);
    expect(new URL(server.url('postgres')).port).not.toBe('5432');
    await server.stop();
  });

  test('replaces what a first start left that was killed half-way', async () => {
    const other = join(base, 'other');
    await mkdir(`${other}.new-4194399-00ff00ff/data`, { recursive: true });
    await writeFile(`${other}.new-4194399-00ff00ff/data/PG_VERSION`, '18\n');
    const server = await startWorkspaceServer(other, effects);
    expect(await answers(server.url('postgres'))).toBe(true);
    expect((await readdir(base)).toSorted()).toEqual(['other', 'postgres']);
    await server.stop();
  });

  test('ends with one server when two musters start it for the first time together', async () => {
    const fresh = join(base, 'fresh');
    const servers = await Promise.all([
      startWorkspaceServer(fresh, effects),
      startWorkspaceServer(fresh, effects),
    ]);
    expect(servers[0].url('postgres')).toBe(servers[1].url('postgres'));
    await Promise.all(servers.map((server) => server.stop()));
    expect(await answers(servers[0].url('postgres'))).toBe(false);
    expect((await readdir(base)).toSorted()).toEqual(['fresh', 'other', 'postgres']);
  });

  test('says that a folder with other files is no place for it', async () => {
    const taken = join(base, 'taken');
    await mkdir(taken);
    await writeFile(join(taken, 'letter.txt'), 'mine');
    await expect(startWorkspaceServer(taken, effects)).rejects.toMatchObject({
      text: `${taken}: this folder is meant for the workspace's PostgreSQL, but has other files in it\nMove them elsewhere and run it again. Nothing was started.`,
      exitCode: 2,
    });
  });

  test('gives the reason out of the log when the server does not start', async () => {
    const broken = join(base, 'other');
    await writeFile(join(broken, 'data', 'PG_VERSION'), '17\n');
    await expect(startWorkspaceServer(broken, effects)).rejects.toMatchObject({
      text: `${broken}: the workspace's PostgreSQL does not start: database files are incompatible with server. The data directory was initialized by PostgreSQL version 17, which is not compatible with this version 18.4.\nIts log is ${broken}/server.log. Nothing was read or written.`,
      exitCode: 3,
    });
  });

  test('says nothing on the terminal', () => {
    expect(lines).toEqual([]);
  });
});

describe.runIf(process.getuid?.() === 0)('startWorkspaceServer as root', () => {
  test('lets only the group of the server pass through a private workspace', async () => {
    const workspace = join(base, 'private');
    await mkdir(workspace, { mode: 0o700 });
    await chmod(base, 0o711);
    const server = await startWorkspaceServer(join(workspace, 'postgres'), effects);
    const { mode, uid } = await stat(workspace);
    expect([mode & 0o777, uid]).toEqual([0o710, 0]);
    const owner = await stat(join(workspace, 'postgres'));
    expect(owner.uid).not.toBe(0);
    await server.stop();
  });

  test('keeps its data elsewhere below a folder closed to it, which it leaves so', async () => {
    const closed = join(base, 'closed');
    const workspace = join(closed, 'workspace');
    await mkdir(workspace, { recursive: true, mode: 0o700 });
    const lines: string[] = [];
    const telling = {
      ...effects,
      log: { ...effects.log, info: (line: string) => lines.push(line) },
    };
    const server = await startWorkspaceServer(join(workspace, 'postgres'), telling);
    await server.ensureDatabase('kept');
    await server.stop();
    const place = (await readFile(join(workspace, 'postgres.elsewhere'), 'utf8')).trim();
    expect(place).toMatch(/^\/var\/lib\/muster\/servers\/[0-9a-f]{16}$/);
    expect(lines).toEqual([
      `PostgreSQL refuses to run as root, and its user cannot pass through ${closed}: its data is in ${place}`,
    ]);
    expect((await stat(closed)).mode & 0o777).toBe(0o700);
    const again = await startWorkspaceServer(join(workspace, 'postgres'), effects);
    expect(await databasesOf(again)).toContain('kept');
    await again.stop();
    await rm(place, { recursive: true });
  });
});

async function databasesOf(server: { url(database: string): string }): Promise<string[]> {
  const client = new Client({ connectionString: server.url('postgres') });
  await client.connect();
  const { rows } = await client.query<{ datname: string }>('select datname from pg_database');
  await client.end();
  return rows.map((row) => row.datname);
}

test('the password is in no log', async () => {
  const password = (await readFile(join(folder, 'password'), 'utf8')).trim();
  expect(password).toHaveLength(32);
  expect(await readFile(join(folder, 'server.log'), 'utf8')).not.toContain(password);
});
