import type { Effects } from '../../run/effects.ts';
import { exitCodes, UserError } from '../../run/user-error.ts';
import { type Database, quote } from '../../warehouse/database.ts';
import { withoutValues } from '../duckdb-message.ts';
import { applyDifference, type Difference, findDifference } from '../merge.ts';
import type { CdrSource, ExtractedUnit } from '../sources.ts';
import { type CdrAdapter, type CdrShape, profileOf } from './adapter.ts';
import type { InboxFile } from './inbox.ts';
import { type FileRead, readLines } from './lines.ts';
import { type CdrOptions, emptyUnit } from './load-source.ts';
import { dropIncoming, keepWinners, makeIncoming, placeColumns } from './winners.ts';

// Fewer bad lines than this stop no run, whatever their share: one bad call in a file of its own
// would be all of it.
const toleratedRejects = 10;

export interface LoadedBatch {
  readonly units: readonly ExtractedUnit[];
  /** The files whose content raw now knows, with its hash. */
  readonly loaded: readonly { readonly file: InboxFile; readonly hash: string }[];
  /** One sentence for each file that was refused as a whole. */
  readonly refusals: readonly string[];
}

/**
 * Loads files of one shape in one transaction: their legs, rejects and the record of the load. Every
 * line is loaded, rejected or skipped. Throws a UserError (exit 3) when too many are rejected; then nothing was written.
 */
export async function loadBatch(
  raw: Database,
  source: CdrSource,
  adapter: CdrAdapter,
  shape: CdrShape,
  files: readonly InboxFile[],
  options: CdrOptions,
  effects: Effects,
): Promise<LoadedBatch> {
  const reads = await readLines(raw, files, shape, options.tempFolder);
  const profile = profileOf(adapter, source);
  await parseLines(raw, source, shape.parseSql({ timeZone: source.timeZone, profile }));
  await readOutcomes(raw);
  await countByFile(raw, reads, shape);
  const waiting = reads.filter((read) => !read.isWhole);
  const refusals = await refuseFiles(raw, source, reads);
  await refuseTooManyRejects(raw, source, options.maxRejectedShare);
  await makeIncoming(raw, source, options.contract);
  const found = await findDifference(raw, options.contract, {
    isFullRead: false,
    ignoredColumns: placeColumns,
  });
  const difference = await keepWinners(raw, options.contract, found);
  await countChanges(raw, difference);
  await raw.transaction(() => writeBatch(raw, source, difference, options, effects));
  await dropIncoming(raw);
  const units = [
    ...(await readUnits(raw, source)),
    ...waiting.map((read) => emptyUnit(source, read.file, 'waiting')),
  ];
  const written = new Set(
    units.filter((unit) => unit.state === 'read').map((unit) => unit.fileHash),
  );
  const loaded = reads.filter((read) => read.isWhole && written.has(read.hash));
  return { units, refusals, loaded };
}

/** Runs an adapter's SQL. Its failure is a bug of ours, and DuckDB's words about it quote the lines. */
async function parseLines(raw: Database, source: CdrSource, sql: string): Promise<void> {
  try {
    await raw.run(sql);
  } catch (error) {
    throw new UserError({
      what: `lines of the format ${source.format} cannot be read: ${withoutValues(error)}`,
      where: `sources.${source.name}`,
      advice: 'This is a fault in muster: please report it. Nothing of these files was written.',
      exitCode: exitCodes.source,
      cause: error,
    });
  }
}

/**
 * Makes the view `cdr_outcomes` of what an adapter read: what it may leave out is there, and a line
 * without an id or a start is rejected, whatever the adapter says.
 */
async function readOutcomes(raw: Database): Promise<void> {
  const names = new Set((await raw.columns('cdr_read')).map(({ name }) => name));
  const structure = names.has('is_structure') ? 'coalesce(is_structure, false)' : 'false';
  const difference = names.has('zone_difference_ms') ? 'zone_difference_ms' : 'null::bigint';
  const given = ['is_structure', 'zone_difference_ms', 'reason'].filter((name) => names.has(name));
  await raw.run(
    `create or replace temp view cdr_outcomes as
     select file_number, line_number, reason, false as is_structure from cdr_long_lines
     union all by name
     select * exclude (${given.join(', ')}), ${structure} as is_structure,
       ${difference} as zone_difference_ms,
       case when reason is not null or ${structure} then reason
         when leg_id is null or call_id is null then 'the line has no id'
         when started_at is null then 'the line has no start' end as reason
     from cdr_read`,
  );
}

