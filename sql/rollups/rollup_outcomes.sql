-- Grain:   scope_kind, scope_id, grain, period_start_date
-- Unit:    counts
-- Source:  outcome_sums_by_day; periods
-- Answers: how many calls of a scope in a period were to end in an appointment, and how many did?

with

sums_by_period as (

    select
        periods.grain,
        periods.period_start_date,
        outcome_sums_by_day.location_id,
        outcome_sums_by_day.team_id,
        outcome_sums_by_day.person_id,
        grouping(
            outcome_sums_by_day.location_id,
            outcome_sums_by_day.team_id,
            outcome_sums_by_day.person_id
        ) as grouping_bits,

        sum(outcome_sums_by_day.answered_count)::bigint as answered_count,
        sum(outcome_sums_by_day.base_known_count)::bigint as base_known_count,
        sum(outcome_sums_by_day.appointment_call_count)::bigint as appointment_call_count,
        sum(outcome_sums_by_day.booked_call_count)::bigint as booked_call_count,
        sum(outcome_sums_by_day.appointment_known_count)::bigint as appointment_known_count,
        sum(outcome_sums_by_day.appointment_count)::bigint as appointment_count

    from outcome_sums_by_day

    inner join periods
        on outcome_sums_by_day.local_date >= periods.period_start_date
        and outcome_sums_by_day.end_date <= periods.period_end_date

    group by
        grouping sets (
            (periods.grain, periods.period_start_date),
            (periods.grain, periods.period_start_date, outcome_sums_by_day.location_id),
            (periods.grain, periods.period_start_date, outcome_sums_by_day.team_id),
            (periods.grain, periods.period_start_date, outcome_sums_by_day.person_id),
            (
                periods.grain,
                periods.period_start_date,
                outcome_sums_by_day.team_id,
                outcome_sums_by_day.person_id
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

        answered_count,
        base_known_count,
        appointment_call_count,
        booked_call_count,
        appointment_known_count,
        appointment_count

    from sums_by_period

)

select * from final

where scope_id is not null

order by scope_kind, scope_id, grain, period_start_date
