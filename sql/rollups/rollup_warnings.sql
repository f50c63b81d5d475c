-- Grain:   scope_kind, scope_id, grain, period_start_date
-- Unit:    counts of losses and of flags; lead_median_days in days
-- Source:  warnings_by_scope; rollup_portfolio; tenant_health; periods
-- Answers: how many losses of the trailing twelve months were foretold and how early, and how many
--          of those that had turned red were lost?

with

sums as (

    select
        scope_kind,
        scope_id,
        grain,
        period_start_date,
        count(*) filter (where kind = 'loss') as loss_count,
        count(*) filter (where kind = 'loss' and is_judged) as judged_count,
        count(*) filter (where kind = 'loss' and is_hit) as warned_count,
        quantile_cont(lead_days, 0.5) as lead_median_days,
        count(*) filter (where kind = 'flag') as flag_count,
        count(*) filter (where kind = 'flag' and is_hit) as followed_count

    from warnings_by_scope

    group by scope_kind, scope_id, grain, period_start_date

),

first_scores as (

    select min(closing_date) as first_score_date

    from tenant_health

    where band in ('green', 'yellow', 'red')

),

-- Who lost nobody keeps a row, so that the missing value has its reason.
expected as (

    select
        scope_kind,
        scope_id,
        grain,
        period_start_date

    from rollup_portfolio

    where
        grain in ('month', 'quarter', 'range')
        and scope_kind != 'tenant'

    union

    select
        scope_kind,
        scope_id,
        grain,
        period_start_date

    from sums

),

final as (

    select
        expected.scope_kind,
        expected.scope_id,
        expected.grain,
        expected.period_start_date,

        coalesce(sums.loss_count, 0)::bigint as loss_count,
        coalesce(sums.judged_count, 0)::bigint as judged_count,
        coalesce(sums.warned_count, 0)::bigint as warned_count,
        sums.lead_median_days::double as lead_median_days,
        coalesce(sums.flag_count, 0)::bigint as flag_count,
        sums.followed_count,
        first_scores.first_score_date,
        periods.trailing_start_date - 90 < first_scores.first_score_date as is_short

    from expected

    cross join first_scores

    inner join periods
        on expected.grain = periods.grain
        and expected.period_start_date = periods.period_start_date

    left join sums
        on expected.scope_kind = sums.scope_kind
        and expected.scope_id = sums.scope_id
        and expected.grain = sums.grain
        and expected.period_start_date = sums.period_start_date

    where first_scores.first_score_date < periods.closing_date

)

select * from final

order by scope_kind, scope_id, grain, period_start_date
