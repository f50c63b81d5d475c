-- Grain:   source
-- Unit:    rows; lines of exports and rows of tables alike
-- Source:  sources, loads, files and ignored columns through staging; call_reconciliation
-- Answers: what became of every row of each source, so that the counts add up?

-- row_count = loaded_count + merged_count + rejected_count + skipped_count; and for telephone
-- records line_count = lines of calls + of no caller + of the future.
with

sources as (

    select * from stg_sources

),

file_counts as (

    select
        source,
        count(*) as file_count,
        sum(line_count)::bigint as row_count,
        sum(loaded_count - merged_count)::bigint as loaded_count,
        sum(merged_count)::bigint as merged_count,
        sum(rejected_count)::bigint as rejected_count,
        sum(skipped_count)::bigint as skipped_count

    from stg_files

    group by source

),

-- A table's last load tells all that stands; rows with an equal key are told apart in exports only.
last_loads as (

    select
        source,
        loaded_count,
        rejected_count

    from stg_loads

    where file_hash is null

    qualify row_number() over (partition by source, entity order by load_id desc) = 1

),

table_counts as (

    select
        source,
        sum(loaded_count + rejected_count)::bigint as row_count,
        sum(loaded_count)::bigint as loaded_count,
        sum(rejected_count)::bigint as rejected_count

    from last_loads

    group by source

),

call_counts as (

    select
        source,
        sum(line_count)::bigint as line_count,
        sum(line_of_call_count)::bigint as line_of_call_count,
        sum(line_of_no_caller_count)::bigint as line_of_no_caller_count,
        sum(line_of_the_future_count)::bigint as line_of_the_future_count,
        sum(call_count)::bigint as call_count,
        sum(annotation_count)::bigint as annotation_count,
        sum(annotation_matched_count)::bigint as annotation_matched_count

    from call_reconciliation

    group by source

),

file_notes as (

    select
        source,
        count(*) || ' of its files: ' || note as remark

    from stg_files

    where note is not null

    group by source, note

),

column_notes as (

    select
        source,
        'left out, for no entity has it: '
        || string_agg(entity || '.' || column_name, ', ' order by entity, column_name) as remark

    from stg_ignored_columns

    group by source

),

remarks as (

    select
        source,
        string_agg(remark, '; ' order by remark) as remark

    from (
        select source, remark from file_notes
        union all
        select source, remark from column_notes
    ) as all_notes

    group by source

),

final as (

    select
        sources.source,
        coalesce(file_counts.file_count, 0) as file_count,
        coalesce(file_counts.row_count, 0) + coalesce(table_counts.row_count, 0) as row_count,
        coalesce(file_counts.loaded_count, 0) + coalesce(table_counts.loaded_count, 0)
            as loaded_count,
        coalesce(file_counts.merged_count, 0) as merged_count,
        coalesce(file_counts.rejected_count, 0) + coalesce(table_counts.rejected_count, 0)
            as rejected_count,
        coalesce(file_counts.skipped_count, 0) as skipped_count,
        coalesce(call_counts.line_count, 0) as line_count,
        coalesce(call_counts.line_of_call_count, 0) as line_of_call_count,
        coalesce(call_counts.line_of_no_caller_count, 0) as line_of_no_caller_count,
        coalesce(call_counts.line_of_the_future_count, 0) as line_of_the_future_count,
        coalesce(call_counts.call_count, 0) as call_count,
        coalesce(call_counts.annotation_count, 0) as annotation_count,
        coalesce(call_counts.annotation_matched_count, 0) as annotation_matched_count,
        remarks.remark

    from sources

    left join file_counts
        on sources.source = file_counts.source

    left join table_counts
        on sources.source = table_counts.source

    left join call_counts
        on sources.source = call_counts.source

    left join remarks
        on sources.source = remarks.source

)

select * from final
