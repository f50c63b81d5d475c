import { exitCodes, UserError } from '../run/user-error.ts';
import { type Database, quote } from '../warehouse/database.ts';
import type { Contract } from './contracts.ts';
import type { Mapping } from './mappings.ts';
import { keyText } from './screen.ts';

// Fewer bad rows than this stop no read of a part, whatever their share: one bad row among the three
// that changed since yesterday is no sign of a broken source.
const toleratedInPart = 10;

/** Throws a UserError (exit 3) when too many of the rows that were read are rejected. */
export async function refuseTooManyRejects(
  raw: Database,
  read: {
    readonly mapping: Mapping;
    readonly readCount: number;
    readonly rejectedCount: number;
    readonly isPart: boolean;
  },
  maxRejectedShare: number,
): Promise<void> {
  const { mapping, readCount, rejectedCount } = read;
  if (rejectedCount <= readCount * maxRejectedShare) return;
  if (read.isPart && rejectedCount < toleratedInPart) return;
  const reasons = await raw.rows<{ text: string }>(
    `select count(*) || '× ' || case when any_value(column_name) is null then '' else
       '"' || column_name || '": ' end || reason as text
     from rejected group by column_name, reason order by count(*) desc, column_name nulls first, reason limit 3`,
  );
  const share = ((100 * rejectedCount) / readCount).toFixed(1);
  const allowed = (100 * maxRejectedShare).toFixed(1);
  throw new UserError({
    what: [
      `${rejectedCount} of ${readCount} rows of ${mapping.entity} cannot be used: ${share} %, and ${allowed} % are allowed`,
      ...reasons.map(({ text }) => `- ${text}`),
    ].join('\n'),
    where: mapping.path,
    advice: `Mend the rows in the source or the mapping, or raise extract.max_rejected_share. Nothing of ${mapping.entity} was written.`,
    exitCode: exitCodes.source,
  });
}

const names = 'source, entity, entity_key, column_name, reason, run_id';

/**
 * Puts into the temporary table `wanted_rejects` what `raw.rejects` must say of a mapping after a read,
 * and says whether that differs from what it says. Of a read in full these are its own rejects; of a
 * part, those of the rows it did not read stay, unless the source no longer has their keys.
 */
export async function planRejects(
  raw: Database,
  contract: Contract,
  mapping: Mapping,
  read: { readonly runId: string; readonly isPart: boolean; readonly keysTable?: string },
): Promise<boolean> {
  const held = `(select ${names} from raw.rejects where ${rejectsOf(mapping)})`;
  const now = `select ${quote(mapping.sourceName)} as source, ${quote(mapping.entity)} as entity,
    entity_key, column_name, reason, ${quote(read.runId)} as run_id from rejected`;
  await raw.run(
    `create or replace temp table wanted_rejects as ${read.isPart ? partSql(contract, held, now, read.keysTable) : now}`,
  );
  const compared = 'source, entity_key, column_name, reason';
  const { count } = await raw.one<{ count: number }>(
    `select count(*) as count from (
       (select ${compared} from wanted_rejects except all select ${compared} from ${held}) union all
       (select ${compared} from ${held} except all select ${compared} from wanted_rejects))`,
  );
  return count > 0;
}

/** Writes what `planRejects` found; to be called in the transaction of the load. */
export async function replaceRejects(raw: Database, mapping: Mapping): Promise<void> {
  await raw.run(`delete from raw.rejects where ${rejectsOf(mapping)}`);
  await raw.run(`insert into raw.rejects (${names}) select ${names} from wanted_rejects`);
}

function partSql(
  contract: Contract,
  held: string,
  now: string,
  keysTable: string | undefined,
): string {
  const isThere =
    keysTable === undefined
      ? 'true'
      : `entity_key in (select ${keyText(contract)} from ${keysTable}
         where ${keyText(contract)} is not null)`;
  return `
    select * from ${held} where entity_key is not null and ${isThere}
      and entity_key not in (select ${keyText(contract)} from incoming)
      and entity_key not in (select entity_key from rejected where entity_key is not null)
    union all
    select * from (${now}) where entity_key is not null
    union all
    select * from ${held} where entity_key is null
    union all
    -- A row without a key cannot be told from the one that was read the last time.
    select * from (${now}) as new where entity_key is null and not exists (
      select 1 from ${held} as old where old.entity_key is null and old.reason = new.reason
        and old.column_name is not distinct from new.column_name)`;
}

/** Of an entity with one mapping, what an earlier source left goes too. */
function rejectsOf(mapping: Mapping): string {
  const ofSource = mapping.ownRows === undefined ? '' : `and source = ${quote(mapping.sourceName)}`;
  return `entity = ${quote(mapping.entity)} and file_hash is null ${ofSource}`;
}
