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
 * Makes the temporary table `incoming`: one row a leg, of the lines in `cdr_outcomes` that are neither
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
  await raw.run(
    `create or replace temp table incoming as
     select ${columns.join(', ')} from cdr_outcomes inner join file_counts using (file_number)
     where reason is null and not is_structure`,
  );
  const { repeated } = await raw.one<{ repeated: number }>(
    'select count(*) - count(distinct leg_id) as repeated from incoming',
  );
  if (repeated === 0) return;
  await raw.run(
    `create or replace temp table repeated_legs as
     select leg_id from incoming group by leg_id having count(*) > 1;
     create or replace temp table repeated_winners as
     select row.* from incoming as row semi join repeated_legs using (leg_id)
     qualify row_number() over (partition by leg_id
       order by ${rankSql(contract, 'row')} desc, file_hash, line_number) = 1;
     delete from incoming where leg_id in (select leg_id from repeated_legs);
     insert into incoming select * from repeated_winners`,
  );
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
