-- Answers:    are all subscriptions in the workspace's currency? Amounts in others cannot be added
--             up.
-- On failure: stop

select
    stg_subscriptions.subscription_id,
    stg_subscriptions.currency_code,
    run_settings.currency_code as workspace_currency_code

from stg_subscriptions

cross join run_settings

where stg_subscriptions.currency_code != run_settings.currency_code
