-- Grain:   fact, scope_kind, scope_id, source, call_id, fact_number
-- Unit:    one row for each further queue visit or handle that a call had in a scope
-- Source:  queue_visits; handles; calls
-- Answers: which visits, handles and timed handles (inbound, their time known) were not the first
--          of their call in a scope, and on which local day was the one before?

with

repeating_calls as (

    select
        source,
        call_id

    from calls

    where visit_count > 1 or conversation_count > 1

),

facts as (

    select
        'visit' as fact,
        queue_visits.source,
        queue_visits.call_id,
        queue_visits.visit_number as fact_number,
        queue_visits.location_id,
        queue_visits.team_id,
        null::varchar as person_id,
        queue_visits.local_date

    from queue_visits

    semi join repeating_calls
        on queue_visits.source = repeating_calls.source
        and queue_visits.call_id = repeating_calls.call_id

    union all

    select
        unnest(
            if(
                handles.direction = 'inbound' and handles.handle_seconds is not null,
                ['handle', 'timed_handle'],
                ['handle']
            )
        ) as fact,
        handles.source,
        handles.call_id,
        handles.leg_number as fact_number,
        handles.location_id,
        handles.team_id,
        handles.person_id,
        handles.local_date

    from handles

    semi join repeating_calls
        on handles.source = repeating_calls.source
        and handles.call_id = repeating_calls.call_id

),

scoped_facts as (

    select
        fact,
        source,
        call_id,
        fact_number,
        local_date,
        unnest(
            [
                {scope_kind: 'organization', scope_id: 'all'},
                {scope_kind: 'location', scope_id: location_id},
                {scope_kind: 'team', scope_id: team_id},
                {scope_kind: 'member', scope_id: person_id},
                {scope_kind: 'team_member', scope_id: team_id || '/' || person_id}
            ]
        ) as scope

    from facts

),

-- Of the days on which the call was here before, the last one tells whether it was in the period.
final as (

    select
        fact,
        scope.scope_kind as scope_kind,
        scope.scope_id as scope_id,
        source,
        call_id,
        fact_number,
        local_date,
        lag(local_date) over (
            partition by fact, scope.scope_kind, scope.scope_id, source, call_id
            order by local_date, fact_number
        ) as seen_date

    from scoped_facts

    where scope.scope_id is not null

    qualify seen_date is not null

)

select * from final
