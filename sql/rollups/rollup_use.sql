-- Grain:   scope_kind, scope_id, grain, period_start_date
-- Unit:    user-days, qualifying events and sessions, times the ownership share of their day; days;
--          accounts
-- Source:  use_by_tenant; sessions_by_day
-- Answers: how much were the accounts of a scope used on the days on which it had them?

with

sums as (

    select
        scope_kind,
        scope_id,
        grain,
        period_start_date,

        any_value(day_count) as day_count,
        count(*) as account_count,
        sum(user_days)::double as user_days,
        sum(event_count)::double as event_count,
        sum(session_count)::double as session_count

    from use_by_tenant

    group by scope_kind, scope_id, grain, period_start_date

),

final as (

    select
        scope_kind,
        scope_id,
        grain,
        period_start_date,

        day_count,
        (select min(usage_date) from sessions_by_day) as first_session_date,
        account_count,
        user_days,
        event_count,
        session_count

    from sums

)

select * from final

order by scope_kind, scope_id, grain, period_start_date
