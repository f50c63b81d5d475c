-- Grain:   source, local_date?
-- Unit:    counts; local_date is the workspace's local day of the start
-- Source:  call_lines, calls and annotations through staging; calls; call_legs;
--          call_annotation_matches
-- Answers: does every line that raw holds lead to a call, and every annotation to its call?

with

call_lines as (

    select
        source,
        call_id,
        started_at

    from stg_call_lines

    union all

    select
        source,
        call_id,
        started_at

    from stg_calls

),

workspace_days as (

    select
        hour_offsets.slot_at,
        hour_offsets.offset_seconds

    from hour_offsets

    inner join run_settings
        on hour_offsets.time_zone = run_settings.time_zone

),

-- A line that leads to no call but to legs leads to those of which a call is not made.
legs as (

    select distinct
        source,
        call_id

    from call_legs

    where is_monitoring

),

lines as (

    select
        call_lines.source,
        call_lines.started_at,
        1 as line_count,
        (calls.call_id is not null)::integer as line_of_call_count,
        (calls.call_id is null and call_lines.started_at > run_settings.as_of_at)::integer
            as line_of_the_future_count,
        -- An agent who pauses, a line of a conference's bookkeeping: no caller is in it.
        (
            calls.call_id is null
            and legs.call_id is null
            and call_lines.started_at <= run_settings.as_of_at
        )::integer as line_of_no_caller_count

    from call_lines

    cross join run_settings

    left join calls
        on call_lines.source = calls.source
        and call_lines.call_id = calls.call_id

    left join legs
        on call_lines.source = legs.source
        and call_lines.call_id = legs.call_id

),

annotations as (

    select
        annotations.source,
        coalesce(annotations.started_at, calls.started_at) as started_at,
        1 as annotation_count,
        (call_annotation_matches.call_id is not null)::integer as annotation_matched_count

    from stg_call_annotations as annotations

    left join call_annotation_matches
        on annotations.annotation_id = call_annotation_matches.annotation_id

    left join calls
        on call_annotation_matches.source = calls.source
        and call_annotation_matches.call_id = calls.call_id

),

facts as (

    select
        source,
        started_at,
        line_count,
        line_of_call_count,
        line_of_the_future_count,
        line_of_no_caller_count

    from lines

    union all by name

    select
        source,
        started_at,
        1 as call_count

    from calls

    union all by name

    select
        source,
        started_at,
        annotation_count,
        annotation_matched_count

    from annotations

),

final as (

    select
        facts.source,
        (facts.started_at + to_seconds(workspace_days.offset_seconds))::date as local_date,
        coalesce(sum(facts.line_count), 0)::bigint as line_count,
        coalesce(sum(facts.line_of_call_count), 0)::bigint as line_of_call_count,
        coalesce(sum(facts.line_of_the_future_count), 0)::bigint as line_of_the_future_count,
        coalesce(sum(facts.line_of_no_caller_count), 0)::bigint as line_of_no_caller_count,
        coalesce(sum(facts.call_count), 0)::bigint as call_count,
        coalesce(sum(facts.annotation_count), 0)::bigint as annotation_count,
        coalesce(sum(facts.annotation_matched_count), 0)::bigint as annotation_matched_count

    from facts

    left join workspace_days
        on time_bucket(interval 30 minutes, facts.started_at) = workspace_days.slot_at

    group by all

)

select * from final
