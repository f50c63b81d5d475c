-- Grain:   currency_code
-- Unit:    one unit of the currency in the workspace's
-- Source:  exchange_rates, which a person fills; run_settings
-- Answers: what is an amount worth in the workspace's currency?

-- One rate for all days: with rates by day, currencies would show up as expansion. A currency
-- without a rate stops the build (assert_one_currency).
select
    currency_code,
    1::decimal(18, 8) as rate

from run_settings

union all

select
    exchange_rates.currency_code,
    exchange_rates.rate::decimal(18, 8) as rate

from exchange_rates

anti join run_settings
    on exchange_rates.currency_code = run_settings.currency_code
