import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import { loadWorkspace } from '../../config/load.ts';
import type { Config } from '../../config/schema.ts';
import { openRaw } from '../extract/raw-store.ts';
import { type AuditEntry, appendAudit } from '../record/audit-log.ts';
import { openRecord, type Record } from '../record/record.ts';
import { startWorkspaceServer, type WorkspaceServer } from '../record/server.ts';
import { type Effects, withClock } from '../run/effects.ts';
import { makeFolder, writeWholeFile } from '../run/files.ts';
import type { Calendar } from '../run/period.ts';
import { exitCodes, UserError } from '../run/user-error.ts';
import type { Database } from '../warehouse/database.ts';
import { buildPath, readPublished } from '../warehouse/publish.ts';
import type { CommandContext } from './context.ts';
import { Excerpts } from './excerpts.ts';

/** Where a workspace keeps what muster makes. */
export interface WorkspacePaths {
  readonly raw: string;
  /** What each load wrote that no source can give again. */
  readonly changes: string;
  readonly builds: string;
  readonly output: string;
  readonly archive: string;
  readonly temporary: string;
  readonly server: string;
  readonly hashKey: string;
  readonly identity: string;
}

/** A workspace that a command has open; parts are opened when first asked for, and closed together. */
export class Session {
  readonly folder: string;
  readonly config: Config;
  readonly effects: Effects;
  readonly calendar: Calendar;
  readonly paths: WorkspacePaths;
  /** What reports read of builds. */
  readonly excerpts: Excerpts;
  #server: Promise<WorkspaceServer> | undefined;
  #record: Promise<Record> | undefined;
  #raw: Promise<Database> | undefined;

  constructor(folder: string, config: Config, effects: Effects) {
    this.folder = folder;
    this.config = config;
    this.effects =
      config.as_of === undefined
        ? effects
        : withClock(effects, Temporal.Instant.from(config.as_of));
    this.calendar = {
      timeZone: config.time_zone,
      weekStart: config.week_start,
      fiscalYearStartMonth: config.fiscal_year_start_month,
      fiscalMonths: config.fiscal_months,
    };
    this.paths = {
      raw: join(folder, 'raw.duckdb'),
      changes: join(folder, 'raw', 'changes'),
      builds: join(folder, 'builds'),
      output: resolve(folder, config.output.folder),
      archive: join(folder, 'archive'),
      temporary: join(folder, 'tmp'),
      server: join(folder, 'postgres'),
      hashKey: join(folder, 'secret.key'),
      identity: join(folder, 'workspace.id'),
    };
    this.excerpts = new Excerpts(folder, this.paths.temporary);
  }

  /** The address of a Postgres that the config names; `embedded:NAME` is the workspace's own server. */
  async postgresUrl(configured: string): Promise<string> {
    const database = /^embedded:([a-z][a-z0-9_]*)$/.exec(configured)?.[1];
    if (database === undefined) return configured;
    this.#server ??= startWorkspaceServer(this.paths.server, this.effects);
    const server = await this.#server;
    await server.ensureDatabase(database);
    return server.url(database);
  }

  /** Muster's own record, migrated. */
  record(): Promise<Record> {
    this.#record ??= this.postgresUrl(this.config.record.url).then((url) =>
      openRecord(url, this.effects),
    );
    return this.#record;
  }

  /** The raw database, open for writing; who holds it is the workspace's one writer. */
  raw(): Promise<Database> {
    this.#raw ??= makeFolder(this.paths.temporary).then(() =>
      openRaw(this.paths.raw, { workspaceFolder: this.folder }),
    );
    return this.#raw;
  }

  /**
   * What the ledger knows this workspace by, also when the company is renamed or the folder moves;
   * made once and kept in `workspace.id`.
   */
  async workspaceId(): Promise<string> {
    return readOrMake(this.paths.identity, 8);
  }

  /** The key of the hash that stands for callers' numbers; made once and kept in `secret.key`. */
  async hashKey(): Promise<string> {
    const { hash_key: configured } = this.config.security;
    if (configured !== undefined) return configured;
    return readOrMake(this.paths.hashKey, 32);
  }

  /** The file of the published build. Throws a UserError (exit 2) before the first one. */
  async publishedBuildFile(): Promise<string> {
    const published = await readPublished(this.paths.builds);
    if (published !== undefined) return buildPath(this.paths.builds, published.buildId);
    throw new UserError({
      what: 'no build is published yet',
      where: this.folder,
      advice: 'Run `muster run` first. Nothing was changed.',
      exitCode: exitCodes.usage,
    });
  }

  /** Appends to the audit log what the person at this machine did. */
  async audit(entry: Omit<AuditEntry, 'actor'>): Promise<void> {
    const actor = `os:${userInfo().username}`;
    await appendAudit(await this.record(), { actor, ...entry }, this.effects);
  }

  /** Closes what was opened, the last opened first; called once, also after an error. */
  async close(): Promise<void> {
    await this.excerpts.remove();
    const raw = await settled(this.#raw);
    raw?.close();
    const record = await settled(this.#record);
    await record?.close();
    const server = await settled(this.#server);
    await server?.stop();
  }
}

/** Loads the workspace that a command was asked to work in. Throws UserErrors (exit 2). */
export async function openSession(context: CommandContext, command: Command): Promise<Session> {
  const { workspace } = command.optsWithGlobals<{ workspace?: string }>();
  const { folder, config } = await loadWorkspace(
    workspace,
    context.currentFolder,
    context.environment,
  );
  return new Session(folder, config, context.effects);
}

/** The text of a file, which is first made of random bytes where it is missing. */
async function readOrMake(path: string, byteCount: number): Promise<string> {
  if (!existsSync(path)) {
    await writeWholeFile(path, `${randomBytes(byteCount).toString('hex')}\n`);
  }
  return (await readFile(path, 'utf8')).trim();
}

async function settled<T>(promise: Promise<T> | undefined): Promise<T | undefined> {
  return promise?.catch(() => undefined);
}
