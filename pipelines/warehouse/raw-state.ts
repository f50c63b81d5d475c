import type { Database } from './database.ts';

/**
 * A text that changes whenever raw does: the number of the last load that changed something, and a
 * hash of the loads' runs, the entities' mappings and the sources' capabilities. The runs tell a raw
 * that was made anew from the one before it.
 */
export async function readRawState(raw: Database): Promise<string> {
  const { state } = await raw.one<{ state: string }>(`
    select
      (select coalesce(max(load_id), 0) from raw.loads)
      || '-'
      || left(
        md5(
          (select coalesce(string_agg(run_id || entity, '|' order by load_id), '') from raw.loads)
          || (select coalesce(string_agg(entities::varchar, '|' order by entity), '') from raw.entities)
          || (select coalesce(string_agg(sources::varchar, '|' order by source), '') from raw.sources)
        ),
        12
      ) as state`);
  return state;
}
