-- Name:       Stale share of the pipeline
-- Grain:      scope_kind, scope_id, grain, period_start_date
-- Unit:       ratio
-- Ratio of:   currency
-- Source:     rollup_pipeline
-- Answers:    which share of the pipeline has been left alone?
-- Definition: amount of open opportunities past their expected close date, or untouched for more
--             than pipeline_stale_days, at the period's end / amount of the open ones of which that
--             is known
-- Better:     lower
-- Window:     state at the period's end
-- Needs:      deals
-- Rows:       pipeline_by_deal where is_stale is not null and amount is not null
-- Adds:       sum(amount) filter (where is_stale) / sum(amount)
-- Splits:     member, team, location, lead_type
-- Settings:   pipeline_stale_days, pipeline_weighting

select
    scope_kind,
    scope_id,
    grain,
    period_start_date,

    case when judged_count > 0 then stale_amount end::double as numerator,
    case when judged_count > 0 then judged_amount end::double as denominator,
    stale_amount::double / nullif(judged_amount, 0)::double as value,
    judged_count as sample_count,
    case
        when read_later_count = deal_count
            then 'history since ' || first_read_date || ': nobody knows what was stale before'
        when judged_count = 0 then 'no open deal has an amount and a date to judge by'
        when judged_amount = 0 then 'the open deals that can be judged are worth nothing'
        when judged_count < deal_count
            then 'known for ' || judged_count || ' of ' || deal_count || ' open deals'
    end as reason

from rollup_pipeline
