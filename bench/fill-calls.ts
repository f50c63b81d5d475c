import type { Database } from '../pipelines/warehouse/database.ts';

/**
 * Calls of two years, 40 agents, two teams: four fifths are lines of a 3CX export, half of them to a
 * queue and half placed, the rest rows of a call table that knows waits and whose phone rang.
 */
export async function fillCalls(raw: Database, callCount: number): Promise<void> {
  await raw.run(companySql);
  await raw.run(linesSql(callCount - Math.floor(callCount / 5)));
  await raw.run(tableSql(Math.floor(callCount / 5)));
  await raw.run(`
    insert into raw.call_annotations by name
      select 'a' || line_number as annotation_id, source, leg_id as call_id,
        (hash(line_number) % 5 + 1) as csat_score
      from raw.call_lines where line_number % 5 = 0;
    checkpoint`);
}

const companySql = `
  insert into raw.entities (entity, state) select unnest(['people', 'person_identities',
    'locations', 'teams', 'team_members', 'queues', 'call_lines', 'calls',
    'call_annotations']), 'mapped';
  insert into raw.sources (source, kind, format, time_zone, has_wait, has_offers, has_hold,
      has_wrap_up, has_talk_in_queue_calls, has_unanswered, has_transfers, has_call_ids)
    values ('3cx', 'cdr', '3cx', 'UTC', false, false, false, false, false, true, true, true),
      ('crm', 'postgres', null, 'UTC', true, true, true, true, true, true, true, true);
  insert into raw.locations (location_id, name, time_zone) values ('d', 'D', 'America/Detroit');
  insert into raw.teams (team_id, name, kind, location_id)
    values ('cc', 'Desk', 'call_center', 'd'), ('sa', 'Sales', 'sales', 'd');
  insert into raw.queues (source, queue_id, name, team_id)
    values ('3cx', '800', 'Q', 'cc'), ('crm', '800', 'Q', 'cc');
  insert into raw.people (person_id, name) select 'p' || i, 'P' || i from range(40) as t(i);
  insert into raw.person_identities (kind, value, source, person_id, valid_from_date)
    select 'extension', (100 + i)::varchar, source, 'p' || i, '2020-01-01'
    from range(40) as t(i), unnest(['3cx', 'crm']) as s(source);
  insert into raw.team_members (person_id, team_id, role, from_date)
    select 'p' || i, if(i < 20, 'cc', 'sa'), 'member', '2020-01-01' from range(40) as t(i)`;

/** The `count` instants of two years at even steps, numbered. */
const instantsSql = (count: number) =>
  `(select i, timestamp '2024-11-16' + to_milliseconds(i * (63000000000 // ${count})) as seen_at
    from range(${count}) as t(i))`;

const linesSql = (count: number) => `
  insert into raw.call_lines by name
    select '3cx' as source, 'l' || i as leg_id, 'l' || i as call_id, '3cx-file' as format,
      i as history_number, started_at, answered_at, ended_at,
      if(answered_at is null, null, 200) as duration_seconds,
      'TerminatedBySrc' as termination_reason,
      if(kind = 0 and answered_at is not null, 'ReplacedDst', null) as change_reason,
      if(kind = 0, 'Line', 'Extension') as from_type, if(kind = 0, 'Queue', 'Line') as to_type,
      if(kind = 0, if(answered_at is null, 'Queue', 'Extension'), 'Line') as final_type,
      if(kind = 0, null, (120 + i % 20)::varchar) as from_extension,
      if(kind = 0, '800', null) as to_extension,
      if(kind = 0, (100 + i % 20)::varchar, null) as final_extension,
      'h' || (i % 50000) as party_hash, '•••42' as party_masked,
      if(kind = 0, ['800', (100 + i % 20)::varchar], [(120 + i % 20)::varchar])
        as chain_extensions,
      'f' as file_hash, i as line_number
    from (
      select i, hash(i) % 2 as kind, seen_at as started_at,
        if(hash(i + 7) % 8 = 0, null, seen_at + interval 5 seconds) as answered_at,
        seen_at + interval 205 seconds as ended_at
      from ${instantsSql(count)}
    )`;

const tableSql = (count: number) => `
  insert into raw.calls by name
    select 'crm' as source, 'c' || i as call_id, 'inbound' as direction, '800' as queue_id,
      'extension' as agent_kind, (100 + i % 20)::varchar as agent_value,
      'h' || (i % 50000) as party_hash, seen_at as started_at,
      if(is_answered, seen_at + interval 12 seconds, null) as answered_at,
      seen_at + interval 190 seconds as ended_at, is_answered, (i % 60)::integer as wait_seconds,
      if(is_answered, 178, null) as talk_seconds, if(is_answered, 6, null) as hold_seconds,
      if(is_answered, 20, null) as wrap_up_seconds, i % 40 = 0 as is_transferred
    from (select i, seen_at, hash(i + 3) % 8 > 0 as is_answered from ${instantsSql(count)})`;
