-- Grain:   scope_kind, scope_id, grain, period_start_date
-- Unit:    counts and seconds
-- Source:  workforce_by_day; period_days
-- Answers: how much presence, work and learning had the agents of a scope in a period?

with

sums_by_period as (

    select
        period_days.grain,
        period_days.period_start_date,
        workforce_by_day.location_id,
        workforce_by_day.team_id,
        workforce_by_day.person_id,
        grouping(
            workforce_by_day.location_id,
            workforce_by_day.team_id,
            workforce_by_day.person_id
        ) as grouping_bits,

        count(distinct workforce_by_day.person_id)
            filter (where workforce_by_day.agent_day_count > 0) as active_agent_count,
        count(distinct workforce_by_day.person_id)
            filter (where workforce_by_day.agent_day_count > 0 and workforce_by_day.is_new)
            as new_agent_count,
        sum(workforce_by_day.listed_count)::bigint as listed_count,
        sum(workforce_by_day.work_day_count)::bigint as work_day_count,
        sum(workforce_by_day.state_day_count)::bigint as state_day_count,
        sum(workforce_by_day.staffed_known_count)::bigint as staffed_known_count,
        sum(workforce_by_day.busy_known_count)::bigint as busy_known_count,
        sum(workforce_by_day.idle_known_count)::bigint as idle_known_count,
        sum(workforce_by_day.pause_known_count)::bigint as pause_known_count,
        sum(workforce_by_day.scheduled_day_count)::bigint as scheduled_day_count,
        sum(workforce_by_day.judged_day_count)::bigint as judged_day_count,
        sum(workforce_by_day.overlap_day_count)::bigint as overlap_day_count,
        sum(workforce_by_day.scheduled_seconds)::bigint as scheduled_seconds,
        sum(workforce_by_day.judged_seconds)::bigint as judged_seconds,
        sum(workforce_by_day.adherent_seconds)::bigint as adherent_seconds,
        sum(workforce_by_day.present_seconds)::bigint as present_seconds,
        sum(workforce_by_day.staffed_seconds)::bigint as staffed_seconds,
        sum(workforce_by_day.on_queue_seconds)::bigint as on_queue_seconds,
        sum(workforce_by_day.occupied_seconds)::bigint as occupied_seconds,
        sum(workforce_by_day.ready_seconds)::bigint as ready_seconds,
        sum(workforce_by_day.utilized_seconds)::bigint as utilized_seconds,
        sum(workforce_by_day.utilization_base_seconds)::bigint as utilization_base_seconds,
        sum(workforce_by_day.talk_seconds)::bigint as talk_seconds,
        sum(workforce_by_day.talk_base_seconds)::bigint as talk_base_seconds,
        sum(workforce_by_day.agent_day_count)::bigint as agent_day_count,
        sum(workforce_by_day.agent_day_handled_count)::bigint as agent_day_handled_count,
        sum(workforce_by_day.wrap_up_day_count)::bigint as wrap_up_day_count,
        sum(workforce_by_day.idle_wrap_up_day_count)::bigint as idle_wrap_up_day_count,
        sum(workforce_by_day.expected_count)::bigint as expected_count,
        sum(workforce_by_day.attended_count)::bigint as attended_count,
        sum(workforce_by_day.attendance_known_count)::bigint as attendance_known_count,
        sum(workforce_by_day.start_known_count)::bigint as start_known_count,
        sum(workforce_by_day.punctual_count)::bigint as punctual_count,
        sum(workforce_by_day.late_seconds)::bigint as late_seconds,
        sum(workforce_by_day.end_known_count)::bigint as end_known_count,
        sum(workforce_by_day.early_seconds)::bigint as early_seconds,
        sum(workforce_by_day.training_count)::bigint as training_count,
        sum(workforce_by_day.training_known_count)::bigint as training_known_count,
        sum(workforce_by_day.training_seconds)::bigint as training_seconds,
        sum(workforce_by_day.coaching_count)::bigint as coaching_count

    from workforce_by_day

    inner join period_days
        on workforce_by_day.local_date = period_days.day_date

    group by
        grouping sets (
            (period_days.grain, period_days.period_start_date),
            (period_days.grain, period_days.period_start_date, workforce_by_day.location_id),
            (period_days.grain, period_days.period_start_date, workforce_by_day.team_id),
            (period_days.grain, period_days.period_start_date, workforce_by_day.person_id),
            (
                period_days.grain,
                period_days.period_start_date,
                workforce_by_day.team_id,
                workforce_by_day.person_id
            )
        )

),

-- The bits say which of location, team and person were summed away (1) in a grouping set.
final as (

    select
        case grouping_bits
            when 7 then 'organization'
            when 3 then 'location'
            when 5 then 'team'
            when 6 then 'member'
            when 4 then 'team_member'
        end::scope_kind as scope_kind,
        case grouping_bits
            when 7 then 'all'
            when 3 then location_id
            when 5 then team_id
            when 6 then person_id
            when 4 then team_id || '/' || person_id
        end as scope_id,
        grain,
        period_start_date,

        active_agent_count,
        new_agent_count,
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
        talk_base_seconds,
        agent_day_count,
        agent_day_handled_count,
        wrap_up_day_count,
        idle_wrap_up_day_count,
        expected_count,
        attended_count,
        attendance_known_count,
        start_known_count,
        punctual_count,
        late_seconds,
        end_known_count,
        early_seconds,
        training_count,
        training_known_count,
        training_seconds,
        coaching_count

    from sums_by_period

)

select * from final

where scope_id is not null

order by scope_kind, scope_id, grain, period_start_date
