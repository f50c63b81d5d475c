-- Entity:   call_annotations
-- Source:   Postgres tables call_center_records, call_follow_ups, call_outcome_audits,
--           telephone_systems; the calls themselves come from the telephone systems
-- Cursor:   updated_at
-- Lookback: 3 days
-- Answers:  what did the application record about a call: its type, outcome, satisfaction?

with

-- What the columns are by default says nothing about a call that nobody answered.
records as (

    select
        *,
        call_answer_time is not null as is_answered

    from call_center_records

),

-- A location whose call center got a telephone system of its own has its calls there since.
moves as (

    select
        telephone_systems.name as source,
        locations.name as location_name,
        telephone_systems.used_from::timestamp at time zone locations.time_zone as used_from_at

    from telephone_systems

    inner join teams
        on telephone_systems.team_id = teams.id

    inner join locations
        on teams.location_id = locations.id

),

final as (

    select
        records.id::text as annotation_id,
        coalesce(moves.source, '3cx') as source,
        records.call_id,
        -- A call that nobody answered has an empty address, not a missing one.
        case when records.agent_email <> '' then 'email' end as agent_kind,
        lower(nullif(records.agent_email, '')) as agent_value,
        records.call_start_time as started_at,
        records.call_type,
        records.call_outcome as outcome,
        records.customer_satisfaction_score as csat_score,
        records.call_direction as direction,
        records.call_status as status,
        null::text as answered_by,
        records.call_priority as priority,
        call_outcome_audits.audited_outcome,
        records.quality_score,
        case when records.is_answered then records.appointment_scheduled::integer end
            as appointment_count,
        records.appointment_type as appointment_kind,
        records.appointment_date,
        case when records.is_answered then records.first_call_resolution end
            as is_first_call_resolved,
        case when records.is_answered then records.escalation_required end as is_escalated,
        case when records.is_answered then records.complaint_call end as is_complaint,
        case when records.is_answered then records.follow_up_required end
            as is_follow_up_required,
        records.follow_up_date as follow_up_due_date,
        call_follow_ups.completed_at as follow_up_done_at,
        records.recording_available as is_recorded,
        case when records.recording_available then records.recording_reviewed end
            as is_recording_reviewed,
        case when records.is_answered then records.hold_time_seconds end as hold_seconds,
        case when records.is_answered then nullif(records.after_call_work_seconds, 0) end
            as wrap_up_seconds,
        case when records.is_answered then records.transfer_count end as transfer_count,
        records.shift_id::text as shift_id,
        records.campaign_id,
        greatest(
            records.updated_at,
            call_follow_ups.updated_at,
            call_outcome_audits.audited_at
        ) as updated_at,
        null::boolean as is_resolved_in_survey

    from records

    left join call_follow_ups
        on records.id = call_follow_ups.call_record_id

    left join call_outcome_audits
        on records.id = call_outcome_audits.call_record_id

    left join moves
        on records.location = moves.location_name
        and records.call_start_time >= moves.used_from_at

)

select * from final
