-- Answers:    do the people of a team add up to the team, for every metric of its own people's
--             work?
-- On failure: stop

with

team_values as (

    select
        metric_id,
        scope_id as team_id,
        grain,
        period_start_date,
        coalesce(numerator, value) as part

    from metric_values

    where
        scope_kind = 'team'
        and grain != 'day'
        and metric_id in (
            'portfolio_arr', 'nrr', 'grr', 'logo_retention', 'nrr_in_period', 'grr_in_period',
            'logo_retention_in_period', 'opening_arr', 'new_arr', 'reactivation_arr',
            'expansion_arr', 'contraction_arr', 'churned_arr', 'renewal_rate', 'renewals_due_arr',
            'handled_count', 'calls_made', 'csat'
        )

),

sums_of_members as (

    select
        metric_values.metric_id,
        split_part(metric_values.scope_id, '/', 1) as team_id,
        metric_values.grain,
        metric_values.period_start_date,
        sum(coalesce(metric_values.numerator, metric_values.value)) as part

    from metric_values

    where
        metric_values.scope_kind = 'team_member'
        and metric_values.grain != 'day'

    group by all

)

select
    team_values.metric_id,
    team_values.team_id,
    team_values.grain,
    team_values.period_start_date,
    team_values.part as team_part,
    sums_of_members.part as sum_of_members

from team_values

left join sums_of_members
    on team_values.metric_id = sums_of_members.metric_id
    and team_values.team_id = sums_of_members.team_id
    and team_values.grain = sums_of_members.grain
    and team_values.period_start_date = sums_of_members.period_start_date

where
    abs(coalesce(team_values.part, 0) - coalesce(sums_of_members.part, 0))
    > 0.01 + 1e-9 * abs(coalesce(team_values.part, 0))
