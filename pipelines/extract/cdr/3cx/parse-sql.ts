import type { LineContext } from '../adapter.ts';
import { callLineColumns, outsideNumberSql } from './columns.ts';
import { faultsOf } from './faults.ts';
import { field, fields, splitSql } from './fields.ts';
import {
  idCandidateColumns,
  idColumns,
  idInstantSql,
  idReadingColumns,
  idSwappedColumns,
} from './ids.ts';
import { instantColumns, localAtIdSql, localColumns, zonesOf } from './instants.ts';
import { keptTextSql } from './kept-text.ts';
import type { ThreeCxProfile } from './profile.ts';

/**
 * SQL that reads the lines of 3CX into `cdr_read`; see CdrShape. Lines of versions up to 18 (quoted
 * chain with commas, Internal and External, local times) and of V20 (chain with semicolons, Line and
 * Extension, UTC) may stand in one file.
 */
export function parseSql(context: LineContext<ThreeCxProfile>): string {
  const zones = zonesOf(context);
  const faults = faultsOf(zones);
  // One pass from lines to rows: a million lines in between would have to be written down and read.
  return `
    create or replace temp table cdr_read as
    with split as (
      select file_number, line_number, line, is_cut, ${splitSql} as f from cdr_lines
    ),
    measured as (
      select *, ${localColumns()}, ${idColumns()},
        coalesce(${field('from_type')} in ('Internal', 'External')
          or ${field('to_type')} in ('Internal', 'External'), false) as is_older
      from split
    ),
    swapped as (
      select *, ${idSwappedColumns()}, ${outsideNumberSql()} as outside_number from measured
    ),
    turned as (
      select *, ${idReadingColumns()} from swapped
    ),
    numbered as (
      select *, ${idCandidateColumns()} from turned
    ),
    known as (
      select *, ${idInstantSql()} as id_at from numbered
    ),
    placed as (
      select *, ${localAtIdSql(zones)} as id_local from known
    ),
    timed as (
      select *, epoch_ms(started_local) - epoch_ms(date_trunc('second', id_local)) as difference_ms,
        ${instantColumns(zones)}
      from placed
    ),
    checked as (
      select *, ${faults.firstSql} as fault from timed
    )
    select file_number, line_number, ${faults.reasonSql} as reason,
      ${faults.fieldSql} as column_name,
      case when fault is not null and len(f) = ${fields.length} and id_at is not null
        then ${field('callid')} end as entity_key,
      case when fault is not null then ${keptTextSql()} end as kept_text,
      case when ${faults.isZoneSql} then difference_ms end as zone_difference_ms,
      ${callLineColumns(context.profile)}
    from checked`;
}
