-- Entity:  subscriptions
-- Source:  Postgres table subscriptions
-- Answers: which recurring amounts does a tenant pay, over which days?

select
    subscriptions.id::text as subscription_id,
    subscriptions.customer_id::text as tenant_id,
    subscriptions.amount,
    case subscriptions.billing_interval
        when 'month' then 1
        when 'quarter' then 3
        when 'year' then 12
    end as interval_months,
    subscriptions.currency as currency_code,
    subscriptions.started_on as from_date,
    subscriptions.ended_on as to_date,
    subscriptions.status,
    subscriptions.charge_kind as kind,
    subscriptions.signed_on as signed_date,
    subscriptions.term_ends_on as term_end_date,
    subscriptions.renews_id::text as renews_id,
    subscriptions.notice_on as notice_date,
    subscriptions.end_reason

from subscriptions
