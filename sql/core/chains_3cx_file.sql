-- Grain:   source, call_id, leg_number
-- Unit:    one row a queue or person in the chain of a call that was handed on
-- Source:  calls_3cx_file
-- Answers: through which queues and to which people did an inbound call go, one after the other?
-- Kept as: nothing

with

calls_with_chain as (

    select
        source,
        call_id,
        chain_extensions,
        -- The queue that was called is one of the chain, declared or not.
        case
            when to_kind = 'queue' then list_append(queue_ids, to_extension)
            else queue_ids
        end as queue_ids,
        to_kind = 'queue' as is_to_queue,
        is_replaced and answered_at is not null as is_handed_on,
        answered_at is not null and reached_kind = 'agent' as is_person_reached,
        reached_kind

    from calls_3cx_file

    where
        direction = 'inbound'
        and ended_at is not null
        and len(chain_extensions) > 1

),

hops as (

    select
        source,
        call_id,
        is_to_queue,
        is_handed_on,
        is_person_reached,
        reached_kind,
        unnest(chain_extensions) as hop_value,
        generate_subscripts(chain_extensions, 1) as hop_number,
        len(chain_extensions) as hop_count,
        list_transform(chain_extensions, lambda hop: list_contains(queue_ids, hop)) as are_queues

    from calls_with_chain

    -- Handed from person to person, or through a queue that is not the one called.
    where
        len(list_filter(chain_extensions, lambda hop: list_contains(queue_ids, hop)))
        > is_to_queue::integer
        or (
            is_handed_on
            and is_person_reached
            and len(chain_extensions) - is_to_queue::integer > 1
        )

),

-- A forwarded or picked-up call rang elsewhere first, and only the last hop had the caller.
connected_hops as (

    select
        source,
        call_id,
        hop_number,
        hop_value,
        reached_kind,
        are_queues[hop_number] as is_queue,
        hop_number = hop_count as is_last,
        not are_queues[hop_number] and (
            is_handed_on
            or (is_person_reached and not is_to_queue and hop_number = hop_count)
        ) as is_person,
        coalesce(not are_queues[hop_number + 1], false) and (
            is_handed_on
            or (is_person_reached and not is_to_queue and hop_number + 1 = hop_count)
        ) as is_person_next,
        len(list_filter(are_queues[:hop_number], lambda is_queue: is_queue)) as visit_number

    from hops

),

-- Whoever got the caller back, after asking a colleague or twice by turns, had one conversation.
stations as (

    select
        source,
        call_id,
        hop_number,
        'queue' as leg_kind,
        hop_value,
        visit_number,
        case
            when is_person_next then 'answered'
            when not is_last then 'flow_out'
            when reached_kind = 'voicemail' then 'voicemail'
            when reached_kind in ('queue', 'agent') then 'abandoned'
            else 'flow_out'
        end as result

    from connected_hops

    where is_queue

    union all

    select
        source,
        call_id,
        max(hop_number) as hop_number,
        'agent' as leg_kind,
        hop_value,
        max(visit_number) as visit_number,
        'answered' as result

    from connected_hops

    where is_person

    group by source, call_id, hop_value

),

numbered_stations as (

    select
        source,
        call_id,
        row_number() over (partition by source, call_id order by hop_number)::integer
            as leg_number,
        leg_kind,
        hop_value,
        nullif(visit_number, 0)::integer as visit_number,
        result,
        lead(hop_number) over (partition by source, call_id order by hop_number) is not null
            as is_handed_on,
        count(*) filter (where leg_kind = 'agent') over (partition by source, call_id)
            as person_count

    from stations

),

queue_stations as (

    select
        source,
        call_id,
        visit_number,
        hop_value as queue_id

    from stations

    where leg_kind = 'queue'

),

final as (

    select
        numbered_stations.source,
        numbered_stations.call_id,
        numbered_stations.leg_number,
        numbered_stations.leg_kind,
        numbered_stations.visit_number,
        queue_stations.queue_id,
        case when numbered_stations.leg_kind = 'agent' then numbered_stations.hop_value end
            as agent_value,
        numbered_stations.result,
        numbered_stations.is_handed_on,
        numbered_stations.person_count

    from numbered_stations

    left join queue_stations
        on numbered_stations.source = queue_stations.source
        and numbered_stations.call_id = queue_stations.call_id
        and numbered_stations.visit_number = queue_stations.visit_number

)

select * from final
