-- Grain:   local_date, location_id?, team_id?, person_id?
-- Unit:    counts and seconds
-- Source:  queue_visits, handles, offers, outbound_by_hour
-- Answers: how much of each kind of telephone work fell on a local day, by who did it?

with

-- A visit belongs to the queue's team and to no person: nobody is offered an abandoned call.
-- What a source cannot know is null in the facts, and a *_known_count says of how many it is known.
facts as (

    select
        local_date,
        location_id,
        team_id,
        null as person_id,
        1 as visit_count,
        is_answered::integer as visit_answered_count,
        is_abandoned::integer as visit_abandoned_count,
        is_short_abandon::integer as short_abandoned_count,
        is_flow_out::integer as visit_flow_out_count,
        is_unanswered_known::integer as unanswered_known_count,
        (is_answered and is_unanswered_known)::integer as answered_known_count,
        (is_short_abandon and is_unanswered_known)::integer as short_known_count,
        is_abandonment_counted::integer as abandonment_counted_count,
        is_abandonment::integer as abandonment_count,
        (is_abandoned and wait_seconds is not null)::integer as abandon_wait_known_count,
        case when is_abandoned then wait_seconds end as abandon_wait_seconds,
        is_service_level_known::integer as level_known_count,
        is_service_level_counted::integer as level_counted_count,
        is_within_service_level::integer as level_within_count,
        is_offer_known::integer as visit_offer_known_count,
        (is_answered and wait_seconds is not null)::integer as wait_known_count,
        case when is_answered then wait_seconds end as wait_seconds

    from queue_visits

    union all by name

    select
        local_date,
        location_id,
        team_id,
        person_id,
        1 as handled_count,
        (queue_id is not null)::integer as queue_handled_count,
        (direction = 'inbound')::integer as inbound_handled_count,
        (direction = 'inbound' and is_offer_known)::integer as offer_known_count,
        (talk_seconds is not null)::integer as talk_known_count,
        talk_seconds,
        talk_time_seconds,
        (connected_seconds is not null)::integer as connected_known_count,
        connected_seconds,
        (hold_seconds is not null)::integer as hold_known_count,
        (hold_seconds > 0)::integer as held_count,
        hold_seconds,
        (wrap_up_seconds is not null)::integer as wrap_up_known_count,
        wrap_up_seconds,
        (is_transferred_out is not null)::integer as transfer_known_count,
        is_transfer::integer as transfer_count,
        (direction = 'inbound' and handle_seconds is not null)::integer
            as inbound_handle_known_count,
        (direction = 'inbound' and handle_seconds is not null and wrap_up_seconds is not null)
        ::integer as inbound_wrap_up_known_count,
        case when direction = 'inbound' then handle_seconds end as inbound_handle_seconds,
        (direction = 'outbound' and handle_seconds is not null)::integer
            as outbound_handle_known_count,
        (direction = 'outbound' and handle_seconds is not null and wrap_up_seconds is not null)
        ::integer as outbound_wrap_up_known_count,
        case when direction = 'outbound' then handle_seconds end as outbound_handle_seconds

    from handles

    union all by name

    select
        local_date,
        location_id,
        team_id,
        person_id,
        1 as offer_count,
        is_answered::integer as offer_answered_count,
        is_missed::integer as offer_missed_count

    from offers

    union all by name

    select
        local_date,
        location_id,
        team_id,
        person_id,
        outbound_count,
        attempts_known_count,
        answered_count as outbound_answered_count,
        connect_known_count,
        connected_count

    from outbound_by_hour

),

