/** The tables of `raw.duckdb` that tell where its rows came from, with their columns and types. */
const metaColumns: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  entities: {
    entity: 'varchar not null',
    state: 'varchar not null',
    source: 'varchar',
    mapping_path: 'varchar',
    mapping_hash: 'varchar',
  },
  sources: {
    source: 'varchar not null',
    kind: 'varchar not null',
    format: 'varchar',
    time_zone: 'varchar',
    has_wait: 'boolean',
    has_offers: 'boolean',
    has_hold: 'boolean',
    has_wrap_up: 'boolean',
    has_talk_in_queue_calls: 'boolean',
    has_unanswered: 'boolean',
    has_transfers: 'boolean',
    has_call_ids: 'boolean',
    has_hold_in_talk: 'boolean',
  },
  loads: {
    load_id: 'bigint not null',
    run_id: 'varchar not null',
    entity: 'varchar not null',
    source: 'varchar not null',
    file_hash: 'varchar',
    read_count: 'bigint not null',
    loaded_count: 'bigint not null',
    rejected_count: 'bigint not null',
    changed_count: 'bigint not null',
    deleted_count: 'bigint not null',
    newest_at: 'timestamp',
    loaded_at: 'timestamp not null',
  },
  files: {
    source: 'varchar not null',
    file_hash: 'varchar not null',
    file_name: 'varchar not null',
    size_bytes: 'bigint not null',
    line_count: 'bigint not null',
    loaded_count: 'bigint not null',
    rejected_count: 'bigint not null',
    run_id: 'varchar not null',
    loaded_at: 'timestamp not null',
    skipped_count: 'bigint',
    merged_count: 'bigint',
    note: 'varchar',
    file_mark: 'varchar',
    ended_bytes: 'bigint',
    ended_lines: 'bigint',
  },
  rejects: {
    source: 'varchar not null',
    entity: 'varchar not null',
    file_name: 'varchar',
    file_hash: 'varchar',
    line_number: 'bigint',
    entity_key: 'varchar',
    column_name: 'varchar',
    reason: 'varchar not null',
    kept_text: 'varchar',
    run_id: 'varchar not null',
  },
  ignored_columns: {
    entity: 'varchar not null',
    source: 'varchar not null',
    column_name: 'varchar not null',
    column_type: 'varchar not null',
    run_id: 'varchar not null',
  },
  watermarks: {
    entity: 'varchar not null',
    source: 'varchar not null',
    cursor_column: 'varchar',
    mapping_hash: 'varchar not null',
    watermark_at: 'timestamp',
    reconciled_at: 'timestamp',
  },
};

/**
 * The statements that make these tables in the catalog `raw`, or make a table of an earlier muster anew
 * with the columns it lacks, all in their order. `present` holds the columns of the tables there are.
 */
export function metaStatements(present: ReadonlyMap<string, readonly string[]>): string[] {
  return Object.entries(metaColumns).flatMap(([table, columns]) => {
    const known = present.get(table);
    const names = Object.keys(columns);
    const list = Object.entries(columns).map(([name, type]) => `${name} ${type}`);
    const create = `create table raw.${table} (${list.join(', ')})`;
    if (known === undefined) return [create];
    if (names.every((name) => known.includes(name))) return [];
    const kept = names.filter((name) => known.includes(name)).join(', ');
    return [
      `alter table raw.${table} rename to ${table}_before`,
      create,
      `insert into raw.${table} (${kept}) select ${kept} from raw.${table}_before`,
      `drop table raw.${table}_before`,
    ];
  });
}
