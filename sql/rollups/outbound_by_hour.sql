-- Grain:   local_date, local_hour, location_id?, team_id?, person_id?
-- Unit:    calls; an *_known_count says of how many the answer or the talk is known
-- Source:  outbound_calls
-- Answers: how many calls did each person place in each local hour, and what came of them?

with

final as (

    select
        local_date,
        local_hour,
        location_id,
        team_id,
        person_id,

        count(*) as outbound_count,
        count(*) filter (where is_unanswered_known) as attempts_known_count,
        count(*) filter (where is_unanswered_known and is_answered) as answered_count,
        count(*) filter (where is_unanswered_known and is_connected is not null)
            as connect_known_count,
        count(*) filter (where is_unanswered_known and is_connected) as connected_count

    from outbound_calls

    group by local_date, local_hour, location_id, team_id, person_id

)

select * from final
