-- Grain:   local_date, location_id?, team_id?, person_id
-- Unit:    counts and seconds
-- Source:  agent_hours, agent_shifts, finished_trainings, coaching_held, call_sums_by_day; people
-- Answers: how much of each kind of presence and work had a person on a local day?

with

-- What cannot be known of a day is left out of both sides of a ratio, and a *_known_count says of
-- how many days it is known.
hours as (

    select
        agent_hours.local_date,
        agent_hours.location_id,
        agent_hours.team_id,
        agent_hours.person_id,
        1 as listed_count,
        bool_or(agent_hours.is_at_work)::integer as work_day_count,
        bool_or(agent_hours.is_from_states)::integer as state_day_count,
        bool_or(agent_hours.is_at_work and agent_hours.is_staffed_known)::integer
            as staffed_known_count,
        bool_or(agent_hours.is_at_work and agent_hours.is_busy_known)::integer
            as busy_known_count,
        bool_or(agent_hours.is_idle_known)::integer as idle_known_count,
        bool_or(agent_hours.is_at_work and agent_hours.is_pause_known)::integer
            as pause_known_count,
        (sum(agent_hours.scheduled_seconds) > 0)::integer as scheduled_day_count,
        (bool_or(agent_hours.is_judged) and sum(agent_hours.scheduled_seconds) > 0)::integer
            as judged_day_count,
        (
            bool_or(agent_hours.is_judged and not agent_hours.is_from_states)
            and sum(agent_hours.scheduled_seconds) > 0
        )::integer as overlap_day_count,
        sum(agent_hours.scheduled_seconds) as scheduled_seconds,
        sum(agent_hours.scheduled_seconds) filter (where agent_hours.is_judged)
            as judged_seconds,
        sum(agent_hours.adherent_seconds) filter (where agent_hours.is_judged)
            as adherent_seconds,
        sum(agent_hours.present_seconds) filter (where agent_hours.is_judged)
            as present_seconds,
        sum(agent_hours.staffed_seconds) filter (where agent_hours.is_staffed_known)
            as staffed_seconds,
        sum(agent_hours.on_queue_seconds) filter (where agent_hours.is_staffed_known)
            as on_queue_seconds,
        sum(agent_hours.busy_seconds) filter (where agent_hours.is_idle_known)
            as occupied_seconds,
        sum(agent_hours.busy_seconds + agent_hours.idle_seconds)
            filter (where agent_hours.is_idle_known) as ready_seconds,
        sum(agent_hours.busy_seconds) filter (where agent_hours.is_busy_known)
            as utilized_seconds,
        sum(agent_hours.base_seconds) filter (where agent_hours.is_busy_known)
            as utilization_base_seconds,
        sum(agent_hours.talk_seconds) filter (where agent_hours.is_busy_known) as talk_seconds,
        sum(agent_hours.staffed_seconds) filter (where agent_hours.is_busy_known)
            as talk_base_seconds

    from agent_hours

    group by
        agent_hours.local_date,
        agent_hours.location_id,
        agent_hours.team_id,
        agent_hours.person_id

),

-- After-call work is known where the telephone tells it of each call, or where states tell the day
-- and there is such a state at all.
facts as (

    select
        local_date,
        location_id,
        team_id,
        person_id,
        listed_count,
        work_day_count,
        state_day_count,
        staffed_known_count,
        busy_known_count,
        idle_known_count,
        pause_known_count,
        scheduled_day_count,
        judged_day_count,
        overlap_day_count,
        scheduled_seconds,
        judged_seconds,
        adherent_seconds,
        present_seconds,
        staffed_seconds,
        on_queue_seconds,
        occupied_seconds,
        ready_seconds,
        utilized_seconds,
        utilization_base_seconds,
        talk_seconds,
        talk_base_seconds

    from hours

    union all by name

    select
        call_sums_by_day.local_date,
        call_sums_by_day.location_id,
        call_sums_by_day.team_id,
        call_sums_by_day.person_id,
        call_sums_by_day.handled_count,
        call_sums_by_day.wrap_up_known_count

    from call_sums_by_day

    where call_sums_by_day.handled_count > 0

    union all by name

    select
        local_date,
        location_id,
        team_id,
        person_id,
        is_expected::integer as expected_count,
        is_attended::integer as attended_count,
        (is_attended is not null)::integer as attendance_known_count,
        (is_punctual is not null)::integer as start_known_count,
        is_punctual::integer as punctual_count,
        late_seconds,
        (early_seconds is not null)::integer as end_known_count,
        early_seconds

    from agent_shifts

    where is_expected

    union all by name

    select
        local_date,
        location_id,
        team_id,
        person_id,
        1 as training_count,
        (duration_seconds is not null)::integer as training_known_count,
        duration_seconds as training_seconds

    from finished_trainings

    union all by name

    select
        local_date,
        location_id,
        team_id,
        person_id,
        1 as coaching_count

    from coaching_held

),

