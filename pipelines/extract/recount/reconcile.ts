import type { Effects } from '../../run/effects.ts';
import { type Database, identifier, quote } from '../../warehouse/database.ts';
import type { Contract } from '../contracts.ts';
import type { Mapping } from '../mappings.ts';
import { currentRows } from '../merge.ts';
import { createPrivateMacros } from '../private.ts';
import type { CdrSource, Source } from '../sources.ts';
import { countExports, withExportsReadAgain } from './recount-exports.ts';
import {
  type CountedEntity,
  dayColumn,
  recountedTable,
  recountFiles,
  recountPostgres,
} from './recount-tables.ts';

export interface ReconcileInput {
  readonly sources: readonly Source[];
  readonly contracts: readonly Contract[];
  readonly mappings: readonly Mapping[];
  readonly hashKey: string;
  readonly tempFolder: string;
  /** Days are those of this zone. */
  readonly timeZone: string;
}

/** What a source has of an entity on a day, what raw has of it, and what explains a difference. */
export interface CountedDay {
  readonly source: string;
  readonly entity: string;
  /** Null: rows without a day, such as people; or rows that were rejected, whose day is not known. */
  readonly local_date: string | null;
  /** Rows in Postgres, or lines of exports with equal ones about one leg counted once. */
  readonly source_count: number;
  readonly raw_count: number;
  /** Rows or lines that broke a rule; each is in raw.rejects with its reason. */
  readonly rejected_count: number;
  /** Lines that are no record, such as a row of totals. */
  readonly skipped_count: number;
  /** Several lines about one leg, or equal rows with one key. */
  readonly merged_count: number;
  /** In files that no run has read yet. */
  readonly unread_count: number;
  /** Their file is no longer in the archive. */
  readonly gone_count: number;
  /** What none of these explains. */
  readonly difference: number;
}

/**
 * Counts all sources anew, without what raw remembers of them, and compares with raw, per source,
 * entity and local day. Nothing is written to raw. Throws UserErrors (exit 3) like an extraction.
 */
export async function reconcileSources(
  raw: Database,
  input: ReconcileInput,
  effects: Effects,
): Promise<CountedDay[]> {
  // Mappings over files use them, and this connection may not have extracted.
  await createPrivateMacros(raw, input.hashKey);
  await raw.run(recountedTable);
  await emptyTables(raw);
  for (const source of input.sources) {
    const entities = entitiesOf(source, input);
    if (source.kind === 'postgres') {
      await recountPostgres(raw, source, entities, input.timeZone, input.tempFolder);
    }
    if (source.kind === 'files') await recountFiles(raw, source, entities, input.timeZone);
  }
  const exports = input.sources.filter((source): source is CdrSource => source.kind === 'cdr');
  if (exports.length > 0) {
    await withExportsReadAgain(exports, input, effects, (file) =>
      countExports(raw, file, input.timeZone),
    );
  }
  await countRaw(raw, input, exports);
  return raw.rows<CountedDay>(comparisonSql);
}

/** What only exports fill. */
async function emptyTables(raw: Database): Promise<void> {
  await raw.run(`
    create or replace temp table recounted_lines (source varchar, line_count bigint,
      loaded_count bigint, rejected_count bigint, skipped_count bigint);
    create or replace temp table unread (source varchar, local_date date, unread_count bigint);
    create or replace temp table gone (source varchar, local_date date, gone_count bigint);
    create or replace temp table held (source varchar, entity varchar, local_date date,
      raw_count bigint)`);
}

function entitiesOf(source: Source, input: ReconcileInput): CountedEntity[] {
  return input.mappings
    .filter((mapping) => mapping.sourceName === source.name && mapping.kind === source.kind)
    .flatMap((mapping) => {
      const contract = input.contracts.find(({ entity }) => entity === mapping.entity);
      return contract === undefined ? [] : [{ mapping, contract }];
    });
}

