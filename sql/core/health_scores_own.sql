-- Grain:   closing_date, tenant_id
-- Unit:    score from 0 to 100, null: too little is known; coverage as share of the weights
-- Source:  accounts_at_closing; health_parts; tenant_usage; tenants; sponsor_gaps; health seeds
-- Answers: how healthy was an active account on a closing date, by muster's own model?

with

-- A score is of one version of weights and anchors; those of two versions do not compare.
versions as (

    select
        left(
            md5(
                (select string_agg(columns_text, ';' order by columns_text) from (
                    select concat_ws(',', component, weight, half_life_days, max_age_days)
                        as columns_text
                    from health_components
                    union all
                    select concat_ws(',', component, segment, poor, ok, good) from health_anchors
                    union all
                    select concat_ws(',', override, limit_days, score_cap) from health_overrides
                ))
            ),
            8
        ) as model_version,
        (select sum(weight::decimal(9, 6)) from health_components)::double as weight_sum

),

first_days as (

    select
        tenant_id,
        min(from_date) as first_date

    from active_tenants

    group by tenant_id

),

accounts as (

    select distinct
        accounts_at_closing.closing_date,
        accounts_at_closing.tenant_id,
        -- As old as the revenue, which may begin long after the first record of a customer.
        greatest(tenants.created_date, first_days.first_date)
            > accounts_at_closing.closing_date - 60 as is_new,
        accounts_at_closing.closing_date - tenants.unpaid_since_date as unpaid_days,
        -- Who never came has been away since the account or the records of usage began; without
        -- such records nobody is known to be away.
        coalesce(
            tenant_usage.days_since_active,
            case
                when tenant_usage.first_usage_date is not null
                    then accounts_at_closing.closing_date - greatest(
                        tenants.created_date,
                        first_days.first_date,
                        tenant_usage.first_usage_date
                    )
            end
        ) as inactive_days,
        accounts_at_closing.closing_date - sponsor_gaps.from_date as sponsor_gone_days

    from accounts_at_closing

    left join tenants
        on accounts_at_closing.tenant_id = tenants.tenant_id

    left join first_days
        on accounts_at_closing.tenant_id = first_days.tenant_id

    left join tenant_usage
        on accounts_at_closing.closing_date = tenant_usage.closing_date
        and accounts_at_closing.tenant_id = tenant_usage.tenant_id

    left join sponsor_gaps
        on accounts_at_closing.tenant_id = sponsor_gaps.tenant_id
        and accounts_at_closing.closing_date > sponsor_gaps.from_date
        and accounts_at_closing.closing_date <= sponsor_gaps.to_date

),

fired as (

    select
        accounts.closing_date,
        accounts.tenant_id,
        list(health_overrides.override order by health_overrides.override) as overrides,
        min(health_overrides.score_cap) as score_cap

    from accounts

    inner join health_overrides
        on health_overrides.limit_days <= case health_overrides.override
            when 'no_login' then accounts.inactive_days
            when 'unpaid' then accounts.unpaid_days
            when 'sponsor_left' then accounts.sponsor_gone_days
        end

    group by accounts.closing_date, accounts.tenant_id

),

-- Decimals, since sums of floating-point numbers depend on their order.
averages as (

    select
        closing_date,
        tenant_id,
        sum((score * decayed_weight)::decimal(18, 12))::double
        / nullif(sum(decayed_weight::decimal(18, 12))::double, 0) as average_score,
        sum(decayed_weight::decimal(18, 12))::double as decayed_weight,
        sum(weight::decimal(18, 12))::double as present_weight

    from health_parts

    group by closing_date, tenant_id

),

final as (

    select
        accounts.closing_date,
        accounts.tenant_id,
        accounts.is_new,

        -- What is missing leaves the average; where too much is missing, or what is there has no
        -- weight left, there is no score. `least` passes over the cap of who has none.
        case
            when
                averages.average_score is not null
                and averages.present_weight + 0.000001
                >= run_settings.health_min_coverage * versions.weight_sum
                then least(averages.average_score, fired.score_cap)
        end as score,
        coalesce(averages.present_weight, 0) / nullif(versions.weight_sum, 0) as coverage,
        averages.average_score,
        averages.decayed_weight,
        fired.overrides,
        versions.model_version

    from accounts

    cross join versions

    cross join run_settings

    left join averages
        on accounts.closing_date = averages.closing_date
        and accounts.tenant_id = averages.tenant_id

    left join fired
        on accounts.closing_date = fired.closing_date
        and accounts.tenant_id = fired.tenant_id

)

select * from final