final as (

    select
        local_date,
        location_id,
        team_id,
        person_id,

        coalesce(sum(visit_count), 0)::bigint as visit_count,
        coalesce(sum(visit_answered_count), 0)::bigint as visit_answered_count,
        coalesce(sum(visit_abandoned_count), 0)::bigint as visit_abandoned_count,
        coalesce(sum(short_abandoned_count), 0)::bigint as short_abandoned_count,
        coalesce(sum(visit_flow_out_count), 0)::bigint as visit_flow_out_count,
        coalesce(sum(unanswered_known_count), 0)::bigint as unanswered_known_count,
        coalesce(sum(answered_known_count), 0)::bigint as answered_known_count,
        coalesce(sum(short_known_count), 0)::bigint as short_known_count,
        coalesce(sum(abandonment_counted_count), 0)::bigint as abandonment_counted_count,
        coalesce(sum(abandonment_count), 0)::bigint as abandonment_count,
        coalesce(sum(abandon_wait_known_count), 0)::bigint as abandon_wait_known_count,
        coalesce(sum(abandon_wait_seconds), 0)::decimal(18, 6) as abandon_wait_seconds,
        coalesce(sum(level_known_count), 0)::bigint as level_known_count,
        coalesce(sum(level_counted_count), 0)::bigint as level_counted_count,
        coalesce(sum(level_within_count), 0)::bigint as level_within_count,
        coalesce(sum(visit_offer_known_count), 0)::bigint as visit_offer_known_count,
        coalesce(sum(wait_known_count), 0)::bigint as wait_known_count,
        coalesce(sum(wait_seconds), 0)::decimal(18, 6) as wait_seconds,
        coalesce(sum(handled_count), 0)::bigint as handled_count,
        coalesce(sum(queue_handled_count), 0)::bigint as queue_handled_count,
        coalesce(sum(inbound_handled_count), 0)::bigint as inbound_handled_count,
        coalesce(sum(offer_known_count), 0)::bigint as offer_known_count,
        coalesce(sum(talk_known_count), 0)::bigint as talk_known_count,
        coalesce(sum(talk_seconds), 0)::decimal(18, 6) as talk_seconds,
        coalesce(sum(talk_time_seconds), 0)::decimal(18, 6) as talk_time_seconds,
        coalesce(sum(connected_known_count), 0)::bigint as connected_known_count,
        coalesce(sum(connected_seconds), 0)::decimal(18, 6) as connected_seconds,
        coalesce(sum(hold_known_count), 0)::bigint as hold_known_count,
        coalesce(sum(held_count), 0)::bigint as held_count,
        coalesce(sum(hold_seconds), 0)::decimal(18, 6) as hold_seconds,
        coalesce(sum(wrap_up_known_count), 0)::bigint as wrap_up_known_count,
        coalesce(sum(wrap_up_seconds), 0)::decimal(18, 6) as wrap_up_seconds,
        coalesce(sum(transfer_known_count), 0)::bigint as transfer_known_count,
        coalesce(sum(transfer_count), 0)::bigint as transfer_count,
        coalesce(sum(inbound_handle_known_count), 0)::bigint as inbound_handle_known_count,
        coalesce(sum(inbound_wrap_up_known_count), 0)::bigint as inbound_wrap_up_known_count,
        coalesce(sum(inbound_handle_seconds), 0)::decimal(18, 6) as inbound_handle_seconds,
        coalesce(sum(outbound_handle_known_count), 0)::bigint as outbound_handle_known_count,
        coalesce(sum(outbound_wrap_up_known_count), 0)::bigint as outbound_wrap_up_known_count,
        coalesce(sum(outbound_handle_seconds), 0)::decimal(18, 6) as outbound_handle_seconds,
        coalesce(sum(offer_count), 0)::bigint as offer_count,
        coalesce(sum(offer_answered_count), 0)::bigint as offer_answered_count,
        coalesce(sum(offer_missed_count), 0)::bigint as offer_missed_count,
        coalesce(sum(outbound_count), 0)::bigint as outbound_count,
        coalesce(sum(attempts_known_count), 0)::bigint as attempts_known_count,
        coalesce(sum(outbound_answered_count), 0)::bigint as outbound_answered_count,
        coalesce(sum(connect_known_count), 0)::bigint as connect_known_count,
        coalesce(sum(connected_count), 0)::bigint as connected_count

    from facts

    group by local_date, location_id, team_id, person_id

)

select * from final