sums as (

    select
        local_date,
        location_id,
        team_id,
        person_id,
        coalesce(sum(listed_count), 0)::bigint as listed_count,
        coalesce(sum(work_day_count), 0)::bigint as work_day_count,
        coalesce(sum(state_day_count), 0)::bigint as state_day_count,
        coalesce(sum(staffed_known_count), 0)::bigint as staffed_known_count,
        coalesce(sum(busy_known_count), 0)::bigint as busy_known_count,
        coalesce(sum(idle_known_count), 0)::bigint as idle_known_count,
        coalesce(sum(pause_known_count), 0)::bigint as pause_known_count,
        coalesce(sum(scheduled_day_count), 0)::bigint as scheduled_day_count,
        coalesce(sum(judged_day_count), 0)::bigint as judged_day_count,
        coalesce(sum(overlap_day_count), 0)::bigint as overlap_day_count,
        coalesce(sum(scheduled_seconds), 0)::bigint as scheduled_seconds,
        coalesce(sum(judged_seconds), 0)::bigint as judged_seconds,
        coalesce(sum(adherent_seconds), 0)::bigint as adherent_seconds,
        coalesce(sum(present_seconds), 0)::bigint as present_seconds,
        coalesce(sum(staffed_seconds), 0)::bigint as staffed_seconds,
        coalesce(sum(on_queue_seconds), 0)::bigint as on_queue_seconds,
        coalesce(sum(occupied_seconds), 0)::bigint as occupied_seconds,
        coalesce(sum(ready_seconds), 0)::bigint as ready_seconds,
        coalesce(sum(utilized_seconds), 0)::bigint as utilized_seconds,
        coalesce(sum(utilization_base_seconds), 0)::bigint as utilization_base_seconds,
        coalesce(sum(talk_seconds), 0)::bigint as talk_seconds,
        coalesce(sum(talk_base_seconds), 0)::bigint as talk_base_seconds,
        coalesce(sum(handled_count), 0)::bigint as handled_count,
        coalesce(sum(wrap_up_known_count), 0)::bigint as wrap_up_known_count,
        coalesce(sum(expected_count), 0)::bigint as expected_count,
        coalesce(sum(attended_count), 0)::bigint as attended_count,
        coalesce(sum(attendance_known_count), 0)::bigint as attendance_known_count,
        coalesce(sum(start_known_count), 0)::bigint as start_known_count,
        coalesce(sum(punctual_count), 0)::bigint as punctual_count,
        coalesce(sum(late_seconds), 0)::bigint as late_seconds,
        coalesce(sum(end_known_count), 0)::bigint as end_known_count,
        coalesce(sum(early_seconds), 0)::bigint as early_seconds,
        coalesce(sum(training_count), 0)::bigint as training_count,
        coalesce(sum(training_known_count), 0)::bigint as training_known_count,
        coalesce(sum(training_seconds), 0)::bigint as training_seconds,
        coalesce(sum(coaching_count), 0)::bigint as coaching_count

    from facts

    group by local_date, location_id, team_id, person_id

),

wrap_up_states as (

    select count(*) > 0 as is_told from stg_agent_states where state = 'wrap_up'

),

final as (

    select
        sums.local_date,
        sums.location_id,
        sums.team_id,
        sums.person_id,
        coalesce(
            sums.local_date < people.joined_date + run_settings.ramp_days, false
        ) as is_new,
        sums.listed_count,
        sums.work_day_count,
        sums.state_day_count,
        sums.staffed_known_count,
        sums.busy_known_count,
        sums.idle_known_count,
        sums.pause_known_count,
        sums.scheduled_day_count,
        sums.judged_day_count,
        sums.overlap_day_count,
        sums.scheduled_seconds,
        sums.judged_seconds,
        sums.adherent_seconds,
        sums.present_seconds,
        sums.staffed_seconds,
        case when sums.staffed_seconds >= 60 then sums.on_queue_seconds else 0 end
            as on_queue_seconds,
        sums.occupied_seconds,
        sums.ready_seconds,
        sums.utilized_seconds,
        sums.utilization_base_seconds,
        sums.talk_seconds,
        sums.talk_base_seconds,

        -- A minute at least makes the day an agent's day.
        (sums.staffed_seconds >= 60)::bigint as agent_day_count,
        case when sums.staffed_seconds >= 60 then sums.handled_count else 0 end
            as agent_day_handled_count,
        (
            sums.busy_known_count > 0
            and (
                (wrap_up_states.is_told and sums.state_day_count > 0)
                or sums.wrap_up_known_count = sums.handled_count
            )
        )::bigint as wrap_up_day_count,
        (
            sums.idle_known_count > 0
            and (wrap_up_states.is_told or sums.wrap_up_known_count = sums.handled_count)
        )::bigint as idle_wrap_up_day_count,
        sums.expected_count,
        sums.attended_count,
        sums.attendance_known_count,
        sums.start_known_count,
        sums.punctual_count,
        sums.late_seconds,
        sums.end_known_count,
        sums.early_seconds,
        sums.training_count,
        sums.training_known_count,
        sums.training_seconds,
        sums.coaching_count

    from sums

    cross join run_settings

    cross join wrap_up_states

    left join people
        on sums.person_id = people.person_id

)

select * from final
