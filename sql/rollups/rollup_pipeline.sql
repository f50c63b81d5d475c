-- Grain:   scope_kind, scope_id, grain, period_start_date
-- Unit:    amounts in the workspace's currency; counts of open deals
-- Source:  deals_at_closing; periods
-- Answers: what were the open opportunities of a scope worth when a period ended, and how many had
--          been left alone?

with

by_scope as (

    select
        closing_date,
        location_id,
        team_id,
        person_id,
        grouping(location_id, team_id, person_id) as grouping_bits,
        count(*) as deal_count,
        count(amount) as amount_known_count,
        sum(amount) as amount,
        count(*) filter (where is_stale is not null) as stale_known_count,
        count(*) filter (where is_stale is not null and amount is not null) as judged_count,
        coalesce(sum(amount) filter (where is_stale is not null), 0) as judged_amount,
        coalesce(sum(amount) filter (where is_stale), 0) as stale_amount,
        count(*) filter (where is_stale) as stale_count,
        count(*) filter (where not is_read_then) as read_later_count,
        min(first_read_date) as first_read_date

    from deals_at_closing

    group by
        grouping sets (
            (closing_date),
            (closing_date, location_id),
            (closing_date, team_id),
            (closing_date, person_id),
            (closing_date, team_id, person_id)
        )

),

scoped as (

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
        closing_date,
        deal_count,
        amount_known_count,
        amount,
        stale_known_count,
        judged_count,
        judged_amount,
        stale_amount,
        stale_count,
        read_later_count,
        first_read_date

    from by_scope

),

final as (

    select
        scoped.scope_kind,
        scoped.scope_id,
        periods.grain,
        periods.period_start_date,

        scoped.deal_count,
        scoped.amount_known_count,
        scoped.amount::decimal(18, 2) as amount,
        scoped.stale_known_count,
        scoped.judged_count,
        scoped.judged_amount::decimal(18, 2) as judged_amount,
        scoped.stale_amount::decimal(18, 2) as stale_amount,
        scoped.stale_count,
        scoped.read_later_count,
        scoped.first_read_date

    from scoped

    inner join periods
        on scoped.closing_date = periods.closing_date

    where
        scoped.scope_id is not null
        and periods.period_start_date < periods.closing_date
        and periods.has_states

)

select * from final

order by scope_kind, scope_id, grain, period_start_date
