import { mkdir, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readContracts } from '../pipelines/extract/contracts.ts';
import { extract } from '../pipelines/extract/extract.ts';
import { openRaw } from '../pipelines/extract/raw-store.ts';
import { realEffects } from '../pipelines/run/effects.ts';
import { Database, quote } from '../pipelines/warehouse/database.ts';

/** How long telephone exports take into raw, beside a bare `read_csv` of the same file into a table. */
export interface CdrBench {
  readonly lineCount: number;
  readonly sizeBytes: number;
  /** One for each round, in their order. */
  readonly bareSeconds: readonly number[];
  readonly loadSeconds: readonly number[];
}

/** Times `lineCount` lines of a 3CX V20 export into a new raw.duckdb, in turns with the bare read. */
export async function benchCdr(lineCount: number): Promise<CdrBench> {
  const folder = await mkdtemp(join(tmpdir(), 'muster-bench-'));
  try {
    const inbox = join(folder, 'inbox');
    await mkdir(inbox);
    const path = join(inbox, 'cdr.log');
    await writeLines(path, lineCount);
    const bare: number[] = [];
    const load: number[] = [];
    for (const attempt of ['1', '2', '3', '4', '5']) {
      bare.push(await readBare(path, join(folder, `bare-${attempt}.duckdb`)));
      load.push(await loadOnce(inbox, join(folder, attempt)));
    }
    const { size } = await stat(path);
    return {
      lineCount,
      sizeBytes: size,
      bareSeconds: bare,
      loadSeconds: load,
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The one line of the bench. */
export function describeCdrBench(bench: CdrBench): string {
  const { lineCount, sizeBytes, bareSeconds, loadSeconds } = bench;
  const told = (name: string, of: (seconds: readonly number[]) => number) => {
    const [load, bare] = [of(loadSeconds), of(bareSeconds)];
    return `${name} ${load.toFixed(2)} s, bare read_csv ${bare.toFixed(2)} s, ratio ${(load / bare).toFixed(2)}`;
  };
  const lines = `${lineCount.toLocaleString('en-US')} of 3CX, ${(sizeBytes / 1e6).toFixed(0)} MB`;
  const least = told('least', (seconds) => Math.min(...seconds));
  return `telephone lines: ${lines}: ${least}; ${told('median', median)} (aim 2.5)`;
}

function median(numbers: readonly number[]): number {
  return (
    numbers.toSorted((one, other) => one - other)[Math.floor(numbers.length / 2)] ?? Number.NaN
  );
}

async function readBare(path: string, databasePath: string): Promise<number> {
  const database = await Database.open(databasePath);
  const startedAt = performance.now();
  await database.run(
    `create table lines as select * from read_csv(${quote(path)}, header = false); checkpoint`,
  );
  const seconds = (performance.now() - startedAt) / 1000;
  database.close();
  return seconds;
}

async function loadOnce(inbox: string, workspace: string): Promise<number> {
  const contracts = await readContracts(undefined);
  const startedAt = performance.now();
  const raw = await openRaw(join(workspace, 'raw.duckdb'), { contracts });
  await extract(
    raw,
    {
      runId: 'bench',
      sources: [{ kind: 'cdr', name: '3cx', format: '3cx', folder: inbox, timeZone: 'UTC' }],
      contracts,
      mappings: [],
      hashKey: 'bench',
      changesFolder: join(workspace, 'raw/changes'),
      tempFolder: join(workspace, 'tmp'),
      maxRejectedShare: 0,
      onUnit: () => undefined,
    },
    realEffects(),
  );
  raw.close();
  return (performance.now() - startedAt) / 1000;
}

/** Calls of two years: half to a queue, half placed, an eighth unanswered. */
async function writeLines(path: string, lineCount: number): Promise<void> {
  const database = await Database.open(':memory:');
  const time = (at: string) => `strftime(${at}, '%Y/%m/%d %H:%M:%S')`;
  const byte = (place: number) => `hex[${place}:${place + 1}]`;
  const reversed = [15, 13, 11, 9, 7, 5, 3, 1].map(byte).join(' || ');
  await database.run(`copy (
    select concat_ws(',', 'Call ' || i, ${reversed} || '_' || i % 10000,
      if(is_answered, '00:03:' || lpad((i % 60)::varchar, 2, '0'), ''), ${time('s')},
      if(is_answered, ${time('s + interval 2 seconds')}, ''),
      ${time('s + interval 182 seconds + to_seconds(if(is_answered, i % 60, 0))')},
      'TerminatedBySrc',
      if(is_queue, '+1734555' || lpad((i % 10000)::varchar, 4, '0'), 'Ext.' || (100 + i % 40)),
      if(is_queue, 'Ext.800', '+1248555' || lpad((i % 10000)::varchar, 4, '0')),
      if(is_queue, '10002,800,800', (100 + i % 40) || ',10002,1248555'),
      if(is_queue and is_answered, 'ReplacedDst,Ext.' || (100 + i % 40) || ',' || (100 + i % 40), ',,'),
      ',,,', 'Chain: +17345550142;Ext.800;Ext.121;',
      if(is_queue, 'Line,Queue,Extension', 'Extension,Line,Line'), 'Dana Frey,Scheduling Q,Priya Nair,')
    from (
      select i, timestamp '2024-11-16' + to_seconds(i * (63000000 // ${lineCount})) as s,
        lpad(lower(to_hex(epoch_ms(s))), 16, '0') as hex,
        hash(i) % 2 = 0 as is_queue, hash(i + 7) % 8 > 0 as is_answered
      from range(${lineCount}) as t(i)))
    to ${quote(path)} (header false, quote '', escape '', delimiter '\u0001')`);
  database.close();
}
