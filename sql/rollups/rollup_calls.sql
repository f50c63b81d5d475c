-- Grain:   scope_kind, scope_id, grain, period_start_date
-- Unit:    counts and seconds
-- Source:  call_sums_by_day; period_days
-- Answers: how much telephone work of each kind did a scope have in a period?

with

sums_by_period as (

    select
        period_days.grain,
        period_days.period_start_date,
        call_sums_by_day.location_id,
        call_sums_by_day.team_id,
        call_sums_by_day.person_id,
        grouping(
            call_sums_by_day.location_id,
            call_sums_by_day.team_id,
            call_sums_by_day.person_id
        ) as grouping_bits,

        sum(call_sums_by_day.visit_count)::bigint as visit_count,
        sum(call_sums_by_day.visit_answered_count)::bigint as visit_answered_count,
        sum(call_sums_by_day.visit_abandoned_count)::bigint as visit_abandoned_count,
        sum(call_sums_by_day.short_abandoned_count)::bigint as short_abandoned_count,
        sum(call_sums_by_day.visit_flow_out_count)::bigint as visit_flow_out_count,
        sum(call_sums_by_day.unanswered_known_count)::bigint as unanswered_known_count,
        sum(call_sums_by_day.answered_known_count)::bigint as answered_known_count,
        sum(call_sums_by_day.short_known_count)::bigint as short_known_count,
        sum(call_sums_by_day.abandonment_counted_count)::bigint as abandonment_counted_count,
        sum(call_sums_by_day.abandonment_count)::bigint as abandonment_count,
        sum(call_sums_by_day.abandon_wait_known_count)::bigint as abandon_wait_known_count,
        sum(call_sums_by_day.abandon_wait_seconds)::decimal(18, 6) as abandon_wait_seconds,
        sum(call_sums_by_day.level_known_count)::bigint as level_known_count,
        sum(call_sums_by_day.level_counted_count)::bigint as level_counted_count,
        sum(call_sums_by_day.level_within_count)::bigint as level_within_count,
        sum(call_sums_by_day.visit_offer_known_count)::bigint as visit_offer_known_count,
        sum(call_sums_by_day.wait_known_count)::bigint as wait_known_count,
        sum(call_sums_by_day.wait_seconds)::decimal(18, 6) as wait_seconds,
        sum(call_sums_by_day.handled_count)::bigint as handled_count,
        sum(call_sums_by_day.queue_handled_count)::bigint as queue_handled_count,
        sum(call_sums_by_day.inbound_handled_count)::bigint as inbound_handled_count,
        sum(call_sums_by_day.offer_known_count)::bigint as offer_known_count,
        sum(call_sums_by_day.talk_known_count)::bigint as talk_known_count,
        sum(call_sums_by_day.talk_seconds)::decimal(18, 6) as talk_seconds,
        sum(call_sums_by_day.talk_time_seconds)::decimal(18, 6) as talk_time_seconds,
        sum(call_sums_by_day.connected_known_count)::bigint as connected_known_count,
        sum(call_sums_by_day.connected_seconds)::decimal(18, 6) as connected_seconds,
        sum(call_sums_by_day.hold_known_count)::bigint as hold_known_count,
        sum(call_sums_by_day.held_count)::bigint as held_count,
        sum(call_sums_by_day.hold_seconds)::decimal(18, 6) as hold_seconds,
        sum(call_sums_by_day.wrap_up_known_count)::bigint as wrap_up_known_count,
        sum(call_sums_by_day.wrap_up_seconds)::decimal(18, 6) as wrap_up_seconds,
        sum(call_sums_by_day.transfer_known_count)::bigint as transfer_known_count,
        sum(call_sums_by_day.transfer_count)::bigint as transfer_count,
        sum(call_sums_by_day.inbound_handle_known_count)::bigint as inbound_handle_known_count,
        sum(call_sums_by_day.inbound_wrap_up_known_count)::bigint as inbound_wrap_up_known_count,
        sum(call_sums_by_day.inbound_handle_seconds)::decimal(18, 6) as inbound_handle_seconds,
        sum(call_sums_by_day.outbound_handle_known_count)::bigint as outbound_handle_known_count,
        sum(call_sums_by_day.outbound_wrap_up_known_count)::bigint as outbound_wrap_up_known_count,
        sum(call_sums_by_day.outbound_handle_seconds)::decimal(18, 6) as outbound_handle_seconds,
        sum(call_sums_by_day.offer_count)::bigint as offer_count,
        sum(call_sums_by_day.offer_answered_count)::bigint as offer_answered_count,
        sum(call_sums_by_day.offer_missed_count)::bigint as offer_missed_count,
        sum(call_sums_by_day.outbound_count)::bigint as outbound_count,
        sum(call_sums_by_day.attempts_known_count)::bigint as attempts_known_count,
        sum(call_sums_by_day.outbound_answered_count)::bigint as outbound_answered_count,
        sum(call_sums_by_day.connect_known_count)::bigint as connect_known_count,
        sum(call_sums_by_day.connected_count)::bigint as connected_count

    from call_sums_by_day

    inner join period_days
        on call_sums_by_day.local_date = period_days.day_date

    group by
        grouping sets (
            (period_days.grain, period_days.period_start_date),
            (period_days.grain, period_days.period_start_date, call_sums_by_day.location_id),
            (period_days.grain, period_days.period_start_date, call_sums_by_day.team_id),
            (period_days.grain, period_days.period_start_date, call_sums_by_day.person_id),
            (
                period_days.grain,
                period_days.period_start_date,
                call_sums_by_day.team_id,
                call_sums_by_day.person_id
            )
        )

),

-- The bits say which of location, team and person were summed away (1) in a grouping set.
final as (

    select
        case grouping_bits
            when 7 then 'organization'
            when 3 then 'location'
            when 5 then 'team'
            when 6 then 'member'
            when 4 then 'team_member'
        end::scope_kind as scope_kind,
        case grouping_bits
            when 7 then 'all'
            when 3 then location_id
            when 5 then team_id
            when 6 then person_id
            when 4 then team_id || '/' || person_id
        end as scope_id,
        grain,
        period_start_date,

        visit_count,
        visit_answered_count,
        visit_abandoned_count,
        short_abandoned_count,
        visit_flow_out_count,
        unanswered_known_count,
        answered_known_count,
        short_known_count,
        abandonment_counted_count,
        abandonment_count,
        abandon_wait_known_count,
        abandon_wait_seconds,
        level_known_count,
        level_counted_count,
        level_within_count,
        visit_offer_known_count,
        wait_known_count,
        wait_seconds,
        handled_count,
        queue_handled_count,
        inbound_handled_count,
        offer_known_count,
        talk_known_count,
        talk_seconds,
        talk_time_seconds,
        connected_known_count,
        connected_seconds,
        hold_known_count,
        held_count,
        hold_seconds,
        wrap_up_known_count,
        wrap_up_seconds,
        transfer_known_count,
        transfer_count,
        inbound_handle_known_count,
        inbound_wrap_up_known_count,
        inbound_handle_seconds,
        outbound_handle_known_count,
        outbound_wrap_up_known_count,
        outbound_handle_seconds,
        offer_count,
        offer_answered_count,
        offer_missed_count,
        outbound_count,
        attempts_known_count,
        outbound_answered_count,
        connect_known_count,
        connected_count

    from sums_by_period

)

select * from final

where scope_id is not null

order by scope_kind, scope_id, grain, period_start_date
