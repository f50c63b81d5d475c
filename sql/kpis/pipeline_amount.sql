-- Name:       Pipeline
-- Grain:      scope_kind, scope_id, grain, period_start_date
-- Unit:       currency
-- Source:     rollup_pipeline
-- Answers:    what were the open opportunities worth when the period ended?
-- Definition: sum of amounts of the opportunities open just before the period's end, at their
--             stage's chance with pipeline_weighting stage; those without an amount are counted
--             apart; before the first reading of an opportunity, its amount and owner are as that
--             one found them
-- Better:     higher
-- Window:     state at the period's end
-- Needs:      deals
-- Rows:       pipeline_by_deal where amount is not null
-- Adds:       sum(amount)
-- Splits:     member, team, location, lead_type
-- Settings:   pipeline_weighting

select
    scope_kind,
    scope_id,
    grain,
    period_start_date,

    null::double as numerator,
    null::double as denominator,
    amount::double as value,
    deal_count as sample_count,
    nullif(
        concat_ws(
            '; ',
            case
                when amount_known_count < deal_count
                    then deal_count - amount_known_count || ' of ' || deal_count
                        || ' open deals have no amount'
            end,
            case
                when read_later_count > 0
                    then 'history since ' || first_read_date || ': ' || read_later_count
                        || ' deals as first read later'
            end
        ),
        ''
    ) as reason

from rollup_pipeline
