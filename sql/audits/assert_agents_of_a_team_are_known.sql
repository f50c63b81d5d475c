-- Answers:    of the calls answered in a team's queue in the last closed week, were at most 5 %
--             taken by
--             an extension that belongs to nobody?
-- On failure: hold

with

last_week as (

    select
        period_start_date,
        period_end_date

    from periods

    where
        grain = 'week'
        and is_closed

    order by period_start_date desc

    limit 1

),

answered as (

    select
        queue_visits.team_id,
        count(*) as answered_count,
        count(*) filter (where call_agents.person_id like 'unassigned:%') as unknown_count

    from queue_visits

    inner join call_agents
        on queue_visits.source = call_agents.source
        and queue_visits.call_id = call_agents.call_id
        and queue_visits.visit_number = call_agents.visit_number
        and call_agents.result = 'answered'

    inner join last_week
        on queue_visits.local_date >= last_week.period_start_date
        and queue_visits.local_date < last_week.period_end_date

    where queue_visits.is_answered

    group by queue_visits.team_id

)

select
    'team' as scope_kind,
    team_id as scope_id,
    answered_count,
    unknown_count

from answered

where
    team_id is not null
    and unknown_count > 0.05 * answered_count
