-- Grain:   message_id
-- Unit:    waited_seconds to the answer, while there is none to the as-of, on the channel's clock
-- Source:  message_runs; lead_message_runs; business_openings; the seed response_targets
-- Answers: how long did each message of a customer or a lead wait, and was it answered in time?

with

runs as (

    select
        message_id,
        tenant_id,
        null as lead_id,
        person_id,
        team_id,
        location_id,
        channel,
        local_date,
        started_at,
        answered_at

    from message_runs

    union all

    select
        message_id,
        null as tenant_id,
        lead_id,
        person_id,
        team_id,
        location_id,
        channel,
        local_date,
        started_at,
        answered_at

    from lead_message_runs

),

waits as (

    select
        runs.message_id,
        runs.tenant_id,
        runs.lead_id,
        runs.person_id,
        runs.team_id,
        runs.location_id,
        runs.channel,
        runs.local_date,
        coalesce(runs.location_id, '') as calendar_id,
        runs.started_at,
        runs.answered_at,
        coalesce(runs.answered_at, run_settings.as_of_at) as waited_until_at,
        coalesce(response_targets.clock, 'business') as clock,
        response_targets.target_seconds

    from runs

    cross join run_settings

    left join response_targets
        on runs.channel = response_targets.channel

),

-- The clock of a location at an instant: its open seconds until then.
timed as (

    select
        waits.message_id,
        waits.tenant_id,
        waits.lead_id,
        waits.person_id,
        waits.team_id,
        waits.location_id,
        waits.channel,
        waits.local_date,
        waits.started_at,
        waits.answered_at,
        waits.target_seconds,
        case
            when waits.clock = 'calendar'
                then date_diff('second', waits.started_at, waits.waited_until_at)
            else
                until_end.seconds_before
                + date_diff(
                    'second',
                    until_end.opened_at,
                    least(waits.waited_until_at, until_end.closed_at)
                )
                - until_start.seconds_before
                - date_diff(
                    'second',
                    until_start.opened_at,
                    least(waits.started_at, until_start.closed_at)
                )
        end as waited_seconds

    from waits

    asof left join business_openings as until_start
        on waits.calendar_id = until_start.calendar_id
        and waits.started_at >= until_start.opened_at

    asof left join business_openings as until_end
        on waits.calendar_id = until_end.calendar_id
        and waits.waited_until_at >= until_end.opened_at

),

-- Unanswered and older than the target is a miss, not a gap; younger is pending.
final as (

    select
        message_id,
        tenant_id,
        lead_id,
        person_id,
        team_id,
        location_id,
        channel,
        local_date,
        started_at,
        answered_at,
        target_seconds,
        waited_seconds,
        case
            when waited_seconds is null then 'unknown'
            when answered_at is not null and target_seconds is null then 'answered'
            when answered_at is not null and waited_seconds <= target_seconds then 'in_time'
            when answered_at is not null then 'late'
            when waited_seconds > target_seconds then 'missed'
            else 'pending'
        end as result

    from timed

)

select * from final
