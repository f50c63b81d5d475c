-- Grain:   scope_kind, scope_id, grain, period_start_date, deal_id
-- Unit:    amount in the workspace's currency, null: not known; is_stale null: not known
-- Source:  deals_at_closing; periods
-- Answers: which opportunities of a scope were open when a period ended, and worth how much?
-- Kept as: view

with

states as (

    select
        periods.grain,
        periods.period_start_date,
        deals_at_closing.deal_id,
        deals_at_closing.lead_type,
        deals_at_closing.person_id,
        deals_at_closing.team_id,
        deals_at_closing.location_id,
        deals_at_closing.amount,
        deals_at_closing.is_stale

    from periods

    inner join deals_at_closing
        on periods.closing_date = deals_at_closing.closing_date

    where periods.grain != 'day' and periods.period_start_date < periods.closing_date

),

scoped as (

    select
        unnest([
            {'kind': 'organization', 'id': 'all'},
            {'kind': 'location', 'id': location_id},
            {'kind': 'team', 'id': team_id},
            {'kind': 'member', 'id': person_id},
            {'kind': 'team_member', 'id': team_id || '/' || person_id}
        ]) as scope,
        grain,
        period_start_date,
        deal_id,
        lead_type,
        person_id,
        amount,
        is_stale

    from states

),

final as (

    select
        scope.kind::scope_kind as scope_kind,
        scope.id as scope_id,
        grain,
        period_start_date,
        deal_id,
        lead_type,
        person_id,
        amount,
        is_stale

    from scoped

    where scope.id is not null

)

select * from final
