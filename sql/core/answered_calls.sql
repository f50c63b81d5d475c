-- Grain:   source, call_id
-- Unit:    local_date, team and person of the agent who had the caller last
-- Source:  handles; call_remarks; journals; teams through stg_teams
-- Answers: in which calls did an agent talk with an outside party, whoever of the two called, whose
--          are they, and what is recorded about each?

with

teams as (

    select * from stg_teams

),

-- Before the first journal nobody was to keep any.
first_journal as (

    select min(local_date) as first_date from journals

),

final as (

    select
        handles.source,
        handles.call_id,
        handles.leg_number,
        handles.person_id,
        handles.team_id,
        handles.location_id,
        handles.direction,
        handles.queue_id,
        handles.local_date,

        -- Sales calls are judged by nothing here, unless somebody annotated one all the same.
        coalesce(
            teams.kind is null or teams.kind = 'call_center' or call_remarks.is_annotated,
            false
        ) as is_service_call,
        coalesce(call_remarks.is_annotated, false) as is_annotated,
        coalesce(call_remarks.has_journal, false) as has_journal,
        coalesce(
            teams.kind = 'call_center'
            and handles.local_date >= first_journal.first_date,
            false
        ) as is_journal_due,
        call_remarks.call_type,
        call_remarks.csat_score,
        call_remarks.quality_score,
        call_remarks.appointment_count,
        call_remarks.is_first_call_resolved,
        call_remarks.is_resolved_in_survey,
        call_remarks.is_escalated,
        call_remarks.is_complaint,
        call_remarks.is_recorded,

        -- What was not recorded cannot be listened to.
        case when call_remarks.is_recorded then call_remarks.is_recording_reviewed end
            as is_recording_reviewed,
        call_remarks.is_logged_right,

        -- What an appointment rate is of: calls about one; by setting, every answered call.
        coalesce(
            (call_remarks.call_type = 'appointment' or run_settings.appointment_base = 'all')
            and call_remarks.appointment_count is not null,
            false
        ) as is_appointment_call,
        case
            when call_remarks.call_type != 'appointment'
                and run_settings.appointment_base = 'appointment_calls' then true
            else coalesce(
                (call_remarks.call_type is not null or run_settings.appointment_base = 'all')
                and call_remarks.appointment_count is not null,
                false
            )
        end as is_appointment_known

    from handles

    -- A transferred call is two handles and one call: what is said of it counts to the last agent.
    anti join handles as later_handles
        on handles.source = later_handles.source
        and handles.call_id = later_handles.call_id
        and handles.leg_number < later_handles.leg_number

    left join call_remarks
        on handles.source = call_remarks.source
        and handles.call_id = call_remarks.call_id

    left join teams
        on handles.team_id = teams.team_id

    cross join first_journal

    cross join run_settings

)

select * from final
