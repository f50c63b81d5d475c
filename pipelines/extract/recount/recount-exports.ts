import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Effects } from '../../run/effects.ts';
import { type Database, quote } from '../../warehouse/database.ts';
import { loadCdrSource } from '../cdr/load-source.ts';
import type { Contract } from '../contracts.ts';
import { createPrivateMacros, privateMacros } from '../private.ts';
import { openRaw } from '../raw-store.ts';
import type { CdrSource } from '../sources.ts';

export interface RecountOptions {
  readonly contracts: readonly Contract[];
  readonly hashKey: string;
  readonly tempFolder: string;
}

/**
 * Reads all telephone exports of the sources once more, from the archive and the inbox, into a database
 * of its own beside raw; gives its file, in a folder that `work` may use until it ends.
 */
export async function withExportsReadAgain<T>(
  sources: readonly CdrSource[],
  options: RecountOptions,
  effects: Effects,
  work: (file: string) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(options.tempFolder, 'reconcile-'));
  try {
    const file = join(folder, 'raw.duckdb');
    const again = await openRaw(file, { contracts: options.contracts });
    try {
      await createPrivateMacros(again, options.hashKey);
      for (const source of sources) await readAgain(again, source, options, effects);
      await dropMacros(again);
    } finally {
      again.close();
    }
    return await work(file);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function readAgain(
  again: Database,
  source: CdrSource,
  options: RecountOptions,
  effects: Effects,
): Promise<void> {
  const contract = options.contracts.find(({ entity }) => entity === 'call_lines');
  if (contract === undefined) throw new Error('there is no contract for call_lines');
  const { archiveFolder, ...place } = source;
  for (const folder of [archiveFolder, source.folder]) {
    if (folder === undefined || !existsSync(folder)) continue;
    if ((await readdir(folder)).length === 0) continue;
    await loadCdrSource(
      again,
      { ...place, folder },
      { runId: 'reconcile', contract, tempFolder: options.tempFolder, maxRejectedShare: 1 },
      effects,
      () => undefined,
    );
  }
}

async function dropMacros(again: Database): Promise<void> {
  for (const macro of privateMacros) {
    await again.run(`drop macro if exists temp.${macro}`);
  }
}

/** Counts the exports that were read again, by local day, into `recounted` and `recounted_lines`. */
export async function countExports(raw: Database, file: string, zone: string): Promise<void> {
  await raw.run(`attach ${quote(file)} as again (read_only)`);
  try {
    const day = `((started_at at time zone 'UTC') at time zone ${quote(zone)})::date`;
    await raw.run(
      `insert into recounted
       select source, 'call_lines', ${day}, count(*), count(*) from again.call_lines group by all`,
    );
    await raw.run(
      `create or replace temp table recounted_lines as
       select source, sum(line_count)::bigint as line_count,
         sum(loaded_count)::bigint as loaded_count, sum(rejected_count)::bigint as rejected_count,
         sum(coalesce(skipped_count, 0))::bigint as skipped_count
       from again.files group by source`,
    );
    await raw.run(
      `create or replace temp table unread as
       select source, ${day} as local_date, count(*) as unread_count from again.call_lines
       where file_hash not in (select file_hash from raw.files) group by all`,
    );
    await raw.run(
      `create or replace temp table gone as
       select source, ${day} as local_date, count(*) as gone_count from raw.call_lines as held
       where file_hash is not null
         and not exists (select 1 from again.call_lines as read_again
           where read_again.source = held.source and read_again.leg_id = held.leg_id)
         and file_hash not in (select file_hash from again.files)
       group by all`,
    );
  } finally {
    await raw.run('detach again');
  }
}
