-- Grain:   closing_date, tenant_id, component
-- Unit:    raw_value in the component's own unit; age_days since it was last known
-- Source:  tenant_usage; message_runs; survey_days; contacts; tenants; tenant_seats;
--          accounts_at_closing; health_reaches
-- Answers: what was known of a tenant's health on a closing date, by component?
-- Kept as: nothing

with

accounts as (

    select distinct
        accounts_at_closing.closing_date,
        accounts_at_closing.tenant_id,
        tenants.segment,
        tenants.unpaid_since_date

    from accounts_at_closing

    left join tenants
        on accounts_at_closing.tenant_id = tenants.tenant_id

),

known as (

    select
        (select min(local_date) from message_runs where channel = 'support')
            as first_support_date,
        (select min(contact_date) from contacts) as first_contact_date,
        (select count(*) from tenants where unpaid_since_date is not null) as unpaid_count

),

support as (

    select
        accounts.closing_date,
        accounts.tenant_id,
        count(*) as support_count

    from accounts

    inner join health_reaches
        on accounts.closing_date = health_reaches.closing_date

    inner join message_runs
        on accounts.tenant_id = message_runs.tenant_id
        and health_reaches.support_to_date > message_runs.local_date
        and health_reaches.support_to_date <= message_runs.local_date + 28

    where message_runs.channel = 'support'

    group by accounts.closing_date, accounts.tenant_id

),

inputs as (

    select
        tenant_usage.closing_date,
        tenant_usage.tenant_id,
        unnest([
            {
                'component': 'usage_trend',
                'raw_value': case
                    when not tenant_usage.has_two_months then null
                    when tenant_usage.days_since_active is null then null
                    when tenant_usage.user_days_28 = 0 then 0
                    else tenant_usage.user_days_28::double
                        / nullif(tenant_usage.user_days_28_before, 0)
                end
            },
            {
                'component': 'seat_utilization',
                'raw_value': case
                    when tenant_usage.has_month
                        then tenant_usage.month_active_count::double
                            / nullif(tenant_usage.seat_count, 0)
                end
            },
            {
                'component': 'feature_breadth',
                'raw_value': case
                    when tenant_usage.has_month
                        then tenant_usage.feature_count::double
                            / nullif(tenant_usage.plan_feature_count, 0)
                end
            }
        ], recursive := true),
        health_reaches.usage_age_days as age_days

    from tenant_usage

    inner join health_reaches
        on tenant_usage.closing_date = health_reaches.closing_date

    union all by name

    -- Conversations with support in 28 days for every ten seats.
    select
        accounts.closing_date,
        accounts.tenant_id,
        'support_burden' as component,
        10 * coalesce(support.support_count, 0)::double
        / nullif(tenant_seats.seat_count, 0) as raw_value,
        accounts.closing_date - health_reaches.support_to_date as age_days

    from accounts

    cross join known

    inner join health_reaches
        on accounts.closing_date = health_reaches.closing_date

    inner join tenant_seats
        on accounts.tenant_id = tenant_seats.tenant_id

    left join support
        on accounts.closing_date = support.closing_date
        and accounts.tenant_id = support.tenant_id

    where health_reaches.support_to_date - 28 >= known.first_support_date

    union all by name

    select
        accounts.closing_date,
        accounts.tenant_id,
        'survey' as component,
        survey_days.survey_score as raw_value,
        accounts.closing_date - 1 - survey_days.answered_date as age_days

    from accounts

    asof inner join survey_days
        on accounts.tenant_id = survey_days.tenant_id
        and accounts.closing_date > survey_days.answered_date

    union all by name

    -- Days since the last contact both ways; without any, since contacts are known at all.
    select
        accounts.closing_date,
        accounts.tenant_id,
        'relationship' as component,
        case
            when contacts.contact_date is not null
                then health_reaches.contacts_to_date - 1 - contacts.contact_date
            when health_reaches.contacts_to_date - 90 >= known.first_contact_date
                then health_reaches.contacts_to_date - known.first_contact_date
        end as raw_value,
        accounts.closing_date - health_reaches.contacts_to_date as age_days

    from accounts

    cross join known

    inner join health_reaches
        on accounts.closing_date = health_reaches.closing_date

    asof left join contacts
        on accounts.tenant_id = contacts.tenant_id
        and health_reaches.contacts_to_date > contacts.contact_date

    union all by name

    -- A source keeps the oldest invoice that is unpaid now: what was overdue and paid since is not
    -- known, so that having none counts for the last weeks only.
    select
        accounts.closing_date,
        accounts.tenant_id,
        'payment' as component,
        case
            when accounts.unpaid_since_date < accounts.closing_date
                then accounts.closing_date - accounts.unpaid_since_date
            when accounts.closing_date > run_settings.as_of_date - 35 then 0
        end as raw_value,
        0 as age_days

    from accounts

    cross join run_settings

    cross join known

    where known.unpaid_count > 0

),

final as (

    select
        closing_date,
        tenant_id,
        component,
        raw_value::double as raw_value,
        age_days::integer as age_days

    from inputs

    where
        raw_value is not null
        and age_days is not null

)

select * from final
