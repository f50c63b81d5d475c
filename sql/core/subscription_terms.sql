-- Grain:   subscription_id
-- Unit:    arr_amount in the workspace's currency a year; live_to_date is the first day after
-- Source:  subscriptions, through stg_subscriptions; currency_rates; run_settings
-- Answers: over which days does a recurring subscription count, and has its renewal been signed?

with

-- Trials are worth nothing, nor is a pause, but for the days of it that a setting keeps; single
-- charges and services never recur, usage where a setting counts it. MRR x 12, whatever the billing
-- interval; a credit is negative.
recurring as (

    select
        stg_subscriptions.subscription_id,
        stg_subscriptions.tenant_id,
        -- Contracted revenue begins with the signing; what renews another begins when that ends.
        case
            when run_settings.arr_basis = 'contracted' and stg_subscriptions.renews_id is null
                then least(stg_subscriptions.signed_date, stg_subscriptions.from_date)
            else stg_subscriptions.from_date
        end as from_date,
        case
            when stg_subscriptions.status = 'paused'
                then least(
                    stg_subscriptions.to_date,
                    stg_subscriptions.from_date + run_settings.pause_keep_days
                )
            else stg_subscriptions.to_date
        end as to_date,
        stg_subscriptions.term_end_date,
        stg_subscriptions.signed_date,
        stg_subscriptions.renews_id,
        stg_subscriptions.notice_date,
        stg_subscriptions.end_reason,
        round(
            stg_subscriptions.amount * 12 * coalesce(currency_rates.rate, 1)
            / nullif(stg_subscriptions.interval_months, 0),
            2
        )::decimal(18, 2) as arr_amount

    from stg_subscriptions

    cross join run_settings

    left join currency_rates
        on stg_subscriptions.currency_code = currency_rates.currency_code

    where
        stg_subscriptions.status != 'trial'
        and (stg_subscriptions.status != 'paused' or run_settings.pause_keep_days > 0)
        and (
            coalesce(stg_subscriptions.kind, 'recurring') = 'recurring'
            or (stg_subscriptions.kind = 'usage' and run_settings.arr_include_usage)
        )

),

renewals as (

    select
        renews_id as subscription_id,
        min(from_date) as renewed_date,
        min(coalesce(signed_date, from_date)) as renewal_signed_date,
        sum(arr_amount) as renewed_arr

    from recurring

    where from_date < coalesce(to_date, date '9999-12-31')

    group by renews_id

),

terms as (

    select
        recurring.subscription_id,
        recurring.tenant_id,
        recurring.from_date,
        recurring.to_date,
        recurring.term_end_date,
        recurring.notice_date,
        recurring.end_reason,
        recurring.arr_amount,
        renewals.renewed_date,
        renewals.renewal_signed_date,
        coalesce(renewals.renewed_arr, 0)::decimal(18, 2) as renewed_arr,
        run_settings.as_of_date,
        recurring.term_end_date + run_settings.renewal_grace_days as grace_end_date,

        -- The term is over and nothing is known of what comes after it.
        coalesce(
            recurring.to_date is null
            and recurring.notice_date is null
            and renewals.renewed_date is null
            and recurring.term_end_date <= run_settings.as_of_date,
            false
        ) as is_unsigned

    from recurring

    cross join run_settings

    left join renewals
        on recurring.subscription_id = renewals.subscription_id

),

final as (

    select
        subscription_id,
        tenant_id,
        from_date,
        case
            -- Signed late but within the days of grace, the old one counts until the new one does,
            -- also where its source ends it with its term.
            when
                renewed_date > to_date
                and to_date >= term_end_date
                and renewed_date <= grace_end_date
                then renewed_date
            when to_date is not null then to_date
            when renewed_date is not null
                then case
                    when renewed_date <= coalesce(grace_end_date, renewed_date) then renewed_date
                    else term_end_date
                end
            when notice_date is not null and term_end_date <= as_of_date then term_end_date
            -- After the days of grace the loss is dated at the term's end.
            when grace_end_date <= as_of_date then term_end_date
        end as live_to_date,
        term_end_date,
        notice_date,
        end_reason,
        arr_amount,
        renewed_date,
        renewal_signed_date,
        renewed_arr,
        is_unsigned and grace_end_date > as_of_date as is_pending

    from terms

)

select * from final
