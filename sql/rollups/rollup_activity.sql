-- Grain:   scope_kind, scope_id, grain, period_start_date
-- Unit:    activity_score from 0 to 100; account_days in days
-- Source:  activity_by_kind
-- Answers: how much of the agreed contact with its accounts did a scope keep up, over all kinds?

with

final as (

    select
        scope_kind,
        scope_id,
        grain,
        period_start_date,

        sum(touch_count)::bigint as touch_count,
        -- Of the kinds that the score looks at.
        coalesce(
            sum(touch_count) filter (where target_per_account_week is not null), 0
        )::bigint as agreed_touch_count,
        any_value(account_days) as account_days,
        bool_or(has_history) as has_history,
        sum(points)::double as activity_score

    from activity_by_kind

    group by scope_kind, scope_id, grain, period_start_date

)

select * from final

order by scope_kind, scope_id, grain, period_start_date
