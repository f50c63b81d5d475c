import { readdir, rm, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Database } from '../../pipelines/warehouse/database.ts';
import { startServer, type TestServer } from '../demo/postgres-server.ts';
import { faults, makeRefusal } from './canary-faults.ts';
import { scanFolder, scanSchema, scanText } from './canary-scan.ts';
import { type CanaryDatabases, makeCanaryWorkspace } from './canary-workspace.ts';
import { type Called, makeParentFolder, muster } from './muster.ts';

let server: TestServer;
let parent: string;
let folder: string;
let databases: CanaryDatabases;
let planted: string[];
const told: { readonly command: string; readonly called: Called }[] = [];

async function call(...argv: string[]): Promise<Called> {
  const called = await muster([...argv, '--workspace', folder]);
  told.push({ command: argv.join(' '), called });
  return called;
}

// What the user put there is theirs, and these folders are where they put it.
const isMade = (path: string) => !/^(archive|inbox|desk)\b./.test(path);

beforeAll(async () => {
  server = await startServer();
  databases = {
    company: await server.createDatabase('company'),
    plymouth: await server.createDatabase('plymouth'),
    older: await server.createDatabase('older'),
    record: await server.createDatabase('record'),
  };
  parent = await makeParentFolder();
  folder = join(parent, 'canary');
  planted = await makeCanaryWorkspace(folder, databases);
  await makeRefusal(databases.company);
}, 120_000);
afterAll(async () => {
  await rm(parent, { recursive: true, force: true });
  await server.stop();
});

describe('private at the door (CC-12)', () => {
  it('has markers in the columns that hold patients, callers and free text', () => {
    expect(planted).toEqual(
      expect.arrayContaining([
        ...['caller_number', 'caller_name', 'called_number', 'patient_mrn', 'recording_url'].map(
          (column) => `call_center_records.${column}`,
        ),
        ...['call_summary', 'patient_concern', 'action_items'].map((one) => `call_journals.${one}`),
        ...['leads.name', 'leads.phone', 'stakeholders.phone', 'messages.body', 'tasks.title'],
      ]),
    );
  });

  it.each([
    [['extract'], 0],
    [['send', 'weekly-team', '--activate'], 0],
    [['run'], 0],
    [['kpi'], 0],
    [['kpi', '--json', '--by', 'member'], 0],
    [['report', '--format', 'html,pdf,csv'], 0],
    [['reconcile', '--json'], 0],
    [['status'], 0],
    [['status', '--json'], 0],
    [['audit'], 0],
    [['doctor'], 0],
    [['send', 'weekly-team', '--dry-run', '--json'], 0],
  ])(
    'does %j',
    async (argv, exitCode) => {
      const called = await call(...argv);
      expect([called.exitCode, called.exitCode === exitCode ? '' : called.stderr]).toEqual([
        exitCode,
        '',
      ]);
    },
    180_000,
  );

  it('has loaded and rejected lines of every format, with hashes of outside numbers', async () => {
    const raw = await Database.open(join(folder, 'raw.duckdb'), { readOnly: true });
    const rows = await raw.rows<{ format: string; hashed: number }>(
      `select format, count(party_hash) as hashed from raw.call_lines group by format order by format`,
    );
    const rejects = await raw.rows<{ source: string; reasons: number }>(
      `select source, count(distinct (column_name, reason)) as reasons from raw.rejects
       where source not in ('3cx', 'app') group by source order by source`,
    );
    raw.close();
    expect(rows.map(({ format }) => format)).toEqual([
      ...['3cx-call-log', '3cx-file', '3cx-segment', 'asterisk-cdr', 'asterisk-queue-log'],
      ...['cucm', 'declared', 'freeswitch-csv'],
    ]);
    for (const { format, hashed } of rows) expect([format, hashed > 0]).toEqual([format, true]);
    const sources = ['asterisk', 'console', 'cucm', 'freeswitch', 'hotline', 'switchboard'];
    expect(rejects.map(({ source }) => source)).toEqual(sources);
    for (const { source, reasons } of rejects) {
      expect([source, reasons >= 5]).toEqual([source, true]);
    }
  });

  it.each(faults)(
    'tells what is wrong without a value: $name',
    async ({ argv, exitCode, make }) => {
      const mend = await make(folder);
      const called = await call(...argv);
      await mend();
      expect([called.exitCode, called.stderr]).toEqual([exitCode, called.stderr]);
      expect(scanText(argv.join(' '), called.stderr)).toEqual([]);
    },
  );

  it('tells the same in the story of a failed run', async () => {
    const mend = await faults[0]?.make(folder);
    const called = await call('run');
    await mend?.();
    expect(called.exitCode).toBe(3);
    await call('status');
    await call('status', '--json');
  });

  it('leaves no marker in any file that it makes', async () => {
    const { findings, fileNames } = await scanFolder(folder, isMade);
    expect(findings).toEqual([]);
    for (const kind of [
      ...[/^raw\.duckdb$/, /^raw\/changes\/.*parquet$/, /^builds\/.*\.duckdb$/],
      ...[/^output\/.*\.html$/, /^output\/.*\.pdf$/, /^output\/.*\.csv$/, /^outbox\/.*\.eml$/],
    ]) {
      expect([kind, fileNames.filter((name) => kind.test(name)).length]).not.toEqual([kind, 0]);
    }
  });

  it('leaves none in the record', async () => {
    const { findings, tableNames } = await scanSchema(databases.record, 'muster');
    expect(findings).toEqual([]);
    expect(tableNames).toEqual(
      expect.arrayContaining(['runs', 'run_steps', 'audit_log', 'deliveries']),
    );
  });

  it('says none on either stream', () => {
    const found = told.flatMap(({ command, called: { stdout, stderr } }) => [
      ...scanText(`${command}, stdout`, stdout),
      ...scanText(`${command}, stderr`, stderr),
    ]);
    expect(found).toEqual([]);
    expect(told.length).toBeGreaterThan(20);
  });

  it('keeps what it makes and what it archives to its own user', async () => {
    const open: string[] = [];
    for (const name of [
      'raw.duckdb',
      'raw',
      'builds',
      'archive',
      'output',
      'outbox',
      'tmp',
      'secret.key',
    ]) {
      const path = join(folder, name);
      const entries = await readdir(path, { recursive: true, withFileTypes: true }).catch(() => []);
      for (const one of [path, ...entries.map((entry) => join(entry.parentPath, entry.name))]) {
        const found = await stat(one);
        const mode = (found.mode & 0o777).toString(8);
        if (mode !== (found.isDirectory() ? '700' : '600'))
          open.push(`${relative(folder, one)} ${mode}`);
      }
    }
    expect(open).toEqual([]);
  });
});