/** One row per file in `file_counts`; files that changed while they were read are left out. */
async function countByFile(
  raw: Database,
  reads: readonly FileRead[],
  shape: CdrShape,
): Promise<void> {
  const rows = reads.map(({ file, hash, isWhole, endedBytes, endedLines }, number) => {
    const texts = [hash, file.name, file.mark].map(quote).join(', ');
    return `(${number}, ${texts}, ${file.sizeBytes}, ${isWhole}, ${endedBytes}, ${endedLines})`;
  });
  const caps = (shape.rowCaps ?? []).join(', ');
  const isCapped = caps === '' ? 'false' : `line_count - skipped_count in (${caps})`;
  await raw.run(
    `create or replace temp table file_counts as
     select *, case when ${isCapped} then 'exactly ' || (line_count - skipped_count)
         || ' rows, the most that such an export holds: probably some are missing' end as note
     from (
       select file.*, coalesce(lines.line_count, 0) as line_count,
         coalesce(counted.loaded_count, 0) as loaded_count,
         coalesce(counted.rejected_count, 0) as rejected_count,
         coalesce(counted.skipped_count, 0) as skipped_count,
         0::bigint as changed_count, 0::bigint as merged_count, counted.newest_at
       from (values ${rows.join(', ')}) as file (file_number, file_hash, file_name, file_mark,
         size_bytes, is_whole, ended_bytes, ended_lines)
       left join (select file_number, count(*) as line_count from cdr_all_lines group by file_number)
         as lines using (file_number)
       left join (
         select file_number, count(*) filter (where reason is null and not is_structure) as loaded_count,
           count(reason) as rejected_count,
           count(*) filter (where reason is null and is_structure) as skipped_count,
           max(started_at) filter (where reason is null and not is_structure) as newest_at
         from cdr_outcomes group by file_number) as counted using (file_number))`,
  );
  const lost = await raw.rows<{ file_name: string }>(
    `select file_name from file_counts
     where loaded_count + rejected_count + skipped_count <> line_count`,
  );
  if (lost.length > 0) throw new Error(`lines were lost in ${lost[0]?.file_name}`);
  await raw.run('delete from file_counts where not is_whole');
}

/**
 * Takes out the files most of whose lines contradict the zone; gives a sentence for each. A single such
 * line in a file of its own is rejected as a line, unless most files of the batch are like it.
 */
async function refuseFiles(
  raw: Database,
  source: CdrSource,
  reads: readonly FileRead[],
): Promise<string[]> {
  const refused = await raw.rows<{
    file_number: number;
    lines: number;
    all_lines: number;
    minutes: number;
  }>(
    `with contradicting as (
       select file_number, count(*) as lines, any_value(line_count) as all_lines,
         15 * mode(round(zone_difference_ms / 900000.0)::bigint) as minutes
       from cdr_outcomes inner join file_counts using (file_number)
       where zone_difference_ms is not null group by file_number
     ),
     batch as (
       select (select sum(lines) from contradicting) as lines,
         (select sum(line_count) from file_counts) as all_lines
     )
     select contradicting.* from contradicting cross join batch
     where contradicting.lines * 2 > contradicting.all_lines
       and (contradicting.lines > 1 or (batch.lines > 1 and batch.lines * 2 > batch.all_lines))
     order by file_number`,
  );
  for (const { file_number } of refused) {
    await raw.run(`delete from file_counts where file_number = ${file_number}`);
  }
  return refused.map(({ file_number, lines, all_lines, minutes }) => {
    const name = reads[file_number]?.file.name ?? '';
    const amount = `${Math.floor(Math.abs(minutes) / 60)} h ${Math.abs(minutes) % 60} min`;
    const side = minutes < 0 ? 'behind' : 'ahead of';
    return `${name}: ${lines} of ${all_lines} lines have times ${amount} ${side} their call ids (read as ${source.timeZone})`;
  });
}

