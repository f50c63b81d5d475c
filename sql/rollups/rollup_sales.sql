-- Grain:   scope_kind, scope_id, grain, period_start_date
-- Unit:    counts, points and days; won_amount in the workspace's currency
-- Source:  sales_sums_by_day; periods
-- Answers: how much sales work of each kind did a scope have in a period, and what came of it?

with

-- Before the first lead, or the first points, are known nobody knows that there were none.
first_days as (

    select
        min(local_date) filter (
            where contacted_count > 0 or conversion_row_count > 0 or objection_count > 0
        ) as first_lead_date,
        min(local_date) filter (where points_entry_count > 0) as first_points_date

    from sales_sums_by_day

),

sums_by_period as (

    select
        periods.grain,
        periods.period_start_date,
        periods.period_end_date,
        sales_sums_by_day.location_id,
        sales_sums_by_day.team_id,
        sales_sums_by_day.person_id,
        grouping(
            sales_sums_by_day.location_id,
            sales_sums_by_day.team_id,
            sales_sums_by_day.person_id
        ) as grouping_bits,

        sum(sales_sums_by_day.outbound_count)::bigint as outbound_count,
        sum(sales_sums_by_day.attempts_known_count)::bigint as attempts_known_count,
        sum(sales_sums_by_day.conversion_row_count)::bigint as conversion_row_count,
        sum(sales_sums_by_day.conversion_count)::bigint as conversion_count,
        sum(sales_sums_by_day.contacted_count)::bigint as contacted_count,
        sum(sales_sums_by_day.matured_count)::bigint as matured_count,
        sum(sales_sums_by_day.matured_converted_count)::bigint as matured_converted_count,
        sum(sales_sums_by_day.objection_count)::bigint as objection_count,
        sum(sales_sums_by_day.closed_count)::bigint as closed_count,
        sum(sales_sums_by_day.won_count)::bigint as won_count,
        sum(sales_sums_by_day.won_amount_known_count)::bigint as won_amount_known_count,
        sum(sales_sums_by_day.won_amount)::decimal(18, 2) as won_amount,
        sum(sales_sums_by_day.days_known_count)::bigint as days_known_count,
        sum(sales_sums_by_day.days_to_win)::bigint as days_to_win,
        sum(sales_sums_by_day.points_entry_count)::bigint as points_entry_count,
        sum(sales_sums_by_day.points)::bigint as points,
        sum(sales_sums_by_day.rep_points)::bigint as rep_points,
        sum(sales_sums_by_day.rep_day_count)::bigint as rep_day_count

    from sales_sums_by_day

    inner join periods
        on sales_sums_by_day.local_date >= periods.period_start_date
        and sales_sums_by_day.local_date < periods.period_end_date

    group by
        periods.grain,
        periods.period_start_date,
        periods.period_end_date,
        grouping sets (
            (),
            (sales_sums_by_day.location_id),
            (sales_sums_by_day.team_id),
            (sales_sums_by_day.person_id),
            (sales_sums_by_day.team_id, sales_sums_by_day.person_id)
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
        sums_by_period.grain,
        sums_by_period.period_start_date,

        coalesce(sums_by_period.period_end_date > first_days.first_lead_date, false)
            as has_leads,
        coalesce(sums_by_period.period_end_date > first_days.first_points_date, false)
            as has_points,
        sums_by_period.outbound_count,
        sums_by_period.attempts_known_count,
        sums_by_period.conversion_row_count,
        sums_by_period.conversion_count,
        sums_by_period.contacted_count,
        sums_by_period.matured_count,
        sums_by_period.matured_converted_count,
        sums_by_period.objection_count,
        sums_by_period.closed_count,
        sums_by_period.won_count,
        sums_by_period.won_amount_known_count,
        sums_by_period.won_amount,
        sums_by_period.days_known_count,
        sums_by_period.days_to_win,
        sums_by_period.points_entry_count,
        sums_by_period.points,
        sums_by_period.rep_points,
        sums_by_period.rep_day_count

    from sums_by_period

    cross join first_days

)

select * from final

where scope_id is not null

order by scope_kind, scope_id, grain, period_start_date
