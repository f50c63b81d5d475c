-- Answers:    does every subscription that is said to have ended have its last day? Without it, it
--             would count for ever.
-- On failure: hold

select distinct
    'team' as scope_kind,
    tenant_ownership.team_id as scope_id,
    stg_subscriptions.subscription_id,
    stg_subscriptions.tenant_id,
    stg_subscriptions.status

from stg_subscriptions

inner join tenant_ownership
    on stg_subscriptions.tenant_id = tenant_ownership.tenant_id

where
    stg_subscriptions.status = 'ended'
    and stg_subscriptions.to_date is null
    and tenant_ownership.team_id is not null
