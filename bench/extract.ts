import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import type { Contract } from '../pipelines/extract/contracts.ts';
import { extract } from '../pipelines/extract/extract.ts';
import type { Mapping } from '../pipelines/extract/mappings.ts';
import { openRaw } from '../pipelines/extract/raw-store.ts';
import { realEffects } from '../pipelines/run/effects.ts';
import { startServer } from '../test/demo/postgres-server.ts';

const select = 'select * from bench_calls';

// A call table as the documents have it: an id, codes from short lists, instants, seconds, an amount.
const columns = [
  ['call_id', 'VARCHAR', 'gen_random_uuid()'],
  ['agent_id', 'INTEGER', '100 + i % 80'],
  ['queue_name', 'VARCHAR', "(array['Scheduling', 'Billing', 'Refills', 'Front desk'])[1 + i % 4]"],
  ['direction', 'VARCHAR', "(array['inbound', 'inbound', 'outbound'])[1 + i % 3]"],
  ['started_at', 'TIMESTAMP', "timestamptz '2026-01-01' + i * interval '7.3 second'"],
  [
    'answered_at',
    'TIMESTAMP',
    "case when i % 5 > 0 then timestamptz '2026-01-01' + i * interval '7.3 second' + i % 40 * interval '1 second' end",
  ],
  [
    'ended_at',
    'TIMESTAMP',
    "timestamptz '2026-01-01' + i * interval '7.3 second' + i % 900 * interval '1 second'",
  ],
  ['wait_seconds', 'INTEGER', '(i % 40)::integer'],
  ['talk_seconds', 'INTEGER', 'case when i % 5 > 0 then (i::bigint * 7919 % 900)::integer end'],
  ['is_answered', 'BOOLEAN', 'i % 5 > 0'],
  ['charge_amount', 'DECIMAL(18,2)', '(i % 1000 * 0.01)::numeric(18, 2)'],
  [
    'outcome',
    'VARCHAR',
    "case when i % 3 > 0 then (array['booked', 'no answer', 'call \"back\"'])[1 + i % 7 % 3] end",
  ],
] as const;

const contract: Contract = {
  entity: 'bench_calls',
  keyColumns: ['call_id'],
  keep: 'events',
  columns: columns.map(([name, type]) => ({ name, type, isRequired: name === 'call_id' })),
  createSql: `create table raw.bench_calls (${columns
    .map(([name, type]) => `${name} ${type}${name === 'call_id' ? ' not null' : ''}`)
    .join(', ')})`,
  path: 'bench',
};

const mapping: Mapping = {
  entity: 'bench_calls',
  kind: 'postgres',
  sourceName: 'bench',
  path: 'bench',
  sql: select,
  hash: 'bench',
  reconcile: 'always',
};

/** How long an extraction takes, beside a bare COPY of the same rows to nowhere. */
export interface ExtractBench {
  readonly rowCount: number;
  readonly columnCount: number;
  readonly bareSeconds: number;
  readonly extractSeconds: number;
  /** A second run, which reads and compares everything and writes nothing. */
  readonly repeatSeconds: number;
}

/**
 * Times the extraction of `rowCount` rows × 12 columns into a new raw.duckdb, and a run that finds
 * nothing new, against a bare COPY of the same rows to nowhere; each the better of two.
 */
export async function benchExtract(rowCount: number): Promise<ExtractBench> {
  const folder = await mkdtemp(join(tmpdir(), 'muster-bench-'));
  const server = await startServer();
  try {
    const url = await server.createDatabase('bench');
    const client = new pg.Client({ connectionString: url });
    client.on('error', () => undefined);
    await client.connect();
    const list = columns.map(([name, , expression]) => `${expression} as ${name}`).join(', ');
    await client.query(
      `create table bench_calls as select ${list} from generate_series(1, ${rowCount}) as i`,
    );
    await client.query('vacuum analyze bench_calls');
    await client.query('checkpoint');
    await bareCopy(client);
    const bare = Math.min(await bareCopy(client), await bareCopy(client));
    await client.end();
    const first: number[] = [];
    const again: number[] = [];
    for (const attempt of ['first', 'second']) {
      const path = join(folder, attempt, 'raw.duckdb');
      first.push(await extractOnce(path, url, folder));
      again.push(await extractOnce(path, url, folder));
    }
    return {
      rowCount,
      columnCount: columns.length,
      bareSeconds: bare,
      extractSeconds: Math.min(...first),
      repeatSeconds: Math.min(...again),
    };
  } finally {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

/** The one line of the bench. */
export function describeExtractBench(bench: ExtractBench): string {
  const { rowCount, columnCount, bareSeconds, extractSeconds, repeatSeconds } = bench;
  const ratio = (seconds: number) => (seconds / bareSeconds).toFixed(2);
  return (
    `extract ${rowCount.toLocaleString('en-US')} rows x ${columnCount} columns: ` +
    `${extractSeconds.toFixed(2)} s, bare COPY ${bareSeconds.toFixed(2)} s, ` +
    `ratio ${ratio(extractSeconds)} (aim 1.5); nothing new ${repeatSeconds.toFixed(2)} s, ` +
    `ratio ${ratio(repeatSeconds)}`
  );
}

async function bareCopy(client: pg.Client): Promise<number> {
  const startedMs = performance.now();
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  await pipeline(client.query(copyTo(`copy (${select}) to stdout`)), nowhere);
  return (performance.now() - startedMs) / 1000;
}

async function extractOnce(path: string, url: string, folder: string): Promise<number> {
  const startedMs = performance.now();
  const raw = await openRaw(path, { contracts: [contract] });
  await extract(
    raw,
    {
      runId: 'bench',
      sources: [{ kind: 'postgres', name: 'bench', url, statementTimeoutSeconds: 600 }],
      contracts: [contract],
      mappings: [mapping],
      hashKey: 'bench',
      changesFolder: join(folder, 'raw/changes'),
      tempFolder: join(folder, 'tmp'),
      maxRejectedShare: 0,
      onUnit: () => undefined,
    },
    realEffects(),
  );
  raw.close();
  return (performance.now() - startedMs) / 1000;
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { rows: { type: 'string', default: '1000000' } } });
  const result = await benchExtract(Number(values.rows));
  process.stdout.write(`${describeExtractBench(result)}\n`);
}
