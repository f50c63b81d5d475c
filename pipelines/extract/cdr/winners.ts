import { type Database, identifier, quote } from '../../warehouse/database.ts';
import type { Contract } from '../contracts.ts';
import type { Difference } from '../merge.ts';
import type { CdrSource } from '../sources.ts';

/** What says where a line was read, and nothing about the call. */
export const placeColumns = ['file_hash', 'line_number'];

/**
 * What makes one line about a leg count more than another, as SQL over a row named `row`, the first
 * difference deciding: the newer change, an end, the later end, the greater content. It does not ask
 * which file came first, so the order of files changes nothing.
 */
function rankSql(contract: Contract, row: string): string {
  const told = contract.columns.filter(
    ({ name }) => !contract.keyColumns.includes(name) && !placeColumns.includes(name),
  );
  const content = told.map(({ name }) => `coalesce(${row}.${identifier(name)}::varchar, '')`);
  const isNull = told.map(({ name }) => `(${row}.${identifier(name)} is null)::varchar`);
  const instant = (name: string) => `coalesce(epoch_us(${row}.${name}), -9223372036854775807)`;
  return `{
    changed: ${instant('updated_at')}, ended: ${instant('ended_at')},
    content: [${[...content, ...isNull].join(', ')}]}`;
}

/**
 * Makes the temporary table or view `incoming`: one row a leg, of the lines in `cdr_outcomes` that are neither
 * rejected nor skipped.
 */
export async function makeIncoming(
  raw: Database,
  source: CdrSource,
  contract: Contract,
): Promise<void> {
  const read = new Set((await raw.columns('cdr_outcomes')).map(({ name }) => name));
  const columns = contract.columns.map(({ name, type }) => {
    if (name === 'source') return `${quote(source.name)} as source`;
    if (name === 'file_hash') return identifier(name);
    // What a format does not know, its adapter does not name.
    return read.has(name)
      ? `${identifier(name)}::${type} as ${identifier(name)}`
      : `null::${type} as ${identifier(name)}`;
  });
  const select = `select ${columns.join(', ')}
    from cdr_outcomes inner join file_counts using (file_number)
    where reason is null and not is_structure`;
  await dropIncoming(raw);
  const { repeated } = await raw.one<{ repeated: number }>(
    `select count(*) - count(distinct leg_id) as repeated
     from cdr_outcomes inner join file_counts using (file_number)
     where reason is null and not is_structure`,
  );
  // A million lines need not be written down once more where each is a leg.
  if (repeated === 0) await raw.run(`create temp view incoming as ${select}`);
  else await raw.run(`create temp table incoming as ${onePerLegSql(contract, select)}`);
}

/** Of the lines about one leg that which counts most. */
function onePerLegSql(contract: Contract, select: string): string {
  return `
    with line as materialized (${select}),
    repeated as (select leg_id from line group by leg_id having count(*) > 1)
    select * from line anti join repeated using (leg_id)
    union all
    select line.* from line semi join repeated using (leg_id)
    qualify row_number() over (partition by leg_id
      order by ${rankSql(contract, 'line')} desc, file_hash, line_number) = 1`;
}

/** Takes `incoming` away, which may be a table or a view and is a table elsewhere. */
export async function dropIncoming(raw: Database): Promise<void> {
  const found = await raw.rows<{ kind: string }>(
    `select 'table' as kind from duckdb_tables()
     where database_name = 'temp' and table_name = 'incoming'
     union all select 'view' from duckdb_views()
     where database_name = 'temp' and view_name = 'incoming'`,
  );
  for (const { kind } of found) await raw.run(`drop ${kind} temp.incoming`);
}

/** Takes out of a difference the lines that count less than what raw holds of their leg. */
export async function keepWinners(
  raw: Database,
  contract: Contract,
  difference: Difference,
): Promise<Difference> {
  if (!difference.hasUpdates) return difference;
  await raw.run(
    `delete from changed using raw.${contract.entity} as held
     where is_known and held.source = changed.source and held.leg_id = changed.leg_id
       and ${rankSql(contract, 'held')} > ${rankSql(contract, 'changed')}`,
  );
  const { changed, updates } = await raw.one<{ changed: number; updates: number }>(
    'select count(*) as changed, count(*) filter (where is_known) as updates from changed',
  );
  return { ...difference, changedCount: changed, hasUpdates: updates > 0 };
}
