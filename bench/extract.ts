import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { type Contract, readContracts } from '../pipelines/extract/contracts.ts';
import { type ExtractResult, extract } from '../pipelines/extract/extract.ts';
import type { Mapping } from '../pipelines/extract/mappings.ts';
import { openRaw } from '../pipelines/extract/raw-store.ts';
import type { Source } from '../pipelines/extract/sources.ts';
import { allocatorSettings } from '../pipelines/run/allocator.ts';
import { realEffects } from '../pipelines/run/effects.ts';
import { startServer } from '../test/demo/postgres-server.ts';
import { lineOf } from '../test/extract/three-cx-lines.ts';

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
    .map(
      ([name, type]) =>
        `${name} ${type}${name === 'call_id' ? ' not null using compression uncompressed' : ''}`,
    )
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

/** How long extractions take, beside a bare COPY of the same rows to nowhere in the same round. */
export interface ExtractBench {
  readonly rowCount: number;
  readonly columnCount: number;
  /** The least of the rounds. */
  readonly bareSeconds: number;
  readonly extractSeconds: number;
  /** Extraction over bare COPY, round by round, the least first. */
  readonly ratios: readonly number[];
  /** A second run, which reads and compares everything and writes nothing. */
  readonly repeatSeconds: number;
  /** Memory of the process at its highest, with DuckDB and the rows, at this size. */
  readonly peakBytes: number;
}

/**
 * Times the extraction of `rowCount` rows × 12 columns into a new raw.duckdb against a bare COPY of the
 * same rows to nowhere, in turns, and at last a run that finds nothing new. Each size is measured in a
 * process of its own, because memory is counted at its highest.
 */
export async function benchExtract(rowCount: number, roundCount: number): Promise<ExtractBench> {
  const script = fileURLToPath(import.meta.url);
  const rounds = ['--rows', String(rowCount), '--rounds', String(roundCount), '--json'];
  const env = { ...allocatorSettings, ...process.env };
  const { stdout } = await promisify(execFile)(process.execPath, [script, ...rounds], { env });
  return JSON.parse(stdout) as ExtractBench;
}