async function refuseTooManyRejects(raw: Database, source: CdrSource, share: number) {
  const { lines, rejects } = await raw.one<{ lines: number; rejects: number }>(
    `select coalesce(sum(line_count), 0)::bigint as lines,
       coalesce(sum(rejected_count), 0)::bigint as rejects from file_counts`,
  );
  if (rejects < toleratedRejects || rejects <= lines * share) return;
  const reasons = await raw.rows<{ text: string }>(
    `select count(*) || '× ' || coalesce(column_name || ': ', '') || why
       || ', first in ' || arg_min(file_name, (file_number, line_number)) || ' line '
       || arg_min(line_number, (file_number, line_number)) as text
     from (
       select *, case when zone_difference_ms is null then reason
         else 'not the time of the call id in the zone of the source' end as why
       from cdr_outcomes inner join file_counts using (file_number) where reason is not null
     ) group by column_name, why order by count(*) desc, column_name nulls first, why limit 3`,
  );
  throw new UserError({
    what: [
      `${rejects} of ${lines} lines cannot be read: ${((100 * rejects) / lines).toFixed(1)} %, and ${(100 * share).toFixed(1)} % are allowed`,
      ...reasons.map(({ text }) => `- ${text}`),
    ].join('\n'),
    where: `sources.${source.name}`,
    advice: `Check sources.${source.name}.format, take the files out of ${source.folder}, or raise extract.max_rejected_share. Nothing of these files was written.`,
    exitCode: exitCodes.source,
  });
}

/**
 * Counts for each file the legs that are new or differ, and the lines that are about a leg which
 * another line tells already: all that were loaded but those that bring a leg.
 */
async function countChanges(raw: Database, difference: Difference): Promise<void> {
  const isNew = difference.changedTable === 'incoming' ? 'true' : 'not is_known';
  await raw.run(
    `update file_counts set changed_count = coalesce(changed, 0),
       merged_count = file_counts.loaded_count - coalesce(brought, 0)
     from file_counts as file left join (
       select file_hash, count(*) as changed, count(*) filter (where ${isNew}) as brought
       from ${difference.changedTable} group by file_hash) as counted using (file_hash)
     where file.file_hash = file_counts.file_hash`,
  );
}

async function writeBatch(
  raw: Database,
  source: CdrSource,
  difference: Difference,
  options: CdrOptions,
  effects: Effects,
): Promise<void> {
  await applyDifference(raw, options.contract, difference, options.runId);
  const values = {
    source: source.name,
    run_id: options.runId,
    now: effects.now().toString(),
  };
  await raw.run(
    `insert into raw.rejects
     select $source, 'call_lines', file_name, file_hash, line_number, entity_key, column_name,
       reason, kept_text, $run_id
     from cdr_outcomes inner join file_counts using (file_number) where reason is not null
     order by file_number, line_number`,
    { source: values.source, run_id: values.run_id },
  );
  await raw.run(
    `insert into raw.files (source, file_hash, file_name, size_bytes, line_count, loaded_count,
       rejected_count, skipped_count, merged_count, note, file_mark, ended_bytes, ended_lines, run_id,
       loaded_at)
     select $source, file_hash, file_name, size_bytes, line_count, loaded_count, rejected_count,
       skipped_count, merged_count, note, file_mark, ended_bytes, ended_lines, $run_id,
       $now::timestamp
     from file_counts order by file_number`,
    values,
  );
  await raw.run(
    `insert into raw.loads by name
     select (select coalesce(max(load_id), 0) from raw.loads)
         + row_number() over (order by file_number) as load_id,
       $run_id as run_id, 'call_lines' as entity, $source as source, file_hash,
       line_count as read_count, loaded_count, rejected_count, changed_count, 0 as deleted_count,
       newest_at, $now::timestamp as loaded_at
     from file_counts order by file_number`,
    values,
  );
}

async function readUnits(raw: Database, source: CdrSource): Promise<ExtractedUnit[]> {
  const rows = await raw.rows<{
    file_hash: string;
    file_name: string;
    line_count: number;
    loaded_count: number;
    rejected_count: number;
    skipped_count: number;
    merged_count: number;
    note: string | null;
    changed_count: number;
    newest_at: string | null;
  }>('select * from file_counts order by file_number');
  return rows.map((row) => ({
    source: source.name,
    entity: 'call_lines',
    fileName: row.file_name,
    fileHash: row.file_hash,
    state: 'read',
    readCount: row.line_count,
    loadedCount: row.loaded_count,
    rejectedCount: row.rejected_count,
    skippedCount: row.skipped_count,
    mergedCount: row.merged_count,
    ...(row.note === null ? {} : { note: row.note }),
    changedCount: row.changed_count,
    deletedCount: 0,
    newestAt: row.newest_at,
  }));
}