async function countRaw(
  raw: Database,
  input: ReconcileInput,
  exports: readonly CdrSource[],
): Promise<void> {
  for (const mapping of input.mappings) {
    const contract = input.contracts.find(({ entity }) => entity === mapping.entity);
    if (contract === undefined) continue;
    await holdCounts(raw, contract, mapping.sourceName, input.timeZone, mapping.ownRows);
  }
  const lines = input.contracts.find(({ entity }) => entity === 'call_lines');
  if (lines === undefined) return;
  for (const { name } of exports) {
    await holdCounts(raw, lines, name, input.timeZone, `source = ${quote(name)}`);
  }
}

async function holdCounts(
  raw: Database,
  contract: Contract,
  source: string,
  zone: string,
  ownRows = 'true',
): Promise<void> {
  const day = dayColumn(contract);
  const column = day === undefined ? 'null' : identifier(day.name);
  const dated =
    day?.type === 'TIMESTAMP'
      ? `((${column} at time zone 'UTC') at time zone ${quote(zone)})::date`
      : `${column}::date`;
  const isThere = contract.keep === 'versions' ? 'not is_deleted' : 'true';
  await raw.run(
    `insert into held select $source, $entity, ${dated}, count(*)
     from ${currentRows(contract)} as held_rows where ${ownRows} and ${isThere} group by all`,
    { source, entity: contract.entity },
  );
}

// Rejected rows have no day: what is missing on the days must add up to them.
const comparisonSql = `
  with days as (
    select source, entity, local_date, sum(source_count) as source_count,
      sum(key_count) as key_count, sum(raw_count) as raw_count
    from (
      select source, entity, local_date, source_count, key_count, 0 as raw_count from recounted
      union all
      select source, entity, local_date, 0, 0, raw_count from held
    ) group by all
  ),
  rejects as (
    select source, entity, count(distinct coalesce(entity_key, rowid::varchar)) as rejected_count
    from raw.rejects where file_hash is null group by all
  ),
  counted as (
    select days.source, days.entity, days.local_date,
      days.source_count::bigint as source_count, days.raw_count::bigint as raw_count,
      (days.source_count - days.key_count)::bigint as merged_count,
      coalesce(unread.unread_count, 0)::bigint as unread_count,
      coalesce(gone.gone_count, 0)::bigint as gone_count
    from days
    left join unread on days.entity = 'call_lines' and days.source = unread.source
      and days.local_date is not distinct from unread.local_date
    left join gone on days.entity = 'call_lines' and days.source = gone.source
      and days.local_date is not distinct from gone.local_date
  ),
  missing as (
    select *, source_count - merged_count - unread_count + gone_count - raw_count as difference
    from counted
  ),
  totals as (
    select missing.source, missing.entity, sum(missing.difference) as difference,
      coalesce(any_value(rejects.rejected_count), 0) as rejected_count
    from missing
    left join rejects on missing.source = rejects.source and missing.entity = rejects.entity
    group by all
  ),
  -- A rejected row of an entity is missing on the day that only the source knows.
  settled as (
    select missing.* exclude (difference),
      case
        when totals.difference = totals.rejected_count and missing.difference between 0
          and totals.rejected_count then missing.difference else 0
      end::bigint as rejected_count,
      0::bigint as skipped_count,
      missing.difference
    from missing inner join totals using (source, entity)
  )
  select source, entity, local_date, source_count, raw_count, rejected_count, skipped_count,
    merged_count, unread_count, gone_count, (difference - rejected_count)::bigint as difference
  from settled
  union all
  -- Lines of exports that are no call: their day cannot be told.
  select source, 'call_lines', null, line_count - loaded_count, 0, rejected_count, skipped_count, 0,
    0, 0, line_count - loaded_count - rejected_count - skipped_count
  from recounted_lines where line_count > loaded_count
  order by source, entity, local_date nulls first`;
