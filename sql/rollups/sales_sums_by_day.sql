-- Grain:   local_date, location_id?, team_id?, person_id?
-- Unit:    counts, points and days; won_amount in the workspace's currency; rep_day_count 1 where a
--          known person was at work
-- Source:  outbound_by_hour; conversion_moves; contacted_leads; objections; closed_deals;
--          points_earned
-- Answers: how much of each kind of sales work fell on a local day, by who did it?

with

-- What is taken back, a conversion or points, is no work of the day on which that happens.
facts as (

    select
        local_date,
        location_id,
        team_id,
        person_id,
        outbound_count,
        attempts_known_count,
        true as is_work

    from outbound_by_hour

    union all by name

    select
        local_date,
        location_id,
        team_id,
        person_id,
        1 as conversion_row_count,
        lead_count as conversion_count,
        lead_count > 0 as is_work

    from conversion_moves

    union all by name

    select
        local_date,
        location_id,
        team_id,
        person_id,
        1 as contacted_count,
        is_matured::integer as matured_count,
        (is_matured and is_converted)::integer as matured_converted_count,
        true as is_work

    from contacted_leads

    union all by name

    select
        local_date,
        location_id,
        team_id,
        person_id,
        1 as objection_count,
        true as is_work

    from objections

    union all by name

    select
        local_date,
        location_id,
        team_id,
        person_id,
        1 as closed_count,
        is_won::integer as won_count,
        (is_won and amount is not null)::integer as won_amount_known_count,
        case when is_won then amount end as won_amount,
        (is_won and days_to_close is not null)::integer as days_known_count,
        case when is_won then days_to_close end as days_to_win,
        true as is_work

    from closed_deals

    union all by name

    select
        local_date,
        location_id,
        team_id,
        person_id,
        1 as points_entry_count,
        points,
        case when not starts_with(person_id, 'unassigned:') then points end as rep_points,
        points > 0 as is_work

    from points_earned

),

final as (

    select
        local_date,
        location_id,
        team_id,
        person_id,

        coalesce(sum(outbound_count), 0)::bigint as outbound_count,
        coalesce(sum(attempts_known_count), 0)::bigint as attempts_known_count,
        coalesce(sum(conversion_row_count), 0)::bigint as conversion_row_count,
        coalesce(sum(conversion_count), 0)::bigint as conversion_count,
        coalesce(sum(contacted_count), 0)::bigint as contacted_count,
        coalesce(sum(matured_count), 0)::bigint as matured_count,
        coalesce(sum(matured_converted_count), 0)::bigint as matured_converted_count,
        coalesce(sum(objection_count), 0)::bigint as objection_count,
        coalesce(sum(closed_count), 0)::bigint as closed_count,
        coalesce(sum(won_count), 0)::bigint as won_count,
        coalesce(sum(won_amount_known_count), 0)::bigint as won_amount_known_count,
        coalesce(sum(won_amount), 0)::decimal(18, 2) as won_amount,
        coalesce(sum(days_known_count), 0)::bigint as days_known_count,
        coalesce(sum(days_to_win), 0)::bigint as days_to_win,
        coalesce(sum(points_entry_count), 0)::bigint as points_entry_count,
        coalesce(sum(points), 0)::bigint as points,
        coalesce(sum(rep_points), 0)::bigint as rep_points,
        coalesce(bool_or(is_work) and not starts_with(person_id, 'unassigned:'), false)::integer
            as rep_day_count

    from facts

    group by local_date, location_id, team_id, person_id

)

select * from final
