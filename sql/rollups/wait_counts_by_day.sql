-- Grain:   local_date, location_id?, team_id?, wait_seconds?
-- Unit:    counts of queue visits; wait_seconds null: not known
-- Source:  queue_visits
-- Answers: how many callers waited for exactly so many seconds on a local day?

-- With the counts of each wait a quantile is exact, and where a source tells whole seconds it needs
-- no look at every call.
with

final as (

    select
        local_date,
        location_id,
        team_id,
        wait_seconds,
        count(*) as visit_count,
        count(*) filter (where is_answered) as answered_count

    from queue_visits

    group by local_date, location_id, team_id, wait_seconds

)

select * from final
