-- Grain:   last_snapshot_date, snapshot_date, tenant_id
-- Unit:    placement as share of the accounts that stayed
-- Source:  health_outcomes
-- Answers: of the snapshots of the two years that end with a snapshot, which one speaks for an
--          account, and how many of those that stayed had a higher score than it?

with

last_snapshots as (

    select distinct snapshot_date as last_snapshot_date

    from health_outcomes

),

-- Snapshots of one account are no separate proofs: its last one speaks for it, and of one that was
-- lost, whether it came back or not, the last before a loss.
outcomes as (

    select
        last_snapshots.last_snapshot_date,
        health_outcomes.snapshot_date,
        health_outcomes.tenant_id,
        health_outcomes.health_band,
        health_outcomes.score,
        health_outcomes.is_lost,
        health_outcomes.score is not null and row_number() over (
            partition by
                last_snapshots.last_snapshot_date,
                health_outcomes.tenant_id,
                health_outcomes.score is not null
            order by health_outcomes.is_lost desc, health_outcomes.snapshot_date desc
        ) = 1 as is_ranked

    from last_snapshots

    inner join health_outcomes
        on last_snapshots.last_snapshot_date >= health_outcomes.snapshot_date
        and last_snapshots.last_snapshot_date - interval 2 years < health_outcomes.snapshot_date

),

-- Of the accounts that stayed, how many had a higher score than this one, and how many the same.
placed as (

    select
        last_snapshot_date,
        snapshot_date,
        tenant_id,
        health_band,
        score,
        is_lost,
        is_ranked,
        count(*) filter (where not is_lost) over (
            partition by last_snapshot_date
        ) as stayed_count,
        count(*) filter (where not is_lost) over (
            partition by last_snapshot_date
            order by score desc
            range between unbounded preceding and current row
        ) as not_lower_count,
        count(*) filter (where not is_lost) over (
            partition by last_snapshot_date, score
        ) as same_count

    from outcomes

    where is_ranked

),

final as (

    select
        last_snapshot_date,
        snapshot_date,
        tenant_id,
        health_band,
        score,
        is_lost,
        is_ranked,
        (not_lower_count - 0.5 * same_count) / nullif(stayed_count, 0) as placement

    from placed

    union all

    select
        last_snapshot_date,
        snapshot_date,
        tenant_id,
        health_band,
        score,
        is_lost,
        is_ranked,
        null as placement

    from outcomes

    where not is_ranked

)

select * from final