async function measure(rowCount: number, roundCount: number): Promise<ExtractBench> {
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
    const bare: number[] = [];
    const first: number[] = [];
    const input = { sources: [postgresAt(url)], contracts: [contract], mappings: [mapping] };
    for (let round = 1; round <= roundCount; round += 1) {
      bare.push(await bareCopy(client));
      const path = join(folder, String(round), 'raw.duckdb');
      first.push((await extractOnce(path, folder, input)).seconds);
      if (round < roundCount) await rm(join(folder, String(round)), { recursive: true });
    }
    await client.end();
    const last = join(folder, String(roundCount), 'raw.duckdb');
    return {
      rowCount,
      columnCount: columns.length,
      bareSeconds: Math.min(...bare),
      extractSeconds: Math.min(...first),
      ratios: first.map((seconds, index) => seconds / (bare[index] ?? 1)).sort((a, b) => a - b),
      repeatSeconds: (await extractOnce(last, folder, input)).seconds,
      peakBytes: process.resourceUsage().maxRSS * 1024,
    };
  } finally {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

/** The one line of the bench. */
export function describeExtractBench(bench: ExtractBench): string {
  const { rowCount, columnCount, bareSeconds, extractSeconds, ratios, repeatSeconds } = bench;
  const median = ratios[Math.floor(ratios.length / 2)] ?? 0;
  return (
    `extract ${rowCount.toLocaleString('en-US')} rows x ${columnCount} columns: ` +
    `${extractSeconds.toFixed(2)} s, bare COPY ${bareSeconds.toFixed(2)} s, ratio least ` +
    `${(ratios[0] ?? 0).toFixed(2)}, median ${median.toFixed(2)} of ${ratios.length} (aim 1.3); ` +
    `read again, nothing new: ${repeatSeconds.toFixed(2)} s; ` +
    `peak memory ${Math.round(bench.peakBytes / 1_000_000)} MB (aim below 1,000)`
  );
}

const entityCount = 30;
const fileCount = 1_000;

/**
 * How long a run takes that finds nothing new: 30 entities of 100 rows, and a folder with 1,000
 * telephone exports that raw knows.
 */
export async function benchNothingNew(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'muster-bench-'));
  const server = await startServer();
  try {
    const url = await server.createDatabase('bench');
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    const list = columns.map(([name, , expression]) => `${expression} as ${name}`).join(', ');
    await client.query(
      `create table bench_calls as select ${list} from generate_series(1, 100) as i`,
    );
    await client.end();
    const inbox = join(folder, 'inbox');
    await writeExports(inbox);
    const names = Array.from({ length: entityCount }, (_, index) => `entity_${index + 1}`);
    const callLines = (await readContracts(undefined)).filter(
      ({ entity }) => entity === 'call_lines',
    );
    const contracts = names.map((entity) => ({
      ...contract,
      entity,
      createSql: contract.createSql.replace('raw.bench_calls', `raw.${entity}`),
    }));
    const input = {
      sources: [
        postgresAt(url),
        { kind: 'cdr', name: '3cx', format: '3cx', folder: inbox, timeZone: 'UTC' },
      ],
      contracts: [...contracts, ...callLines],
      mappings: names.map((entity) => ({ ...mapping, entity })),
    } as const;
    const path = join(folder, 'raw.duckdb');
    const first = await extractOnce(path, folder, input);
    const again = await extractOnce(path, folder, input);
    const states = Map.groupBy(again.units, ({ state }) => state);
    if (again.hasChanges || states.get('known')?.length !== fileCount) {
      throw new Error('the second run was to find nothing new');
    }
    return (
      `a run with nothing new: ${again.seconds.toFixed(2)} s for ${entityCount} entities and ` +
      `${fileCount.toLocaleString('en-US')} known files (aim below 2); the first: ${first.seconds.toFixed(2)} s`
    );
  } finally {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Exports of one call each, last changed an hour ago. */
async function writeExports(inbox: string): Promise<void> {
  await mkdir(inbox);
  const hourAgo = Temporal.Now.instant().epochMilliseconds / 1000 - 3600;
  for (let number = 0; number < fileCount; number += 1) {
    const call = {
      history: number,
      startMs: Date.UTC(2026, 8, 1) + number * 60_000,
      ringSeconds: 5,
      talkSeconds: 60,
      caller: '+17345550142',
      extension: '121',
    };
    const path = join(inbox, `cdr-${number}.log`);
    await writeFile(path, `${lineOf(call)}\n`);
    await utimes(path, hourAgo, hourAgo);
  }
}

async function bareCopy(client: pg.Client): Promise<number> {
  const startedMs = performance.now();
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  await pipeline(client.query(copyTo(`copy (${select}) to stdout`)), nowhere);
  return (performance.now() - startedMs) / 1000;
}

function postgresAt(url: string): Source {
  return { kind: 'postgres', name: 'bench', url, statementTimeoutSeconds: 600 };
}

async function extractOnce(
  path: string,
  folder: string,
  input: {
    readonly sources: readonly Source[];
    readonly contracts: readonly Contract[];
    readonly mappings: readonly Mapping[];
  },
): Promise<ExtractResult & { readonly seconds: number }> {
  const startedMs = performance.now();
  const raw = await openRaw(path, { contracts: input.contracts });
  const result = await extract(
    raw,
    {
      runId: 'bench',
      ...input,
      hashKey: 'bench',
      changesFolder: join(folder, 'raw/changes'),
      tempFolder: join(folder, 'tmp'),
      maxRejectedShare: 0,
      onUnit: () => undefined,
    },
    realEffects(),
  );
  raw.close();
  return { ...result, seconds: (performance.now() - startedMs) / 1000 };
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      rows: { type: 'string', default: '1000000' },
      rounds: { type: 'string', default: '3' },
      json: { type: 'boolean', default: false },
    },
  });
  const result = await measure(Number(values.rows), Number(values.rounds));
  const text = values.json ? JSON.stringify(result) : describeExtractBench(result);
  process.stdout.write(`${text}\n`);
}
