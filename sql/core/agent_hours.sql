-- Grain:   local_date, local_hour, person_id, team_id?
-- Unit:    seconds of an hour of the team's local day; up to 7,200 where the clocks go back
-- Source:  hours_of_people; agent_shifts and shift_pauses; handles
-- Answers: how long was each agent scheduled, there, staffed, busy and idle in each hour?

with

hours as (

    select * from hours_of_people

),

-- The states of a day tell all of it; without any, the shifts of the day do.
days as (

    select
        person_id,
        local_date,
        bool_or(has_state) as is_from_states,
        bool_or(has_call_state) as has_call_state,
        bool_or(has_state or present_seconds > 0) as is_present,
        bool_or(busy_seconds > 0) as is_busy,
        bool_or(scheduled_seconds > 0) as is_scheduled,
        sum(worked_seconds - busy_seconds) as free_seconds

    from hours

    group by person_id, local_date

),

-- A shift that does not say when the agent came and left tells nothing of the days that it touches;
-- one that is under way need only say when the agent came.
untold_days as (

    select distinct
        person_id,
        unnest(
            generate_series(local_date::timestamp, last_date::timestamp, interval 1 day)
        )::date as local_date

    from agent_shifts

    where
        (is_expected or status = 'active')
        and is_attended is distinct from false
        and (actual_start_at is null or (is_expected and actual_end_at is null))

),

unclear_calls as (

    select distinct
        person_id,
        local_date

    from handles

    where talk_seconds is null

),

-- When the pauses of a shift were is not recorded: they are spread over the time without calls.
told_days as (

    select
        days.person_id,
        days.local_date,
        days.is_from_states,
        days.is_scheduled,
        days.is_present or days.is_busy or untold_days.person_id is not null as is_at_work,
        days.is_from_states or untold_days.person_id is null as is_told,
        -- Who handles a call on a shift that says absent was there, and nobody knows how long.
        days.is_from_states
        or (untold_days.person_id is null and (days.is_present or not days.is_busy))
            as is_staffed_known,
        days.has_call_state or unclear_calls.person_id is null as is_busy_known,
        days.is_from_states or coalesce(shift_pauses.is_recorded, true) as is_pause_known,
        days.free_seconds,
        least(coalesce(shift_pauses.lunch_seconds, 0), days.free_seconds) as lunch_seconds,
        least(
            coalesce(shift_pauses.lunch_seconds + shift_pauses.off_queue_seconds, 0),
            days.free_seconds
        ) as pause_seconds

    from days

    left join untold_days
        on days.person_id = untold_days.person_id
        and days.local_date = untold_days.local_date

    left join unclear_calls
        on days.person_id = unclear_calls.person_id
        and days.local_date = unclear_calls.local_date

    left join shift_pauses
        on days.person_id = shift_pauses.person_id
        and days.local_date = shift_pauses.local_date

    where days.is_present or days.is_scheduled

),

hours_so_far as (

    select
        person_id,
        team_id,
        local_date,
        local_hour,
        worked_seconds - busy_seconds as free_seconds,
        sum(worked_seconds - busy_seconds) over (
            partition by person_id, local_date
            order by local_hour, team_id
            rows between unbounded preceding and current row
        ) as free_until_seconds

    from hours

),

-- Rounded down up to each hour, so that the hours add up to the day.
pauses as (

    select
        hours_so_far.person_id,
        hours_so_far.team_id,
        hours_so_far.local_date,
        hours_so_far.local_hour,
        told_days.lunch_seconds * hours_so_far.free_until_seconds
        // nullif(told_days.free_seconds, 0)
        - told_days.lunch_seconds * (hours_so_far.free_until_seconds - hours_so_far.free_seconds)
        // nullif(told_days.free_seconds, 0) as lunch_seconds,
        told_days.pause_seconds * hours_so_far.free_until_seconds
        // nullif(told_days.free_seconds, 0)
        - told_days.pause_seconds * (hours_so_far.free_until_seconds - hours_so_far.free_seconds)
        // nullif(told_days.free_seconds, 0) as pause_seconds

    from hours_so_far

    inner join told_days
        on hours_so_far.person_id = told_days.person_id
        and hours_so_far.local_date = told_days.local_date

),

measured as (

    select
        hours.local_date,
        hours.local_hour,
        hours.person_id,
        hours.team_id,
        hours.location_id,
        told_days.is_from_states,
        told_days.is_at_work,
        told_days.is_told and told_days.is_scheduled as is_judged,
        told_days.is_staffed_known,
        told_days.is_busy_known and told_days.is_staffed_known as is_busy_known,
        told_days.is_busy_known and told_days.is_from_states as is_idle_known,
        told_days.is_pause_known,
        hours.scheduled_seconds,
        hours.talk_seconds,
        hours.busy_seconds,
        hours.idle_seconds,
        case
            when told_days.is_from_states then hours.adherent_seconds
            else hours.overlap_seconds
        end as adherent_seconds,
        case
            when told_days.is_from_states then hours.signed_in_seconds
            else hours.present_seconds
        end as present_seconds,
        case
            when told_days.is_from_states then hours.staffed_seconds
            else hours.worked_seconds - coalesce(pauses.lunch_seconds, 0)
        end as staffed_seconds,
        case
            when told_days.is_from_states then hours.busy_seconds + hours.idle_seconds
            else hours.worked_seconds - coalesce(pauses.pause_seconds, 0)
        end as on_queue_seconds,
        case
            when told_days.is_from_states then hours.paid_seconds
            else hours.worked_seconds - coalesce(pauses.lunch_seconds, 0)
        end as paid_seconds

    from hours

    inner join told_days
        on hours.person_id = told_days.person_id
        and hours.local_date = told_days.local_date

    inner join pauses
        on hours.person_id = pauses.person_id
        and hours.local_date = pauses.local_date
        and hours.local_hour = pauses.local_hour
        and hours.team_id is not distinct from pauses.team_id

),

final as (

    select
        measured.local_date,
        measured.local_hour,
        measured.person_id,
        measured.team_id,
        measured.location_id,
        measured.is_from_states,
        measured.is_at_work,
        measured.is_judged,
        measured.is_staffed_known,
        measured.is_busy_known,
        measured.is_idle_known,
        measured.is_pause_known,

        measured.scheduled_seconds::integer as scheduled_seconds,
        measured.adherent_seconds::integer as adherent_seconds,
        measured.present_seconds::integer as present_seconds,
        measured.staffed_seconds::integer as staffed_seconds,
        measured.on_queue_seconds::integer as on_queue_seconds,
        measured.busy_seconds::integer as busy_seconds,
        measured.idle_seconds::integer as idle_seconds,
        measured.talk_seconds::integer as talk_seconds,
        case run_settings.utilization_base
            when 'paid' then measured.paid_seconds
            else measured.staffed_seconds
        end::integer as base_seconds

    from measured

    cross join run_settings

)

select * from final

order by local_date, person_id, local_hour
