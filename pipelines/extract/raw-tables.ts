/**
 * The tables of `raw.duckdb` that tell where its rows came from; all in the catalog `raw`.
 * A column that is added later stands at the end and may be null: raw files from before get it.
 */
export const metaTables: Readonly<Record<string, string>> = {
  entities: `create table raw.entities (
    entity varchar not null, state varchar not null, source varchar, mapping_path varchar,
    mapping_hash varchar)`,
  sources: `create table raw.sources (
    source varchar not null, kind varchar not null, format varchar, time_zone varchar,
    has_wait boolean, has_offers boolean, has_hold boolean, has_wrap_up boolean,
    has_talk_in_queue_calls boolean, has_unanswered boolean, has_transfers boolean,
    has_call_ids boolean)`,
  loads: `create table raw.loads (
    load_id bigint not null, run_id varchar not null, entity varchar not null,
    source varchar not null, file_hash varchar, read_count bigint not null,
    loaded_count bigint not null, rejected_count bigint not null, changed_count bigint not null,
    deleted_count bigint not null, newest_at timestamp, loaded_at timestamp not null)`,
  files: `create table raw.files (
    source varchar not null, file_hash varchar not null, file_name varchar not null,
    size_bytes bigint not null, line_count bigint not null, loaded_count bigint not null,
    rejected_count bigint not null, run_id varchar not null, loaded_at timestamp not null,
    skipped_count bigint, merged_count bigint, note varchar, file_mark varchar,
    ended_bytes bigint, ended_lines bigint)`,
  rejects: `create table raw.rejects (
    source varchar not null, entity varchar not null, file_name varchar, file_hash varchar,
    line_number bigint, entity_key varchar, column_name varchar, reason varchar not null,
    kept_text varchar, run_id varchar not null)`,
};
