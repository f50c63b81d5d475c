-- Grain:   closing_date, deal_id
-- Unit:    amount in the workspace's currency, null: not known; is_stale null: not known
-- Source:  closing_dates; deal_spans; deal_states; team_memberships
-- Answers: which opportunities were open when a period closed, worth how much, and whose were they?

with

-- The state just before anything that takes effect on the closing date.
open_deals as (

    select
        closing_dates.closing_date,
        deal_spans.deal_id,
        deal_spans.lead_type

    from closing_dates

    inner join deal_spans
        on deal_spans.from_date < closing_dates.closing_date
        and deal_spans.to_date >= closing_dates.closing_date

),

-- Before the first reading, what that one found is all that is known.
first_states as (

    select * from deal_states where is_first

),

found as (

    select
        open_deals.closing_date,
        open_deals.deal_id,
        open_deals.lead_type,
        deal_states.deal_id is not null as is_read_then,
        first_states.from_date as first_read_date,
        coalesce(deal_states.person_id, first_states.person_id) as person_id,
        case
            when deal_states.deal_id is null then first_states.amount
            else deal_states.amount
        end as amount,
        deal_states.expected_close_date,
        deal_states.touched_date

    from open_deals

    inner join first_states
        on open_deals.deal_id = first_states.deal_id

    asof left join deal_states
        on open_deals.deal_id = deal_states.deal_id
        and open_deals.closing_date >= deal_states.from_date

),

-- Whether a deal had been left alone can only be told from a reading of that time.
final as (

    select
        found.closing_date,
        found.deal_id,
        found.lead_type,
        found.person_id,
        team_memberships.team_id,
        team_memberships.location_id,
        found.amount,
        case
            when not found.is_read_then then null
            when found.expected_close_date < found.closing_date then true
            else found.closing_date - found.touched_date > run_settings.pipeline_stale_days
        end as is_stale,
        found.is_read_then,
        found.first_read_date

    from found

    cross join run_settings

    left join team_memberships
        on found.person_id = team_memberships.person_id
        and found.closing_date > team_memberships.from_date
        and found.closing_date <= team_memberships.to_date

)

select * from final
